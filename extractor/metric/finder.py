"""Metrics as a step of the pipeline, after the deadlines."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from extractor.article import Quote
from extractor.language.finder import Finder, Findings, Places
from extractor.measure import DEADLINE_ROLES, Deadline, Metric
from extractor.metric.find import find_metrics
from extractor.metric.rules import load_metric_rules

_COUNTED_ROLES = frozenset({"process", "validity"})
_LENGTHS = frozenset({"deadline.within", "deadline.taking", "deadline.length"})


def points_in_time(dates: Sequence[Deadline]) -> list[Quote]:
    """The dates that no quantity may overlap.

    A length of time that is no deadline (3个工作日内办结, 连续5年奖励) is a quantity, not a point in time.
    """
    return [
        d.quote for d in dates if d.role not in _COUNTED_ROLES and (d.rule not in _LENGTHS or d.role in DEADLINE_ROLES)
    ]


def metric_finder(rules: Sequence[str] = ()) -> Finder:
    """Finds metrics with the shipped rules and those of the user's folders."""
    book = load_metric_rules(tuple(rules))

    def find(batch: Sequence[Findings]) -> list[list[Metric]]:
        return [
            find_metrics(findings["article"].text, dates=points_in_time(findings.get("deadlines", ())), rules=book)
            for findings in batch
        ]

    return Finder("metrics", find, _places, "metrics")


def _places(found: Iterable[Metric]) -> Places:
    return ((m.quote.start, m.quote.end, m.unit or "number") for m in found)
