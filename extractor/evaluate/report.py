"""Figures as Markdown: all together, by set, source and genre, by rule, and what the confidence is worth."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise

from extractor.commitment.find import REVIEW_BELOW, Decider
from extractor.evaluate.crossval import expected_error, score_all
from extractor.evaluate.score import ACCURACIES, FIGURES, Scores
from extractor.evaluate.train import Prepared

_FEWEST = 5
_BINS = (0.0, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 1.01)
_WORST_TEXTS = 12


def _table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    lines = [f"| {' | '.join(headings)} |", "| --- |" + " ---: |" * (len(headings) - 1)]
    return [*lines, *(f"| {' | '.join(str(cell) for cell in row)} |" for row in rows)]


def figures(scores: Scores) -> list[str]:
    """One table: precision, recall, F1 and counts of each figure, then the accuracies."""
    rows: list[Sequence[object]] = []
    for name in FIGURES:
        t = scores.tallies[name]
        rows.append((name, f"{t.precision:.3f}", f"{t.recall:.3f}", f"{t.f1:.3f}", t.gold, t.found))
    rows += [(name, f"{scores.accuracy(name):.3f}", "", "", scores.asked[name], "") for name in ACCURACIES]
    return _table(("figure", "precision", "recall", "F1", "annotated", "found"), rows)


def by_group(pairs: Sequence[tuple[Prepared, Decider]], key: Callable[[Prepared], str]) -> list[str]:
    """One table: the F1 of each figure for each group of documents."""
    groups: dict[str, list[tuple[Prepared, Decider]]] = {}
    for document, decide in pairs:
        groups.setdefault(key(document) or "-", []).append((document, decide))
    rows = []
    for name, members in sorted(groups.items()):
        scores = score_all(members)
        f1 = (f"{scores.tallies[figure].f1:.3f}" if scores.tallies[figure].gold else "-" for figure in FIGURES)
        rows.append((name, len(members), *f1))
    return _table(("group", "texts", *FIGURES), rows)


def by_rule(scores: Scores) -> list[str]:
    """One table: of the measures in which a rule had a part, how many match an annotated one."""
    rows = [
        (f"`{rule}`", sum(counts.values()), f"{counts[True] / sum(counts.values()):.2f}")
        for rule, counts in sorted(scores.rules.items())
        if sum(counts.values()) >= _FEWEST
    ]
    return _table(("rule", "measures", "precision"), rows)


def calibration(scores: Scores) -> list[str]:
    """One table: of the measures found with a confidence in each band, how many match an annotated one.

    Below it the expected calibration error, and what is right of the measures that are marked 待核 and of the others.
    """
    rows = []
    for low, high in pairwise(_BINS):
        inside = [right for confidence, right in scores.calibration if low <= confidence < high]
        if inside:
            mean = sum(c for c, _ in scores.calibration if low <= c < high) / len(inside)
            share = sum(inside) / len(inside)
            rows.append((f"{low:.2f}–{min(high, 1.0):.2f}", len(inside), f"{mean:.2f}", f"{share:.2f}"))
    table = _table(("confidence", "measures", "mean confidence", "right"), rows)
    return [*table, "", *_calibration_words(scores)]


def _calibration_words(scores: Scores) -> list[str]:
    marked = [right for confidence, right in scores.calibration if confidence < REVIEW_BELOW]
    others = [right for confidence, right in scores.calibration if confidence >= REVIEW_BELOW]
    shares = [f"{sum(some) / len(some):.2f} of {len(some)}" if some else "none" for some in (marked, others)]
    return [
        f"Expected calibration error (ten equal bands): {expected_error(scores.calibration):.3f}.",
        f"Rows below {REVIEW_BELOW} are marked 待核: {shares[0]} of those are right, {shares[1]} of the others.",
    ]


def _lowest(scores: Scores) -> list[tuple[float, str]]:
    return sorted((t.f1, name) for name, t in scores.rows.items() if t.gold)


def worst_errors(scores: Scores, *, count: int) -> list[str]:
    """Up to ``count`` errors, those of the documents with the lowest ledger-row F1 first; they quote the documents."""
    place = {name: n for n, (_, name) in enumerate(_lowest(scores))}
    ordered = sorted(scores.errors, key=lambda error: place.get(error[0], len(place)))
    return [f"- {name}: {said}: {words}" for name, said, words in ordered[:count]]


def worst(scores: Scores) -> list[str]:
    """One table: the documents with the lowest ledger-row F1, with the number of their errors."""
    rows = _lowest(scores)[:_WORST_TEXTS]
    errors = {name: sum(e[0] == name for e in scores.errors) for _, name in rows}
    return _table(("text", "ledger row F1", "errors"), [(name, f"{f1:.3f}", errors[name]) for f1, name in rows])


def genre_of(document: Prepared) -> str:
    """The genre that the text's front matter names."""
    return document.gold.article.genre


def set_of(document: Prepared) -> str:
    """The folder of the annotated text: the set that it belongs to."""
    return document.gold.name.rsplit("/", 1)[0] if "/" in document.gold.name else "."
