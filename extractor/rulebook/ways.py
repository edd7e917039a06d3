"""The ways in which a rule can match in a line: with which character the line begins, and which words it holds.

Alternatives of a pattern need different words, and some of them a certain beginning of the line; told apart, they
open the rule far more seldom than the words of all of them together.
"""

from __future__ import annotations

import re._constants as op  # type: ignore[import-not-found]
import re._parser as parser  # type: ignore[import-not-found]
from collections.abc import Iterable, Iterator, Mapping
from re import IGNORECASE
from typing import Any, NamedTuple

from extractor.rulebook.firsts import characters_of, first_items
from extractor.rulebook.kept import kept
from extractor.rulebook.literals import Found, Words, inner_nodes, needed_sets, words_of
from extractor.rulebook.starts import Begun, any_begun, begun_by

_MOST_HEADED = 4
"""More ways with certain beginnings than this become one."""
_MOST_WORDS = 160
"""A pattern whose ways name more words than this has one way, with the fewest words."""
_FEW_CHOICES = 12
"""A choice between more alternatives is not told apart."""
_SHORT = 2
"""What stands behind longer words does not matter, which are seldom enough."""
_RARER = 40.0
"""So many times more seldom is a word with one character more."""
_WIDEST = 64
"""A range of more characters is as good as any character."""
_HEAD = (op.AT, op.AT_BEGINNING)
_END = (op.AT, op.AT_END)
_LINE_FEED = (op.LITERAL, ord("\n"))

_Way = tuple[frozenset[str], Words]
"""Heads and words."""


class Way(NamedTuple):
    """``heads``: the line begins with one of these, a digit or a space; ``words``: it holds one of these.

    Either is empty where nothing is sure. Each word has with it how what stands behind it begins; the end of a line is
    a line feed, so that a word can stand before it.
    """

    heads: frozenset[str]
    words: Mapping[str, Begun]


def ways_of(pattern: str) -> tuple[Way, ...]:
    """The ways in which ``pattern`` can match in a line, at least one."""
    found: Any = kept().get("ways", pattern, lambda: _worked_out(pattern))
    return tuple(Way(frozenset(heads), words) for heads, words in found)


def _worked_out(pattern: str) -> list[tuple[frozenset[str], dict[str, Begun]]]:
    parsed = parser.parse(pattern)
    if parsed.state.flags & IGNORECASE:
        return [(frozenset(), {})]
    _spell_ends(parsed)
    found = [(_heads(nodes), needed_sets(nodes)) for nodes in _alternatives(list(parsed))]
    ways = _joined([(heads, _fewest(words_of(sets))) for heads, sets in found])
    whole = needed_sets(parsed)
    words = _fewest(words_of(whole))
    often = sum(_often(words) for heads, words in ways if not heads)
    if sum(len(words) for _, words in ways) > _MOST_WORDS or (words and often >= _often(words)):
        return [(_union(heads for heads, _ in ways), _behind(words, whole))]
    if len(ways) == 1 and ways[0][1]:
        return [(ways[0][0], _behind(ways[0][1], [one for _, sets in found for one in sets]))]
    return [(heads, {word: {} for word in words}) for heads, words in ways]


def _behind(words: Words, sets: Found) -> dict[str, Begun]:
    """How what stands behind words begins, where that is sure.

    Each word of the sets holds one of ``words``; a short one that does not end with it is named by itself, as other
    things stand behind it.
    """
    begun: dict[str, list[Begun]] = {word: [] for word in words}
    for longs, tail in sets:
        here = begun_by(tail) if tail and min(map(len, longs)) <= _SHORT else {}
        for long in longs:
            at_end, word = max((long.endswith(word), word) for word in words if word in long)
            alone = here and not at_end and len(long) <= _SHORT
            begun.setdefault(long if alone else word, []).append(here if at_end or alone else {})
    return {word: any_begun(found) for word, found in begun.items()}


def _spell_ends(nodes: Any) -> None:
    """Put the line feed that stands there for each end of a line."""
    for n, node in enumerate(nodes):
        if node == _END:
            nodes[n] = _LINE_FEED
        for inner in inner_nodes(node):
            _spell_ends(inner)


def _joined(ways: list[_Way]) -> list[_Way]:
    """One way for all beginnings and a few for certain ones."""
    anywhere = [words for heads, words in ways if not heads]
    free = _fewest(_union(anywhere))
    by_words: dict[Words, frozenset[str]] = {}
    for heads, words in ways:
        if heads and not (words and all(any(word in long for word in free) for long in words)):
            by_words[words] = by_words.get(words, frozenset()) | heads
    headed = [(heads, words) for words, heads in by_words.items()]
    if len(headed) > _MOST_HEADED:
        headed = [(_union(heads for heads, _ in headed), _fewest(_union(words for _, words in headed)))]
    return [*([(frozenset[str](), free)] if anywhere else []), *headed]


def _union(sets: Iterable[Words]) -> Words:
    """All of them; empty where one of them is, which stands for any."""
    known = list(sets)
    return frozenset().union(*known) if all(known) else frozenset()


def _often(words: Words) -> float:
    """About how often one of the words stands somewhere: the longer, the more seldom."""
    return sum(_RARER ** -len(word) for word in words) or 1.0


def _fewest(words: Words) -> Words:
    """The words that hold no other of them: where the others stand, these do."""
    return frozenset(word for word in words if not any(other in word and other != word for other in words))


def _alternatives(nodes: list[Any]) -> Iterator[list[Any]]:
    """The sequences of nodes between which choices at the very beginning of a pattern decide."""
    at = next((n for n, node in enumerate(nodes) if node != _HEAD), len(nodes))
    before, rest = nodes[:at], nodes[at + 1 :]
    kind, value = nodes[at] if at < len(nodes) else _HEAD
    choices: list[Any] = []
    if kind is op.BRANCH and len(value[1]) <= _FEW_CHOICES:
        choices = value[1]
    elif kind is op.SUBPATTERN and not value[1]:
        choices = [value[3]]
    elif kind is op.MAX_REPEAT and value[:2] == (0, 1):
        choices = [value[2], []]
    for choice in choices:
        yield from _alternatives([*before, *choice, *rest])
    if not choices:
        yield nodes


def _heads(nodes: list[Any]) -> frozenset[str]:
    """The characters with which a line begins where these nodes match; empty where they match elsewhere as well."""
    items = first_items(nodes) if nodes[:1] == [_HEAD] else None
    if items is None or any(kind is op.RANGE and value[1] - value[0] > _WIDEST for kind, value in items):
        return frozenset()
    return characters_of(items) or frozenset()
