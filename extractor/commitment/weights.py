"""What the features of a candidate weigh together, without making their names: the same sums in far fewer look-ups.

:func:`extractor.commitment.features.named` says what the features are; here the weights of traits with few values are
summed up by name once and kept.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import TypeVar

from extractor.commitment.features import (
    Traits,
    after_names,
    before_names,
    cue_names,
    passage_names,
    place_names,
    vote_names,
)

_KEPT = 4096
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


class Weights:
    """The weights of a model for three kinds, each told by its distance from the last kind.

    Only differences between kinds matter, so two numbers are enough, and they are kept as one complex number because
    one sum is then enough.
    """

    def __init__(self, state: Mapping[str, Sequence[float]]) -> None:
        weights = {name: complex(a - c, b - c) for name, (a, b, c) in state.items()}
        self._bias = weights.get("bias", 0j)
        self._of_cues = _Sums(weights, cue_names)
        self._of_before = _Sums(weights, before_names)
        self._of_after = _Sums(weights, after_names)
        self._of_passage = _Sums(weights, passage_names)
        self._of_place = _Sums(weights, place_names)
        self._of_votes = _Sums(weights, vote_names)

    def sums(self, traits: Traits) -> list[complex]:
        """The sum of the weights of all features of each candidate."""
        bias = self._bias
        of_cues, of_before, of_after = self._of_cues, self._of_before, self._of_after
        of_passage, of_place, of_votes = self._of_passage, self._of_place, self._of_votes
        out: list[complex] = []
        for names, before, after, votes, passage, place in zip(*traits, strict=True):
            total = bias + of_passage[passage] + of_place[place] + of_votes[votes] + of_cues[passage[0], names]
            if before:
                total += of_before[before]
            if after:
                total += of_after[after]
            out.append(total)
        return out
