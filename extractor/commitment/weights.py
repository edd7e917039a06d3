"""What the features of a candidate weigh together, without making their names: the same sums in far fewer look-ups.

:func:`extractor.commitment.features.named` says what the features are; here their weights lie in a table for each
group, or, for traits with few values, are summed up by name once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from functools import lru_cache
from typing import TypeVar

from extractor.commitment.features import (
    Traits,
    after_names,
    before_names,
    cue_names,
    head_names,
    passage_names,
    place_names,
    vote_names,
)

_KEPT = 4096
_CODES = "utf-32-le"
T = TypeVar("T", bound=Hashable)


def _codes(text: str) -> memoryview:
    """Each character as four bytes; two neighbours read as one number stand for the pair."""
    return memoryview(text.encode(_CODES, "surrogatepass"))


class Weights:
    """The weights of a model for three kinds, each told by its distance from the last kind.

    Only differences between kinds matter, so two numbers are enough, and they are kept as one complex number because
    one sum is then enough.
    """

    def __init__(self, state: Mapping[str, Sequence[float]]) -> None:
        self._state = {name: complex(a - c, b - c) for name, (a, b, c) in state.items()}
        groups: dict[str, dict[str, complex]] = {}
        for name, weight in self._state.items():
            group, _, value = name.partition("=")
            groups.setdefault(group, {})[value] = weight
        self._groups = groups
        self._pairs = {_codes(pair).cast("Q")[0]: weight for pair, weight in self._group("two").items()}
        self._bias = self._state.get("bias", 0j)
        self._tails, self._heads = self._group("tail"), self._group("clause")
        self._clauses = [self._group("clauses").get(str(n), 0j) for n in range(5)]
        self._of_cues = self._kept(cue_names)
        self._of_before = self._kept(before_names)
        self._of_after = self._kept(after_names)
        self._of_head = self._kept(head_names)
        self._of_passage = self._kept(passage_names)
        self._of_place = self._kept(place_names)
        self._of_votes = self._kept(vote_names)

    def _group(self, name: str) -> dict[str, complex]:
        return self._groups.get(name, {})

    def _kept(self, names: Callable[[T], Sequence[str]]) -> Callable[[T], complex]:
        """The sum of the weights of named features, kept for values that come again and again."""

        def weigh(value: T) -> complex:
            return sum((self._state.get(name, 0j) for name in names(value)), 0j)

        return lru_cache(maxsize=_KEPT)(weigh)

    def sums(self, rows: Sequence[Traits]) -> list[complex]:
        """The sum of the weights of all features of each candidate."""
        pairs = self._of_pairs("\n" + "\n".join([row.plain for row in rows]))
        bias, clauses, tail, clause = self._bias, self._clauses, self._tails.get, self._heads.get
        of_cues, of_before, of_after = self._of_cues, self._of_before, self._of_after
        of_passage, of_place, of_votes, of_head = self._of_passage, self._of_place, self._of_votes, self._of_head
        out: list[complex] = []
        at = 1
        for names, before, after, votes, passage, place, plain, head, heads, count in rows:
            total = (
                bias
                + of_passage(passage)
                + of_place(place)
                + of_votes(votes)
                + of_head(head)
                + of_cues((passage[0], names))
                + tail(plain[-2:], 0j)
                + clauses[count]
            )
            if before:
                total += of_before(before)
            if after:
                total += of_after(after)
            for begun in heads:
                total += clause(begun, 0j)
            end = at + len(plain)
            out.append(sum(filter(None, pairs[at : end - 1]), total))
            at = end + 1
        return out

    def _of_pairs(self, text: str) -> list[complex | None]:
        """The weight of the pair of characters that begins at each place of a text, None where it has none."""
        codes = _codes(text)
        out: list[complex | None] = [None] * len(text)
        for first in (0, 1):
            numbers = codes[4 * first : 4 * first + (len(text) - first) // 2 * 8].cast("Q")
            out[first : first + 2 * len(numbers) : 2] = map(self._pairs.get, numbers)
        return out
