"""What stands for one measure after some entries, and how it is kept as a record. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from typing import Any

from extractor.ledger.states import State

Day = str
"""A day as ``YYYY-MM-DD``: sorts as text, and is what rows hold."""

FOREVER: Day = "9999-12-31"
"""The end of what still stands."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands for one measure after some entries.

    ``changes`` holds the fields of the row that entries have replaced, ``periods`` the periods of a recurring
    measure that somebody has said something about, ``proposed`` the numbers of proposals without a decision.
    """

    state: State
    opened: Day
    due: Day | None = None
    recurs: str | None = None
    progress: float | None = None
    note: str = ""
    last_report: Day | None = None
    urged: int = 0
    last_urged: Day | None = None
    extended: int = 0
    ended: Day | None = None
    into: str | None = None
    every: str | None = None
    every_since: Day | None = None
    person: str = ""
    evidence: tuple[Mapping[str, Any], ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    periods: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    proposed: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Span:
    """A standing and the days for which it holds: ``start`` included, ``until`` not."""

    start: Day
    until: Day
    standing: Standing


_COLUMNS = frozenset({"state", "due", "recurs"})
_REST = tuple(f.name for f in fields(Standing) if f.name not in _COLUMNS)


def rest_of(standing: Standing) -> dict[str, Any]:
    """What a standing says beyond state, due and recurs, as JSON values; what is empty is left out, no progress is not."""
    rest = {name: value for name in _REST if (value := getattr(standing, name))}
    rest["opened"] = standing.opened
    if standing.progress == 0:
        rest["progress"] = 0
    return rest


def standing_of(state: Any, due: Day | None, recurs: str | None, rest: Mapping[str, Any]) -> Standing:
    """The standing of which :func:`rest_of` made the rest."""
    plain: dict[str, Any] = {**rest, "due": due, "recurs": recurs}
    for name in ("evidence", "proposed"):
        plain[name] = tuple(plain.get(name, ()))
    return Standing(state=state, **plain)
