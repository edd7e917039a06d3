"""Which measure is which: a row that was read again finds the measure on the ledger that it is.

First the document (its number, its title with its source and time, its path), then the words: the same words
first, then words of which one holds the other, then like words, best first. Pure.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from extractor.ledger.entries import Entry, Row, opening_row

LIKENESS = 0.75
"""From this share of common characters on (0 to 1, rapidfuzz's ratio) two wordings are the same measure."""

SAME_DOCUMENT_DAYS = 183
"""Two articles of one title are one document only when they were published this close together."""

_SHORTEST = 6
"""Words shorter than this hold nothing: 全面推进 stands in many measures."""


@lru_cache(maxsize=65536)
def normal(text: str) -> str:
    """Words as they are compared: compatibility forms, letters and digits only, lower case."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(c for c in folded if c.isalnum())


def title_key(title: str) -> str:
    """A title as it is looked up; empty where there is none."""
    return normal(title).encode("utf-8", "replace").decode()


def number_key(number: str) -> str:
    """A document number (文号) as it is looked up: brackets, spaces and 第 make no other number; empty where none."""
    return title_key(number).replace("第", "")


@dataclass(frozen=True, slots=True)
class Known:
    """A measure that is on the ledger: its id, its row as its article was last read, and its row as it is now."""

    measure: str
    row: Row
    now: Row
    open: bool = True


def last_reading(entries: Sequence[Entry]) -> Row:
    """The row as it was last read from an article: what people changed since has no part in it."""
    row = opening_row(entries)
    for entry in sorted(entries, key=lambda entry: entry.nr):
        row |= entry.data.get("reading", {})
    return row


def same_document(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool | None:
    """Whether two rows were read from versions of one document; None where only the path says so."""
    if one.get("number") and other.get("number"):
        return number_key(one["number"]) == number_key(other["number"])
    titles = title_key(one.get("title") or ""), title_key(other.get("title") or "")
    if all(titles) and titles[0] == titles[1]:
        sources = normal(one.get("source") or ""), normal(other.get("source") or "")
        agreed = not all(sources) or sources[0] == sources[1]
        return agreed and _near(one.get("published"), other.get("published"))
    if one.get("article") and one.get("article") == other.get("article"):
        return None if all(titles) else True
    return False


def _near(one: str | None, other: str | None) -> bool:
    if not one or not other:
        return True
    return abs((date.fromisoformat(one) - date.fromisoformat(other)).days) <= SAME_DOCUMENT_DAYS


def candidates(rows: Sequence[Row], known: Iterable[Known]) -> list[Known]:
    """The measures of the ledger that come from the document of the rows (all rows are of one article).

    Where only the path agrees, at least half of the shorter side's words must have stayed.
    """
    if not rows:
        return []
    sure: list[Known] = []
    maybe: list[Known] = []
    for one in known:
        verdict = same_document(rows[0], one.row)
        if verdict is not False:
            (sure if verdict else maybe).append(one)
    return sure + (maybe if _mostly_kept(rows, maybe) else [])


def _mostly_kept(rows: Sequence[Row], known: Sequence[Known]) -> bool:
    ours, theirs = {normal(row["text"]) for row in rows}, {normal(one.row["text"]) for one in known}
    return bool(theirs) and 2 * len(ours & theirs) >= min(len(ours), len(theirs))


def match(rows: Sequence[Row], known: Sequence[Known]) -> list[Known | None]:
    """For each row of one article the measure that it is, each measure at most once; None for what is new."""
    found: list[Known | None] = [None] * len(rows)
    free = dict.fromkeys(range(len(known)))
    for pairs in (_pairs_same(rows, known), _pairs_like(rows, known, found, free)):
        for _, at, place in pairs:
            if found[at] is None and place in free:
                found[at] = known[place]
                del free[place]
    return found


_Pair = tuple[float, int, int]


def _pairs_same(rows: Sequence[Row], known: Sequence[Known]) -> list[_Pair]:
    """Pairs of the same words, those first that agree in id, deadline and section too."""
    by_words: dict[str, list[int]] = {}
    for place, one in enumerate(known):
        by_words.setdefault(normal(one.row["text"]), []).append(place)
    pairs = [
        (-_agreement(row, known[place]), at, place)
        for at, row in enumerate(rows)
        for place in by_words.get(normal(row["text"]), ())
    ]
    return sorted(pairs)


def _agreement(row: Row, one: Known) -> float:
    theirs = one.row
    same_due: bool = (row.get("due") or {}).get("text") == (theirs.get("due") or {}).get("text")
    same_section: bool = row.get("section") == theirs.get("section")
    same_id: bool = row["id"] == one.measure
    return 4.0 * same_id + 2.0 * same_due + 1.0 * same_section


def _pairs_like(
    rows: Sequence[Row], known: Sequence[Known], found: Sequence[Known | None], free: Mapping[int, None]
) -> Iterable[_Pair]:
    """Pairs of like words among what is left, best first; lazily, after the same words were paired."""
    from rapidfuzz import fuzz

    pairs = []
    for at, row in enumerate(rows):
        if found[at] is not None:
            continue
        words = _without_due(row)
        for place in free:
            score = _likeness(words, _without_due(known[place].row), fuzz.ratio)
            if score >= LIKENESS:
                pairs.append((-score, at, place))
    yield from sorted(pairs)


def _without_due(row: Row) -> str:
    """The words without those of the deadline, which is the part most likely to have changed."""
    due = (row.get("due") or {}).get("text") or ""
    words = normal(row["text"].replace(due, "", 1)) if due else normal(row["text"])
    return words or normal(row["text"])


def _likeness(one: str, other: str, ratio: Callable[..., float]) -> float:
    short, long = sorted((one, other), key=len)
    score: float = ratio(one, other) / 100
    if len(short) >= _SHORTEST and short in long:
        score = max(score, LIKENESS)
    return score


def is_covered(row: Row, standing: Iterable[Mapping[str, Any]]) -> bool:
    """True where the words already stand inside a measure of the same document with the same deadline.

    ``standing`` are the measures as they were last read, this time included. So a rule that now cuts a measure in two
    makes no second row.
    """
    words = normal(row["text"])
    due = row.get("due") or {}
    return len(words) >= _SHORTEST and any(
        words in normal(one["text"]) and _same_due(due, one.get("due") or {}) for one in standing
    )


def _same_due(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    return all(one.get(name) == other.get(name) for name in ("date", "start", "recurs"))
