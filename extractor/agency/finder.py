"""Units as a step of the pipeline: which unit answers for which piece of the text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.agency.assigned import Assigned
from extractor.agency.find import find_assignments
from extractor.agency.rules import load_agency_rules
from extractor.language.finder import Finder, Findings, Places


def agency_finder(rules: Sequence[str] = ()) -> Finder:
    """Finds assignments with the shipped rules and those of the user's folders."""
    book = load_agency_rules(tuple(rules))

    def find(batch: Sequence[Findings]) -> list[list[Assigned]]:
        return [find_assignments(findings["article"].text, rules=book) for findings in batch]

    return Finder("agencies", find, _places, "agencies")


def _places(found: Iterable[Assigned]) -> Places:
    units = ((a, role) for f in found for role in ("lead", "support") for a in getattr(f.assignment, role))
    return ((a.quote.start, a.quote.end, role) for a, role in units)
