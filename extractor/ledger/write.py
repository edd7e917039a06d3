"""What an append adds: numbers for the entries, and how the spans of each measure change. Pure.

An entry that holds for the last known day of its measure or later costs one step; one that reaches back, or takes
another back, is replayed with all entries of its measure.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from extractor.ledger.entries import Entry
from extractor.ledger.replay import check_next, spans, step
from extractor.ledger.standing import FOREVER, Day, Span


@dataclass(frozen=True, slots=True)
class Head:
    """Where a measure stands before an append: how many entries it has, and its last span."""

    version: int
    last: Span


@dataclass(frozen=True, slots=True)
class Draft:
    """What an append writes for one measure: its entries, and the spans that replace those from a day on."""

    measure: str
    entries: tuple[Entry, ...]
    replaced_from: Day
    spans: tuple[Span, ...]


History = Callable[[str], Sequence[Entry]]
"""Measure id → its recorded entries; asked only where an entry reaches back."""


def draft(measure: str, new: Sequence[Entry], head: Head | None, history: History) -> Draft:
    """The draft for the new entries of one measure; StepError where one is not allowed."""
    version = head.version if head else 0
    numbered = tuple(replace(entry, nr=version + place) for place, entry in enumerate(new, start=1))
    if head is not None and any(entry.voids is not None or entry.on.isoformat() < head.last.start for entry in new):
        return _replayed(measure, numbered, history(measure))
    if list(new) != sorted(new, key=lambda entry: entry.on) or any(entry.voids is not None for entry in new):
        return _replayed(measure, numbered, history(measure) if head else ())
    tail = [head.last] if head else []
    for entry in numbered:
        tail = _stepped(tail, entry)
    return Draft(measure, numbered, head.last.start if head else "", tuple(tail))


def _stepped(tail: list[Span], entry: Entry) -> list[Span]:
    standing = step(tail[-1].standing if tail else None, entry)
    day = entry.on.isoformat()
    kept = [span for span in tail if span.start < day]
    if kept:
        kept[-1] = replace(kept[-1], until=day)
    return [*kept, Span(day, FOREVER, standing)]


def _replayed(measure: str, new: Sequence[Entry], old: Sequence[Entry]) -> Draft:
    entries = list(old)
    for entry in new:
        check_next(entries, entry)
        entries.append(entry)
    return Draft(measure, tuple(new), "", tuple(spans(entries)))
