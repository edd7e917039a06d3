"""Which rules for running text can match where: at one of their literals, or at what they hint at."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.rulebook import Rule
from extractor.rulebook.kept import compile_re
from extractor.rulebook.load import alternation


class Openings:
    """Rules and the places of a text at which they may be tried; the n-th rule is the bit ``1 << n``.

    A rule with a hint that names no literals that it needs is tried where what it hints at stands; one with neither
    is tried everywhere: ``always`` holds its bit.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.always = 0
        self._bits: dict[str, int] = {}
        self._hints: list[tuple[int, re.Pattern[str]]] = []
        words: dict[str, set[str]] = {}
        for n, rule in enumerate(self.rules):
            if rule.hint and not rule.needs:
                self._hints.append((1 << n, rule.hinted))
                continue
            self.always |= 0 if rule.literals else 1 << n
            for word in rule.literals:
                words.setdefault(word[0], set()).add(word[1:])
                self._bits[word[0]] = self._bits.get(word[0], 0) | 1 << n
        self._words = compile_re("|".join(_begun(first, rests) for first, rests in sorted(words.items())) or "(?!)")
        self._known: dict[int, tuple[Rule, ...]] = {}

    def of(self, bits: int) -> tuple[Rule, ...]:
        """The rules of these bits, in their order."""
        known = self._known.get(bits)
        if known is None:
            known = self._known[bits] = tuple(rule for n, rule in enumerate(self.rules) if bits >> n & 1)
        return known

    def hits(self, text: str) -> list[tuple[int, int]]:
        """Where rules may be tried, each place with the bits of its rules.

        Of literals that begin alike only the first character is told apart: a bit too many costs a try, no more.
        """
        bits = self._bits
        found = [(m.start(), bits[m[0]]) for m in self._words.finditer(text)]
        return found + [(m.start(), bit) for bit, hint in self._hints for m in hint.finditer(text)]


def _begun(first: str, rests: set[str]) -> str:
    """A pattern for the first character of words where the rest of one stands behind it: words may overlap."""
    return re.escape(first) + ("" if "" in rests else f"(?={alternation(rests)})")
