"""The ledger on a database: append entries, ask what stands; everything else is pure and lies beside this module."""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Self, TypeVar, cast

import sqlalchemy as sa
from sqlalchemy.engine import Engine

from extractor.ledger import tables
from extractor.ledger.append import append, refuse_odd_text
from extractor.ledger.entries import Entry, Row
from extractor.ledger.identity import number_key, title_key
from extractor.ledger.lights import Window, horizon
from extractor.ledger.overdue import overdue_of_due_rows, overdue_of_rows
from extractor.ledger.query import (
    count_undated,
    due_rows,
    in_states,
    recorded_after,
    rows_of_entries,
    rows_of_query,
    standing_query,
    uncollected,
)
from extractor.ledger.records import (
    chunks,
    derive,
    entries_of,
    entry_of,
    grouped,
    heads_of,
    measure_record,
    plain,
)
from extractor.ledger.rows import View
from extractor.ledger.stored import Stored, orphans, read_stored
from extractor.ledger.tables import LedgerBusyError, LedgerDamagedError
from extractor.problem import Problem, UsageError

T = TypeVar("T")

ATTEMPTS = 8
"""How often a write is tried while other writers are in the way, each time for some seconds."""


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
        except (sa.exc.DatabaseError, LedgerDamagedError) as error:
            ledger.close()
            cause = error if isinstance(error, sa.exc.DatabaseError) else error.__cause__
            said = str(getattr(cause, "orig", cause)).partition("\n")[0]
            raise UsageError(f"打不开台账 {file or where.render_as_string()}：{said}。") from error
        except BaseException:
            ledger.close()
            raise
        return ledger

    def _lay_out(self, *, create: bool) -> None:
        with self._reading() as connection:
            version = tables.schema_of(connection) if tables.has_tables(connection) else None
        if version is None and not create:
            raise UsageError("这里还没有台账；先用 xiaozhang ledger add 立账。")
        if version is None:
            self.write(tables.create_tables)
        elif version < tables.SCHEMA:
            self.write(_migrate)

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
        try:
            with self._engine.connect() as connection, connection.begin():
                yield connection
        except (sa.exc.DatabaseError, json.JSONDecodeError) as error:
            said = getattr(error, "orig", error)
            raise LedgerDamagedError(
                f"台账里有读不了的内容（{said}）；请用 xiaozhang ledger check 查，或从备份恢复。"
            ) from error

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

    def stored(self) -> Iterator[Stored]:
        """What is stored of every measure, even where it cannot be read; memory stays flat."""
        with self._reading() as connection:
            yield from read_stored(connection)

    def check_store(self) -> Iterator[Problem]:
        """The problems of the database itself."""
        with self._reading() as connection:
            yield from tables.check_tables(connection)

    def rows(
        self,
        view: View,
        *,
        known_at: datetime | None = None,
        measures: Sequence[str] | None = None,
        states: Sequence[str] | None = None,
    ) -> list[Row]:
        """The rows that stand on ``view.as_of``, by id, as far as had been recorded by ``known_at``.

        ``measures`` names those wanted; ``states`` keeps rows in these states.
        """
        query = standing_query(view.as_of)
        if measures is not None:
            query = query.where(tables.measures.c.id.in_(measures))
        if states is not None:
            query = in_states(query, states)
        with self._reading() as connection, uncollected():
            late = recorded_after(connection, known_at, measures) if known_at else set()
            found = list(rows_of_query(connection, query, view, passed=late))
            for entries in grouped(entries_of(connection, sorted(late))):
                found += rows_of_entries(entries, view, known_at)
        if states is not None:
            found = [row for row in found if row["state"] in states]
        return sorted(found, key=lambda row: str(row["id"]))

    def overdue(self, view: View, within: Window, *, known_at: datetime | None = None) -> dict[str, Any]:
        """What :func:`~extractor.ledger.overdue.overdue` says of the day, as due rows that are built when shown."""
        last = horizon(view.as_of, within)
        if known_at is not None:
            rows = self.rows(view, known_at=known_at, states=["open"])
            return overdue_of_rows(rows, as_of=view.as_of, within=within)
        with self._reading() as connection, uncollected():
            undated = count_undated(connection, view.as_of)
            found = due_rows(connection, view, last)
            return overdue_of_due_rows(found, as_of=view.as_of, within=within, undated=undated)

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
            raise UsageError(f"台账上没有编号以“{prefix}”开头的举措；编号可用 xiaozhang ledger list 查。")
        if len(found) > 1 and found[0] != prefix:
            raise UsageError(f"编号“{prefix}”不止一条：{'、'.join(found[:5])}…；请多写几位。")
        return str(found[0])

    def same_documents(self, rows: Iterable[Mapping[str, Any]]) -> list[str]:
        """The measures that may be of the documents of the rows: read from the same path, or of one title or number."""
        table, found = tables.measures.c, set[str]()
        named = {(plain(str(row["article"])), row.get("title") or "", row.get("number") or "") for row in rows}
        with self._reading() as connection:
            for chunk in chunks(sorted(named)):
                paths, titles, numbers = ({*column} - {""} for column in zip(*chunk, strict=True))
                same = sa.or_(
                    table.article.in_(paths),
                    table.title_key.in_({title_key(title) for title in titles} - {""}),
                    table.number_key.in_({number_key(number) for number in numbers} - {""}),
                )
                found.update(connection.execute(sa.select(table.id).where(same)).scalars())
        return sorted(found)

    # writing

    def append(self, entries: Iterable[Entry], *, expect: Mapping[str, int] | None = None) -> list[Entry]:
        """Add entries, all or none, and give them back with their numbers.

        ``expect`` maps a measure to the number of entries that it had when it was read: StaleError where it has
        got more. A step that is not allowed raises StepError; LedgerBusyError where others keep the ledger.
        """
        entries = list(entries)
        refuse_odd_text(entries)
        return self.write(lambda connection: append(connection, entries, expect or {})) if entries else []

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
        """Derive everything anew from the entries, which stay as they are."""
        self.write(_rebuild)

    def backup(self, path: Path) -> None:
        """A copy of a SQLite ledger while it is in use; UsageError on PostgreSQL, or where the file exists."""
        if self._engine.dialect.name != "sqlite":
            raise UsageError("PostgreSQL 台账请用 pg_dump 备份，或用 xiaozhang ledger export 导出。")
        if path.exists():
            raise UsageError(f"{path} 已存在，备份不覆盖。")
        if not path.absolute().parent.is_dir():
            raise UsageError(f"放备份的文件夹 {path.parent} 不存在。")
        import sqlite3

        raw = self._engine.raw_connection()
        try:
            with sqlite3.connect(path) as copy:
                cast("sqlite3.Connection", raw.driver_connection).backup(copy)
            copy.close()
        finally:
            raw.close()


def _rebuild(connection: sa.Connection) -> None:
    """The guard of the entries, the records of measures that have entries only, and all that is derived."""
    tables.complete(connection)
    lost = orphans(connection)
    connection.execute(tables.spans.delete().where(tables.spans.c.measure.in_(lost)))
    own = {group[0].measure: group for group in grouped(entries_of(connection, lost))}
    if own:
        connection.execute(tables.measures.insert(), [measure_record(one, entries) for one, entries in own.items()])
    derive(connection)


def _migrate(connection: sa.Connection) -> None:
    version = tables.schema_of(connection)  # another process may have been quicker
    if version < tables.SCHEMA:
        tables.migrate(connection, version)
        derive(connection)
