"""Compare found measures with annotated ones: spans by overlap, then every field inside the matched ones."""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from extractor.evaluate.gold import GoldMeasure
from extractor.measure import Measure

_ENOUGH = 0.5
FIGURES = ("ledger row", "dated row", "commitment", "achievement", "due", "metrics", "lead")
ACCURACIES = ("strength", "metric unit", "metric bound")


@dataclass
class Tally:
    """Hits against what was annotated and what was found."""

    hit: int = 0
    gold: int = 0
    found: int = 0

    def add(self, hit: int, gold: int, found: int) -> None:
        """Count one more document."""
        self.hit, self.gold, self.found = self.hit + hit, self.gold + gold, self.found + found

    @property
    def precision(self) -> float:
        """Share of what was found that is right."""
        return self.hit / self.found if self.found else 0.0

    @property
    def recall(self) -> float:
        """Share of what was annotated that was found."""
        return self.hit / self.gold if self.gold else 0.0

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


@dataclass
class Scores:
    """All figures over some documents, and what went wrong in them."""

    tallies: dict[str, Tally] = field(default_factory=lambda: {name: Tally() for name in FIGURES})
    right: Counter[str] = field(default_factory=Counter)
    asked: Counter[str] = field(default_factory=Counter)
    rows: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    errors: list[tuple[str, str, str]] = field(default_factory=list)
    calibration: list[tuple[float, bool]] = field(default_factory=list)
    rules: dict[str, Counter[bool]] = field(default_factory=lambda: defaultdict(Counter))

    def accuracy(self, name: str) -> float:
        """Share of the matched fields that are equal."""
        return self.right[name] / self.asked[name] if self.asked[name] else 0.0


def overlap(a: tuple[int, int], b: tuple[int, int]) -> float:
    """Intersection over union of two spans."""
    both = min(a[1], b[1]) - max(a[0], b[0])
    return both / (max(a[1], b[1]) - min(a[0], b[0])) if both > 0 else 0.0


def pair(gold: Sequence[GoldMeasure], found: Sequence[Measure]) -> list[tuple[int, int]]:
    """One-to-one matches of the same kind with an overlap of at least one half, the best first."""
    options = sorted(
        (
            (overlap((g.start, g.end), (m.quote.start, m.quote.end)), i, j)
            for i, g in enumerate(gold)
            for j, m in enumerate(found)
            if g.kind == m.kind and g.start < m.quote.end and m.quote.start < g.end
        ),
        reverse=True,
    )
    taken_gold: set[int] = set()
    taken_found: set[int] = set()
    pairs: list[tuple[int, int]] = []
    for share, i, j in options:
        if share >= _ENOUGH and i not in taken_gold and j not in taken_found:
            taken_gold.add(i)
            taken_found.add(j)
            pairs.append((i, j))
    return pairs


def same_due(gold: Mapping[str, Any] | None, found: Measure) -> bool:
    """Whether the deadline is the annotated one; open and ambiguous ones by what the annotation allows."""
    due = found.due
    if not gold or not due:
        return not gold and not due
    if gold.get("recurs"):
        return due.recurs == str(gold["recurs"])
    said = due.due.isoformat() if due.due else ""
    if gold.get("ambiguous"):
        return gold.get("date") is None or said in {str(day) for day in (gold["date"], *gold.get("also", ()))}
    if gold.get("date"):
        return said == str(gold["date"])
    return due.start is not None and due.start.isoformat() == str(gold.get("start"))


def _value(low: float, high: float | None) -> tuple[float, float | None]:
    return round(float(low), 4), None if high is None else round(float(high), 4)


def _gold_values(fields: Mapping[str, Any]) -> dict[tuple[float, float | None], list[Mapping[str, Any]]]:
    out: dict[tuple[float, float | None], list[Mapping[str, Any]]] = defaultdict(list)
    for m in fields.get("metrics") or ():
        out[_value(m["value"], m.get("value_high"))].append(m)
    return out


def _plain(unit: str | None) -> str:
    return unicodedata.normalize("NFKC", unit or "").strip()


