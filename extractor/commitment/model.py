"""The small statistical model that decides where rules cannot: a linear-chain CRF over readable features.

Only inference lives here (a page of arithmetic); ``extractor.evaluate.train`` learns the weights.
The file is JSON: ``{"kinds": […], "state": {feature: [weight per kind]}, "move": [[weight]]}``; there are three kinds.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from math import exp, log
from pathlib import Path

from extractor.commitment.candidates import Candidate
from extractor.commitment.cues import KINDS
from extractor.commitment.decide import Votes, shares
from extractor.commitment.features import Traits, traits_of
from extractor.commitment.find import Decider
from extractor.commitment.weights import Weights
from extractor.language.outline import Outline
from extractor.resources import data_folder

_NEVER = 1e-9
"""The chance of what never happens, so that its logarithm is a number."""
_FAR = 100.0
"""Below this the exponential of a sum of weights is no number too large to be multiplied."""
Scores = tuple[float, float, float]
"""A number for each kind, in the order of ``Model.kinds``."""


@dataclass(frozen=True)
class Model:
    """Weights of a linear-chain CRF and how it is mixed with the rules.

    ``blend`` is the share of the model against the votes of the rules (both in log space), ``offsets`` are added for
    each kind, ``temperature`` flattens the mixture so that its probabilities mean what they say.
    """

    kinds: tuple[str, ...]
    state: Mapping[str, Sequence[float]]
    move: Sequence[Sequence[float]]
    blend: float = 1.0
    offsets: tuple[float, ...] = (0.0, 0.0, 0.0)
    temperature: float = 1.0

    @cached_property
    def weights(self) -> Weights:
        """The weights of ``state``, ready to be summed up."""
        return Weights(self.state)

    @cached_property
    def leaning(self) -> Callable[[Votes], Scores]:
        """By what the votes of the rules multiply the chance of each kind, kept for votes that come again and again."""
        cool, share = 1 / self.temperature, 1 - self.blend

        def lean(votes: Votes) -> Scores:
            by_rules = dict(zip(KINDS, shares(votes), strict=True))
            a, b, c = (
                exp(cool * (share * log(by_rules[kind] + _NEVER) + offset))
                for kind, offset in zip(self.kinds, self.offsets, strict=True)
            )
            return a, b, c

        return lru_cache(maxsize=4096)(lean)

    @cached_property
    def transitions(self) -> tuple[Scores, Scores, Scores]:
        """By what the chance of each kind is multiplied behind each kind."""
        one, two, three = ((exp(a), exp(b), exp(c)) for a, b, c in self.move)
        return one, two, three

    def odds(self, traits: Traits) -> list[Scores]:
        """How likely each kind is at each place of a sequence against the others (forward–backward).

        What comes from one side is kept as so many times what comes for the last kind, so that it stays near 1.
        """
        (aa, ab, ac), (ba, bb, bc), (ca, cb, cc) = self.transitions
        states = [_powers(weight.real, weight.imag) for weight in self.weights.sums(traits)]
        forward: list[Scores] = []
        x = y = 1.0
        for a, b, c in states:
            x, y = a * x, b * y
            forward.append((x, y, c))
            scale = x * ac + y * bc + c * cc
            x, y = (x * aa + y * ba + c * ca) / scale, (x * ab + y * bb + c * cb) / scale
        out: list[Scores] = []
        x = y = 1.0
        for (i, j, k), (a, b, c) in zip(reversed(forward), reversed(states), strict=True):
            out.append((i * x, j * y, k))
            x, y = a * x, b * y
            scale = x * ca + y * cb + c * cc
            x, y = (x * aa + y * ab + c * ac) / scale, (x * ba + y * bb + c * bc) / scale
        out.reverse()
        return out

    def mixed(self, traits: Traits) -> list[dict[str, float]]:
        """The probabilities of the model and of the rules as one, weighted in log space."""
        first, second, third = self.kinds
        power, lean = self.blend / self.temperature, self.leaning
        out: list[dict[str, float]] = []
        for votes, (a, b, c) in zip(traits.votes, self.odds(traits), strict=True):
            never = (a + b + c) * _NEVER
            x, y, z = lean(votes)
            i, j, k = (a + never) ** power * x, (b + never) ** power * y, (c + never) ** power * z
            total = i + j + k
            out.append({first: i / total, second: j / total, third: k / total})
        return out


def _powers(a: float, b: float) -> Scores:
    if a < _FAR and b < _FAR:
        return exp(a), exp(b), 1.0
    top = max(a, b)
    return exp(a - top), exp(b - top), exp(-top)


def read_model(path: Path) -> Model:
    """A model from its JSON file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        tuple(raw["kinds"]), raw["state"], raw["move"], raw["blend"], tuple(raw["offsets"]), raw["temperature"]
    )


def decider(model: Model) -> Decider:
    """The model, mixed with the votes of the rules, as the function that decides over candidates."""

    def decide(outline: Outline, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
        return model.mixed(traits_of(outline, candidates))

    return decide


@cache
def shipped_model() -> Model | None:
    """The model that came with this installation, or None where its file is not there."""
    path = data_folder("rules") / "commitment" / "model.json"
    return read_model(path) if path.is_file() else None


@cache
def load_model() -> Decider | None:
    """The shipped model as a way of deciding, or None where its file is not there: then the rules decide alone."""
    model = shipped_model()
    return decider(model) if model else None
