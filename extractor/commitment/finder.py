"""Measures as the last step of the pipeline, from everything that the steps before it found."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.commitment.facts import facts_in
from extractor.commitment.find import REVIEW_BELOW, by_rules, find_measures
from extractor.commitment.model import load_model
from extractor.commitment.rules import commitment_rules
from extractor.language.finder import Finder, Findings, Places
from extractor.measure import Measure


def commitment_finder(rules: Sequence[str] = (), *, model: bool = True, review_below: float = REVIEW_BELOW) -> Finder:
    """Finds measures with the shipped rules and those of the user's folders; ``model`` off means rules alone."""
    book = commitment_rules(rules)
    decide = (load_model() if model else None) or by_rules

    def find(batch: Sequence[Findings]) -> list[list[Measure]]:
        return find_measures([*map(facts_in, batch)], book=book, decide=decide, review_below=review_below)

    return Finder("measures", find, _places, "measures")


def _places(found: Iterable[Measure]) -> Places:
    return ((m.quote.start, m.quote.end, m.kind) for m in found)
