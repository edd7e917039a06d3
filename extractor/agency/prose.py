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
    """The last character of what may be a unit, before the pattern; a match ends where the pattern begins."""
    return compile_re(f"[{re.escape(last_characters())}](?={pattern})")


class Prose:
    """A text with the places that rules for subjects, helpers and speakers ask for."""

    def __init__(self, text: str, rules: AgencyRules) -> None:
        self.text, self.rules = text, rules
        self._at, self._bits = rules.openings.hits(text)
        self._always = rules.openings.always
        self.subject_bits, self.helper_bits, self.speaker_bits = rules.prose_bits
        self._verbs = [(rule, [m.end() for m in _behind_unit(rule.pattern).finditer(text)]) for rule in rules.verb]

    def open_for(self, start: int, end: int) -> int:
        """The rules that ``text[start:end]`` may concern, as bits of the rules' ``openings``."""
        at, bits = self._at, self._always
        first = bisect_left(at, start)
        if first < len(at) and at[first] < end:
            for more in self._bits[first : bisect_left(at, end, first)]:
                bits |= more
        return bits

    def last_verb(self, start: int, end: int) -> int:
        """Where the last verb stands in ``text[start:end]`` behind words that could end a unit's name; -1 for none."""
        last = -1
        for _, at in self._verbs:
            n = bisect_left(at, end)
            if n and at[n - 1] >= start + 2:
                last = max(last, at[n - 1])
        return last

    def verbs(self, start: int, end: int) -> list[tuple[Rule, Sequence[int]]]:
        """For each verb rule where its verbs stand in reach of ``start``, behind words that could end a unit's name."""
        stop = min(end, start + _REACH)
        out: list[tuple[Rule, Sequence[int]]] = []
        for rule, at in self._verbs:
            n = bisect_left(at, start + 2)
            if n < len(at) and at[n] < stop:
                out.append((rule, at[n : bisect_left(at, stop, n)]))
        return out
