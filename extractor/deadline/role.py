"""What part a date plays in its clause: decided by rules on the clause, else by the words themselves."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, NamedTuple

from extractor.deadline.place import Reading
from extractor.deadline.point import Point
from extractor.measure import Role
from extractor.rulebook import Rule
from extractor.rulebook.starts import led_by_two

MARK = "◆"
_BACK, _AHEAD = 48, 56
_TAIL = 34
WITHIN = {"past": 0, "soon": 92, "ending": 366}
"""What a role rule's ``when`` may name: how many days after the publication the words may end at the latest."""
_LIMITS = sorted(WITHIN.values())
_STOP = re.compile(r"[。！？!?；\n]")
_TO_LAST_STOP = re.compile(r"(?s:.*)[。！？!?；\n]")


def clause_around(text: str, start: int, end: int) -> tuple[str, int]:
    """The sentence around ``text[start:end]`` with the date itself as ◆, and the place of the ◆; what is far away is left out."""
    begin, stop = max(0, start - _BACK), end + _AHEAD
    before, behind = _TO_LAST_STOP.match(text, begin, start), _STOP.search(text, end, stop)
    led = text[before.end() if before else begin : start]
    clause = f"{led}{MARK}{text[end : behind.start() if behind else stop]}"
    return clause, clause.index(MARK)


def sentence_ends(text: str, start: int, end: int) -> bool:
    """Whether a sentence ends in ``text[start:end]``."""
    return _STOP.search(text, start, end) is not None


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


class _Test(NamedTuple):
    """A role rule made ready to run.

    ``after`` holds the alternatives that begin with the mark and is tried there alone; ``before`` the others, which
    are looked for up to a little behind the mark. Either may be empty.
    """

    rule: Rule
    after: str
    before: str

    def may_decide(self, kind: str, days: int) -> bool:
        """Whether it holds for this resolver, and for words that end so many days after the publication."""
        kinds, when = self.rule.options.get("kinds"), self.rule.options.get("when")
        return (not kinds or kind in kinds) and (not when or days <= WITHIN[when])


def _test(rule: Rule) -> _Test:
    parts = _alternatives(rule.pattern)
    after = "|".join(part for part in parts if part.startswith(MARK))
    return _Test(rule, after, "|".join(part for part in parts if not part.startswith(MARK)))


class _Tests:
    """The rules that may decide in one case; of those that fit a clause the first decides."""

    def __init__(self, tests: Sequence[_Test], compile_pattern: Callable[[str], Any]) -> None:
        self._rules = [test.rule for test in tests]
        self._number = {f"rule{n}": n for n in range(len(tests))}
        self._after = compile_pattern(_joined([test.after for test in tests])).match
        self._before = compile_pattern(led_by_two(_joined([test.before for test in tests]))).search

    def first(self, clause: str, mark: int) -> Rule | None:
        """The first rule that fits the clause whose mark stands at ``mark``."""
        found = self._after(clause, mark)
        least = self._number[found.lastgroup] if found else len(self._rules)
        end = mark + _TAIL
        found = self._before(clause, 0, end) if least else None
        while found:
            least = min(least, self._number[found.lastgroup])
            # Earlier rules may fit further on.
            found = self._before(clause, found.start() + 1, end) if least else None
        return self._rules[least] if least < len(self._rules) else None


def _joined(patterns: Sequence[str]) -> str:
    """Matches where one of the patterns does; the group tells the first of them that does."""
    return "|".join(f"(?P<rule{n}>{pattern})" for n, pattern in enumerate(patterns) if pattern) or "(?!)"


class RoleTests:
    """The role rules of a book made ready to run."""

    def __init__(self, rules: Sequence[Rule], compile_pattern: Callable[[str], Any]) -> None:
        self._tests = [_test(rule) for rule in rules]
        self._compile = compile_pattern
        self._kinds = frozenset(kind for rule in rules for kind in rule.options.get("kinds", ()))
        self._known: dict[tuple[str, int], _Tests] = {}

    def rule_for(self, clause: str, mark: int, kind: str, days: int) -> Rule | None:
        """The first role rule that fits the clause; ``kind`` is the resolver of the date, that ends ``days`` after the publication."""
        key = kind if kind in self._kinds else "", bisect_left(_LIMITS, days)
        known = self._known.get(key)
        if known is None:
            tests = [test for test in self._tests if test.may_decide(kind, days)]
            known = self._known[key] = _Tests(tests, self._compile)
        return known.first(clause, mark)


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
