"""The literals of a pattern: words of which every match must hold at least one, read off the pattern itself.

They tell where a rule can match at all before its pattern is tried, which is far cheaper than trying it.
"""

from __future__ import annotations

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable
from functools import cache
from itertools import product
from typing import Any

from extractor.rulebook.firsts import REPEATS
from extractor.rulebook.kept import kept

_MOST = 400
"""A set with more literals than this says too little to be worth looking for."""
_WIDEST = 64
"""Neighbouring alternatives are multiplied out up to this number of words."""

_GROUPS = (op.SUBPATTERN, op.ATOMIC_GROUP)

Words = frozenset[str]


@cache
def literals_of(pattern: str) -> Words:
    """Words of which every match of ``pattern`` holds at least one; empty where nothing can be said."""
    return frozenset(kept().get("literals", pattern, lambda: tuple(needed_words(parser.parse(pattern)))))


def needed_words(nodes: Iterable[tuple[Any, Any]]) -> Words:
    """The same of the nodes of a parsed pattern."""
    return _needed(nodes) or frozenset()


@cache
def heads_line(pattern: str) -> bool:
    """Whether every match of ``pattern`` begins at the head of a line."""
    first = (op.AT, op.AT_BEGINNING)
    return bool(kept().get("heads", pattern, lambda: next(iter(parser.parse(pattern)), None) == first))


@cache
def tries_line_heads(pattern: str) -> bool:
    """Whether a match of ``pattern`` can begin at the head of a line, as one of its alternatives says."""
    return bool(kept().get("tries heads", pattern, lambda: _begins_at_head(parser.parse(pattern))))


def _begins_at_head(nodes: Iterable[tuple[Any, Any]]) -> bool:
    node = next(iter(nodes), None)
    if node is None or node == (op.AT, op.AT_BEGINNING):
        return node is not None
    if node[0] is op.BRANCH:
        return any(map(_begins_at_head, node[1][1]))
    return node[0] in _GROUPS and _begins_at_head(_inner(node))


def _exact(node: tuple[Any, Any]) -> Words | None:
    """All the strings that a node can match, where they are few; looking around matches the empty string."""
    kind, value = node
    words: Words | None = None
    if kind is op.LITERAL:
        words = frozenset({chr(value)})
    elif kind in (op.AT, op.ASSERT, op.ASSERT_NOT):
        words = frozenset({""})
    elif kind is op.IN and len(value) <= _WIDEST and all(k is op.LITERAL for k, _ in value):
        words = frozenset(chr(v) for _, v in value)
    elif kind is op.BRANCH:
        words = _union(map(_exact_all, value[1]))
    elif str(kind) in REPEATS and value[1] == 1:
        words = _exact_all(value[2])
        words = words | {""} if words is not None and not value[0] else words
    elif kind in _GROUPS:
        words = _exact_all(_inner(node))
    return words


def _inner(node: tuple[Any, Any]) -> Any:
    """The nodes inside of a group or a repeat."""
    kind, value = node
    return value if kind is op.ATOMIC_GROUP else value[-1]


def _union(sets: Iterable[Words | None]) -> Words | None:
    out: set[str] = set()
    for words in sets:
        if words is None or len(out) > _MOST:
            return None
        out |= words
    return frozenset(out)


def _exact_all(nodes: Iterable[tuple[Any, Any]]) -> Words | None:
    out: Words = frozenset({""})
    for node in nodes:
        words = _exact(node)
        if words is None or len(out) * len(words) > max(_WIDEST, len(words), len(out)):
            return None
        out = frozenset(a + b for a, b in product(out, words))
    return out


def _needed(nodes: Iterable[tuple[Any, Any]]) -> Words | None:
    """The best of the sets of words that stand one after the other in a sequence."""
    found: list[Words] = []
    run: Words = frozenset({""})
    for node in nodes:
        words = _exact(node)
        if words is not None and len(run) * len(words) <= max(_WIDEST, len(words), len(run)):
            run = frozenset(a + b for a, b in product(run, words))
            continue
        found.append(run)
        run = words if words is not None else frozenset({""})
        inside = _inside(node) if words is None else None
        found += [inside] if inside else []
    found = [words for words in (*found, run) if words and "" not in words and len(words) <= _MOST]
    return max(found, key=_worth, default=None)


def _inside(node: tuple[Any, Any]) -> Words | None:
    kind, value = node
    if kind is op.BRANCH:
        return _union(map(_needed, value[1]))
    if kind in _GROUPS or (str(kind) in REPEATS and value[0]):
        return _needed(_inner(node))
    return None


def _worth(words: Words) -> tuple[int, int]:
    """Longer words are rarer, and few are found sooner than many."""
    return min(map(len, words)), -len(words)
