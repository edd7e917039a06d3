"""The spaCy component ``xiaozhang_deadlines``: finds the deadlines of a document and shows them as spans.

It writes ``doc.spans["deadlines"]`` (tokens that the quote touches; the quote itself is the truth) and the values, in
the same order, to ``doc.user_data["deadlines"]``. The publication date and the title are those of ``doc._.article``
(``doc._.published`` and ``doc._.title`` set them for a bare text).
"""

from __future__ import annotations

from collections.abc import Sequence

from spacy.language import Language

import extractor.language.component  # noqa: F401 - gives a bare text its doc._.published and doc._.title
from extractor.deadline.finder import deadline_finder
from extractor.language.finder import Finder

NAME = "xiaozhang_deadlines"


@Language.factory(
    NAME,
    assigns=["doc.spans"],
    default_config={"rules": [], "events": ""},
)
def make_deadlines(nlp: Language, name: str, rules: Sequence[str], events: str) -> Finder:
    """A component with the user's rule folders and events file (both may be empty)."""
    del nlp, name
    return deadline_finder(rules, events=events)
