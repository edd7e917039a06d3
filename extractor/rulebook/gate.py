"""Which rules can match where: one scan of a text for the literals of all of them.

With pyahocorasick (extra ``fast``) the scan is one pass whatever the number of literals; without it each literal is
looked for by itself, with the same result.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.rulebook.model import Rule

try:
    import ahocorasick
except ImportError:  # the slow way does as well
    ahocorasick = None


class Gate:
    """Rules that are tried only where one of their literals stands; a rule without literals is always tried."""

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self.always = 0
        self._bits: dict[str, int] = defaultdict(int)
        for n, rule in enumerate(self.rules):
            self.always |= 0 if rule.literals else 1 << n
            for word in rule.literals:
                self._bits[word] |= 1 << n
        self._known: dict[int, tuple[Rule, ...]] = {}

    @cached_property
    def _automaton(self) -> Any:
        if ahocorasick is None or not self._bits:
            return None
        automaton = ahocorasick.Automaton()
        for word, bits in self._bits.items():
            automaton.add_word(word, (len(word) - 1, bits))
        automaton.make_automaton()
        return automaton

    def _found(self, text: str) -> Iterator[tuple[int, int]]:
        """Where literals begin in a text, and the rules that each speaks for as bits; in no order."""
        if self._automaton is not None:
            for last, (before, bits) in self._automaton.iter(text):
                yield last - before, bits
            return
        for word, bits in self._bits.items():
            at = text.find(word)
            while at >= 0:
                yield at, bits
                at = text.find(word, at + 1)

    def of(self, mask: int) -> tuple[Rule, ...]:
        """The rules that these bits stand for, in their order."""
        known = self._known.get(mask)
        if known is None:
            known = self._known[mask] = tuple(rule for n, rule in enumerate(self.rules) if mask >> n & 1)
        return known

    def open_for(self, text: str) -> tuple[Rule, ...]:
        """The rules that ``text`` may concern, in their order."""
        mask = self.always
        for _, bits in self._found(text):
            mask |= bits
        return self.of(mask)

    def open_for_lines(self, text: str, starts: Sequence[int]) -> list[tuple[Rule, ...]]:
        """The rules that each line may concern; ``starts`` are the offsets at which the lines begin."""
        masks = [self.always] * len(starts)
        for at, bits in self._found(text):
            masks[bisect_right(starts, at) - 1] |= bits
        return [self.of(mask) for mask in masks]

    def hits(self, text: str) -> tuple[list[int], list[int]]:
        """Where literals begin in a text, in order, and beside each place its rules as bits (the n-th rule is ``1 << n``).

        Rules without literals are not among them: ``always`` are their bits.
        """
        found = sorted(self._found(text))
        return [at for at, _ in found], [bits for _, bits in found]
