"""What part a date plays in its clause: decided by rules on the clause, else by the words themselves."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from extractor.deadline.place import Reading
from extractor.deadline.point import Point
from extractor.measure import Role
from extractor.rulebook import Rule

MARK = "◆"
_STOP = re.compile(r"[。！？!?；\n]")
_BACK, _AHEAD = 48, 56
_PAST_ROLES = frozenset({"statistic", "done"})
_KEPT = frozenset({"name", "effective", "validity", "process"})


def masked(text: str, start: int, end: int) -> str:
    """The sentence around ``text[start:end]`` with the date itself as ◆; what is far away is left out."""
    back = text[max(0, start - _BACK) : start]
    cut = max(back.rfind(c) for c in "。！？!?；\n")
    ahead = _STOP.search(text, end, end + _AHEAD)
    return f"{back[cut + 1 :]}{MARK}{text[end : ahead.start() if ahead else end + _AHEAD]}"


class RoleTest(NamedTuple):
    """A role rule made ready to run: its pattern, and for which resolvers and times it is meant."""

    rule: Rule
    search: Callable[[str], Any]
    kinds: tuple[str, ...]
    past_only: bool


def role_test(rule: Rule, pattern: Any) -> RoleTest:
    """The test of a role rule with its compiled pattern."""
    return RoleTest(rule, pattern.search, tuple(rule.options.get("kinds", ())), rule.options.get("when") == "past")


def cue_of(tests: Sequence[RoleTest], clause: str, kind: str, *, past: Callable[[], bool]) -> Rule | None:
    """The first role rule that fits the clause; ``past`` says that the words lie wholly before the publication."""
    for rule, search, kinds, past_only in tests:
        if (not kinds or kind in kinds) and search(clause) and (not past_only or past()):
            return rule
    return None


def settle(role: str, reading: Reading, published: date | None) -> Role | None:
    """A role that a rule gave, unless the date speaks against it: what lies ahead is not done."""
    if role in _PAST_ROLES and published is not None and reading.first is not None and reading.first > published:
        return None
    return role  # type: ignore[return-value]


def default_role(reading: Reading, point: Point | None, bound: str, published: date | None, *, ranged: bool) -> Role:
    """The role where no rule decides: past dates are done, ranges are periods, 起 starts, all else is due."""
    if bound.endswith("来"):
        return "statistic"
    last = reading.last
    behind = published is not None and last is not None and last < published and not reading.recurs
    told = point is None or (point.shift is not None and point.shift < 0) or not bound.endswith("前")
    if behind and told:
        return "done"
    if point is not None and point.day_shift is not None and point.day_shift <= 0:
        return "done"
    if reading.due is None and reading.start is not None and not reading.recurs:
        return "start"
    return "period" if ranged else "due"


def keeps_past(role: str | None) -> bool:
    """Whether a role speaks of the past, so that a date without a year is the last one, not the next."""
    return role in _PAST_ROLES
