"""What an append adds: numbers for the entries, and how the spans of each measure change. Pure.

An entry that holds for the last known day of its measure or later costs one step; one that reaches back, or takes
another back, is replayed with all entries of its measure.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from extractor.ledger.entries import Entry, to_json
from extractor.ledger.replay import FOREVER, Day, Span, Standing, check_next, spans, step


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


_COLUMNS = frozenset({"state", "due", "recurs"})
_REST = tuple(f.name for f in fields(Standing) if f.name not in _COLUMNS)


def span_record(measure: str, span: Span) -> dict[str, Any]:
    """A span as a record of the table ``spans``."""
    standing = span.standing
    rest = {name: value for name in _REST if (value := getattr(standing, name))}
    rest["opened"] = standing.opened
    if standing.progress == 0:
        rest["progress"] = 0
    return {
        "measure": measure,
        "start_day": span.start,
        "until_day": span.until,
        "state": standing.state,
        "due": standing.due,
        "recurs": standing.recurs,
        "rest": to_json(rest),
    }


def standing_of(state: Any, due: Day | None, recurs: str | None, rest: Mapping[str, Any]) -> Standing:
    """The standing that :func:`span_record` wrote."""
    plain: dict[str, Any] = {**rest, "due": due, "recurs": recurs}
    for name in ("evidence", "proposed"):
        plain[name] = tuple(plain.get(name, ()))
    return Standing(state=state, **plain)
