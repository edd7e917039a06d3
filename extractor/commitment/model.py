"""The small statistical model that decides where rules cannot: a linear-chain CRF over readable features.

Only inference lives here (a page of arithmetic); ``extractor.evaluate.train`` learns the weights.
The file is JSON: ``{"kinds": […], "state": {feature: [weight per kind]}, "move": [[weight]]}``; there are three kinds.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import repeat
from math import exp, log
from pathlib import Path

from extractor.commitment.candidates import Candidate
from extractor.commitment.features import GROUPS, FeatureRow, candidate_features
from extractor.commitment.find import Decider, by_rules
from extractor.language.outline import Outline
from extractor.resources import data_folder

_NOUGHTS = repeat(0j)
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
    def groups(self) -> dict[str, dict[str, complex]]:
        """The weights by group of features, those without a group under ``""``.

        Only differences between kinds matter, so each is told by its distance from the last kind: two numbers, which
        are kept as one complex number because one sum is then enough.
        """
        out: dict[str, dict[str, complex]] = {group: {} for group in ("", *GROUPS)}
        for name, (a, b, c) in self.state.items():
            group, _, value = name.partition("=")
            table, key = (out[group], value) if group in GROUPS else (out[""], name)
            table[key] = complex(a - c, b - c)
        return out

    def scores(self, row: FeatureRow) -> Scores:
        """The sum of the weights of the features for each kind, less that of the last."""
        total = 0j
        for group, values in row.items():
            total = sum(map(self.groups[group].get, values, _NOUGHTS), total)
        return total.real, total.imag, 0.0

    def chances(self, rows: Sequence[FeatureRow]) -> list[Scores]:
        """The marginal probability of each kind at each place of a sequence (forward–backward, scaled)."""
        if not rows:
            return []
        states = [_powers(self.scores(row)) for row in rows]
        move = [[exp(weight) for weight in weights] for weights in self.move]
        forward = _pass(states, move)
        backward = _pass(states[::-1], [list(column) for column in zip(*move, strict=True)])[::-1]
        return [
            _shares((a * f * x, b * g * y, c * h * z))
            for (a, b, c), (f, g, h), (x, y, z) in zip(states, forward, backward, strict=True)
        ]


def _powers(scores: Scores) -> Scores:
    top = max(scores)
    a, b, c = scores
    return exp(a - top), exp(b - top), exp(c - top)


def _shares(values: Scores) -> Scores:
    total = sum(values)
    a, b, c = values
    return a / total, b / total, c / total


def _pass(states: Sequence[Scores], move: Sequence[Sequence[float]]) -> list[Scores]:
    """One sweep: what comes to each place, for each kind, before the place itself is looked at; ``move[j][k]``."""
    (aa, ab, ac), (ba, bb, bc), (ca, cb, cc) = move
    x = y = z = 1.0
    out = [(x, y, z)]
    for a, b, c in states[:-1]:
        i, j, k = a * x, b * y, c * z
        x, y, z = i * aa + j * ba + k * ca, i * ab + j * bb + k * cb, i * ac + j * bc + k * cc
        total = x + y + z
        x, y, z = x / total, y / total, z / total
        out.append((x, y, z))
    return out


def read_model(path: Path) -> Model:
    """A model from its JSON file."""
    raw = json.loads(path.read_text(encoding="utf-8"))
    return Model(
        tuple(raw["kinds"]), raw["state"], raw["move"], raw["blend"], tuple(raw["offsets"]), raw["temperature"]
    )


def mix(model: Model, by_model: Scores, by_votes: Mapping[str, float]) -> dict[str, float]:
    """The probabilities of the model and of the rules as one, weighted in log space."""
    cool, share = 1 / model.temperature, model.blend
    a, b, c = (
        cool * (share * log(chance + 1e-9) + (1 - share) * log(by_votes[kind] + 1e-9) + offset)
        for kind, chance, offset in zip(model.kinds, by_model, model.offsets, strict=True)
    )
    return dict(zip(model.kinds, _shares(_powers((a, b, c))), strict=True))


def weigh(
    model: Model, outline: Outline, candidates: Sequence[Candidate], rows: Sequence[FeatureRow]
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
