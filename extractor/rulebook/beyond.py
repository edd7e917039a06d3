"""What stands behind the number with which a match begins: leaves out most patterns by one look at a text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, NamedTuple

from extractor.rulebook.firsts import NOTHING_READ, REPEATS, AnythingError
from extractor.rulebook.kept import kept
from extractor.rulebook.starts import Chars, any_of, one_char, parsed


class Beyond(NamedTuple):
    """What stands behind a run: one of ``chars`` (None: any).

    Anything may, or nothing, where the whole match lies in the run, which is then ``least`` long or longer (None:
    none does).
    """

    chars: Chars | None
    least: int | None = None


_Beyond = tuple[Chars, int | None, Chars | None]
"""Characters, how long words are at the least that end before any of them, and what must follow those (None: any)."""


def _meet(one: Chars | None, other: Chars | None) -> Chars | None:
    return other if one is None else one if other is None else one & other


def _beyond_look(nodes: Any, passing: Chars) -> _Beyond:
    """A look ahead reads nothing, but what follows has to match it."""
    try:
        found, least, must = _beyond(nodes, passing)
    except AnythingError:
        return frozenset(), 0, None
    return frozenset(), 0, found if least is None else None if must is None else found | must


def _beyond_branch(branches: Iterable[Any], passing: Chars) -> _Beyond:
    parts = [_beyond(branch, passing) for branch in branches]
    found = frozenset().union(*(found for found, _, _ in parts))
    lengths = [least for _, least, _ in parts if least is not None]
    return found, min(lengths, default=None), any_of(must for _, least, must in parts if least is not None)


def _times(length: int | None, least: int) -> int | None:
    """How long words are that come ``least`` times or more."""
    return 0 if least == 0 else None if length is None else least * length


def _beyond_one(name: str, argument: Any, passing: Chars) -> _Beyond:
    if name == "ASSERT" and argument[0] == 1:
        return _beyond_look(argument[1], passing)
    if name in NOTHING_READ:
        return frozenset(), 0, None
    if name == "SUBPATTERN" and not argument[1]:
        return _beyond(argument[3], passing)
    if name == "BRANCH":
        return _beyond_branch(argument[1], passing)
    if name in REPEATS:
        found, least, must = _beyond(argument[2], passing)
        return (found, least, must) if argument[:2] == (1, 1) else (found, _times(least, argument[0]), None)
    chars = one_char(name, argument)
    if chars is None:
        raise AnythingError
    return chars - passing, None if chars.isdisjoint(passing) else 1, None


def _beyond(nodes: Iterable[Any], passing: Chars) -> _Beyond:
    out: Chars = frozenset()
    must: Chars | None = None
    length = 0
    for op, argument in nodes:
        found, least, then = _beyond_one(str(op), argument, passing)
        out |= found if must is None else found & must
        if least is None:
            return out, None, None
        length += least
        must = _meet(must, then)
    return out, length, must


def first_beyond(pattern: str, *passing: str) -> tuple[Beyond, ...]:
    """What stands behind a run of ``passing`` characters where a match begins, for each such run.

    So one look at that character leaves out most of the patterns that begin with a number: 月 stands behind the
    digits, or 年, or 日.
    """

    def work_out() -> list[tuple[tuple[str, ...] | None, int | None]]:
        return [_chars_beyond(pattern, frozenset(run)) for run in passing]

    found = kept().get("beyond", "\n".join([*passing, pattern]), work_out)
    return tuple(Beyond(None if chars is None else frozenset(chars), least) for chars, least in found)


def _chars_beyond(pattern: str, passing: Chars) -> tuple[tuple[str, ...] | None, int | None]:
    try:
        found, least, must = _beyond(parsed(pattern), passing)
    except (AnythingError, re.error):
        return None, None
    return tuple(found | must if least is not None and must is not None else found), least if must is None else None