def _score_metrics(scores: Scores, fields: Mapping[str, Any], found: Measure) -> bool:
    """Count the metrics of one matched pair; True where all values are right together."""
    gold = _gold_values(fields)
    mine = defaultdict(list)
    for metric in found.metrics:
        mine[_value(metric.value, metric.value_high)].append(metric)
    for key in gold.keys() & mine.keys():
        scores.tallies["metrics"].hit += min(len(gold[key]), len(mine[key]))
        for a, b in zip(gold[key], mine[key], strict=False):
            scores.asked.update(("metric unit", "metric bound"))
            scores.right["metric unit"] += _plain(a.get("unit")) == _plain(b.unit)
            scores.right["metric bound"] += (a.get("bound") or "=") == b.bound
    return {k: len(v) for k, v in gold.items()} == {k: len(v) for k, v in mine.items()}


def _score_pair(scores: Scores, name: str, gold: GoldMeasure, found: Measure, rows: Tally) -> None:
    due = gold.fields.get("due")
    due_right = same_due(due, found)
    scores.tallies["due"].hit += bool(due) and due_right
    values_right = _score_metrics(scores, gold.fields, found)
    lead = set(gold.fields.get("lead") or ())
    mine = {agency.name for agency in found.assignment.lead}
    scores.tallies["lead"].add(len(lead & mine), len(lead), len(mine))
    if lead != mine:
        said = f"lead {'、'.join(sorted(lead)) or '无'} ≠ {'、'.join(sorted(mine)) or '无'}"
        scores.errors.append((name, said, found.text[:60]))
    scores.asked["strength"] += 1
    scores.right["strength"] += gold.fields.get("strength") == found.strength
    if gold.fields.get("strength") != found.strength:
        scores.errors.append((name, f"strength {gold.fields.get('strength')} ≠ {found.strength}", found.text[:60]))
    right = due_right and values_right
    rows.hit += right
    scores.tallies["dated row"].hit += right and bool(due)
    if not due_right:
        said = found.due.text if found.due else "无"
        scores.errors.append((name, f"due {(due or {}).get('text', '无')} ≠ {said}", found.text[:60]))
    if not values_right:
        said = "、".join(m.text for m in found.metrics)
        wanted = [m["value"] for m in gold.fields.get("metrics") or ()]
        scores.errors.append((name, f"metrics {wanted} ≠ {said}", found.text[:60]))


def score_document(
    scores: Scores, name: str, gold: Sequence[GoldMeasure], found: Sequence[Measure], *, text: str
) -> None:
    """Add one document to the scores; ``text`` is that of the article."""
    pairs = pair(gold, found)
    matched_gold, matched_found = {i for i, _ in pairs}, {j for _, j in pairs}
    for kind in ("commitment", "achievement"):
        hits = sum(gold[i].kind == kind for i, _ in pairs)
        scores.tallies[kind].add(hits, sum(g.kind == kind for g in gold), sum(m.kind == kind for m in found))
    promised = [g for g in gold if g.kind == "commitment"]
    mine = [m for m in found if m.kind == "commitment"]
    scores.tallies["due"].add(0, sum(bool(g.fields.get("due")) for g in promised), sum(bool(m.due) for m in mine))
    counted = sum(len(g.fields.get("metrics") or ()) for g in promised)
    scores.tallies["metrics"].add(0, counted, sum(len(m.metrics) for m in mine))
    rows = Tally(0, len(promised), len(mine))
    for i, j in pairs:
        if gold[i].kind == "commitment":
            _score_pair(scores, name, gold[i], found[j], rows)
    scores.tallies["ledger row"].add(rows.hit, rows.gold, rows.found)
    dated = sum(bool(g.fields.get("due")) for g in promised)
    scores.tallies["dated row"].add(0, dated, sum(bool(m.due) for m in mine))
    scores.rows[name].add(rows.hit, rows.gold, rows.found)
    missed = [g for n, g in enumerate(gold) if n not in matched_gold]
    scores.errors += [(name, f"missed {g.kind}", text[g.start : g.end][:80]) for g in missed]
    for n, m in enumerate(found):
        scores.calibration.append((m.confidence, n in matched_found))
        for rule in m.rules:
            scores.rules[rule][n in matched_found] += 1
        if n not in matched_found:
            scores.errors.append((name, f"spurious {m.kind}", m.text[:80]))
