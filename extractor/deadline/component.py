"""The spaCy component ``xiaozhang_deadlines``: finds the deadlines of a document and shows them as spans.

It writes ``doc.spans["deadlines"]`` (tokens that the quote touches; the quote itself is the truth) and the values, in
the same order, to ``doc.user_data["deadlines"]``. The publication date and the title are those of ``doc._.article``
(``doc._.published`` and ``doc._.title`` set them for a bare text).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from spacy.language import Language

from extractor.deadline.events import load_events
from extractor.deadline.find import find_deadlines
from extractor.deadline.rules import folders_of
from extractor.language.component import Finder, Findings, Places
from extractor.measure import Deadline

NAME = "xiaozhang_deadlines"


@Language.factory(
    NAME,
    assigns=["doc.spans"],
    default_config={"rules": [], "events": ""},
)
def make_deadlines(nlp: Language, name: str, rules: Sequence[str], events: str) -> Finder:
    """A component with the user's rule folders and events file (both may be empty)."""
    del nlp, name
    book = folders_of(rules)
    known = dict(load_events(events)) if events else {}

    def find(findings: Findings) -> list[Deadline]:
        article = findings["article"]
        return find_deadlines(
            article.text, published=article.published, events=known, title=article.title or "", book=book
        )

    return Finder("deadlines", find, _places, "deadlines")


def _places(found: Iterable[Deadline]) -> Places:
    return ((d.quote.start, d.quote.end, d.role) for d in found)
