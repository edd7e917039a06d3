"""What is stored about each measure, read for a check: what cannot be read is named, and the rest is read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import Any, TypeVar, get_args

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry, EntryKind
from extractor.ledger.records import chunks, entry_of, pages, span_of
from extractor.ledger.standing import Span

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Stored:
    """A measure as it is stored: its entries, and what is stored as derived from them.

    ``unreadable`` names the entries that cannot be read, by number, and says why. ``spans`` is None where they cannot
    be read, ``record`` None where the table ``measures`` lacks the measure.
    """

    measure: str
    entries: list[Entry] = field(default_factory=list)
    unreadable: dict[int, str] = field(default_factory=dict)
    spans: list[Span] | None = None
    record: dict[str, Any] | None = None


def read_stored(connection: sa.Connection) -> Iterator[Stored]:
    """All that is stored, measure by measure; last those that have entries or spans but no record."""
    for page in (*pages(connection), *chunks(orphans(connection))):
        entries = _by_measure(connection, tables.entries, tables.entries.c.nr, page)
        spans = _by_measure(connection, tables.spans, tables.spans.c.start_day, page)
        named = sa.select(tables.measures).where(tables.measures.c.id.in_(page))
        records = {record["id"]: dict(record) for record in connection.execute(named).mappings()}
        for measure in page:
            yield _stored(measure, entries.get(measure, []), spans.get(measure, []), records.get(measure))


def orphans(connection: sa.Connection) -> list[str]:
    """The measures of which there are entries or spans, but no record."""
    found: set[str] = set()
    for table in (tables.entries, tables.spans):
        known = sa.exists().where(tables.measures.c.id == table.c.measure)
        found.update(connection.execute(sa.select(table.c.measure).where(~known).distinct()).scalars())
    return sorted(found)


def _by_measure(connection: sa.Connection, table: sa.Table, order: Any, page: Sequence[str]) -> dict[str, list[Any]]:
    query = sa.select(table).where(table.c.measure.in_(page)).order_by(table.c.measure, order)
    groups = groupby(connection.execute(query).all(), key=lambda record: record.measure)
    return {str(measure): list(group) for measure, group in groups}


def _stored(measure: str, records: Sequence[Any], spans: Sequence[Any], record: dict[str, Any] | None) -> Stored:
    stored = Stored(measure, spans=_tried(lambda: [span_of(one) for one in spans]), record=record)
    for one in records:
        fault = _fault(one)
        if fault:
            stored.unreadable[one.nr] = fault
        else:
            stored.entries.append(entry_of(one))
    return stored


def _tried(read: Callable[[], T]) -> T | None:
    try:
        return read()
    except (ValueError, TypeError, KeyError, AttributeError):
        return None


def _fault(record: Any) -> str:
    """Why a record is no entry, as words; empty where it is one."""
    if record.kind not in get_args(EntryKind):
        return f"没有“{record.kind}”这一类记录"
    if _tried(lambda: json.loads(record.data)) is None:
        return "内容不是 JSON"
    entry = _tried(lambda: entry_of(record))
    if entry is None or entry.recorded.tzinfo is None:
        return "日子或记录时刻不成日期"
    return data_fault(entry.kind, entry.data)


def data_fault(kind: str, data: Any) -> str:
    """What is wrong with the shape of what an entry says, as words; empty where nothing is."""
    if not isinstance(data, dict):
        return "内容不成字段"
    shapes = {"row": dict, "set": dict, "reading": dict, "evidence": list, "voids": int, "into": str, "due": str}
    odd = [name for name, shape in shapes.items() if name in data and not isinstance(data[name], shape)]
    if odd or not all(isinstance(one, dict) for one in data.get("evidence", ())):
        return f"字段 {odd[0] if odd else 'evidence'} 的形状不对"
    if kind == "opened" and "row" not in data:
        return "立账没有举措本身"
    row = data.get("row") or data.get("set") or {}
    if not isinstance(row.get("due") or {}, dict):
        return "字段 due 的形状不对"
    days = (data.get("due"), row.get("published"), *_days(row.get("due") or {}))
    return next((f"“{day}”不是日期" for day in days if day and not _is_day(day)), "")


def _days(due: Mapping[str, Any]) -> tuple[Any, Any]:
    return due.get("date"), due.get("start")


def _is_day(text: Any) -> bool:
    return _tried(lambda: date.fromisoformat(text)) is not None
