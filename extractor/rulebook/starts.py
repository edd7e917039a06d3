"""The first two characters of what a pattern matches, and a search that looks at them before it tries the pattern."""

from __future__ import annotations

import re
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Mapping
from collections.abc import Set as AbstractSet
from itertools import islice, zip_longest
from typing import Any

from extractor.rulebook.firsts import NOTHING_READ, REPEATS, AnythingError, characters_of, first_items
from extractor.rulebook.kept import kept

_MANY = 64
"""More characters than this are as good as any."""

Chars = frozenset[str]
Start = tuple[Chars | None, ...]
"""The characters that can stand at the first places of a match, one set a place; None where any can."""


def parsed(pattern: str) -> Any:
    """The nodes of a pattern; raises ``re.error``, or :class:`AnythingError` where capital and small letters are one."""
    nodes = parser.parse(pattern)
    if nodes.state.flags & re.IGNORECASE:
        raise AnythingError
    return nodes


def one_char(name: str, argument: Any) -> Chars | None:
    """The characters that a node for one character stands for; None for any."""
    if name in {"ANY", "NOT_LITERAL"}:
        return None
    if name not in {"LITERAL", "IN"}:
        raise AnythingError
    items = first_items([(name, argument)])
    return None if items is None else characters_of(items)


def _joined(heads: Iterable[Start], tails: Iterable[Start], length: int) -> set[Start]:
    return {(*head, *tail)[:length] for head in heads for tail in tails}


def _of_one(name: str, argument: Any, length: int, *, last: bool) -> set[Start]:
    """How one node can begin; a look ahead at the pattern's end stands for what it looks at."""
    if name == "ASSERT" and last and argument[0] == 1:
        return _of(argument[1], length, last=last)
    if name in NOTHING_READ:
        return {()}
    if name == "SUBPATTERN" and not argument[1]:
        return _of(argument[3], length, last=last)
    if name == "BRANCH":
        return {start for branch in argument[1] for start in _of(branch, length, last=last)}
    if name in REPEATS:
        least, most, inner = argument
        return _repeated(_of(inner, length, last=False), least, min(most, length), length)
    return {(one_char(name, argument),)}


def _repeated(inner: set[Start], least: int, most: int, length: int) -> set[Start]:
    so_far: set[Start] = {()}
    out: set[Start] = set() if least else {()}
    for count in range(1, most + 1):
        so_far = _joined(so_far, inner, length)
        out |= so_far if count >= least or count == length else set()
    return out


def _of(nodes: Iterable[Any], length: int, *, last: bool) -> set[Start]:
    nodes = list(nodes)
    out: set[Start] = {()}
    for n, (op, argument) in enumerate(nodes):
        whole = {start for start in out if len(start) == length}
        if len(whole) == len(out):
            break
        step = _of_one(str(op), argument, length, last=last and n == len(nodes) - 1)
        out = whole | _joined(out - whole, step, length)
    return out


def starts(pattern: str, length: int) -> set[Start] | None:
    """The ways in which a match can begin, ``length`` places or fewer of each; None where nothing can be said.

    Shorter ones belong to matches that may end there. Whatever matches begins in one of these ways; not all of them
    need to lead to a match.
    """
    try:
        return _of(parsed(pattern), length, last=True)
    except (AnythingError, re.error):
        return None


Begun = Mapping[str, str]
"""First characters, each with the second ones behind it (none: any); empty where nothing is sure."""


def begun_by(nodes: Iterable[Any]) -> Begun:
    """How what parsed nodes match begins; empty as well where so many characters can be the first that it says little."""
    try:
        found = [(*start, None, None)[:2] for start in _of(nodes, 2, last=False)]
    except AnythingError:
        return {}
    out: dict[str, set[str]] = {}
    for firsts, seconds in found:
        if firsts is None or _is_any(firsts):
            return {}
        for first in firsts:
            out.setdefault(first, set()).update(_ANY if seconds is None else seconds)
    return {first: "" if _is_any(seconds) else "".join(sorted(seconds)) for first, seconds in out.items()}


_DIGITS = frozenset("0123456789")
_ANY = frozenset({"\f"})
"""Stands for all spaces, of which only the usual ones are named, and so for any character."""


def _is_any(chars: AbstractSet[str]) -> bool:
    """Whether these are too many, or stand for all digits or spaces, of which only the usual ones are named."""
    return len(chars) > _MANY or chars >= _ANY or chars >= _DIGITS


def any_begun(many: Iterable[Begun]) -> Begun:
    """How what begins in one of several ways does."""
    first_one, *others = many
    if all(other is first_one for other in others):
        return first_one
    out: dict[str, str] = {}
    for begun in (first_one, *others):
        if not begun:
            return {}
        for first, seconds in begun.items():
            known = out.get(first, seconds)
            out[first] = "".join(sorted({*known, *seconds})) if known and seconds else ""
    return out


def any_of(sets: Iterable[Chars | None]) -> Chars | None:
    """All the characters of some sets; None where one of these is any."""
    known = list(sets)
    return None if None in known else frozenset().union(*(chars for chars in known if chars is not None))


def char_class(chars: Iterable[str]) -> str:
    """A pattern for one of these characters."""
    return f"[{''.join(map(re.escape, sorted(chars)))}]"


Seconds = Mapping[str, Chars | None]
"""The characters with which a match can begin, with those that may follow each (None: any)."""


def second_characters(pattern: str) -> Seconds | None:
    """How matches begin, by two characters; None where they may begin with any."""
    out: dict[str, Chars | None] = {}
    for start in starts(pattern, 2) or [()]:
        if not start or start[0] is None:
            return None
        second = start[1] if len(start) > 1 else None
        for char in start[0]:
            out[char] = any_of([out.get(char, frozenset()), second])
    return dict(sorted(out.items()))


def one_of(seconds: Seconds) -> str:
    """A pattern for one of the characters, and one of those that may follow any of them where those are known."""
    alone = [char for char, second in seconds.items() if second is None]
    led = [char for char, second in seconds.items() if second is not None]
    pair = char_class(led) + char_class(any_of(filter(None, seconds.values())) or ()) if led else ""
    return "|".join(filter(None, (pair, char_class(alone) if alone else "")))


def three_or_two(pattern: str) -> str:
    """A pattern for the first characters of a match: for three where its words are so long, else for two or one."""
    found = starts(pattern, 3) or {()}
    long = {start for start in found if len(start) == 3 and None not in start}
    return "|".join(_in_turn(ways, length) for ways, length in ((long, 3), (found - long, 2)) if ways)


def _in_turn(ways: Iterable[Start], length: int) -> str:
    """One of the characters that can stand first in any of these ways, then one of those that can stand next; up to any."""
    out = ""
    for column in islice(zip_longest(*ways), length):
        chars = any_of(column)
        if chars is None:
            break
        out += char_class(chars)
    return out


def led_by_two(pattern: str) -> str:
    """The same pattern behind a look at two characters, which is worth while where it may begin with many."""

    def work_out() -> str:
        seconds = second_characters(pattern)
        return pattern if seconds is None else f"(?={one_of(seconds)})(?:{pattern})"

    found: str = kept().get("led by two", pattern, work_out)
    return found
