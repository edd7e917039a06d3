"""The characters with which what a pattern matches can begin: a cheap look before the dear one."""

from __future__ import annotations

import re
import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any

from extractor.rulebook.kept import kept

_CATEGORIES = {"CATEGORY_DIGIT": "0123456789", "CATEGORY_SPACE": " \t\n\r\f\v\u00a0\u2002\u2003\u3000"}
NOTHING_READ = frozenset({"ASSERT", "ASSERT_NOT", "AT"})
"""Nodes of a parsed pattern that look and read nothing."""
REPEATS = frozenset({"MAX_REPEAT", "MIN_REPEAT", "POSSESSIVE_REPEAT"})
"""Nodes that repeat others."""
_ITEMS = frozenset({op.LITERAL, op.RANGE, op.CATEGORY})

Item = tuple[Any, Any]
"""A character, range or category of characters, as ``re`` parses them in a set."""


class AnythingError(Exception):
    """Nothing can be said of the characters of a match."""


def _of_set(items: Iterable[Item]) -> set[Item]:
    out = set(items)
    if any(op not in _ITEMS for op, _ in out):
        raise AnythingError
    return out


def _of_one(name: str, argument: Any) -> tuple[set[Item], bool]:
    """First characters of one node, and whether it may match nothing."""
    if name in NOTHING_READ:
        return set(), True
    if name == "LITERAL":
        return {(op.LITERAL, argument)}, False
    if name == "IN":
        return _of_set(argument), False
    if name == "ATOMIC_GROUP" or (name == "SUBPATTERN" and not argument[1] & re.IGNORECASE):
        return _of(argument if name == "ATOMIC_GROUP" else argument[3])
    if name in REPEATS:
        found, empty = _of(argument[2])
        return found, empty or argument[0] == 0
    if name == "BRANCH":
        parts = [_of(branch) for branch in argument[1]]
        return set().union(*(found for found, _ in parts)), any(empty for _, empty in parts)
    raise AnythingError


def _of(nodes: Iterable[Any]) -> tuple[set[Item], bool]:
    out: set[Item] = set()
    for node, argument in nodes:
        found, empty = _of_one(str(node), argument)
        out |= found
        if not empty:
            return out, False
    return out, True


def first_items(nodes: Iterable[Any]) -> list[Item] | None:
    """The set of characters, as ``re`` parses sets, with which what parsed nodes match begins; None as below."""
    try:
        found, empty = _of(nodes)
    except AnythingError:
        return None
    return None if empty else sorted(found, key=repr)


def first_characters(pattern: str) -> frozenset[str] | None:
    """The characters with which a match can begin; None where that may be any, or nothing.

    Of the digits and spaces, of which there are more in other scripts, only the usual ones are named.
    """
    found: Iterable[str] | None = kept().get("firsts", pattern, lambda: _worked_out(pattern))
    return None if found is None else frozenset(found)


def _worked_out(pattern: str) -> tuple[str, ...] | None:
    try:
        items = first_items(parser.parse(pattern))
    except re.error:
        return None
    chars = characters_of(items or ())
    return tuple(sorted(chars)) if chars else None


def characters_of(items: Iterable[Item]) -> frozenset[str] | None:
    """The characters of a set as ``re`` parses it; None where there are too many."""
    out: set[str] = set()
    for kind, argument in items:
        if kind is op.CATEGORY and str(argument) not in _CATEGORIES:
            return None
        if kind is op.CATEGORY:
            out.update(_CATEGORIES[str(argument)])
        else:
            first, last = argument if kind is op.RANGE else (argument, argument)
            out.update(map(chr, range(first, last + 1)))
    return frozenset(out)


def may_begin(firsts: frozenset[str] | None, first: str) -> bool:
    """Whether what has these :func:`first_characters` can begin with ``first``; any digit and any space may."""
    return firsts is None or first in firsts or first.isspace() or first.isdecimal()
