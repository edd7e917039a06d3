"""The quick ways of the model give what the plain ones give."""

from __future__ import annotations

from itertools import pairwise, product
from math import exp

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.commitment.cues import KINDS
from extractor.commitment.features import Traits, named
from extractor.commitment.model import shipped_model
from extractor.commitment.weights import Weights

MODEL = shipped_model()
assert MODEL is not None
NAMES = sorted(MODEL.state)


def values(group: str) -> st.SearchStrategy[str]:
    known = [name.partition("=")[2].partition("|")[0] for name in NAMES if name.startswith(f"{group}=")]
    return st.sampled_from([*known, "从未见过"])


MODES = st.sampled_from(["plan", "next", "done", "open"])
CUES = st.lists(values("cue"), unique=True, max_size=4).map(tuple)
ONE = st.tuples(
    CUES,
    CUES,
    CUES,
    st.tuples(*[st.sampled_from([0.0, 0.5, 2.0, 9.0])] * 3),
    st.tuples(MODES, values("genre"), values("kind"), values("marker"), values("end")),
    st.tuples(*[st.booleans()] * 4, st.integers(0, 6), st.integers(1, 4), values("genre")),
)
TRAITS = st.lists(ONE, min_size=1, max_size=4).map(lambda all_of_them: Traits(*zip(*all_of_them, strict=True)))


@given(TRAITS)
@settings(max_examples=200, deadline=None)
def test_the_sums_are_those_of_the_named_features(traits):
    for names, total in zip(named(traits), Weights(MODEL.state).sums(traits), strict=True):
        weights = [MODEL.state[name] for name in names if name in MODEL.state]
        commitment, achievement, none = (sum(w[k] for w in weights) for k in range(len(KINDS)))
        assert abs(total - complex(commitment - none, achievement - none)) < 1e-9


@given(TRAITS)
@settings(max_examples=50, deadline=None)
def test_the_odds_are_those_over_all_sequences_of_kinds(traits):
    sums = MODEL.weights.sums(traits)
    chances = [[0.0] * len(KINDS) for _ in sums]
    for kinds in product(range(len(KINDS)), repeat=len(sums)):
        weight = sum((total.real, total.imag, 0.0)[kind] for total, kind in zip(sums, kinds, strict=True))
        chance = exp(weight + sum(MODEL.move[a][b] for a, b in pairwise(kinds)))
        for at, kind in enumerate(kinds):
            chances[at][kind] += chance
    for found, all_of_them in zip(MODEL.odds(traits), chances, strict=True):
        for odds, part in zip(found, all_of_them, strict=True):
            assert abs(odds / sum(found) - part / sum(all_of_them)) < 1e-9
