"""The first component: which article a ``Doc`` holds, and its outline of paragraphs and pieces."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Callable
from dataclasses import replace
from itertools import accumulate
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, Span, SpanGroup

from extractor.article import Article
from extractor.language.finder import Finder, Places, outline_finder, outline_in
from extractor.language.outline import Outline


def article_of(doc: Doc) -> Article:
    """The article that a doc was made from; for a bare text an article with that text alone."""
    article = doc.user_data.get("article")
    if article is None:
        article = doc.user_data["article"] = Article(doc.text)
    return article


def outline_of(doc: Doc) -> Outline:
    """The outline of a doc's text, found once."""
    article_of(doc)
    return outline_in(doc.user_data)


def _attribute(name: str) -> tuple[Callable[[Doc], Any], Callable[[Doc, Any], None]]:
    """Getter and setter of one field of the article, so that a bare text can be given what it lacks."""

    def read(doc: Doc) -> Any:
        return getattr(article_of(doc), name)

    def write(doc: Doc, value: Any) -> None:
        doc.user_data["article"] = replace(article_of(doc), **{name: value})

    return read, write


def _set_article(doc: Doc, article: Article) -> None:
    doc.user_data["article"] = article


for _name, _access in (
    ("article", (article_of, _set_article)),
    ("published", _attribute("published")),
    ("title", _attribute("title")),
):
    if not Doc.has_extension(_name):
        Doc.set_extension(_name, getter=_access[0], setter=_access[1])


def show_spans(doc: Doc, key: str, places: Places) -> Doc:
    """Show places of the text as ``doc.spans[key]``: the tokens that they touch.

    A view only: offsets of the values are the truth, and a place that touches no token is not shown.
    """
    starts = _token_starts(doc)
    last = len(doc)
    group = SpanGroup(doc, name=key)
    for start, end, label in places:
        first, stop = bisect_right(starts, start, 0, last) - 1, bisect_left(starts, end, 0, last)
        if 0 <= first < stop:
            group.append(Span(doc, first, stop, label=label))
    doc.spans[key] = group
    return doc


def _token_starts(doc: Doc) -> list[int]:
    """The offset of each token and the length of the text; counted once, for no token ever moves."""
    starts = doc.user_data.get("token_starts")
    if starts is None or len(starts) != len(doc) + 1:
        starts = [*accumulate((len(token.text_with_ws) for token in doc), initial=0)]
        doc.user_data["token_starts"] = starts
    return starts


@Language.factory("xiaozhang_outline", assigns=["doc.spans"])
def create_outline(nlp: Language, name: str) -> Finder:
    """Writes ``doc.spans["clauses"]``, the pieces of every paragraph; it has no options."""
    del nlp, name
    return outline_finder()
