"""Text → metrics: one pass over the numbers, then the words around each."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import NamedTuple

from extractor.article import Quote
from extractor.measure import Metric
from extractor.metric.bound import before, find_baselines, find_bound, find_change, find_indicator, stated_change
from extractor.metric.read import READERS, Amount
from extractor.metric.rules import MetricRules, load_metric_rules
from extractor.rulebook import Rule

_LIST = re.compile(r"[^，。；;\n0-9０-９、]{0,12}[、和及与或][^，。；;\n0-9０-９、]{0,10}")
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
    limit = min(len(text), start + _LONGEST)
    for rule in rules.quantity.open_for(text[start - 2 if start > 1 else 0 : start + _NEAR]):
        m = rule.compiled.match(text, start, limit)
        if m:
            groups = {k: v for k, v in m.groupdict().items() if v is not None}
            return _Candidate(start, m.end(), rule, READERS[rule.options["reads"]](groups))
    return None


def _counts_nothing(text: str, found: _Candidate, rules: MetricRules) -> bool:
    low, high = max(0, found.start - _WINDOW), min(len(text), found.end + _WINDOW)
    if any(rule.compiled.search(text, low, found.start) for rule in rules.ahead):
        return True
    if text.rfind("《", max(0, found.start - _TITLE), found.start) > text.rfind(
        "》", max(0, found.start - _TITLE), found.start
    ):
        return True
    return any(
        m.start() < found.end and found.start < m.end()
        for rule in rules.around.open_for(text[low:high])
        for m in rule.compiled.finditer(text, low, high)
    )


def _within(start: int, end: int, dates: Sequence[Quote]) -> bool:
    if not dates:
        return False
    at = bisect_left(dates, end, key=lambda q: q.start)
    return any(q.end > start for q in dates[max(0, at - 4) : at])


def _candidates(text: str, dates: Sequence[Quote], rules: MetricRules) -> Iterator[_Candidate]:
    done = 0
    for run in rules.trigger.finditer(text):
        if run.start() < done:
            continue
        found = _quantity_at(text, run.start(), rules)
        if found is None:
            continue
        if _within(found.start, found.end, dates):
            done = run.end()
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
        if not _LIST.fullmatch(between):
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
    found = list(_candidates(text, sorted(dates), rules))
    starts = find_baselines(text, [(c.start, c.end) for c in found])
    dropped = set(starts.values())
    kept: list[tuple[Metric, bool]] = []
    for n, candidate in enumerate(found):
        if n not in dropped:
            metric, carries = _metric(text, candidate, rules)
            baseline = found[starts[n]].amount.value if n in starts else None
            kept.append((replace(metric, baseline=baseline) if n in starts else metric, carries))
    return _share_bounds(text, kept)
