"""What the features of a candidate weigh together, without making their names: the same sums in far fewer look-ups.

:func:`extractor.commitment.features.named` says what the features are; here their weights lie in a table for each
group, or, for traits with few values, are summed up by name once and kept.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Hashable, Mapping, Sequence
from itertools import islice
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


class _Sums(dict[T, complex]):
    """The sum of the weights of the features that ``names`` gives a value, kept for values that come again and again."""

    def __init__(self, state: Mapping[str, complex], names: Callable[[T], Sequence[str]]) -> None:
        super().__init__()
        self._state, self._names = state, names

    def __missing__(self, value: T) -> complex:
        if len(self) >= _KEPT:
            self.clear()
        total = self[value] = sum((self._state.get(name, 0j) for name in self._names(value)), 0j)
        return total


def _codes(text: str) -> memoryview:
    """Each character as four bytes; two neighbours read as one number stand for the pair."""
    return memoryview(text.encode(_CODES, "surrogatepass"))


class Weights:
    """The weights of a model for three kinds, each told by its distance from the last kind.

    Only differences between kinds matter, so two numbers are enough, and they are kept as one complex number because
    one sum is then enough.
    """

    def __init__(self, state: Mapping[str, Sequence[float]]) -> None:
        weights = {name: complex(a - c, b - c) for name, (a, b, c) in state.items()}
        groups: dict[str, dict[str, complex]] = defaultdict(dict)
        for name, weight in weights.items():
            group, _, value = name.partition("=")
            groups[group][value] = weight
        self._pairs = {_codes(pair).cast("Q")[0]: weight for pair, weight in groups["two"].items()}
        self._bias = weights.get("bias", 0j)
        self._tails, self._clauses = groups["tail"], groups["clause"]
        self._counts = [groups["clauses"].get(str(n), 0j) for n in range(5)]
        self._of_cues = _Sums(weights, cue_names)
        self._of_before = _Sums(weights, before_names)
        self._of_after = _Sums(weights, after_names)
        self._of_passage = _Sums(weights, passage_names)
        self._of_place = _Sums(weights, place_names)
        self._of_votes = _Sums(weights, vote_names)
        self._of_two = _Sums[str](weights, lambda head: head_names(head)[:2])
        self._of_four = _Sums[str](weights, lambda head: head_names(head)[2:])
        self._four = {head[:3] for head in [*groups["head3"], *groups["head4"]]}
        """How those heads begin of which more than two characters weigh anything: there are few."""

    def sums(self, traits: Traits) -> list[complex]:
        """The sum of the weights of all features of each candidate."""
        pairs = iter(self._of_pairs("\n".join(traits.plain)))
        bias, counts, tail, clause = self._bias, self._counts, self._tails.get, self._clauses.get
        of_cues, of_before, of_after = self._of_cues, self._of_before, self._of_after
        of_passage, of_place, of_votes = self._of_passage, self._of_place, self._of_votes
        of_two, of_four, four = self._of_two, self._of_four, self._four
        out: list[complex] = []
        for names, before, after, votes, passage, place, plain, head, heads, count in zip(*traits, strict=True):
            total = (
                bias
                + of_passage[passage]
                + of_place[place]
                + of_votes[votes]
                + of_two[head[:2]]
                + of_cues[passage[0], names]
                + tail(plain[-2:], 0j)
                + counts[count]
            )
            if before:
                total += of_before[before]
            if after:
                total += of_after[after]
            if head[:3] in four:
                total += of_four[head]
            for begun in heads:
                total += clause(begun, 0j)
            out.append(sum(filter(None, islice(pairs, len(plain) + 1)), total))
        return out

    def _of_pairs(self, text: str) -> list[complex | None]:
        """The weight of the pair of characters that begins at each place of a text, None where it has none."""
        codes = _codes(text)
        out: list[complex | None] = [None] * len(text)
        for first in (0, 1):
            numbers = codes[4 * first : 4 * first + (len(text) - first) // 2 * 8].cast("Q")
            out[first : first + 2 * len(numbers) : 2] = map(self._pairs.get, numbers)
        return out
