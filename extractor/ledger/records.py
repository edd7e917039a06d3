"""Entries and what is derived from them, out of the tables and as their records."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry, EntryKind, moment_text, opening_row, to_json
from extractor.ledger.identity import number_key, title_key
from extractor.ledger.replay import StepError, spans
from extractor.ledger.rows import article_part
from extractor.ledger.standing import FOREVER, Span, rest_of, standing_of
from extractor.ledger.write import Head

T = TypeVar("T")

_CHUNK = 500


def plain(text: str) -> str:
    """A text as a database column can hold it: what cannot be encoded becomes a question mark. For look-ups only."""
    return text.encode("utf-8", "replace").decode().replace("\0", "?")


def chunks(items: Iterable[T]) -> Iterator[list[T]]:
    """The items in lists of at most 500, as many as one query names."""
    rest = iter(items)
    while chunk := list(islice(rest, _CHUNK)):
        yield chunk


def entry_of(record: Any) -> Entry:
    """The entry of a record of the table ``entries``."""
    return Entry(
        measure=record.measure,
        kind=cast("EntryKind", record.kind),
        on=date.fromisoformat(record.on_day),
        by=record.by_name,
        recorded=datetime.fromisoformat(record.recorded),
        why=record.why,
        data=json.loads(record.data),
        nr=record.nr,
    )


def entry_record(entry: Entry) -> dict[str, Any]:
    """An entry as a record of the table ``entries``."""
    return {
        "measure": entry.measure,
        "nr": entry.nr,
        "kind": entry.kind,
        "on_day": entry.on.isoformat(),
        "recorded": moment_text(entry.recorded),
        "by_name": entry.by,
        "why": entry.why,
        "data": to_json(entry.data),
    }


def measure_record(measure: str, entries: Sequence[Entry]) -> dict[str, Any]:
    """The record of the table ``measures`` for a measure with these entries."""
    row = opening_row(entries)
    return {
        "id": measure,
        "article": plain(str(row.get("article") or "")),
        "title_key": title_key(str(row.get("title") or "")),
        "number_key": number_key(str(row.get("number") or "")),
        "opening": to_json(article_part(row, measure)).encode(),
        "version": len(entries),
    }


def span_record(measure: str, span: Span) -> dict[str, Any]:
    """A span as a record of the table ``spans``."""
    standing = span.standing
    return {
        "measure": measure,
        "start_day": span.start,
        "until_day": span.until,
        "state": standing.state,
        "due": standing.due,
        "recurs": standing.recurs,
        "rest": to_json(rest_of(standing)),
    }


def entries_of(connection: sa.Connection, measures: Sequence[str], *, order: Any = None) -> Iterator[Entry]:
    """The entries of the measures named, by measure and number, or in another order within each 500 measures."""
    table = tables.entries.c
    by = (table.measure, table.nr) if order is None else (order,)
    for chunk in chunks(measures):
        query = sa.select(tables.entries).where(table.measure.in_(chunk)).order_by(*by)
        yield from map(entry_of, connection.execute(query).all())


def grouped(entries: Iterable[Entry]) -> Iterator[list[Entry]]:
    """The entries measure by measure; those of one measure must come one after the other."""
    for _, group in groupby(entries, key=lambda entry: entry.measure):
        yield list(group)


def span_of(record: Any) -> Span:
    """The span of a record of the table ``spans``."""
    standing = standing_of(record.state, record.due, record.recurs, json.loads(record.rest))
    return Span(record.start_day, record.until_day, standing)


def pages(connection: sa.Connection) -> Iterator[list[str]]:
    """All ids of the table ``measures``, page by page."""
    table, last = tables.measures.c, ""
    while page := list(
        connection.execute(sa.select(table.id).where(table.id > last).order_by(table.id).limit(_CHUNK)).scalars()
    ):
        yield page
        last = page[-1]


def derive(connection: sa.Connection, measures: Sequence[str] | None = None) -> list[StepError]:
    """Derive spans and records of the measures (all, where none are named) anew; the steps that are not allowed."""
    refused: list[StepError] = []
    for page in pages(connection) if measures is None else chunks(measures):
        connection.execute(tables.spans.delete().where(tables.spans.c.measure.in_(page)))
        own = [(group[0].measure, group) for group in grouped(entries_of(connection, page))]
        records = [span_record(measure, span) for measure, entries in own for span in spans(entries, refused=refused)]
        if records:
            connection.execute(tables.spans.insert(), records)
        _update_measures(connection, [measure_record(measure, entries) for measure, entries in own])
    return refused


def _update_measures(connection: sa.Connection, records: Sequence[dict[str, Any]]) -> None:
    names = [name for name in records[0] if name != "id"] if records else []
    if names:
        values: dict[str, Any] = {name: sa.bindparam(f"new_{name}") for name in names}
        change = tables.measures.update().where(tables.measures.c.id == sa.bindparam("new_id")).values(values)
        connection.execute(change, [{f"new_{name}": value for name, value in one.items()} for one in records])


def heads_of(connection: sa.Connection, measures: Sequence[str]) -> dict[str, Head]:
    """Where the measures stand before an append; those not on the ledger are left out."""
    heads: dict[str, Head] = {}
    entry, span = tables.entries.c, tables.spans
    for chunk in chunks(measures):
        count = sa.select(entry.measure, sa.func.max(entry.nr)).where(entry.measure.in_(chunk)).group_by(entry.measure)
        versions = {measure: int(version) for measure, version in connection.execute(count)}
        last = sa.select(span).where(span.c.measure.in_(chunk), span.c.until_day == FOREVER)
        for record in connection.execute(last):
            heads[record.measure] = Head(versions[record.measure], span_of(record))
    return heads
