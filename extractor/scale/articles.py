"""Articles → what each of them gave, in order, on as many cores as it is worth."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from itertools import chain

from extractor.article import Article
from extractor.resources import WHOLE
from extractor.scale.pool import Known, Pool
from extractor.scale.remembered import Remembered, key_of
from extractor.table import Extracted, extract_each, failed

SECONDS = 60.0
"""How long one article may take before it is given up."""
_WORTH = 300_000
"""Characters from which processes of their own are worth their start."""
_MANY = 5000
"""So many articles are never held back to see whether they are work enough."""
_Item = Article | Known[Extracted]

_FIRST = Article("一、市住建局要在6月底前新建公园3个。")
"""Read before the work begins: what is loaded at its first use is not to count against the time of an article."""


@dataclass(frozen=True, slots=True)
class Loader:
    """Loads the finders in the process that it is called in.

    ``rules`` are folders of own rules beside the shipped ones, ``events`` a file of days for events without a public
    date, ``whole`` a tree that takes the place of the shipped rules; it holds for all of the process, so it is for
    processes that do nothing else.
    """

    rules: tuple[str, ...] = ()
    whole: str = ""
    events: str = ""

    def __call__(self) -> Callable[[Iterable[Article | Extracted]], Iterator[Extracted]]:
        """The function that finds the rows of articles."""
        if self.whole:
            os.environ[WHOLE] = self.whole
        from extractor.pipeline import load_finders

        nlp = load_finders(self.rules, events=self.events)
        next(extract_each([_FIRST], nlp=nlp))
        return partial(extract_each, nlp=nlp)


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
    remembered: Remembered | None = None,
    events: str | os.PathLike[str] = "",
) -> Iterator[Extracted]:
    """What each article gave, in the order of the articles, which are read only a little ahead.

    ``jobs`` processes share the work (without it: all cores, or this process alone where there is little to do).
    An article that crashes its process or takes more than ``seconds`` costs only itself; in this process alone
    (``jobs=1``) an exception does too, but neither a crash nor a hang can be survived. With ``jobs`` above 1 a script
    needs ``if __name__ == "__main__":``, as all of :mod:`multiprocessing` does. What is ``remembered`` (of the same
    rules) is not read again, and what is read is remembered. ``events`` is a file of days for events
    without a public date.
    """
    loader = Loader(tuple(os.fspath(folder) for folder in rules), events=os.fspath(events))
    keys: deque[str] = deque()
    for found in _worked(_recalled(articles, remembered, keys), loader, jobs, seconds, method):
        key = keys.popleft()
        if remembered and key:
            remembered.put(key, found)
        yield found


def _recalled(articles: Iterable[Article], remembered: Remembered | None, keys: deque[str]) -> Iterator[_Item]:
    """The articles, or what is remembered of them; ``keys`` gets the key under which to remember each, or none."""
    for article in articles:
        key = key_of(article) if remembered else ""
        known = remembered.get(key, article) if remembered else None
        keys.append("" if known else key)
        yield Known(known) if known else article


def _worked(
    items: Iterable[_Item], loader: Loader, jobs: int | None, seconds: float, method: str
) -> Iterator[Extracted]:
    source = iter(items)
    for item in source:  # in front of the first article to be read there is nothing to load or to wait for
        if not isinstance(item, Known):
            items = chain([item], source)
            break
        yield item.result
    else:
        return
    if jobs is None:
        items, jobs = _enough(items)
    if jobs > 1:
        with Pool(loader, lost=lost, size=size, jobs=jobs, seconds=seconds, method=method) as pool:
            yield from pool.map(items)
    else:
        yield from loader()(item.result if isinstance(item, Known) else item for item in items)


def _enough(items: Iterable[_Item]) -> tuple[Iterable[_Item], int]:
    """The items again, and for how many processes their first ones are work enough."""
    source, first, wait = iter(items), list[_Item](), 0
    for item in source:
        first.append(item)
        wait += 0 if isinstance(item, Known) else len(item.text)
        if wait >= _WORTH or len(first) >= _MANY:
            return chain(first, source), cores()
    return first, 1


def size(article: Article) -> int:
    """How much work an article is: its characters."""
    return len(article.text)


def lost(article: Article, why: str) -> Extracted:
    """What is said of an article that cost two processes."""
    said = "处理超时，放弃了" if why == "time" else "处理时进程崩溃，放弃了"
    return Extracted(problem=failed(article, said))
