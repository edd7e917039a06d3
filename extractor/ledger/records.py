"""Entries, spans and rows out of the tables, and entries and spans as their records."""

from __future__ import annotations

import gc
import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from itertools import groupby, islice
from typing import Any, TypeVar, cast

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry, EntryKind, Row, moment_text, opening_row, to_json
from extractor.ledger.identity import title_key
from extractor.ledger.quick import read_many
from extractor.ledger.replay import FOREVER, Span, replay, spans
from extractor.ledger.rows import View, rows_of
from extractor.ledger.write import Head, span_record, standing_of

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


def measure_record(entry: Entry) -> dict[str, Any]:
    """The record of the table ``measures`` for an opening."""
    row = opening_row([entry])
    return {
        "id": entry.measure,
        "article": plain(str(row.get("article") or "")),
        "title_key": title_key(str(row.get("title") or "")),
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


def _span(record: Any) -> Span:
    standing = standing_of(record.state, record.due, record.recurs, json.loads(record.rest))
    return Span(record.start_day, record.until_day, standing)


def _pages(connection: sa.Connection) -> Iterator[list[str]]:
    """All measure ids, page by page."""
    table, last = tables.measures.c, ""
    while page := list(
        connection.execute(sa.select(table.id).where(table.id > last).order_by(table.id).limit(_CHUNK)).scalars()
    ):
        yield page
        last = page[-1]


def histories(
    connection: sa.Connection, measures: Sequence[str] | None = None
) -> Iterator[tuple[str, list[Entry], list[Span]]]:
    """(measure, its entries, its stored spans) for every measure by id, or for those named."""
    table = tables.spans.c
    for page in _pages(connection) if measures is None else chunks(measures):
        entries = {group[0].measure: group for group in grouped(entries_of(connection, page))}
        query = sa.select(tables.spans).where(table.measure.in_(page)).order_by(table.measure, table.start_day)
        records = connection.execute(query).all()
        stored = {measure: list(map(_span, group)) for measure, group in groupby(records, key=lambda r: r.measure)}
        for measure in page:
            yield measure, entries.get(measure, []), stored.get(measure, [])


def rebuild_spans(connection: sa.Connection) -> None:
    """Derive the spans of all measures anew."""
    connection.execute(tables.spans.delete())
    for page in _pages(connection):
        records = [
            span_record(group[0].measure, span)
            for group in grouped(entries_of(connection, page))
            for span in spans(group, refused=[])
        ]
        if records:
            connection.execute(tables.spans.insert(), records)


@contextmanager
def uncollected() -> Iterator[None]:
    """No collection of garbage meanwhile: many small values are made, and none of them is garbage."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def holds(as_of: date) -> tuple[Any, Any]:
    """The conditions under which a span holds on the day."""
    table, day = tables.spans.c, as_of.isoformat()
    return table.start_day <= day, table.until_day > day


def standing_query(
    as_of: date, measures: Sequence[str] | None, states: Sequence[str] | None, due_until: date | None
) -> sa.Select[Any] | sa.CompoundSelect[Any]:
    """What stands on the day, with the opening row and the number of entries of each measure."""
    span, opening, every = tables.spans, tables.entries.alias("opening"), tables.entries.alias("every")
    # scalar subqueries, not joins: so no planner takes the entries first
    row = sa.select(opening.c.data).where(opening.c.measure == span.c.measure, opening.c.nr == 1).scalar_subquery()
    version = sa.select(sa.func.max(every.c.nr)).where(every.c.measure == span.c.measure).scalar_subquery()
    columns = (span.c.measure, span.c.state, span.c.due, span.c.recurs, span.c.rest)
    query = sa.select(*columns, row.label("data"), version.label("version")).where(*holds(as_of))
    if measures is not None:
        query = query.where(span.c.measure.in_(measures))
    if due_until is not None:  # two questions, each with an index of its own
        due_now = query.where(span.c.state == "open", span.c.due <= due_until.isoformat())
        return due_now.union_all(query.where(span.c.recurs.is_not(None)))
    if states is not None:  # a period of a recurring measure has a state of its own
        return query.where(sa.or_(span.c.state.in_(states), span.c.recurs.is_not(None)))
    return query


def rows_of_query(
    connection: sa.Connection, query: sa.Executable, view: View, *, passed: Collection[str]
) -> Iterator[Row]:
    """The rows of :func:`standing_query`, but for the measures passed over.

    JSON is read 500 records at a time: so they share the text of their keys, in half the memory and time.
    """
    for part in connection.execution_options(yield_per=_CHUNK).execute(query).partitions():
        openings = read_many(record[5] or "{}" for record in part)
        rests = read_many(record[4] for record in part)
        for (measure, state, due, recurs, _, _, version), data, rest in zip(part, openings, rests, strict=True):
            if measure not in passed:
                standing = standing_of(state, due, recurs, rest)
                yield from rows_of(data.get("row", {}), measure, standing, version=version, view=view)


def rows_of_entries(entries: Sequence[Entry], view: View, known_at: datetime | None) -> Sequence[Row]:
    """The rows of one measure by replay, as far as had been recorded by the moment."""
    standing = replay(entries, as_of=view.as_of, known_at=known_at, refused=[])
    if standing is None:
        return ()
    return rows_of(opening_row(entries), entries[0].measure, standing, version=len(entries), view=view)


def is_wanted(row: Row, states: Sequence[str] | None, due_until: date | None) -> bool:
    """Whether a row is in one of the states, and open and due by the day, where these are given."""
    if states is not None and row["state"] not in states:
        return False
    return due_until is None or bool(
        row["state"] == "open" and row["due_date"] and row["due_date"] <= due_until.isoformat()
    )


def recorded_after(connection: sa.Connection, moment: datetime, measures: Sequence[str] | None) -> set[str]:
    """The measures with entries recorded after the moment."""
    table = tables.entries.c
    query = sa.select(table.measure).distinct().where(table.recorded > moment_text(moment))
    if measures is not None:
        query = query.where(table.measure.in_(measures))
    return set(connection.execute(query).scalars())


def heads_of(connection: sa.Connection, measures: Sequence[str]) -> dict[str, Head]:
    """Where the measures stand before an append; those not on the ledger are left out."""
    heads: dict[str, Head] = {}
    entry, span = tables.entries.c, tables.spans
    for chunk in chunks(measures):
        count = sa.select(entry.measure, sa.func.max(entry.nr)).where(entry.measure.in_(chunk)).group_by(entry.measure)
        versions = {measure: int(version) for measure, version in connection.execute(count)}
        last = sa.select(span).where(span.c.measure.in_(chunk), span.c.until_day == FOREVER)
        for record in connection.execute(last):
            heads[record.measure] = Head(versions[record.measure], _span(record))
    return heads
