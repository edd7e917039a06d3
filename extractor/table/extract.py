"""The short way: articles in, table out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, cast

from extractor.article import Article
from extractor.problem import Problem, XiaozhangError
from extractor.table.frame import to_frame
from extractor.table.rows import to_rows
from extractor.table.schema import Row

if TYPE_CHECKING:
    import pandas as pd

    from extractor.pipeline import Pipeline


@dataclass(frozen=True, slots=True)
class Extracted:
    """What one article gave: its rows in the order of the text, or the problem that kept it from being read."""

    rows: tuple[Row, ...] = ()
    problem: Problem | None = None


def extract(articles: Iterable[Article | str], *, nlp: Pipeline | None = None) -> pd.DataFrame:
    """Articles (or plain texts) → the frame of their measures, in the order of the texts.

    ``nlp`` is the pipeline of :func:`extractor.load`; without it the finders are loaded with the rules that came
    along. An article that cannot be read raises; :func:`extract_each` gives a Problem in its place.
    """
    return to_frame(extract_rows(articles, nlp=nlp))


def extract_rows(articles: Iterable[Article | str], *, nlp: Pipeline | None = None) -> Iterator[Row]:
    """As :func:`extract`, but row by row as they are found, in memory that does not grow."""
    from extractor.pipeline import load_finders, read_measures

    texts = (Article(text=a) if isinstance(a, str) else a for a in articles)
    for article, measures in read_measures(nlp or load_finders(), texts):
        yield from to_rows(article, measures)


def extract_each(items: Iterable[Article | Extracted], *, nlp: Pipeline) -> Iterator[Extracted]:
    """One result for each article, in order; an article on which anything fails costs itself only.

    A result among the items is passed on in its place.
    """
    from extractor.pipeline import batches

    for done, some in groupby(items, lambda item: isinstance(item, Extracted)):
        if done:
            yield from cast("Iterator[Extracted]", some)
        else:
            for batch in batches(cast("Iterator[Article]", some)):
                yield from _extracted(batch, nlp)


def _extracted(batch: Sequence[Article], nlp: Pipeline) -> list[Extracted]:
    """What each article of a batch gave; where anything fails, each is tried alone."""
    from extractor.pipeline import read_measures

    try:
        return [Extracted(tuple(to_rows(article, found))) for article, found in read_measures(nlp, batch)]
    except XiaozhangError:  # of the rules or the options, not of an article
        raise
    except Exception as error:  # noqa: BLE001 - whatever it is, the other articles are not to blame
        if len(batch) > 1:
            return [one for article in batch for one in _extracted([article], nlp)]
        return [Extracted(problem=failed(batch[0], f"处理时出错（{type(error).__name__}）"))]


def failed(article: Article, message: str) -> Problem:
    """The problem of an article whose text could be read and whose measures could not be found."""
    hint = "其余文章照常；这是程序的毛病，请把这篇文章连同版本号报告给我们"
    return Problem(article.path or article.title or "article", "extract.failed", message, hint)
