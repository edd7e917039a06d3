"""Learn the clause model from annotated articles: ``python -m extractor.evaluate.train GOLD CORPUS``.

The learner (python-crfsuite) is needed here only; what it learns is written as plain JSON for inference without it.
"""

from __future__ import annotations

import json
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from spacy.language import Language

from extractor.commitment.candidates import Candidate, find_candidates
from extractor.commitment.cues import KINDS
from extractor.commitment.facts import Facts, facts_in
from extractor.commitment.features import named, traits_of
from extractor.commitment.find import Decider, find_measures
from extractor.commitment.model import Model
from extractor.commitment.rules import commitment_rules
from extractor.evaluate.gold import GoldDocument, GoldMeasure, read_gold
from extractor.measure import Measure
from extractor.pipeline import load, to_doc
from extractor.problem import Problem
from extractor.resources import data_folder

MINIMUM_SOURCES = 3
"""A feature must occur in so many sources: what only one source says is a fact about the source."""

PENALTY = 15.0
BLEND = 0.35
OFFSETS = {"commitment": 0.0, "achievement": 0.5, "none": 0.0}


@dataclass(frozen=True)
class Prepared:
    """An annotated document with everything that the finders before the decision say of it."""

    gold: GoldDocument
    facts: Facts
    candidates: Sequence[Candidate]

    @cached_property
    def features(self) -> tuple[tuple[str, ...], ...]:
        """The names of the features of each candidate, found once."""
        return tuple(map(tuple, named(traits_of(self.facts.outline, self.candidates))))

    def measures(self, decide: Decider) -> list[Measure]:
        """The measures of the document under some way of deciding."""
        (found,) = find_measures([self.facts], book=commitment_rules(), decide=decide)
        return found


def prepare(documents: Iterable[GoldDocument], nlp: Language | None = None) -> list[Prepared]:
    """Run the finders over annotated documents once."""
    nlp = nlp or load(model=False)
    nlp.disable_pipe("xiaozhang_commitments")
    return [_prepare(gold, nlp) for gold in documents]


def _prepare(gold: GoldDocument, nlp: Language) -> Prepared:
    facts = facts_in(nlp(to_doc(nlp, gold.article)).user_data)
    (candidates,) = find_candidates([facts], commitment_rules())
    return Prepared(gold, facts, candidates)


def label(candidate: Candidate, gold: Sequence[GoldMeasure]) -> str:
    """The annotated kind that covers most of a candidate; ``none`` where nothing covers two fifths of it."""
    segment = candidate.segment
    shares = [(min(g.end, segment.end) - max(g.start, segment.start), g.kind) for g in gold]
    share, kind = max(shares, default=(0, "none"))
    return kind if share >= 0.4 * (segment.end - segment.start) else "none"


def _kept(documents: Sequence[Prepared]) -> set[str]:
    sources: dict[str, set[str]] = defaultdict(set)
    for document in documents:
        for name in {name for row in document.features for name in row}:
            sources[name].add(document.gold.source)
    return {name for name, seen in sources.items() if len(seen) >= MINIMUM_SOURCES}


def train(documents: Sequence[Prepared], *, penalty: float = PENALTY) -> Model:
    """Fit the model; deterministic for the same documents in the same order."""
    import pycrfsuite  # type: ignore[import-untyped]

    kept = _kept(documents)
    trainer = pycrfsuite.Trainer("lbfgs", verbose=False)
    trainer.set_params({"c1": 0.0, "c2": penalty, "max_iterations": 120, "feature.possible_transitions": True})
    for document in documents:
        if document.features:
            labels = [label(c, document.gold.measures) for c in document.candidates]
            trainer.append([[name for name in row if name in kept] for row in document.features], labels)
    with tempfile.TemporaryDirectory() as folder:
        file = str(Path(folder) / "model.crf")
        trainer.train(file)
        tagger = pycrfsuite.Tagger()
        tagger.open(file)
        return _model(tagger.info())


def _model(info: Any) -> Model:
    state: dict[str, list[float]] = {}
    for (name, kind), weight in info.state_features.items():
        state.setdefault(name, [0.0] * len(KINDS))[KINDS.index(kind)] = round(weight, 3)
    move = [[round(info.transitions.get((a, b), 0.0), 3) for b in KINDS] for a in KINDS]
    state = {name: weights for name, weights in sorted(state.items()) if max(map(abs, weights)) >= 0.01}
    return Model(KINDS, state, move, blend=BLEND, offsets=tuple(OFFSETS[kind] for kind in KINDS))


def write_model(model: Model, path: Path) -> None:
    """The model as JSON, one feature a line, so that a change of it can be read."""
    lines = [f"  {json.dumps(name, ensure_ascii=False)}: {json.dumps(list(w))}" for name, w in model.state.items()]
    head = {
        "kinds": list(model.kinds),
        "move": [list(row) for row in model.move],
        "blend": model.blend,
        "offsets": list(model.offsets),
        "temperature": model.temperature,
    }
    text = json.dumps(head, ensure_ascii=False)[:-1] + ', "state": {\n' + ",\n".join(lines) + "\n}}\n"
    path.write_text(text, encoding="utf-8")


def main(arguments: Sequence[str]) -> None:
    """Train on GOLD and CORPUS, calibrate on left-out sources, and write the shipped model."""
    from extractor.evaluate.crossval import fit_temperature, held_out_models, sources

    gold, corpus = map(Path, arguments)
    read = list(read_gold(gold, corpus))
    for problem in (item for item in read if isinstance(item, Problem)):
        sys.stderr.write(f"{problem}\n")
    documents = prepare(item for item in read if isinstance(item, GoldDocument))
    model = train(documents)
    if len(sources(documents)) > 1:
        model = replace(model, temperature=fit_temperature(list(held_out_models(documents))))
    path = data_folder("rules") / "commitment" / "model.json"
    write_model(model, path)
    sys.stdout.write(
        f"{path}: {len(model.state)} features, temperature {model.temperature}, {path.stat().st_size / 1024:.0f} KiB\n"
    )


if __name__ == "__main__":
    main(sys.argv[1:])
