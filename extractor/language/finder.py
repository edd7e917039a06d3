"""A finder: one step from what is known of an article to what is known next, with or without a spaCy ``Doc``."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.language.outline import Outline, find_outline

if TYPE_CHECKING:
    from spacy.tokens import Doc

Findings = dict[str, Any]
"""What is known of one article, by name: ``article``, ``outline``, ``deadlines``, ``metrics``, ``agencies``, ``measures``.

It is ``doc.user_data`` where there is a ``Doc``; rows need none (``extractor.pipeline.read_measures``).
"""

Places = Iterable[tuple[int, int, str]]
"""(start, end, label): offsets in the text."""


def outline_in(findings: Findings) -> Outline:
    """The outline of the article in ``findings``, found once."""
    outline = findings.get("outline")
    if outline is None:
        article = findings["article"]
        outline = findings["outline"] = find_outline(article.text, article.headings)
    return outline


@dataclass(frozen=True)
class Finder:
    """A component of the pipeline: adds what it finds to the findings of an article, and shows it in a ``Doc``.

    ``find`` gives the values of each article of a batch from what was found before, ``places`` where they stand; the
    values are kept under ``key`` and shown as ``doc.spans[spans]``.
    """

    key: str
    find: Callable[[Sequence[Findings]], Sequence[Any]]
    places: Callable[[Any], Places]
    spans: str

    def read(self, batch: Sequence[Findings]) -> None:
        """Add the values to the findings of each article; all that rows need, and spaCy has no part in it."""
        for findings, found in zip(batch, self.find(batch), strict=True):
            findings[self.key] = found

    def __call__(self, doc: Doc) -> Doc:
        """Add the values to ``doc.user_data`` and show them as spans."""
        from extractor.language.component import article_of, show_spans

        article_of(doc)
        self.read([doc.user_data])
        return show_spans(doc, self.spans, self.places(doc.user_data[self.key]))


def _pieces(outline: Outline) -> Places:
    return ((piece.start, piece.end, "clause") for piece in outline.pieces)


def outline_finder() -> Finder:
    """Finds the outline: paragraphs and pieces of the text."""
    return Finder("outline", lambda batch: [*map(outline_in, batch)], _pieces, "clauses")
