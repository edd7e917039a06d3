"""Rules made ready to be asked of a few characters at a time, where the beginning of a search costs more than the search."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

import regex

from extractor.rulebook import Rule
from extractor.rulebook.firsts import first_characters, may_begin
from extractor.rulebook.kept import compile_re

Pattern = re.Pattern[str] | regex.Pattern[str]


class Asked(NamedTuple):
    """A rule with its pattern and the words of which one must stand near; the empty word always does."""

    rule: Rule
    pattern: Pattern
    needs: tuple[str, ...]


def ask(rule: Rule) -> Asked:
    """The rule ready to be asked."""
    return Asked(rule, rule.quick, rule.needs or ("",))


def joined(rules: Sequence[Rule]) -> tuple[Pattern, ...]:
    """Patterns that match where one of the rules does: a single one where ``re`` can run them all together."""
    patterns = tuple(rule.quick for rule in rules)
    if len(rules) > 1 and all(isinstance(p, re.Pattern) and not p.groups for p in patterns):
        return (compile_re("|".join(f"(?:{rule.pattern})" for rule in rules)),)
    return patterns


def hint(rules: Sequence[Rule]) -> Pattern:
    """Finds a literal of one of the rules; finds something everywhere where a rule has none."""
    words = set().union(*(rule.literals for rule in rules))
    return compile_re("|".join(map(re.escape, sorted(words))) if all(rule.literals for rule in rules) else "")


class InTurn:
    """Rules asked one after the other of the words before a quantity: the first that matches counts."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._rules = tuple((rule, rule.quick.search, tuple(rule.literals) or ("",)) for rule in rules)
        self._hint = hint(rules)

    def of(self, words: str) -> Rule | None:
        """The first rule that matches in ``words``; most words hold not even a literal of any."""
        if self._hint.search(words):
            for rule, search, literals in self._rules:
                if search(words) and any(literal in words for literal in literals):
                    return rule
        return None


class AtOnce:
    """Rules asked one after the other of the words behind a quantity: the first that matches at their beginning counts."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self._asked = tuple(map(ask, rules))
        self._firsts = first_characters("|".join(f"(?:{rule.pattern})" for rule in rules)) if rules else frozenset()

    def of(self, words: str) -> Rule | None:
        """The first rule that matches at the beginning of ``words``; behind most quantities stands none."""
        if may_begin(self._firsts, words[:1]):
            for rule, pattern, _ in self._asked:
                if pattern.match(words):
                    return rule
        return None
