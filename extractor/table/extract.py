"""The short way: articles in, table out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from extractor.article import Article
from extractor.table.frame import to_frame
from extractor.table.rows import to_rows
from extractor.table.schema import Row

if TYPE_CHECKING:
    import pandas as pd
    from spacy.language import Language


def extract(articles: Iterable[Article | str], *, nlp: Language | None = None) -> pd.DataFrame:
    """Articles (or plain texts) → the frame of their measures, in the order of the texts.

    ``nlp`` is the pipeline of :func:`extractor.load`; without it one is loaded with the rules that came along.
    """
    return to_frame(extract_rows(articles, nlp=nlp))


def extract_rows(articles: Iterable[Article | str], *, nlp: Language | None = None) -> Iterator[Row]:
    """As :func:`extract`, but row by row as they are found, in memory that does not grow."""
    from extractor.pipeline import load, read_measures

    texts = (Article(text=a) if isinstance(a, str) else a for a in articles)
    for article, measures in read_measures(nlp or load(), texts):
        yield from to_rows(article, measures)
