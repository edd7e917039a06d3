"""The small statistical model that decides where rules cannot: a linear-chain CRF over readable features.

Only inference lives here (a page of arithmetic); ``extractor.evaluate.train`` learns the weights.
The file is JSON: ``{"kinds": […], "state": {feature: [weight per kind]}, "move": [[weight]]}``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from math import exp, log
from pathlib import Path

from extractor.commitment.candidates import Candidate
from extractor.commitment.features import candidate_features
from extractor.commitment.find import Decider, by_rules
from extractor.language.outline import Outline
from extractor.resources import data_folder


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

    def scores(self, features: Sequence[str]) -> list[float]:
        """The sum of the weights of the features, for each kind."""
        out = [0.0] * len(self.kinds)
        for name in features:
            weights = self.state.get(name)
            if weights:
                for k, weight in enumerate(weights):
                    out[k] += weight
        return out

    def chances(self, rows: Sequence[Sequence[str]]) -> list[dict[str, float]]:
        """The marginal probability of each kind at each place of a sequence (forward–backward in log space)."""
        if not rows:
            return []
        states = [self.scores(row) for row in rows]
        back = [list(column) for column in zip(*self.move, strict=True)]
        forward = _pass(states, back)
        backward = _pass(states[::-1], self.move)[::-1]
        return [
            dict(zip(self.kinds, _normal([f + b - s for f, b, s in zip(fs, bs, ss, strict=True)]), strict=True))
            for fs, bs, ss in zip(forward, backward, states, strict=True)
        ]


def _sum(values: Sequence[float]) -> float:
    top = max(values)
    return top + log(sum(exp(v - top) for v in values))


def _normal(values: Sequence[float]) -> list[float]:
    total = _sum(values)
    return [exp(v - total) for v in values]


def _pass(states: Sequence[Sequence[float]], into: Sequence[Sequence[float]]) -> list[list[float]]:
    """One sweep: ``into[k][j]`` is the weight of coming to kind k from kind j."""
    out = [list(states[0])]
    for state in states[1:]:
        before = out[-1]
        out.append(
            [
                s + _sum([b + w for b, w in zip(before, weights, strict=True)])
                for s, weights in zip(state, into, strict=True)
            ]
        )
    return out


def read_model(path: Path) -> Model:
    """A model from its JSON file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        tuple(raw["kinds"]), raw["state"], raw["move"], raw["blend"], tuple(raw["offsets"]), raw["temperature"]
    )


def mix(model: Model, by_model: Mapping[str, float], votes: Mapping[str, float]) -> dict[str, float]:
    """The probabilities of the model and of the rules as one, weighted in log space."""
    cool = 1 / model.temperature
    scores = [
        cool * (model.blend * log(by_model[kind] + 1e-9) + (1 - model.blend) * log(votes[kind] + 1e-9) + offset)
        for kind, offset in zip(model.kinds, model.offsets, strict=True)
    ]
    return dict(zip(model.kinds, _normal(scores), strict=True))


def weigh(
    model: Model, outline: Outline, candidates: Sequence[Candidate], rows: Sequence[Sequence[str]]
) -> list[dict[str, float]]:
    """The mixed probabilities of candidates whose features are ``rows``."""
    voted = by_rules(outline, candidates)
    return [mix(model, a, b) for a, b in zip(model.chances(rows), voted, strict=True)]


def decider(model: Model) -> Decider:
    """The model, mixed with the votes of the rules, as the function that decides over candidates."""

    def decide(outline: Outline, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
        return weigh(model, outline, candidates, candidate_features(outline, candidates))

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
