"""Articles → what each of them gave, in order, on as many cores as it is worth."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain

from extractor.article import Article
from extractor.resources import WHOLE
from extractor.scale.pool import Pool
from extractor.table import Extracted, extract_each, failed

SECONDS = 60.0
"""How long one article may take before it is given up."""
_WORTH = 300_000
"""Characters from which processes of their own are worth their start."""
_FIRST = Article("一、市住建局要在6月底前新建公园3个。")
"""Read before the work begins: what is loaded at its first use is not to count against the time of an article."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the finders in the process that it is called in.

    ``rules`` are folders of own rules beside the shipped ones, ``whole`` a tree that takes the place of these; it
    holds for all of the process, so it is for processes that do nothing else.
    """

    rules: tuple[str, ...] = ()
    whole: str = ""

    def __call__(self) -> Callable[[Article], Extracted]:
        """The function that finds the rows of an article."""
        if self.whole:
            os.environ[WHOLE] = self.whole
        from extractor.pipeline import load_finders

        nlp = load_finders(self.rules)
        next(extract_each([_FIRST], nlp=nlp))
        return lambda article: next(extract_each([article], nlp=nlp))


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def extract_articles(
    articles: Iterable[Article],
    *,
    rules: Iterable[str | os.PathLike[str]] = (),
    jobs: int | None = None,
    seconds: float = SECONDS,
    method: str = "spawn",
) -> Iterator[Extracted]:
    """What each article gave, in the order of the articles, which are read only a little ahead.

    ``jobs`` processes share the work (without it: all cores, or this process alone where there is little to do).
    An article that crashes its process or takes more than ``seconds`` costs only itself; in this process alone
    (``jobs=1``) an exception does too, but neither a crash nor a hang can be survived. With ``jobs`` above 1 a script
    needs ``if __name__ == "__main__":``, as all of :mod:`multiprocessing` does.
    """
    loader = Loader(tuple(os.fspath(folder) for folder in rules))
    if jobs is None:
        articles, jobs = _enough(articles)
    if jobs <= 1:
        yield from map(loader(), articles)
        return
    with Pool(loader, lost=lost, size=size, jobs=jobs, seconds=seconds, method=method) as pool:
        yield from pool.map(articles)


def _enough(articles: Iterable[Article]) -> tuple[Iterable[Article], int]:
    """The articles again, and for how many processes their first ones are work enough."""
    source, first, size = iter(articles), list[Article](), 0
    for article in source:
        first.append(article)
        size += len(article.text)
        if size >= _WORTH:
            return chain(first, source), cores()
    return first, 1


def size(article: Article) -> int:
    """How much work an article is: its characters."""
    return len(article.text)


def lost(article: Article, why: str) -> Extracted:
    """What is said of an article that cost two processes."""
    said = "处理超时，放弃了" if why == "time" else "处理时进程崩溃，放弃了"
    return Extracted(problem=failed(article, said))
