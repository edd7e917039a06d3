"""Deadlines as a step of the pipeline."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.deadline.events import load_events
from extractor.deadline.find import deadlines_of
from extractor.deadline.rules import folders_of
from extractor.language.finder import Finder, Findings, Places
from extractor.measure import Deadline


def deadline_finder(rules: Sequence[str] = (), *, events: str = "") -> Finder:
    """Finds deadlines with the shipped rules, those of the user's folders and his file of events (both may be empty)."""
    book = folders_of(rules)
    known = dict(load_events(events)) if events else {}

    def find(batch: Sequence[Findings]) -> list[list[Deadline]]:
        return deadlines_of([findings["article"] for findings in batch], events=known, book=book)

    return Finder("deadlines", find, _places, "deadlines")


def _places(found: Iterable[Deadline]) -> Places:
    return ((d.quote.start, d.quote.end, d.role) for d in found)
