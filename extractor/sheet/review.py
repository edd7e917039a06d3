"""The review page: articles with everything that was found marked in place, and the table beside, in one HTML file.

Nothing of an article is ever markup: every word goes through :func:`html.escape`, and the page's own policy lets
only its one script run.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from html import escape
from itertools import pairwise

from extractor.article import Article, Quote
from extractor.measure import Deadline, Measure, Metric
from extractor.resources import data_folder
from extractor.table import showable


@dataclass(frozen=True, slots=True)
class _Mark:
    start: int
    end: int
    name: str
    measure: int
    note: str


def render_review(found: Iterable[tuple[Article, Sequence[Measure]]], *, as_of: date | None = None) -> str:
    """The page for these articles and what was found in them; the same input gives the same text.

    With ``as_of`` each day due says how many days are left, or over, on that day.
    """
    texts, rows, first = [], [], 1
    for article, measures in found:
        numbered = list(enumerate(measures, start=first))
        texts.append(_render_article(article, numbered))
        rows += [_render_row(number, measure, as_of) for number, measure in numbered]
        first += len(measures)
    script = (data_folder("reports") / "review.js").read_text("utf-8")
    title = "、".join(_heads(texts)) or "没有文章"
    parts = {
        "HASH": b64encode(sha256(script.encode()).digest()).decode(),
        "TITLE": title,
        "COUNT": f"文章 {len(texts)} 篇，举措 {first - 1} 条" + (f"，截至 {as_of}" if as_of else ""),
        "TEXT": "\n".join(text for _, text in texts),
        "ROWS": "\n".join(rows),
        "SCRIPT": script,
    }
    return _fill((data_folder("reports") / "review.html").read_text("utf-8"), parts)


def _fill(template: str, parts: dict[str, str]) -> str:
    """The template with each ``@@NAME@@`` filled once; what is filled in is not looked at again."""
    pieces = template.split("@@")
    return "".join(parts[piece] if place % 2 else piece for place, piece in enumerate(pieces))


def _heads(texts: Sequence[tuple[str, str]]) -> list[str]:
    return [head for head, _ in texts[:3]]


def _safe(text: str) -> str:
    return escape(showable(text), quote=True)


def _render_article(article: Article, measures: Sequence[tuple[int, Measure]]) -> tuple[str, str]:
    title = _safe(article.title or article.path)
    day = f"{article.published}（{article.published_from}）" if article.published else "没有发布日期"
    meta = " · ".join(_safe(part) for part in (article.path, article.source, article.number, day) if part)
    body = "".join(_render_pieces(article.text, measures))
    return title, f'<article><h2>{title}</h2><p class="meta">{meta}</p><div class="body">{body}</div></article>'


def _render_pieces(text: str, measures: Sequence[tuple[int, Measure]]) -> Iterator[str]:
    """The text cut wherever a mark begins or ends; each piece says all marks that cover it."""
    marks = [mark for number, measure in measures for mark in _marks(number, measure)]
    begins: dict[int, list[_Mark]] = {}
    for mark in marks:
        begins.setdefault(mark.start, []).append(mark)
    cuts = sorted({0, len(text), *(m.start for m in marks), *(m.end for m in marks)})
    live: list[_Mark] = []
    for start, end in pairwise(cuts):
        live = [mark for mark in live if mark.end > start] + begins.get(start, [])
        yield _piece(_safe(text[start:end]), live)


def _piece(words: str, marks: Sequence[_Mark]) -> str:
    if not marks:
        return words
    names = " ".join(dict.fromkeys(name for mark in marks for name in mark.name.split()))
    numbers = " ".join(dict.fromkeys(str(mark.measure) for mark in marks))
    notes = _safe("\n".join(dict.fromkeys(mark.note for mark in reversed(marks))))
    return f'<span class="{names}" data-m="{numbers}" title="{notes}">{words}</span>'


def _marks(number: int, measure: Measure) -> Iterator[_Mark]:
    kind = f"m {measure.kind}{' review' if measure.review else ''}"
    yield _mark(measure.quote, kind, number, f"#{number} {_KINDS[measure.kind]} 把握 {measure.confidence:.2f}")
    if measure.due:
        yield _mark(measure.due.quote, "due", number, f"时限 → {_say_due(measure.due)} [{measure.due.rule}]")
    for metric in measure.metrics:
        yield _mark(metric.quote, "metric", number, f"指标 → {_say_metric(metric)} [{metric.rule}]")
    for name, agencies in (("lead", measure.assignment.lead), ("support", measure.assignment.support)):
        for agency in agencies:
            said = f"{'牵头' if name == 'lead' else '配合'} → {agency.normal or agency.name} [{agency.rule}]"
            yield _mark(agency.quote, name, number, said)


_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_KINDS = {"commitment": "承诺", "achievement": "已办"}
_STRENGTHS = {"firm": "硬性", "aim": "力争", "explore": "探索"}
_BOUNDS = {">=": "不低于 ", "<=": "不超过 ", "~": "约 ", "=": ""}


def _mark(quote: Quote, name: str, number: int, note: str) -> _Mark:
    return _Mark(quote.start, quote.end, name, number, note)


def _say_due(due: Deadline) -> str:
    day = str(due.due or "") or (f"{due.start} 起" if due.start else "") or due.recurs or due.event or "日期未定"
    also = f"（也可读作 {'、'.join(map(str, due.also))}）" if due.also else ""
    return "；".join([day + also, *due.flags])


def _unbroken(words: str) -> str:
    """The words for the table, a day in them never parted at its hyphens."""
    return _DAY.sub(r'<span class="day">\g<0></span>', _safe(words))


def _say_metric(metric: Metric) -> str:
    high = f"–{metric.value_high:g}" if metric.value_high is not None else ""
    return f"{metric.indicator} {_BOUNDS[metric.bound]}{metric.value:.12g}{high}{metric.unit}".strip()


def _render_row(number: int, measure: Measure, as_of: date | None) -> str:
    due = f"{_safe(measure.due.text)}<br>{_unbroken(_say_due(measure.due))}" if measure.due else ""
    if as_of and measure.due and measure.due.due and measure.kind == "commitment":
        left = (measure.due.due - as_of).days
        due += f"<br>已过 {-left} 天" if left < 0 else f"<br>还有 {left} 天"
    units = "、".join(agency.name for agency in (*measure.assignment.lead, *measure.assignment.support))
    metrics = "<br>".join(_safe(_say_metric(metric)) for metric in measure.metrics)
    kind = _KINDS[measure.kind] + (f"·{_STRENGTHS[measure.strength]}" if measure.strength else "")
    rules = f'<div class="rules">{_safe(kind)} {_safe(" ".join(measure.rules))}</div>'
    sure = f"{measure.confidence:.2f}{'<br>待核' if measure.review else ''}"
    cells = (f"{_safe(measure.text)}{rules}", due, _safe(units), metrics, sure)
    body = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr data-m="{number}" class="{"review" if measure.review else ""}"><td>{number}</td>{body}</tr>'
