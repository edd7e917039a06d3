"""Appending: new entries are numbered, checked against what stands, and stored with what is derived from them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry
from extractor.ledger.records import entries_of, entry_record, heads_of, measure_record, plain, span_record
from extractor.ledger.write import Draft, Head, draft
from extractor.problem import UsageError


class StaleError(UsageError):
    """The measure has got new entries since it was read; read it again before it is changed."""


def refuse_odd_text(entries: Iterable[Entry]) -> None:
    """UsageError where a name or a reason has characters that a database cannot hold."""
    for entry in entries:
        for text in (entry.by, entry.why, entry.measure):
            if plain(text) != text:
                raise UsageError(f"{plain(entry.measure)}：经办人或理由里有存不下的字符。")


def append(connection: sa.Connection, entries: Sequence[Entry], expect: Mapping[str, int]) -> list[Entry]:
    """Add entries and what follows from them; they come back with their numbers. See :meth:`Ledger.append`."""
    by_measure: dict[str, list[Entry]] = {}
    for entry in entries:
        by_measure.setdefault(entry.measure, []).append(entry)
    heads = heads_of(connection, list({*by_measure, *expect}))
    _refuse_stale(heads, expect)
    _refuse_merges(connection, entries, by_measure)
    drafts = [
        draft(measure, new, heads.get(measure), lambda wanted: list(entries_of(connection, [wanted])))
        for measure, new in by_measure.items()
    ]
    _write_drafts(connection, drafts, opened=[measure for measure in by_measure if measure not in heads])
    numbered = {measure: iter(d.entries) for measure, d in zip(by_measure, drafts, strict=True)}
    return [next(numbered[entry.measure]) for entry in entries]


def _refuse_stale(heads: Mapping[str, Head], expect: Mapping[str, int]) -> None:
    for measure, version in expect.items():
        now = heads[measure].version if measure in heads else 0
        if now != version:
            raise StaleError(f"{measure} 在您读过之后又有了新记录（读时 {version} 条，现有 {now} 条），请看过再改。")


def _refuse_merges(connection: sa.Connection, entries: Sequence[Entry], new: Mapping[str, Any]) -> None:
    """A measure can be merged only into one that is there and is not merged into it in turn."""
    merged = {entry.measure: str(entry.data.get("into")) for entry in entries if entry.kind == "merged"}
    for measure, target in merged.items():
        seen = {measure}
        place: str | None = target
        while place is not None:
            if place in seen:
                raise UsageError(f"{measure} 不能并入 {target}：绕了一圈又回到自己。")
            seen.add(place)
            head = heads_of(connection, [place]).get(place)
            if head is None and place not in new:
                raise UsageError(f"{measure} 不能并入 {target}：台账上没有这一条。")
            place = merged.get(place) or (head.last.standing.into if head else None)


def _write_drafts(connection: sa.Connection, drafts: Sequence[Draft], *, opened: Sequence[str]) -> None:
    by_measure = {d.measure: d for d in drafts}
    if opened:
        new = [measure_record(measure, by_measure[measure].entries) for measure in opened]
        connection.execute(tables.measures.insert(), new)
    grown = [{"m": d.measure, "v": d.entries[-1].nr} for d in drafts if d.measure not in set(opened)]
    if grown:
        measure = tables.measures
        count = measure.update().where(measure.c.id == sa.bindparam("m")).values(version=sa.bindparam("v"))
        connection.execute(count, grown)
    connection.execute(tables.entries.insert(), [entry_record(entry) for d in drafts for entry in d.entries])
    span = tables.spans
    ends = [{"m": d.measure, "d": d.replaced_from} for d in drafts if d.measure not in set(opened)]
    if ends:
        stale = span.delete().where(span.c.measure == sa.bindparam("m"), span.c.start_day >= sa.bindparam("d"))
        connection.execute(stale, ends)
    records = [span_record(d.measure, one) for d in drafts for one in d.spans]
    connection.execute(span.insert(), records)
