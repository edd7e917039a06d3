"""The first component: which article a ``Doc`` holds, and its outline of paragraphs and pieces."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extractor.article import Article
from extractor.language.outline import Outline, find_outline


def article_of(doc: Doc) -> Article:
    """The article that a doc was made from; for a bare text an article with that text alone."""
    article = doc.user_data.get("article")
    if article is None:
        article = doc.user_data["article"] = Article(doc.text)
    return article


def outline_of(doc: Doc) -> Outline:
    """The outline of a doc's text, found once."""
    outline = doc.user_data.get("outline")
    if outline is None:
        article = article_of(doc)
        outline = doc.user_data["outline"] = find_outline(article.text, article.headings)
    return outline


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


def show_spans(doc: Doc, key: str, places: Iterable[tuple[int, int, str]]) -> Doc:
    """Show (start, end, label) places of the text as ``doc.spans[key]``: the tokens that they touch.

    A view only: offsets of the values are the truth, and a place that touches no token is not shown.
    """
    spans = (doc.char_span(start, end, label=label, alignment_mode="expand") for start, end, label in places)
    doc.spans[key] = SpanGroup(doc, name=key, spans=[span for span in spans if span is not None])
    return doc


class OutlineComponent:
    """Writes ``doc.spans["clauses"]``: the pieces of every paragraph."""

    def __call__(self, doc: Doc) -> Doc:
        """Find the outline and show its pieces as spans."""
        return show_spans(doc, "clauses", ((p.start, p.end, "clause") for p in outline_of(doc).pieces))


@Language.factory("xiaozhang_outline")
def create_outline(nlp: Language, name: str) -> OutlineComponent:
    """The outline component; it has no options."""
    del nlp, name
    return OutlineComponent()
