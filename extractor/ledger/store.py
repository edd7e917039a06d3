"""The ledger on a database: append entries, ask what stands; everything else is pure and lies beside this module."""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from extractor.ledger import tables
from extractor.ledger.entries import Entry, Row
from extractor.ledger.identity import title_key
from extractor.ledger.records import (
    chunks,
    entries_of,
    entry_of,
    entry_record,
    grouped,
    heads_of,
    histories,
    holds,
    is_wanted,
    measure_record,
    plain,
    rebuild_spans,
    recorded_after,
    rows_of_entries,
    rows_of_query,
    standing_query,
    uncollected,
)
from extractor.ledger.replay import Span
from extractor.ledger.rows import View
from extractor.ledger.tables import LedgerBusyError
from extractor.ledger.write import Draft, Head, draft, span_record
from extractor.problem import UsageError

T = TypeVar("T")

ATTEMPTS = 8
"""How often a write is tried while other writers are in the way, each time for some seconds."""


class StaleError(UsageError):
    """The measure has got new entries since it was read; read it again before it is changed."""


class Ledger:
    """A ledger at a database URL. Use :meth:`open`; a ``with`` block closes it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine

    @classmethod
    def open(cls, url: str, *, create: bool = True) -> Ledger:
        """The ledger at ``sqlite:///台账.db``, a file path or ``postgresql://…``.

        One that does not exist is laid out with ``create``, else UsageError; so is what is no ledger.
        """
        where = tables.ledger_url(url)
        file = tables.sqlite_file(where)
        if file is not None and not file.exists() and not create:
            raise UsageError(f"台账 {file} 还不存在；先用 xiaozhang ledger add 立账。")
        if file is not None and not file.absolute().parent.is_dir():
            raise UsageError(f"放台账的文件夹 {file.parent} 不存在。")
        ledger = cls(tables.make_engine(where))
        try:
            ledger._lay_out(create=create)
        except sa.exc.DatabaseError as error:
            ledger.close()
            raise UsageError(f"打不开台账 {where.render_as_string()}：{error.orig}。") from error
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _lay_out(self, *, create: bool) -> None:
        with self._reading() as connection:
            if tables.has_tables(connection):
                tables.check_schema(connection)
                return
        if not create:
            raise UsageError("这里还没有台账；先用 xiaozhang ledger add 立账。")
        self.write(tables.create_tables)

    def close(self) -> None:
        """Give the connections back."""
        self._engine.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # reading

    @contextmanager
    def _reading(self) -> Iterator[sa.Connection]:
        """A connection that sees one moment of the ledger, whoever writes meanwhile."""
        with self._engine.connect() as connection, connection.begin():
            yield connection

    def entries(self, measures: Iterable[str] | None = None) -> Iterator[Entry]:
        """The entries in the order in which they were stored; of all measures, or of those named."""
        with self._reading() as connection:
            if measures is not None:
                yield from entries_of(connection, list(measures), order=tables.entries.c.seq)
                return
            last, page = 0, [Entry]
            while page:
                query = sa.select(tables.entries).where(tables.entries.c.seq > last)
                page = connection.execute(query.order_by(tables.entries.c.seq).limit(10_000)).all()  # type: ignore[assignment]
                for record in cast("list[Any]", page):
                    yield entry_of(record)
                    last = record.seq

    def histories(self) -> Iterator[tuple[str, list[Entry], list[Span]]]:
        """(measure, its entries, its stored spans) for every measure, by id; memory stays flat."""
        with self._reading() as connection:
            yield from histories(connection)

    def rows(
        self,
        view: View,
        *,
        known_at: datetime | None = None,
        measures: Sequence[str] | None = None,
        states: Sequence[str] | None = None,
        due_until: date | None = None,
    ) -> list[Row]:
        """The rows that stand on ``view.as_of``, by id, as far as had been recorded by ``known_at``.

        ``measures`` names those wanted; ``states`` keeps rows in these states; ``due_until`` keeps open rows due
        by that day, for which the database needs to look at nothing else.
        """
        with self._reading() as connection, uncollected():
            late = recorded_after(connection, known_at, measures) if known_at else set()
            query = standing_query(view.as_of, measures, states, due_until)
            found = list(rows_of_query(connection, query, view, passed=late))
            for entries in grouped(entries_of(connection, sorted(late))):
                found += rows_of_entries(entries, view, known_at)
        if states is not None or due_until is not None:
            found = [row for row in found if is_wanted(row, states, due_until)]
        return sorted(found, key=lambda row: str(row["id"]))

    def count_undated(self, as_of: date) -> int:
        """How many open measures have no day by which they are due, on that day."""
        table = tables.spans.c
        query = sa.select(sa.func.count()).select_from(tables.spans)
        query = query.where(table.state == "open", table.due.is_(None), table.recurs.is_(None), *holds(as_of))
        with self._reading() as connection:
            return int(connection.execute(query).scalar_one())

    def versions(self, measures: Iterable[str]) -> dict[str, int]:
        """How many entries each of the measures has."""
        with self._reading() as connection:
            return {measure: head.version for measure, head in heads_of(connection, list(measures)).items()}

    def resolve(self, prefix: str) -> str:
        """The id of the one measure whose id begins so; UsageError where there is none or more than one."""
        prefix = prefix.strip().split("@")[0]
        table = tables.measures.c
        query = sa.select(table.id).where(table.id >= prefix, table.id < prefix + "\U0010ffff").order_by(table.id)
        with self._reading() as connection:
            found = connection.execute(query.limit(6)).scalars().all()
        if not prefix or not found:
            raise UsageError(f"台账上没有编号以“{prefix}”开头的举措。")
        if len(found) > 1 and found[0] != prefix:
            raise UsageError(f"编号“{prefix}”不止一条：{'、'.join(found[:5])}…；请多写几位。")
        return str(found[0])

    def same_documents(self, keys: Iterable[tuple[str, str]]) -> list[str]:
        """The measures read from an article of the same path or the same title; ``keys`` are (path, title)."""
        table, found = tables.measures.c, set[str]()
        wanted = [(plain(path), title_key(title)) for path, title in keys]
        with self._reading() as connection:
            for chunk in chunks(wanted):
                paths, titles = {path for path, _ in chunk if path}, {title for _, title in chunk if title}
                query = sa.select(table.id).where(sa.or_(table.article.in_(paths), table.title_key.in_(titles)))
                found.update(connection.execute(query).scalars())
        return sorted(found)

    # writing

    def append(self, entries: Iterable[Entry], *, expect: Mapping[str, int] | None = None) -> list[Entry]:
        """Add entries, all or none, and give them back with their numbers.

        ``expect`` maps a measure to the number of entries that it had when it was read: StaleError where it has
        got more. A step that is not allowed raises StepError; LedgerBusyError where others keep the ledger.
        """
        entries = list(entries)
        _refuse_odd_text(entries)
        return self.write(lambda connection: _append(connection, entries, expect or {})) if entries else []

    def write(self, work: Callable[[sa.Connection], T]) -> T:
        """Do the work in one transaction, again where another writer was in the way."""
        for attempt in range(ATTEMPTS):
            try:
                with self._engine.connect() as connection:
                    writing = connection.execution_options(write=True)
                    with writing.begin():
                        return work(writing)
            except (sa.exc.OperationalError, sa.exc.DBAPIError) as error:
                if not tables.is_busy(error):
                    raise
                time.sleep(random.uniform(0, 0.05 * 2**attempt))  # noqa: S311 - two writers should not meet again
        raise LedgerBusyError("别的进程一直在写这本台账，这次没有写成；请稍后再试。")

    def rebuild(self) -> None:
        """Derive the spans anew from the entries; the entries stay as they are."""
        self.write(rebuild_spans)

    def backup(self, path: Path) -> None:
        """A copy of a SQLite ledger while it is in use; UsageError on PostgreSQL, or where the file exists."""
        if self._engine.dialect.name != "sqlite":
            raise UsageError("PostgreSQL 台账请用 pg_dump 备份，或用 xiaozhang ledger export 导出。")
        if path.exists():
            raise UsageError(f"{path} 已存在，备份不覆盖。")
        import sqlite3

        raw = self._engine.raw_connection()
        try:
            with sqlite3.connect(path) as copy:
                cast("sqlite3.Connection", raw.driver_connection).backup(copy)
            copy.close()
        finally:
            raw.close()


def _refuse_odd_text(entries: Iterable[Entry]) -> None:
    for entry in entries:
        for text in (entry.by, entry.why, entry.measure):
            if plain(text) != text:
                raise UsageError(f"{plain(entry.measure)}：经办人或理由里有存不下的字符。")


def _append(connection: sa.Connection, entries: Sequence[Entry], expect: Mapping[str, int]) -> list[Entry]:
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
        new = [measure_record(by_measure[measure].entries[0]) for measure in opened]
        connection.execute(tables.measures.insert(), new)
    connection.execute(tables.entries.insert(), [entry_record(entry) for d in drafts for entry in d.entries])
    span = tables.spans
    ends = [{"m": d.measure, "d": d.replaced_from} for d in drafts if d.measure not in set(opened)]
    if ends:
        stale = span.delete().where(span.c.measure == sa.bindparam("m"), span.c.start_day >= sa.bindparam("d"))
        connection.execute(stale, ends)
    records = [span_record(d.measure, one) for d in drafts for one in d.spans]
    connection.execute(span.insert(), records)
