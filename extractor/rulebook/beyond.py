"""What stands behind the number with which a match begins: leaves out most patterns by one look at a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from extractor.rulebook.firsts import NOTHING_READ, REPEATS, AnythingError
from extractor.rulebook.kept import kept
from extractor.rulebook.starts import Chars, any_of, one_char, parsed

Beyond = tuple[Chars, bool, Chars | None]
"""Characters, whether the words may end before any of them, and which must then follow (None: any)."""


def _meet(one: Chars | None, other: Chars | None) -> Chars | None:
    return other if one is None else one if other is None else one & other


def _held(found: Chars, must: Chars | None) -> Chars | None:
    """What can follow words that may end there."""
    return None if must is None else found | must


def _beyond_look(nodes: Any, passing: Chars) -> Beyond:
    """A look ahead reads nothing, but what follows has to match it."""
    try:
        found, through, must = _beyond(nodes, passing)
    except AnythingError:
        return frozenset(), True, None
    return frozenset(), True, _held(found, must) if through else found


def _beyond_branch(branches: Iterable[Any], passing: Chars) -> Beyond:
    parts = [_beyond(branch, passing) for branch in branches]
    musts = [must for _, through, must in parts if through]
    return any_of(found for found, _, _ in parts) or frozenset(), bool(musts), any_of(musts) if musts else None


def _beyond_one(name: str, argument: Any, passing: Chars) -> Beyond:
    if name == "ASSERT" and argument[0] == 1:
        return _beyond_look(argument[1], passing)
    if name in NOTHING_READ:
        return frozenset(), True, None
    if name == "SUBPATTERN" and not argument[1]:
        return _beyond(argument[3], passing)
    if name == "BRANCH":
        return _beyond_branch(argument[1], passing)
    if name in REPEATS:
        found, through, must = _beyond(argument[2], passing)
        return found, through or argument[0] == 0, must if argument[:2] == (1, 1) else None
    chars = one_char(name, argument)
    if chars is None:
        raise AnythingError
    return chars - passing, not chars.isdisjoint(passing), None


def _beyond(nodes: Iterable[Any], passing: Chars) -> Beyond:
    out: Chars = frozenset()
    must: Chars | None = None
    for op, argument in nodes:
        found, through, then = _beyond_one(str(op), argument, passing)
        out |= found if must is None else found & must
        if not through:
            return out, False, None
        must = _meet(must, then)
    return out, True, must


def first_beyond(pattern: str, *passing: str) -> tuple[Chars | None, ...]:
    """What stands behind a run of ``passing`` characters where a match begins: one of these, for each such run.

    None where it can be any, or nothing. So one look at that character leaves out most of the patterns that begin
    with a number: 月 stands behind the digits, or 年, or 日.
    """

    def work_out() -> list[tuple[str, ...] | None]:
        return [_chars_beyond(pattern, frozenset(run)) for run in passing]

    found = kept().get("beyond", "\n".join([*passing, pattern]), work_out)
    return tuple(None if chars is None else frozenset(chars) for chars in found)


def _chars_beyond(pattern: str, passing: Chars) -> tuple[str, ...] | None:
    try:
        found, through, must = _beyond(parsed(pattern), passing)
    except (AnythingError, re.error):
        return None
    held = _held(found, must) if through else found
    return None if held is None else tuple(held)
