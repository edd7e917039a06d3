"""A rule book made ready to run: where expressions may begin, and which rules are tried at each beginning."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from extractor.deadline.begins import KINDS, begins_pattern
from extractor.deadline.role import RoleTests
from extractor.deadline.rules import is_role, load_deadline_rules
from extractor.rulebook import Rule, RuleBook
from extractor.rulebook.beyond import Beyond, first_beyond
from extractor.rulebook.kept import compile_re, compile_regex

_DIGITS = "0123456789"
_LEAD_CHARS = "截止至直到自从"
_YEARS = _DIGITS + "年度今明本当同次翌来去上下这"
_PASSED = (_DIGITS, _YEARS, _YEARS + "月份")
_RUNS = (*_PASSED, *(_LEAD_CHARS + passed for passed in _PASSED))
"""With what most expressions begin; without and with words such as 到 before them."""
_MOST_ENGINES = 128
_MOST_KEYS = 4096
_LEADS = ("截止到", "截至", "截止", "直到", "到", "至", "自", "从")
_LEAD_ENDS = frozenset("到至自从止")
_WINDOW = 40
"""How far behind its beginning an expression holds one of the characters that its rule says it ``holds``."""
Pattern = Any
"""A compiled pattern of ``re`` or ``regex``."""


class Found(NamedTuple):
    """One expression of the view: the rule that found it, its resolver, its place and its named groups.

    A group that took no part is empty; ``core`` is the place of the date without 到, 自, 前, 起 around it.
    """

    rule: Rule
    kind: str
    start: int
    end: int
    groups: dict[str, str]
    core: tuple[int, int]


class _Try(NamedTuple):
    """A rule that finds expressions, its resolver, and what may stand behind the numbers with which they begin."""

    rule: Rule
    kind: str
    match: Any
    holds: str
    beyond: tuple[Beyond, ...]


_LONGEST_RUN = 48
"""So many digits, or 年 and 月 between them, are passed over; behind more, as no date has, every rule is tried."""
_MANY_DIGITS = 6
"""A match that lies wholly in digits is as long as this, or may be as short as any."""
_LONGEST_LEAD = 3


class _Dispatch:
    """Which of a list of rules can match at a place: told by what stands behind the digits there, behind the year, and behind the month.

    ``leads`` says whether words such as 到 stand before the place and may belong to the match.
    """

    def __init__(self, tries: Sequence[_Try], *, leads: bool) -> None:
        runs = slice(3, 6) if leads else slice(3)
        many = _MANY_DIGITS - _LONGEST_LEAD * leads
        looks = "".join(f"[{passed}]{{0,{_LONGEST_RUN}}}(?=(.?))" for passed in _RUNS[runs])
        self._run = re.compile(f"(?=(?:[{_RUNS[runs][0]}]{{{many}}}())?){looks}", re.DOTALL).match
        self._all = tuple(tries)
        self._tries = [(one, one.beyond[runs]) for one in tries]
        self._known: dict[tuple[str | None, ...], tuple[_Try, ...]] = {}

    def at(self, text: str, place: int) -> tuple[_Try, ...]:
        """The rules to be tried at a place, in their order."""
        run: Any = self._run(text, place)
        if run.end() - place >= _LONGEST_RUN:
            return self._all
        key = run.groups()
        known = self._known.get(key)
        if known is None:
            if len(self._known) >= _MOST_KEYS:
                self._known.clear()
            known = self._known[key] = tuple(one for one, beyond in self._tries if _may_match(beyond, *key))
        return known


def _may_match(beyond: tuple[Beyond, ...], many: str | None, digits: str, year: str, month: str) -> bool:
    """Whether a rule may match where these stand behind the digits, the year and the month; ``many`` is None where the digits are few."""
    near, *far = beyond
    alone = near.least is not None and (many is not None or near.least < _MANY_DIGITS)
    return (alone or near.chars is None or digits in near.chars) and all(
        one.least is not None or one.chars is None or char in one.chars
        for one, char in zip(far, (year, month), strict=True)
    )


class Engine:
    """A rule book made ready to run.

    A rule that names no ``begins`` (a user's own) is looked for everywhere; one that ``holds`` characters counts
    only where one of them follows.
    """

    def __init__(self, book: RuleBook) -> None:
        self.roles = RoleTests([rule for rule in book.rules if is_role(rule)], _compile)
        self._anywhere: list[Pattern] = []
        tries: dict[str, list[_Try]] = {kind: [] for kind in KINDS}
        for rule in book.rules:
            if not is_role(rule):
                self._add(rule, tries)
        tries["own"] = tries["word"]
        self._plain, self._led = (
            {kind: _Dispatch(chosen or tries["word"], leads=leads) for kind, chosen in tries.items()}
            for leads in (False, True)
        )
        self._begins = _compile(begins_pattern(book.lexicons or load_deadline_rules().lexicons))

    def _add(self, rule: Rule, tries: dict[str, list[_Try]]) -> None:
        pattern = _compile(rule.pattern)
        one = _Try(
            rule,
            rule.options["resolve"],
            pattern.match,
            rule.options.get("holds", ""),
            first_beyond(rule.pattern, *_RUNS),
        )
        kinds = rule.options.get("begins")
        if kinds is None:
            self._anywhere.append(pattern)
        for kind in kinds or KINDS:
            tries.setdefault(str(kind), []).append(one)

    def _places(self, text: str) -> Iterator[tuple[int, str]]:
        places = ((m.start(), m.lastgroup) for m in self._begins.finditer(text))
        if not self._anywhere:
            return places
        own = ((m.start(), "own") for pattern in self._anywhere for m in pattern.finditer(text))
        return iter(sorted([*places, *own]))

    def expressions_in(self, text: str) -> Iterator[Found]:
        """The leftmost, longest expressions of a view's text, without overlap; time is linear in its length."""
        at = 0
        for place, kind in self._places(text):
            if place < at:
                continue
            found = self._longest(text, place, kind, at)
            if found is not None:
                at = found.end
                yield found

    def _longest(self, text: str, place: int, kind: str, after: int) -> Found | None:
        lead = _lead_before(text, place, after) if place and text[place - 1] in _LEAD_ENDS else 0
        tries = (self._led if lead else self._plain)[kind].at(text, place)
        window = text[place : place + _WINDOW]
        for start in (place - lead, place) if lead else (place,):
            best, end = None, place
            for one in tries:
                if not _held(one.holds, window):
                    continue
                m = one.match(text, start)
                if m is not None and m.end() > end:
                    best, chosen, end = m, one, m.end()
            if best is not None:
                return _found(chosen, best)
        return None


def _held(chars: str, words: str) -> bool:
    """Whether words hold one of some characters, where there are any."""
    for char in chars:
        if char in words:
            return True
    return not chars


def _lead_before(text: str, place: int, after: int) -> int:
    """How many characters of 到, 至, 自, 从, 截至, 直到, 截止到 stand right before a place."""
    if place <= after:
        return 0
    for lead in _LEADS:
        if text.endswith(lead, 0, place):
            return len(lead) if place - len(lead) >= after else 0
    return 0


def _found(one: _Try, m: Any) -> Found:
    groups = m.groupdict("")
    start, end = m.span()
    first = m.start("duration") if groups.get("duration") else m.end("lead") if groups.get("lead") else start
    core = first, m.start("bound") if groups.get("bound") else end
    return Found(one.rule, one.kind, start, end, groups, core)


def _compile(pattern: str) -> Pattern:
    """``re`` where it can (it is quicker on short patterns), ``regex`` for what only that knows."""
    try:
        return compile_re(pattern)
    except re.error:
        return compile_regex(pattern)


_ENGINES: dict[int, tuple[RuleBook, Engine]] = {}


def engine_for(book: RuleBook | None) -> Engine:
    """The engine of a book, made once for as long as that book is asked for."""
    chosen = book if book is not None else load_deadline_rules()
    known = _ENGINES.get(id(chosen))
    if known is None or known[0] is not chosen:
        if len(_ENGINES) >= _MOST_ENGINES:
            _ENGINES.clear()
        known = _ENGINES[id(chosen)] = (chosen, Engine(chosen))
    return known[1]
