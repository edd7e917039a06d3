"""Measures → rows of plain values, with ids that stay the same."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from itertools import product
from struct import Struct

from extractor.article import Article
from extractor.measure import Agency, Deadline, Measure, Metric
from extractor.table.schema import Row


def identify(article: Article, text: str, ordinal: int = 0) -> str:
    """The id of a measure: twelve letters and digits out of title and year, the words, and which repeat it is.

    Neither the path (where there is a title), the place in the text nor any rule has a part in it.
    """
    digest = _begun(article.title, article.path, article.published).copy()
    digest.update(f"{_bare(text)}\x1f{ordinal}".encode("utf-8", "surrogatepass"))
    (bits,) = _BITS(digest.digest())
    high, low, pairs = bits >> 34, bits >> 4 & 0x3FFFFFFF, _PAIRS
    return (
        f"{pairs[high >> 20]}{pairs[high >> 10 & 1023]}{pairs[high & 1023]}"
        f"{pairs[low >> 20]}{pairs[low >> 10 & 1023]}{pairs[low & 1023]}"
    )


_BITS = Struct(">Q").unpack
_PAIRS = tuple(a + b for a, b in product("abcdefghijklmnopqrstuvwxyz234567", repeat=2))
"""Ten bits as two letters or digits of base 32."""


_PLAINEST = re.compile(r"[一-鿿!-~。、“”‘’《》【】〔〕—·，：]*")
_PLAIN = re.compile(r"[ 一-鿿!-~。、“”‘’《》【】〔〕—·，；：（）％！？～]*")
_NARROW = (*zip("，；：（）％！？～", ",;:()%!?~", strict=True), (" ", ""))


def _bare(text: str) -> str:
    """The text in compatibility characters and without white space; of plain Chinese only some marks are to be changed."""
    if _PLAINEST.fullmatch(text):
        return text.replace("，", ",").replace("：", ":")
    if not _PLAIN.fullmatch(text):
        return "".join(unicodedata.normalize("NFKC", text).split())
    for wide, narrow in _NARROW:
        text = text.replace(wide, narrow)
    return text


@lru_cache(maxsize=64)
def _begun(title: str, path: str, published: date | None) -> blake2b:
    """The digest that all ids of an article begin with; to be copied."""
    name = title or path.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    year = published.year if published else ""
    begun = f"{_bare(name)}\x1f{year}\x1f".encode("utf-8", "surrogatepass")
    return blake2b(begun, digest_size=8, person=b"xiaozhang")


def _ordinals(text: str, quotes: Sequence[tuple[int, str]]) -> list[int]:
    """For each (start, words): ``text.count(words, 0, start)``, but linear in text and quotes."""
    repeats: dict[str, list[int]] = {words: [] for _, words in quotes}
    by_head: dict[str, list[str]] = {}
    for words in repeats:
        by_head.setdefault(words[:_HEAD], []).append(words)
    for size in {len(head) for head in by_head}:
        for at in range(len(text)):
            for words in by_head.get(text[at : at + size], ()):
                ends = repeats[words]
                if text.startswith(words, at) and (not ends or at >= ends[-1]):
                    ends.append(at + len(words))
    return [bisect_right(repeats[words], start) for start, words in quotes]


_HEAD = 6
_LONG_TEXT = 200_000


def to_row(article: Article, measure: Measure, *, ordinal: int | None = None) -> Row:
    """One measure as a record of plain values, dates as ISO text; ``json.dumps`` of it is a line of JSONL.

    ``ordinal`` says which repeat of the same words this is; without it they are counted in the article.
    """
    quote, due, assignment = measure.quote, measure.due, measure.assignment
    words, start = quote.text, quote.start
    if ordinal is None:
        ordinal = article.text.count(words, 0, start) if words else 0
    return {
        "id": identify(article, words, ordinal),
        "article": article.path,
        "title": article.title,
        "source": article.source,
        "published": _iso(article.published),
        "section": measure.section,
        "text": words,
        "start": start,
        "end": quote.end,
        "kind": measure.kind,
        "strength": measure.strength,
        "due": _due_record(due) if due else None,
        "lead": _names(assignment.lead) if assignment.lead else [],
        "support": _names(assignment.support) if assignment.support else [],
        "metrics": [*map(_metric_record, measure.metrics)],
        "rules": list(measure.rules),
        "confidence": round(measure.confidence, 2),
        "review": measure.review,
        "condition": measure.condition,
        "number": article.number,
        "published_from": article.published_from,
    }


def to_rows(article: Article, measures: Iterable[Measure]) -> Iterator[Row]:
    """The rows of one article, with ids that are unique in it; in linear time for texts of any length."""
    measures = list(measures)
    ordinals: Sequence[int | None] = [None] * len(measures)
    if len(article.text) > _LONG_TEXT:
        ordinals = _ordinals(article.text, [(m.quote.start, m.text) for m in measures])
    seen: set[str] = set()
    for measure, ordinal in zip(measures, ordinals, strict=True):
        row, repeat = to_row(article, measure, ordinal=ordinal), 1000
        while row["id"] in seen:  # the same words as commitment and achievement, or spaced differently
            row["id"], repeat = identify(article, measure.text, repeat), repeat + 1
        seen.add(row["id"])
        yield row


def _due_record(due: Deadline) -> Row:
    return {
        "text": due.quote.text,
        "date": _iso(due.due),
        "start": _iso(due.start),
        "precision": due.precision,
        "recurs": due.recurs,
        "rrule": due.rrule,
        "ambiguous": due.ambiguous,
        "also": [*map(date.isoformat, due.also)],
        "event": due.event,
    }


def _metric_record(metric: Metric) -> Row:
    return {
        "text": metric.quote.text,
        "indicator": metric.indicator,
        "value": _number(metric.value),
        "value_high": _number(metric.value_high),
        "unit": metric.unit,
        "bound": metric.bound,
        "change": metric.change,
        "direction": metric.direction,
        "baseline": _number(metric.baseline),
    }


def _names(agencies: Sequence[Agency]) -> list[str]:
    return list(dict.fromkeys([agency.name for agency in agencies]))


@lru_cache(maxsize=4096)
def _iso(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _number(value: float | None) -> float | None:
    """3.0 is written 3, as people write it."""
    return int(value) if value is not None and value == int(value) else value
