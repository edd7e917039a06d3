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
from extractor.rulebook.firsts import led

MARK = "◆"
_STOP = re.compile(r"[。！？!?；\n]")
_BACK, _AHEAD = 48, 56
_TAIL = 34
_PAST_ROLES = frozenset({"statistic", "done"})
_KEPT = frozenset({"name", "effective", "validity", "process"})


def masked(text: str, start: int, end: int) -> str:
    """The sentence around ``text[start:end]`` with the date itself as ◆; what is far away is left out."""
    back = text[max(0, start - _BACK) : start]
    cut = max(back.rfind(c) for c in "。！？!?；\n")
    ahead = _STOP.search(text, end, end + _AHEAD)
    return f"{back[cut + 1 :]}{MARK}{text[end : ahead.start() if ahead else end + _AHEAD]}"


class RoleTest(NamedTuple):
    """A role rule made ready to run.

    ``after`` holds the alternatives that begin with the mark and is tried there alone; ``before`` the others, which
    are looked for up to a little behind the mark. Either may be None.
    """

    rule: Rule
    after: Any
    before: Any
    kinds: tuple[str, ...]
    when: str

    def fits(self, clause: str, mark: int) -> bool:
        """Whether the rule matches the clause whose mark stands at ``mark``."""
        if self.after is not None and self.after.match(clause, mark):
            return True
        return self.before is not None and self.before.search(clause, 0, mark + _TAIL) is not None


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern at its top level."""
    out, depth, start, in_class = [], 0, 0, False
    at = 0
    while at < len(pattern):
        char = pattern[at]
        if char == "\\":
            at += 1
        elif in_class:
            in_class = char != "]"
        elif char == "[":
            in_class = True
        elif char in "()":
            depth += 1 if char == "(" else -1
        elif char == "|" and depth == 0:
            out.append(pattern[start:at])
            start = at + 1
        at += 1
    return [*out, pattern[start:]]


def role_test(rule: Rule, compile_pattern: Callable[[str], Any]) -> RoleTest:
    """The test of a role rule."""
    parts = _alternatives(rule.pattern)
    after = "|".join(part for part in parts if part.startswith(MARK))
    before = "|".join(part for part in parts if not part.startswith(MARK))
    return RoleTest(
        rule=rule,
        after=compile_pattern(after) if after else None,
        before=compile_pattern(led(before)) if before else None,
        kinds=tuple(rule.options.get("kinds", ())),
        when=str(rule.options.get("when", "")),
    )


def cue_of(tests: Sequence[RoleTest], clause: str, kind: str, *, holds: Callable[[str], bool]) -> Rule | None:
    """The first role rule that fits the clause; ``holds`` says whether what a rule's ``when`` names is so."""
    mark = clause.index(MARK)
    for test in tests:
        if (not test.kinds or kind in test.kinds) and test.fits(clause, mark) and (not test.when or holds(test.when)):
            return test.rule
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
    if point is not None and point.day_shift is not None and point.day_shift <= 0 and not bound:
        return "done"
    if reading.due is None and reading.start is not None and not reading.recurs:
        return "start"
    return "period" if ranged else "due"


def keeps_past(role: str | None) -> bool:
    """Whether a role speaks of the past, so that a date without a year is the last one, not the next."""
    return role in _PAST_ROLES
