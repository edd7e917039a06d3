"""Scores for rules alone and for rules with a model that never saw the source it is scored on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from extractor.commitment.find import Decider, by_rules
from extractor.commitment.model import decider
from extractor.evaluate.score import Scores, score_document
from extractor.evaluate.train import Prepared, train

LARGE_SOURCE = 4
"""Sources with so many documents are a fold of their own; the small ones share folds."""

SHARED_FOLDS = 3


def folds(documents: Sequence[Prepared]) -> list[set[str]]:
    """Sets of sources to leave out together: each large one alone, the small ones dealt out."""
    size = Counter(d.gold.source for d in documents)
    large = sorted(source for source, n in size.items() if n >= LARGE_SOURCE)
    small = sorted(source for source, n in size.items() if n < LARGE_SOURCE)
    shared = [set(small[n::SHARED_FOLDS]) for n in range(min(SHARED_FOLDS, len(small)))]
    return [*({source} for source in large), *shared]


def held_out(documents: Sequence[Prepared]) -> Iterator[tuple[Prepared, Decider]]:
    """Each document with a decider that was trained without any document of its source."""
    for left_out in folds(documents):
        inside = [d for d in documents if d.gold.source not in left_out]
        decide = decider(train(inside)) if inside else by_rules
        for document in documents:
            if document.gold.source in left_out:
                yield document, decide


def score_all(pairs: Sequence[tuple[Prepared, Decider]]) -> Scores:
    """Scores over documents, each under its own decider."""
    scores = Scores()
    for document, decide in pairs:
        gold = document.gold
        score_document(scores, gold.name, gold.measures, document.measures(decide), text=gold.article.text)
    return scores
