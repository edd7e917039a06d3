"""Text → metrics: one pass over the numbers, then the words around each."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import NamedTuple

from extractor.article import Quote
from extractor.language.outline import GLUED_NUMBER
from extractor.measure import Metric
from extractor.metric.bound import before, find_baselines, find_indicator, stated_bound, stated_change
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


def _candidates(text: str, dates: Iterable[Quote], rules: MetricRules) -> list[_Candidate]:
    """The quantities of a text that overlap no date and count something."""
    spans = sorted([(date.start, date.end) for date in dates])
    begins = [begin for begin, _ in spans] + [len(text)]
    reach = [*accumulate([end for _, end in spans], max, initial=0)]
    """How far the dates reach of which so many begin."""
    out: list[_Candidate] = []
    done = begun = 0
    for run in rules.trigger.finditer(text):
        start = run.start()
        if not start or text[start - 1] == "\n":
            glued = GLUED_NUMBER.match(text, start)
            start = glued.end() if glued else start
        if start < done:
            continue
        while begins[begun] <= start:
            begun += 1
        if reach[begun] > start:
            continue
        found = _quantity_at(text, start, rules)
        if found is None or begins[begun] < found.end:
            continue
        done = found.end
        if not _counts_nothing(text, found, rules):
            out.append(found)
    return out


def _metric(text: str, found: _Candidate, rules: MetricRules, *, baseline: float | None) -> tuple[Metric, bool]:
    start, end, rule, (value, unit, high, more) = found
    words = before(text, start)
    of_bound, of_change = rules.before.of(words)
    bound, carries = stated_bound(rules.after.of(text, end) or of_bound, more=more)
    change, direction = stated_change(rule if "change" in rule.options else of_change)
    quote, indicator = Quote(start, end, text[start:end]), find_indicator(text, end, words)
    return Metric(quote, rule.id, value, unit, high, indicator, bound, change, direction, baseline), carries


def _share_bounds(text: str, metrics: list[tuple[Metric, bool]]) -> list[Metric]:
    """Let a bound hold for the whole list it was said of (至少提供1次指导、3次推荐; 分别达到20万吨和30万人次以上)."""
    out = [metric for metric, _ in metrics]
    for n in range(1, len(out)):
        a, b = out[n - 1], out[n]
        end, start = a.quote.end, b.quote.start
        if start - end > _LONGEST_GAP or not _LIST.fullmatch(text, end, start):
            continue
        between = text[end:start]
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
    found = _candidates(text, dates, rules)
    if not found:
        return []
    starts = find_baselines(text, [candidate[:2] for candidate in found])
    dropped = frozenset(starts.values())
    kept = [
        _metric(text, candidate, rules, baseline=found[starts[n]].amount.value if n in starts else None)
        for n, candidate in enumerate(found)
        if n not in dropped
    ]
    return _share_bounds(text, kept)
