"""The spaCy component ``xiaozhang_agencies``: writes ``doc.spans["agencies"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language

from extractor.agency.find import Assigned, find_assignments
from extractor.agency.rules import load_agency_rules
from extractor.language.component import Finder, Findings, Places


@Language.factory("xiaozhang_agencies", default_config={"rules": []}, assigns=["doc.spans"])
def make_agencies(nlp: Language, name: str, rules: list[str]) -> Finder:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    book = load_agency_rules(tuple(rules))

    def find(findings: Findings) -> list[Assigned]:
        return find_assignments(findings["article"].text, rules=book)

    return Finder("agencies", find, _places, "agencies")


def _places(found: Iterable[Assigned]) -> Places:
    units = ((a, role) for f in found for role in ("lead", "support") for a in getattr(f.assignment, role))
    return ((a.quote.start, a.quote.end, role) for a, role in units)
