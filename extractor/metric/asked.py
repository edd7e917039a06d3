"""Rules made ready to be asked of a few characters at a time, where the beginning of a search costs more than the search."""

from __future__ import annotations

import re
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import TypeVar

import regex

from extractor.rulebook import Rule
from extractor.rulebook.firsts import first_characters, may_begin
from extractor.rulebook.kept import compile_re

_NAMED = frozenset("0123456789")
"""The digits that the first characters of a pattern name where they hold any."""
T = TypeVar("T")
Pattern = re.Pattern[str] | regex.Pattern[str]


def joined(rules: Sequence[Rule]) -> tuple[Pattern, ...]:
    """Patterns that match where one of the rules does: a single one where ``re`` can run them all together."""
    patterns = tuple(rule.quick for rule in rules)
    if len(rules) > 1 and all(isinstance(p, re.Pattern) and not p.groups for p in patterns):
        return (compile_re("|".join(f"(?:{rule.pattern})" for rule in rules)),)
    return patterns


class Near:
    """Rules by the words without which none of them matches: one look at a few characters tells which are to be asked.

    What is not to be asked cannot match; a rule without such words is always asked.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple(rules)
        self._always = 0
        own: dict[str, int] = defaultdict(int)
        for n, rule in enumerate(rules):
            if not rule.literals or "" in rule.literals:
                self._always |= 1 << n
            for word in filter(None, rule.literals):
                own[word] |= 1 << n
        self._bits = _with_hidden(own)
        # Of two words that begin alike the longer is tried first.
        self._words = compile_re("|".join(map(re.escape, sorted(own, reverse=True))) or "(?!)").findall
        self._known: dict[int, tuple[Rule, ...]] = {}

    def of(self, text: str, start: int = 0, end: int = sys.maxsize) -> tuple[Rule, ...]:
        """The rules that may match in ``text[start:end]``, in their order."""
        bits = self._always
        for word in self._words(text, start, end):
            bits |= self._bits[word]
        rules = self._known.get(bits)
        if rules is None:
            rules = self._known[bits] = tuple(rule for n, rule in enumerate(self._rules) if bits >> n & 1)
        return rules


def _with_hidden(own: Mapping[str, int]) -> dict[str, int]:
    """The bits of each word together with those of words that a search passes over where it finds this one.

    They begin like it and are shorter, or begin inside it.
    """
    by_head: dict[str, list[str]] = defaultdict(list)
    for word in own:
        by_head[word[0]].append(word)
    out: dict[str, int] = {}
    for word in own:
        out[word] = 0
        for at in range(len(word)):
            rest = word[at:]
            for other in by_head.get(word[at], ()):
                if rest.startswith(other) or (at and other.startswith(rest)):
                    out[word] |= own[other]
    return out


class InTurn:
    """Rules of several kinds asked of the words before a quantity: of each kind the first that matches counts."""

    def __init__(self, *kinds: Sequence[Rule]) -> None:
        self._near = Near([rule for rules in kinds for rule in rules])
        self._kind = {rule.id: n for n, rules in enumerate(kinds) for rule in rules}
        self._nothing: tuple[Rule | None, ...] = (None,) * len(kinds)

    def of(self, words: str) -> Sequence[Rule | None]:
        """The first rule of each kind that matches in ``words``; most words hold not even a literal of any."""
        rules = self._near.of(words)
        if not rules:
            return self._nothing
        found = [*self._nothing]
        for rule in rules:
            kind = self._kind[rule.id]
            if found[kind] is None and rule.quick.search(words):
                found[kind] = rule
        return found


class AtOnce:
    """Rules asked one after the other of the words behind a quantity: the first that matches at their beginning counts."""

    def __init__(self, rules: Sequence[Rule], *, reach: int) -> None:
        self._by_first = ByFirst((rule.pattern, rule) for rule in rules)
        self._reach = reach

    def of(self, text: str, at: int) -> Rule | None:
        """The first rule that matches the characters from ``at`` on; behind most quantities none can."""
        rules = self._by_first[text[at : at + 1]]
        if rules:
            words = text[at : at + self._reach]
            for rule in rules:
                if rule.quick.match(words):
                    return rule
        return None


class ByFirst(dict[str, tuple[T, ...]]):
    """What belongs to those patterns that can match where a character stands, in their order."""

    def __init__(self, patterns: Iterable[tuple[str, T]]) -> None:
        super().__init__()
        self._patterns = [(first_characters(pattern), value) for pattern, value in patterns]

    def __missing__(self, first: str) -> tuple[T, ...]:
        begins = _begins_exactly if first in _NAMED else may_begin
        self[first] = found = tuple(value for firsts, value in self._patterns if begins(firsts, first))
        return found


def _begins_exactly(firsts: frozenset[str] | None, first: str) -> bool:
    return firsts is None or first in firsts
