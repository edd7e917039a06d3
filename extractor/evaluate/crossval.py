"""Scores for rules alone and for rules with a model that never saw the source it is scored on."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log

from extractor.commitment.find import Decider
from extractor.commitment.model import Model, decider
from extractor.evaluate.score import Scores, score_document
from extractor.evaluate.train import Prepared, train
from extractor.problem import UsageError

LARGE_SOURCE = 4
"""Sources with so many documents are a fold of their own; the small ones share folds."""

SHARED_FOLDS = 3

TEMPERATURES = tuple(round(0.4 + 0.1 * n, 1) for n in range(17))
"""The temperatures that are tried, 1 leaves the confidence as it is."""


def folds(documents: Sequence[Prepared]) -> list[set[str]]:
    """Sets of sources to leave out together: each large one alone, the small ones dealt out."""
    size = Counter(d.gold.source for d in documents)
    large = sorted(source for source, n in size.items() if n >= LARGE_SOURCE)
    small = sorted(source for source, n in size.items() if n < LARGE_SOURCE)
    shared = [set(small[n::SHARED_FOLDS]) for n in range(min(SHARED_FOLDS, len(small)))]
    return [*({source} for source in large), *shared]


def sources(documents: Iterable[Prepared]) -> set[str]:
    """Where the documents come from; with fewer than two nothing can be left out."""
    return {document.gold.source for document in documents}


def held_out_models(documents: Sequence[Prepared]) -> Iterator[tuple[Prepared, Model]]:
    """Each document with a model that was trained without any document of its source.

    Raises :class:`UsageError` where all documents come from one source.
    """
    if len(sources(documents)) < 2:
        msg = "全部标注出自同一个来源，没有别的来源可以用来训练，不能交叉验证。"
        raise UsageError(msg)
    for left_out in folds(documents):
        model = train([d for d in documents if d.gold.source not in left_out])
        yield from ((document, model) for document in documents if document.gold.source in left_out)


def held_out(documents: Sequence[Prepared]) -> list[tuple[Prepared, Decider]]:
    """Each document with a decider that never saw its source, one temperature fitted over all of them."""
    pairs = list(held_out_models(documents))
    temperature = fit_temperature(pairs)
    return [(document, decider(replace(model, temperature=temperature))) for document, model in pairs]


def fit_temperature(pairs: Sequence[tuple[Prepared, Model]]) -> float:
    """The temperature under which the confidence of measures found in left-out sources says best how many are right.

    Right is a measure that matches an annotated one; best is the least log loss over :data:`TEMPERATURES`. It changes no
    decision, for all kinds of a candidate are cooled alike.
    """

    def loss(temperature: float) -> float:
        cooled = [(document, decider(replace(model, temperature=temperature))) for document, model in pairs]
        return log_loss(score_all(cooled).calibration)

    return min(TEMPERATURES, key=loss)


def log_loss(calibration: Iterable[tuple[float, bool]]) -> float:
    """Mean negative logarithm of the chance that a confidence gave to what came true."""
    losses = [-log(min(max(p if right else 1 - p, 1e-6), 1.0)) for p, right in calibration]
    return sum(losses) / len(losses) if losses else 0.0


def expected_error(calibration: Sequence[tuple[float, bool]], *, bins: int = 10) -> float:
    """Expected calibration error: the mean distance between confidence and share of right ones in equal bands."""
    banded: dict[int, list[tuple[float, bool]]] = defaultdict(list)
    for confidence, right in calibration:
        banded[min(bins - 1, int(confidence * bins))].append((confidence, right))
    gaps = (abs(sum(c for c, _ in band) - sum(r for _, r in band)) for band in banded.values())
    return sum(gaps) / len(calibration) if calibration else 0.0


def score_all(pairs: Sequence[tuple[Prepared, Decider]]) -> Scores:
    """Scores over documents, each under its own decider."""
    scores = Scores()
    for document, decide in pairs:
        gold = document.gold
        score_document(scores, gold.name, gold.measures, document.measures(decide), text=gold.article.text)
    return scores
