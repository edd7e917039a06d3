"""Rule, example, family and the rule book that scans a text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, NamedTuple

import regex

from extractor.problem import DataError, Problem
from extractor.rulebook.gate import Gate
from extractor.rulebook.kept import compile_re, compile_regex
from extractor.rulebook.literals import heads_line, literals_of, tries_line_heads
from extractor.rulebook.ways import Way, ways_of


@dataclass(frozen=True, slots=True)
class Example:
    """One sentence of a rule's proof: ``fields`` is what the family's finder must say of ``text``."""

    id: str
    text: str
    fields: Mapping[str, Any]
    where: str


@dataclass(frozen=True)
class Rule:
    """One rule as it stands in its file; ``pattern`` has its lexicons filled in, ``options`` the family's own keys.

    ``needs`` are literals of which the text must hold at least one for the rule to be run at all (empty: always run).
    ``hint`` is a part of the pattern that every match holds and that is quick to look for: behind the literals where
    ``needs`` names any, else in their stead.
    """

    id: str
    title: str
    why: str
    pattern: str
    options: Mapping[str, Any] = field(default_factory=dict)
    needs: tuple[str, ...] = ()
    hint: str = ""
    examples: tuple[Example, ...] = ()
    counterexamples: tuple[Example, ...] = ()
    where: str = ""

    @cached_property
    def literals(self) -> frozenset[str]:
        """Words of which a text must hold at least one for the rule to match in it; empty where nothing is sure."""
        return frozenset(self.needs) or literals_of(self.pattern)

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """The ways in which the rule can match in a line."""
        return (Way(frozenset(), {word: {} for word in self.needs}),) if self.needs else ways_of(self.pattern)

    @cached_property
    def vote(self) -> tuple[str, Any, float]:
        """What a match speaks for: the rule's id, what its options say, and how much they weigh."""
        return self.id, self.options["says"], float(self.options.get("weight", 0))

    @cached_property
    def compiled(self) -> re.Pattern[str] | regex.Pattern[str]:
        """The pattern, compiled once on first use; a pattern that cannot be compiled is a :class:`DataError`.

        Alternatives at the heads of lines are tried faster by ``re``, words anywhere by ``regex``, which also knows
        more (looking behind at any length).
        """
        try:
            if tries_line_heads(self.pattern):
                with suppress(re.error):
                    return compile_re(self.pattern)
            return compile_regex(self.pattern)
        except regex.error as error:
            said = f"{self.id} 的模式不能编译：{error}"
            raise DataError(Problem(self.where, "rules.pattern", said)) from error

    @cached_property
    def first(self) -> Callable[[str, int, int], re.Match[str] | regex.Match[str] | None]:
        """Finds the first match in ``text[start:end]``, a whole line: ``rule.first(text, start, end)``.

        In a single line ``re`` is the faster, which skips what cannot begin a match and takes less time to be called.
        """
        first = self.quick.match if heads_line(self.pattern) else self.quick.search
        if not self.hint:
            return first
        hinted = self.hinted.search
        return lambda text, start, end: first(text, start, end) if hinted(text, start, end) else None

    @cached_property
    def anchored(self) -> Callable[[str, int, int], re.Match[str] | regex.Match[str] | None]:
        """Matches at a place and nowhere else: ``rule.anchored(text, at, end)``."""
        return self.quick.match

    @cached_property
    def whole(self) -> Callable[[str, int, int], re.Match[str] | regex.Match[str] | None]:
        """Matches a stretch from end to end: ``rule.whole(text, start, end)``."""
        return self.quick.fullmatch

    @cached_property
    def search(self) -> Callable[[str, int, int], re.Match[str] | regex.Match[str] | None]:
        """Finds the first match in a short stretch: ``rule.search(text, start, end)``."""
        return self.quick.search

    @cached_property
    def quick(self) -> re.Pattern[str] | regex.Pattern[str]:
        """The pattern for short stretches: ``re`` begins sooner than ``regex``, which knows more."""
        try:
            return compile_re(self.pattern)
        except re.error:
            return self.compiled

    @cached_property
    def hinted(self) -> re.Pattern[str]:
        """The hint, compiled."""
        return compile_re(self.hint)

    def may_match(self, text: str, start: int, end: int) -> bool:
        """Whether ``text[start:end]``, which holds a literal, also holds what the rule hints at."""
        return not self.hint or self.hinted.search(text, start, end) is not None

    def applies(self, text: str) -> bool:
        """Whether the text holds one of the literals without which the rule cannot match."""
        return not self.needs or any(literal in text for literal in self.needs)


class Match(NamedTuple):
    """One place at which a rule matched: offsets into the scanned text and the named groups that took part."""

    rule: Rule
    start: int
    end: int
    groups: dict[str, str]


@dataclass(frozen=True)
class RuleBook:
    """The rules of one family in file order, with the lexicons they were written with."""

    family: str
    rules: tuple[Rule, ...] = ()
    lexicons: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @cached_property
    def by_id(self) -> dict[str, Rule]:
        """Rules by their id."""
        return {rule.id: rule for rule in self.rules}

    def only(self, *ids: str) -> RuleBook:
        """The same book with these rules alone."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id in ids))

    def without(self, *ids: str) -> RuleBook:
        """The same book less these rules."""
        return replace(self, rules=tuple(rule for rule in self.rules if rule.id not in ids))

    def where(self, **options: Any) -> RuleBook:
        """The same book with the rules whose options have these values (``book.where(says="done")``)."""
        wanted = options.items()
        return replace(self, rules=tuple(r for r in self.rules if all(r.options.get(k) == v for k, v in wanted)))

    @cached_property
    def gate(self) -> Gate:
        """Which rules of the book can match where."""
        return Gate(self.rules)

    def find(self, text: str, start: int = 0, end: int | None = None) -> Iterator[Match]:
        """Every match of every rule, rule by rule; offsets count from the beginning of ``text``."""
        for rule in self.rules:
            if rule.applies(text):
                for m in rule.compiled.finditer(text, start, len(text) if end is None else end):
                    yield Match(rule, m.start(), m.end(), {k: v for k, v in m.groupdict().items() if v is not None})

    def scan(self, text: str, start: int = 0, end: int | None = None) -> list[Match]:
        """Every match of every rule, sorted by place, the longer first."""
        return sorted(self.find(text, start, end), key=lambda m: (m.start, -m.end))


@dataclass(frozen=True)
class Family:
    """What one family of rules may say, and how its examples are checked.

    ``options`` maps each own key of a rule to its type; those in ``required`` must be there. ``example_keys`` are
    the keys an example may have beside ``text`` and ``why``; ``resolvers`` the values that its key ``resolve`` may have,
    with the groups that the pattern must then name. ``check(book, rule, example, positive)`` runs the
    family's finder with that book and returns what is wrong in one sentence, or an empty string.
    """

    name: str
    check: Callable[[RuleBook, Rule, Example, bool], str]
    options: Mapping[str, type | tuple[type, ...]] = field(default_factory=dict)
    required: frozenset[str] = frozenset()
    example_keys: frozenset[str] = frozenset()
    resolvers: Mapping[str, frozenset[str]] = field(default_factory=dict)
