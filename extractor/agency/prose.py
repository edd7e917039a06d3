"""A text in which units are looked for sentence by sentence: what the rules for sentences need, found in one pass."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, cached_property

from extractor.agency.lines import Lines
from extractor.agency.names import ends_like_unit, last_characters
from extractor.agency.rules import AgencyRules
from extractor.rulebook import Rule
from extractor.rulebook.kept import compile_re

REACH = 90
"""A verb further than this from the head of its clause has no subject there."""


@cache
def _behind_unit(pattern: str) -> re.Pattern[str]:
    """The last character of what may be a unit, before the pattern; a match ends where the pattern begins."""
    return compile_re(f"[{re.escape(last_characters())}](?={pattern})")


def _behind_units(text: str, rule: Rule) -> list[int]:
    """Where the words of a verb rule stand behind what could be the end of a unit."""
    ends = [m.end() for m in _behind_unit(rule.pattern).finditer(text)]
    return [at for at in ends if ends_like_unit(text, max(0, at - REACH), at)]


class Prose:
    """A text with the places that rules for subjects, helpers and speakers ask for."""

    def __init__(self, text: str, rules: AgencyRules) -> None:
        self.text, self.rules = text, rules
        self.lines = Lines(text)
        self.subject_bits, self.helper_bits, self.speaker_bits, self.verb_bit = rules.prose_bits
        self._verbs = [(rule, _behind_units(text, rule)) for rule in rules.verb]
        self._always = rules.openings.always
        self._places = rules.openings.hits(text)
        self._places += [(at, self.verb_bit) for _, places in self._verbs for at in places]

    @cached_property
    def _sorted(self) -> tuple[list[int], list[int]]:
        """The places of rules in order, and beside each its bits."""
        places = sorted(self._places)
        return [at for at, _ in places], [bits for _, bits in places]

    def open_for(self, start: int, end: int) -> int:
        """The rules that ``text[start:end]`` may concern, as bits of the rules' ``openings``, and the bit for verbs."""
        at, of_each = self._sorted
        first = bisect_left(at, start)
        bits = self._always
        for more in of_each[first : bisect_left(at, end, first)]:
            bits |= more
        return bits

    def open_each(self, begins: Sequence[int], ends: Sequence[int]) -> list[int]:
        """:meth:`open_for` for stretches of which each begins where or behind where the one before it ends."""
        out = [self._always] * len(begins)
        for at, bits in self._places:
            n = bisect_right(begins, at) - 1
            if n >= 0 and at < ends[n]:
                out[n] |= bits
        return out

    def verbs(self, start: int, end: int) -> list[tuple[Rule, Sequence[int]]]:
        """For each verb rule where its verbs stand in ``text[start:end]`` behind what could be the end of a unit."""
        out: list[tuple[Rule, Sequence[int]]] = []
        for rule, at in self._verbs:
            n = bisect_left(at, start + 2)
            if n < len(at) and at[n] < end:
                out.append((rule, at[n : bisect_left(at, end, n)]))
        return out
