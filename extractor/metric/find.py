"""Text → metrics: one pass over the numbers, then the words around each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from extractor.article import Quote
from extractor.measure import Metric
from extractor.metric.bound import before, find_baselines, find_bound, find_change, find_indicator, stated_change
from extractor.metric.read import Amount
from extractor.metric.rules import MetricRules, load_metric_rules
from extractor.rulebook import Rule

_LIST = re.compile(r"[^，。；;\n0-9０-９、]{0,12}[、和及与或][^，。；;\n0-9０-９、]{0,10}")
_LONGEST_GAP = 23
_TOGETHER = re.compile(r"[、和及与]")
_WINDOW = 12
_LONGEST = 96
_NEAR = 24
_TITLE = 80


class _Candidate(NamedTuple):
    start: int
    end: int
    rule: Rule
    amount: Amount


def _quantity_at(text: str, start: int, rules: MetricRules) -> _Candidate | None:
    """The quantity that begins at ``start``, by the first rule that matches there."""
    near = text[start - 2 if start > 1 else 0 : start + _NEAR]
    for rule, needs, match, read in rules.quantity[text[start]]:
        for word in needs:
            if word in near:
                break
        else:
            continue
        m = match(text, start, start + _LONGEST)
        if m:
            return _Candidate(start, m.end(), rule, read(m.groups("")))
    return None


def _counts_nothing(text: str, found: _Candidate, rules: MetricRules) -> bool:
    start, end, _, _ = found
    low = start - _WINDOW if start > _WINDOW else 0
    for pattern in rules.ahead:
        if pattern.search(text, low, start):
            return True
    opened = text.rfind("《", start - _TITLE if start > _TITLE else 0, start)
    if opened >= 0 and text.find("》", opened, start) < 0:
        return True
    high = end + _WINDOW
    for rule in rules.around.of(text, low, high):
        for m in rule.quick.finditer(text, low, high):
            if m.start() >= end:
                break
            if m.end() > start:
                return True
    return False


class _Dates:
    """The dates of a text, to be asked for those that overlap a quantity."""

    def __init__(self, dates: Iterable[Quote]) -> None:
        spans = sorted((date.start, date.end) for date in dates)
        self._starts = [start for start, _ in spans]
        self._reach = [*accumulate((end for _, end in spans), max)]

    def meet(self, start: int, end: int) -> bool:
        """Whether one of them overlaps ``text[start:end]``."""
        at = bisect_left(self._starts, end)
        return at > 0 and self._reach[at - 1] > start


def _candidates(text: str, dates: _Dates, rules: MetricRules) -> Iterator[_Candidate]:
    done = 0
    for run in rules.trigger.finditer(text):
        start = run.start()
        if start < done:
            continue
        found = _quantity_at(text, start, rules)
        if found is None or dates.meet(found.start, found.end):
            continue
        done = found.end
        if not _counts_nothing(text, found, rules):
            yield found


def _metric(text: str, found: _Candidate, rules: MetricRules) -> tuple[Metric, bool]:
    start, end, rule, amount = found
    words = before(text, start)
    bound, carries = find_bound(text, end, words, rules, more=amount.more)
    change = stated_change(rule) if "change" in rule.options else find_change(words, rules)
    quote = Quote(start, end, text[start:end])
    metric = Metric(
        quote, rule.id, amount.value, amount.unit, amount.high, find_indicator(text, end, words), bound, *change
    )
    return metric, carries


def _share_bounds(text: str, metrics: list[tuple[Metric, bool]]) -> list[Metric]:
    """Let a bound hold for the whole list it was said of (至少提供1次指导、3次推荐; 分别达到20万吨和30万人次以上)."""
    out = [metric for metric, _ in metrics]
    for n in range(1, len(out)):
        a, b = out[n - 1], out[n]
        between = text[a.quote.end : b.quote.start]
        if len(between) > _LONGEST_GAP or not _LIST.fullmatch(between):
            continue
        if metrics[n - 1][1] and b.bound == "=":
            out[n] = replace(b, bound=a.bound)
            metrics[n] = (out[n], True)
        if a.change and not b.change and _TOGETHER.fullmatch(between):
            out[n] = replace(out[n], change=a.change, direction=a.direction)
        if (
            a.bound == "="
            and b.bound == ">="
            and _TOGETHER.fullmatch(between)
            and "分别" in before(text, a.quote.start)
        ):
            out[n - 1] = replace(a, bound=b.bound)
    return out


def find_metrics(text: str, *, dates: Sequence[Quote] = (), rules: MetricRules | None = None) -> list[Metric]:
    """Every quantity of a text in order; none overlaps another or one of ``dates``.

    ``dates`` are the date expressions already found in the text (leave out process times such as 3个工作日内, which
    are metrics); ``rules`` replaces the shipped rules. Never raises on any text.
    """
    rules = rules or load_metric_rules()
    found = list(_candidates(text, _Dates(dates), rules))
    starts = find_baselines(text, [(c.start, c.end) for c in found])
    dropped = set(starts.values())
    kept: list[tuple[Metric, bool]] = []
    for n, candidate in enumerate(found):
        if n not in dropped:
            metric, carries = _metric(text, candidate, rules)
            baseline = found[starts[n]].amount.value if n in starts else None
            kept.append((replace(metric, baseline=baseline) if n in starts else metric, carries))
    return _share_bounds(text, kept)
