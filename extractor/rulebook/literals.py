"""The literals of a pattern: words of which every match must hold at least one, read off the pattern itself.

They tell where a rule can match at all before its pattern is tried, which is far cheaper than trying it.
"""

from __future__ import annotations

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Sequence
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
_EVERYWHERE = frozenset({"", "\n"})

Words = frozenset[str]
Tail = Sequence[Any] | None
"""The nodes that follow in a pattern; None where they are not known."""
Found = list[tuple[Words, Tail]]


@cache
def literals_of(pattern: str) -> Words:
    """Words of which every match of ``pattern`` holds at least one; empty where nothing can be said."""
    return frozenset(kept().get("literals", pattern, lambda: tuple(needed_words(parser.parse(pattern)))))


def needed_words(nodes: Iterable[Any]) -> Words:
    """The same of the nodes of a parsed pattern."""
    return words_of(needed_sets(nodes))


def needed_sets(nodes: Iterable[Any]) -> Found:
    """The same words in sets, each with the nodes that stand behind its words in the pattern."""
    return _needed(list(nodes), ()) or []


def words_of(sets: Found) -> Words:
    """The words of all sets."""
    return frozenset().union(*(words for words, _ in sets))


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


def inner_nodes(node: tuple[Any, Any]) -> Iterable[Any]:
    """The sequences of nodes inside of a node: its alternatives, or what it groups or repeats."""
    kind, value = node
    if kind is op.BRANCH:
        alternatives: Iterable[Any] = value[1]
        return alternatives
    return (_inner(node),) if kind in _GROUPS or str(kind) in REPEATS else ()


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
        if words is None or not _few(out, words):
            return None
        out = _products(out, words)
    return out


def _few(first: Words, second: Words) -> bool:
    return len(first) * len(second) <= max(_WIDEST, len(first), len(second))


def _products(first: Words, second: Words) -> Words:
    return frozenset(a + b for a, b in product(first, second))


def _needed(nodes: Sequence[Any], after: Tail) -> Found | None:
    """The best of the sets of words that stand one after the other in a sequence; ``after`` are the nodes behind it."""
    found: list[Found] = []
    run: Words = frozenset({""})
    for n, node in enumerate(nodes):
        words = _exact(node)
        if words is not None and _few(run, words):
            run = _products(run, words)
            continue
        again = _again(node) if words is None else None
        if again is not None and _few(run, again):
            found.append([(_products(run, again), None)])
            run = again
            continue
        found.append([(run, _joined(nodes[n:], after))])
        run = words if words is not None else frozenset({""})
        inside = _inside(node, _joined(nodes[n + 1 :], after)) if words is None else None
        found += [inside] if inside else []
    found = [sets for sets in (*found, [(run, after)]) if _says_enough(words_of(sets))]
    return max(found, key=lambda sets: _worth(words_of(sets)), default=None)


def _says_enough(words: Words) -> bool:
    return 0 < len(words) <= _MOST and not words & _EVERYWHERE


def _joined(nodes: Sequence[Any], after: Tail) -> Tail:
    return None if after is None else [*nodes, *after]


def _again(node: tuple[Any, Any]) -> Words | None:
    """What stands at the beginning and at the end of a repeat, where that is one of a few words."""
    kind, value = node
    return _exact_all(value[2]) if str(kind) in REPEATS and value[0] else None


def _inside(node: tuple[Any, Any], after: Tail) -> Found | None:
    kind, value = node
    if kind is op.BRANCH:
        sets = [_needed(branch, after) for branch in value[1]]
        known = [found for found in sets if found is not None]
        return [one for found in known for one in found] if len(known) == len(sets) else None
    if kind in _GROUPS:
        return _needed(_inner(node), after)
    return _needed(_inner(node), None) if str(kind) in REPEATS and value[0] else None


def _worth(words: Words) -> tuple[int, int]:
    """Longer words are rarer, but for numbers, and few are found sooner than many."""
    return min(0 if word.isdecimal() else len(word) for word in words), -len(words)
