"""What stands on a day, asked of the database: as rows, or as due rows whose articles' part is left as text."""

from __future__ import annotations

import gc
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from typing import Any

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry, Row, moment_text, opening_row
from extractor.ledger.overdue import DueRow
from extractor.ledger.quick import read_many, read_one, write_one
from extractor.ledger.replay import replay
from extractor.ledger.rows import View, article_part, rows_of
from extractor.ledger.standing import standing_of

_PART = 500
"""How many records are read at a time: their JSON is read as one, so they share the text of their keys."""

_spans, _measures = tables.spans.c, tables.measures.c


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


def _holds(as_of: date) -> tuple[Any, Any]:
    """The conditions under which a span holds on the day."""
    day = as_of.isoformat()
    return _spans.start_day <= day, _spans.until_day > day


def standing_query(as_of: date) -> sa.Select[Any]:
    """What stands on the day, with the opening row and the number of entries of each measure."""
    columns = (_spans.measure, _spans.state, _spans.due, _spans.recurs, _spans.rest)
    joined = tables.spans.join(tables.measures, _measures.id == _spans.measure)
    return sa.select(*columns, _measures.opening, _measures.version).select_from(joined).where(*_holds(as_of))


def in_states(query: sa.Select[Any], states: Sequence[str]) -> sa.Select[Any]:
    """The query without measures that have no row in these states; a period has a state of its own."""
    return query.where(sa.or_(_spans.state.in_(states), _spans.recurs.is_not(None)))


def rows_of_query(
    connection: sa.Connection, query: sa.Select[Any], view: View, *, passed: Collection[str] = ()
) -> Iterator[Row]:
    """The rows of a :func:`standing_query`, but for the measures passed over."""
    for part in connection.execution_options(yield_per=_PART).execute(query).partitions():
        openings = read_many(record.opening for record in part)
        rests = read_many(record.rest.encode() for record in part)
        for (measure, state, due, recurs, _, _, version), opening, rest in zip(part, openings, rests, strict=True):
            if measure not in passed:
                yield from rows_of(opening, standing_of(state, due, recurs, rest), version=version, view=view)


def due_rows(connection: sa.Connection, view: View, until: date) -> Iterator[DueRow]:
    """The open rows that are due by a day, in no order; the same as :func:`rows_of_query` finds, but quicker.

    Only rows that were changed since they were opened, and those of recurring measures, are built on the way.
    """
    now = standing_query(view.as_of)
    once = now.where(_spans.state == "open", _spans.due <= until.isoformat(), _spans.recurs.is_(None))
    for measure, _, due, _, rest, opening, version in connection.execution_options(yield_per=_PART).execute(once):
        if '"changes":' in rest:
            opening = write_one(read_one(opening) | read_one(rest)["changes"])  # noqa: PLW2901 - the same, as it is now
        yield DueRow(due, measure, opening, rest, version)
    for row in rows_of_query(connection, now.where(_spans.recurs.is_not(None)), view):
        if row["state"] == "open" and row["due_date"] and row["due_date"] <= until.isoformat():
            yield DueRow.of(row)


def count_undated(connection: sa.Connection, as_of: date) -> int:
    """How many open measures have no day by which they are due, on that day."""
    undated = (_spans.state == "open", _spans.due.is_(None), _spans.recurs.is_(None))
    query = sa.select(sa.func.count()).select_from(tables.spans).where(*undated, *_holds(as_of))
    return int(connection.execute(query).scalar_one())


def rows_of_entries(entries: Sequence[Entry], view: View, known_at: datetime | None) -> Sequence[Row]:
    """The rows of one measure by replay, as far as had been recorded by the moment."""
    standing = replay(entries, as_of=view.as_of, known_at=known_at, refused=[])
    if standing is None:
        return ()
    opening = article_part(opening_row(entries), entries[0].measure)
    return rows_of(opening, standing, version=len(entries), view=view)


def recorded_after(connection: sa.Connection, moment: datetime, measures: Sequence[str] | None) -> set[str]:
    """The measures with entries recorded after the moment."""
    table = tables.entries.c
    query = sa.select(table.measure).distinct().where(table.recorded > moment_text(moment))
    if measures is not None:
        query = query.where(table.measure.in_(measures))
    return set(connection.execute(query).scalars())
