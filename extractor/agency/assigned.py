"""A unit at its place in the text, and the words that assign units."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from extractor.agency.names import normalise
from extractor.article import Quote
from extractor.measure import Agency, Assignment

Place = Literal["paren", "label", "cell", "heading", "prose"]
NOBODY = Assignment()
"""Neither lead nor support."""


@dataclass(frozen=True, slots=True)
class Assigned:
    """Words that assign units: ``text[start:end]`` is the whole parenthesis, label segment, table cell or heading."""

    start: int
    end: int
    assignment: Assignment
    place: Place
    rule: str


def agency_at(text: str, start: int, end: int, rule: str) -> Agency:
    """The unit whose name is ``text[start:end]``."""
    name = text[start:end]
    return Agency(name, Quote(start, end, name), rule, normalise(name))


def merge(assignments: Iterable[Assignment]) -> Assignment:
    """All leads and all supports, each name once; a lead is no support as well."""
    lead: dict[str, Agency] = {}
    support: dict[str, Agency] = {}
    for assignment in assignments:
        lead.update({a.name: a for a in assignment.lead if a.name not in lead})
        support.update({a.name: a for a in assignment.support if a.name not in support})
    return Assignment(tuple(lead.values()), tuple(a for n, a in support.items() if n not in lead))
