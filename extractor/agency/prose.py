"""A text in which units are looked for sentence by sentence: what the rules for sentences need, found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from functools import cache

from extractor.agency.names import last_characters
from extractor.agency.rules import AgencyRules
from extractor.rulebook import Rule
from extractor.rulebook.kept import compile_re

_REACH = 90
"""A verb further than this from the head of its clause has no subject there."""


@cache
def _behind_unit(pattern: str) -> re.Pattern[str]:
    return compile_re(f"(?<=[{re.escape(last_characters())}])(?={pattern})")


class Prose:
    """A text with the places that rules for subjects, helpers and speakers ask for."""

    def __init__(self, text: str, rules: AgencyRules) -> None:
        self.text, self.rules = text, rules
        self._literals = rules.prose_gate.places(text)
        self._verbs = [(rule, [m.start() for m in _behind_unit(rule.pattern).finditer(text)]) for rule in rules.verb]

    def may_match(self, rule: Rule, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` holds what the rule needs."""
        places = self._literals.get(rule.id)
        return places is None or _stands(places, start, end)

    def may_have_subject(self, start: int, end: int) -> bool:
        """Whether ``text[start:end]`` holds what any of the rules for subjects needs."""
        if any(_stands(places, start + 2, end) for _, places in self._verbs):
            return True
        return any(self.may_match(rule, start, end) for rule in self.rules.subject)

    def verbs(self, start: int, end: int) -> list[tuple[Rule, Sequence[int]]]:
        """For each verb rule where its verbs stand in reach of ``start``, behind words that could end a unit's name."""
        stop = min(end, start + _REACH)
        return [(rule, at[bisect_left(at, start + 2) : bisect_left(at, stop)]) for rule, at in self._verbs]


def _stands(places: Sequence[int], start: int, end: int) -> bool:
    n = bisect_left(places, start)
    return n < len(places) and places[n] < end
