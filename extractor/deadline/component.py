"""The spaCy component ``xiaozhang_deadlines``: finds the deadlines of a document and shows them as spans.

It writes ``doc.spans["deadlines"]`` (tokens that the quote touches; the quote itself is the truth) and the values, in
the same order, to ``doc.user_data["deadlines"]``. The publication date comes from ``doc._.published``, the title
from ``doc._.title``, where the pipeline has set these extensions.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from spacy.language import Language
from spacy.tokens import Doc, SpanGroup

from extractor.deadline.events import load_events
from extractor.deadline.find import find_deadlines
from extractor.deadline.rules import folders_of

NAME = "xiaozhang_deadlines"


def _attribute(doc: Doc, name: str) -> Any:
    return doc._.get(name) if Doc.has_extension(name) else None


@Language.factory(
    NAME,
    assigns=["doc.spans"],
    default_config={"rules": [], "events": ""},
)
def make_deadlines(nlp: Language, name: str, rules: Sequence[str], events: str) -> Callable[[Doc], Doc]:
    """A component with the user's rule folders and events file (both may be empty)."""
    del nlp, name
    book = folders_of(rules)
    known = dict(load_events(events)) if events else {}

    def mark(doc: Doc) -> Doc:
        found = find_deadlines(
            doc.text,
            published=_attribute(doc, "published"),
            events=known,
            title=_attribute(doc, "title") or "",
            book=book,
        )
        spans = [doc.char_span(d.quote.start, d.quote.end, label=d.role, alignment_mode="expand") for d in found]
        doc.spans["deadlines"] = SpanGroup(doc, name="deadlines", spans=[span for span in spans if span is not None])
        doc.user_data["deadlines"] = found
        return doc

    return mark
