"""Which rules are worth asking: one scan of a stretch of text for the literals of all of them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from extractor.rulebook import Rule


class Gate:
    """Rules that are asked only where one of their literals stands; a rule without literals is always asked."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._needs = tuple((rule, frozenset(rule.needs)) for rule in rules)
        self._asked: dict[frozenset[str], tuple[Rule, ...]] = {}

    @cached_property
    def _literals(self) -> re.Pattern[str] | None:
        words = sorted({word for rule in self.rules for word in rule.needs}, key=lambda w: (-len(w), w))
        return re.compile("|".join(map(re.escape, words))) if words else None

    def open_for(self, text: str) -> tuple[Rule, ...]:
        """The rules that ``text`` may concern, in their order."""
        found = frozenset(self._literals.findall(text)) if self._literals else frozenset()
        known = self._asked.get(found)
        if known is None:
            known = tuple(rule for rule, needs in self._needs if not needs or not needs.isdisjoint(found))
            self._asked[found] = known
        return known
