"""Intake 立账: rows read from articles become entries; what is known stays as it is, what changed is proposed. Pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any

from extractor.ledger.entries import Entry, EntryKind, Row
from extractor.ledger.identity import (
    Known,
    candidates,
    is_covered,
    last_reading,
    match,
    normal,
    number_key,
    same_document,
    title_key,
)
from extractor.ledger.replay import replay

COMPARED = ("due", "text", "lead", "support", "metrics")
"""The fields whose change in an article is proposed to people; places, rules and confidence may change freely."""

_REQUIRED = {"id": str, "article": str, "text": str, "kind": str}


@dataclass(frozen=True, slots=True)
class Intake:
    """What reading rows (again) comes to: the entries to append, and what became of the rows.

    ``opened`` new measures, ``known`` those that stand on the ledger as they were read, ``proposed`` those with a change
    that waits for a decision, ``covered`` the number of rows inside a known measure, ``gone`` open measures that an
    article of their document no longer has.
    """

    entries: tuple[Entry, ...] = ()
    opened: tuple[str, ...] = ()
    known: tuple[str, ...] = ()
    proposed: tuple[str, ...] = ()
    covered: int = 0
    gone: tuple[str, ...] = ()

    @property
    def missing(self) -> tuple[str, ...]:
        """Open measures that no article of their document has any more, each once."""
        there = {*self.opened, *self.known, *self.proposed}
        return tuple(dict.fromkeys(measure for measure in self.gone if measure not in there))

    def __add__(self, other: Intake) -> Intake:
        return Intake(
            self.entries + other.entries,
            self.opened + other.opened,
            self.known + other.known,
            self.proposed + other.proposed,
            self.covered + other.covered,
            self.gone + other.gone,
        )


@dataclass(frozen=True, slots=True)
class Hand:
    """Who takes rows in, the day from which a proposal holds, the moment at which it is recorded."""

    by: str
    on: date
    recorded: datetime


def row_fault(row: Mapping[str, Any]) -> str:
    """Why something is no row of the table, as a sentence; empty where it is one."""
    for name, kind in _REQUIRED.items():
        if not isinstance(row.get(name), kind) or not row[name]:
            return f"这一行缺字段 {name}"
    if not isinstance(row.get("due") or {}, dict) or not isinstance(row.get("lead") or [], list):
        return "字段 due 或 lead 的形状不对"
    try:
        for day in (row.get("published"), *((row.get("due") or {}).get(name) for name in ("date", "start"))):
            date.fromisoformat(day or "2000-01-01")
    except (TypeError, ValueError):
        return "日期要写成 2022-03-15 的样子"
    return ""


def known_of(entries: Iterable[Entry]) -> list[Known]:
    """The known measures, out of their entries."""
    found = []
    in_turn = sorted(entries, key=lambda entry: (entry.measure, entry.nr))
    for measure, group in groupby(in_turn, key=lambda entry: entry.measure):
        own = list(group)
        standing = replay(own, refused=[])
        if standing is not None:
            read = last_reading(own)
            now = {**own[0].data["row"], **standing.changes, "due_date": standing.due}
            found.append(Known(measure, read, now, open=standing.state == "open"))
    return found


def take_in(rows: Iterable[Row], known: Sequence[Known], *, taken: Collection[str], hand: Hand) -> Intake:
    """The entries for the commitments among rows that were read, article by article.

    ``known`` are the measures on the ledger that may be of the same documents, ``taken`` the ids that are in
    use. Rows that are already on the ledger give nothing; a changed one gives one proposal, once. An opening
    holds from the publication of its article.
    """
    index, used, total = _index(known), {*taken, *(one.measure for one in known)}, Intake()
    for _, group in groupby(rows, key=lambda row: (row["article"], row.get("title"))):
        every = list(group)
        own = [row for row in every if row["kind"] == "commitment"]
        if not own:
            total += Intake(gone=_left_by(every[0], index))
            continue
        part = _take_article(own, candidates(own, _same_keys(index, own[0])), used, hand)
        opened = [
            Known(e.measure, dict(e.data["row"]), dict(e.data["row"])) for e in part.entries if e.kind == "opened"
        ]
        for one in opened:
            _put(index, one)
        total += part
    return total


def take_bare(heads: Iterable[Mapping[str, Any]], known: Sequence[Known]) -> Intake:
    """What becomes of the open measures of articles in which nothing is promised any more.

    ``heads`` name the articles as rows do (path, title, number, source, publication).
    """
    index = _index(known)
    return Intake(gone=tuple(measure for head in heads for measure in _left_by(head, index)))


def _left_by(head: Mapping[str, Any], index: _Index) -> tuple[str, ...]:
    """The open measures of an article without any; one that has only the path in common is another article."""
    return tuple(one.measure for one in _same_keys(index, head) if one.open and same_document(head, one.row))


_Index = dict[str, list[Known]]


def _keys(row: Mapping[str, Any]) -> set[str]:
    number, title = number_key(row.get("number") or ""), title_key(row.get("title") or "")
    return {f"path {row.get('article')}", f"title {title}", f"number {number}"} - {"title ", "number "}


def _put(index: _Index, one: Known) -> None:
    for key in _keys(one.row):
        index.setdefault(key, []).append(one)


def _index(known: Iterable[Known]) -> _Index:
    index: _Index = {}
    for one in known:
        _put(index, one)
    return index


def _same_keys(index: _Index, head: Mapping[str, Any]) -> list[Known]:
    return list({one.measure: one for key in sorted(_keys(head)) for one in index.get(key, ())}.values())


def _take_article(rows: Sequence[Row], known: Sequence[Known], used: set[str], hand: Hand) -> Intake:
    matched = match(rows, known)
    compared = [_compare(row, one, hand) if one else None for row, one in zip(rows, matched, strict=True)]
    read = {e.measure: e.data["reading"] for part in compared if part for e in part.entries}
    standing = [one.row | read.get(one.measure, {}) for one in known]
    total = Intake()
    for row, part in zip(rows, compared, strict=True):
        covered = part is None and is_covered(row, standing)
        total += part or (Intake(covered=1) if covered else _open(row, used, hand))
    kept = {one.measure for one in matched if one is not None}
    gone = tuple(one.measure for one in known if one.open and one.measure not in kept)
    return total + Intake(gone=gone)


def _open(row: Row, used: set[str], hand: Hand) -> Intake:
    measure, place = row["id"], 2
    while measure in used:  # another document of the same name has the same words
        measure, place = f"{row['id']}-{place}", place + 1
    used.add(measure)
    on = date.fromisoformat(row["published"]) if row.get("published") else hand.on
    entry = Entry(measure, "opened", on, hand.by, hand.recorded, data={"row": {**row, "id": measure}})
    return Intake(entries=(entry,), opened=(measure,))


def _compare(row: Row, one: Known, hand: Hand) -> Intake:
    changed = {
        name: row.get(name)
        for name in COMPARED
        if _differs(name, row.get(name), one.row.get(name)) and _differs(name, row.get(name), _now(one, name))
    }
    same_words = normal(row["text"]) == normal(one.row["text"])
    if same_words and "due" in changed and _may_stand(row["due"] or {}, one.row.get("due") or {}):
        del changed["due"]
    if not changed:
        return Intake(known=(one.measure,))
    kind, data = _proposal(changed, one)
    why = f"{row['article']} 再次读取时" + ("原文没有变，读出的不同" if same_words else "原文已变")
    entry = Entry(one.measure, kind, hand.on, hand.by, hand.recorded, why=why, data=data)
    return Intake(entries=(entry,), proposed=(one.measure,))


def _may_stand(new: Mapping[str, Any], old: Mapping[str, Any]) -> bool:
    """Whether the deadline as it was read before is among the readings of the same words."""
    return new.get("text") == old.get("text") and old.get("date") in (new.get("also") or ())


def _now(one: Known, name: str) -> Any:
    value = one.now.get(name)
    if name == "due" and value and not value.get("recurs"):
        return {**value, "date": one.now.get("due_date", value.get("date"))}
    return value


def _proposal(changed: Mapping[str, Any], one: Known) -> tuple[EntryKind, dict[str, Any]]:
    """A later day is an extension, everything else a correction."""
    data: dict[str, Any] = {"proposed": True, "reading": dict(changed), "set": dict(changed)}
    new, old = (changed.get("due") or {}), (one.row.get("due") or {})
    if new.get("date") and old.get("date") and new["date"] > old["date"] and not new.get("recurs"):
        return "extended", {**data, "due": new["date"]}
    return "corrected", data


def _differs(name: str, one: Any, other: Any) -> bool:
    if name == "due":
        return _other_due(one or {}, other or {})
    if name == "text":
        words = normal(one or ""), normal(other or "")
        return words[0] not in words[1] and words[1] not in words[0]
    if name == "metrics":
        return [_amount(metric) for metric in one or ()] != [_amount(metric) for metric in other or ()]
    return sorted(one or ()) != sorted(other or ())


def _other_due(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
    names = ["date", "start", "recurs", "event"]
    if one.get("rrule") and other.get("rrule"):  # the day within the period, where both readings know one
        names.append("rrule")
    return any(one.get(name) != other.get(name) for name in names)


def _amount(metric: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(metric.get(name) for name in ("value", "value_high", "unit", "bound"))


def decide(entry: Entry, *, by: str, on: date, recorded: datetime) -> Entry:
    """The entry that carries out a proposal, of the same kind and with all that it changes."""
    data = {name: value for name, value in entry.data.items() if name in {"due", "set"}} | {"accepts": entry.nr}
    return Entry(entry.measure, entry.kind, on, by, recorded, why=entry.why, data=data)
