"""The tables of a ledger and the engine that opens them, on SQLite and on PostgreSQL.

``entries`` is the truth and is only ever added to (the database itself refuses to change it). All else is derived
from it, in the same transaction: ``measures`` says what was opened and where it was read, with the opening row as it is
answered; ``spans`` what stood from day to day, so that a question about any day is one look-up. Both can be rebuilt
from the entries at any time, and ``check`` compares them.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import URL, Engine, make_url

from extractor.problem import Problem, UsageError, XiaozhangError

SCHEMA = 3
"""The version of these tables; a ledger of a later version is refused."""

BUSY_SECONDS = 5
"""How long one attempt waits for another writer."""

_LOCK = 0x7869616F
"""The PostgreSQL advisory lock that lets one writer in at a time, as SQLite does by itself."""

_metadata = sa.MetaData()

about = sa.Table("about", _metadata, sa.Column("name", sa.Text, primary_key=True), sa.Column("value", sa.Text))

measures = sa.Table(
    "measures",
    _metadata,
    sa.Column("id", sa.String(64), primary_key=True),
    sa.Column("article", sa.Text, nullable=False, index=True),
    sa.Column("title_key", sa.Text, nullable=False, index=True),
    sa.Column("number_key", sa.Text, nullable=False, server_default="", index=True),
    # the opening row as UTF-8 JSON: bytes go into an answer without becoming text in between
    sa.Column("opening", sa.LargeBinary, nullable=False, server_default=""),
    sa.Column("version", sa.Integer, nullable=False, server_default="0"),
)

entries = sa.Table(
    "entries",
    _metadata,
    sa.Column("seq", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("measure", sa.String(64), sa.ForeignKey("measures.id"), nullable=False),
    sa.Column("nr", sa.Integer, nullable=False),
    sa.Column("kind", sa.String(12), nullable=False),
    sa.Column("on_day", sa.String(10), nullable=False),
    sa.Column("recorded", sa.String(27), nullable=False, index=True),
    sa.Column("by_name", sa.Text, nullable=False),
    sa.Column("why", sa.Text, nullable=False),
    sa.Column("data", sa.Text, nullable=False),
    sa.UniqueConstraint("measure", "nr"),
)

spans = sa.Table(
    "spans",
    _metadata,
    sa.Column("measure", sa.String(64), primary_key=True),
    sa.Column("start_day", sa.String(10), primary_key=True),
    sa.Column("until_day", sa.String(10), nullable=False),
    sa.Column("state", sa.String(8), nullable=False),
    sa.Column("due", sa.String(10)),
    sa.Column("recurs", sa.String(9)),
    sa.Column("rest", sa.Text, nullable=False),
    # by the end first: what stands now ends never, so today's question reads nothing of the past
    sa.Index("spans_by_end", "state", "until_day", "due", "start_day", "recurs"),
    sa.Index("spans_recurring", "recurs", sqlite_where=sa.text("recurs IS NOT NULL")),
)

_GUARDS_SQLITE = {
    f"entries_{verb.lower()}": f"CREATE TRIGGER entries_{verb.lower()} BEFORE {verb} ON entries "
    "BEGIN SELECT RAISE(ABORT, 'the ledger only grows'); END"
    for verb in ("UPDATE", "DELETE")
}
_GUARDS_POSTGRES = {
    "entries_only_grow": """
CREATE OR REPLACE FUNCTION entries_refuse() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the ledger only grows'; END $$;
DROP TRIGGER IF EXISTS entries_only_grow ON entries;
CREATE TRIGGER entries_only_grow BEFORE UPDATE OR DELETE ON entries FOR EACH ROW EXECUTE FUNCTION entries_refuse()
"""
}
"""The triggers by which the database itself refuses to change an entry."""


class LedgerBusyError(XiaozhangError):
    """Other writers held the ledger for longer than this one was willing to wait; nothing was written."""


class LedgerDamagedError(XiaozhangError):
    """What is stored cannot be read; :func:`~extractor.ledger.check.check_ledger` says what and where."""


def ledger_url(text: str) -> URL:
    """The database URL for what a user wrote: a URL, or the path of a SQLite file; UsageError for other kinds."""
    text = text.strip()
    if "://" not in text:
        text = f"sqlite:///{text}"
    try:
        url = make_url(text)
    except sa.exc.ArgumentError as error:
        raise UsageError(f"“{text}”不是台账地址，请写成 sqlite:///台账.db 或 postgresql://主机/库。") from error
    kind = url.drivername.split("+")[0]
    if kind in {"postgres", "postgresql"}:
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite" or not url.database:
        raise UsageError(f"台账只能放在 SQLite 文件或 PostgreSQL 里，不能是“{text}”。")
    return url


def make_engine(url: URL) -> Engine:
    """The engine for the URL, with the settings that writers side by side need."""
    if url.get_backend_name() == "sqlite":
        engine = sa.create_engine(url, connect_args={"timeout": BUSY_SECONDS})
        event.listen(engine, "connect", _prepare_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    try:
        engine = sa.create_engine(url, connect_args={"connect_timeout": 10})
    except ModuleNotFoundError as error:
        raise UsageError("要用 PostgreSQL 台账，请先安装：pip install 'xiaozhang[postgres]'。") from error
    event.listen(engine, "begin", _begin_postgres)
    return engine


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # transactions begin where _begin_sqlite says so
    for pragma in (
        f"busy_timeout={BUSY_SECONDS * 1000}",
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "cache_size=-32768",
    ):
        connection.execute(f"PRAGMA {pragma}").close()


def _is_write(connection: sa.Connection) -> bool:
    return bool(connection.get_execution_options().get("write"))


def _begin_sqlite(connection: sa.Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if _is_write(connection) else "BEGIN")


def _begin_postgres(connection: sa.Connection) -> None:
    if _is_write(connection):
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = '{BUSY_SECONDS}s'")
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_LOCK})")
    else:
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")


def is_busy(error: sa.exc.DBAPIError) -> bool:
    """True where another writer was in the way and trying again may help."""
    if getattr(error.orig, "sqlstate", None) in {"40001", "40P01", "55P03"}:
        return True
    said = str(error.orig)
    return "database is locked" in said or "database table is locked" in said


def has_tables(connection: sa.Connection) -> bool:
    """Whether a ledger has been laid out here."""
    return sa.inspect(connection).has_table("about")


def create_tables(connection: sa.Connection) -> None:
    """Lay out an empty ledger; nothing where there is one."""
    if has_tables(connection):
        return
    complete(connection)
    connection.execute(about.insert().values(name="schema", value=str(SCHEMA)))


def complete(connection: sa.Connection) -> None:
    """Lay out tables that are gone, and the guard."""
    _metadata.create_all(connection)
    guard(connection)


def guard(connection: sa.Connection) -> None:
    """Have the database refuse to change an entry, where it does not do so already."""
    for name, statement in (_GUARDS_SQLITE if connection.dialect.name == "sqlite" else _GUARDS_POSTGRES).items():
        if name not in _guards(connection):
            connection.exec_driver_sql(statement)


def _guards(connection: sa.Connection) -> set[str]:
    sqlite = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    postgres = "SELECT tgname FROM pg_trigger WHERE tgrelid = to_regclass('entries') AND tgenabled <> 'D'"
    query = sqlite if connection.dialect.name == "sqlite" else postgres
    return set(connection.execute(sa.text(query)).scalars())


def check_tables(connection: sa.Connection) -> Iterator[Problem]:
    """The problems of the database itself: a damaged file, entries that are no longer guarded."""
    there = set(sa.inspect(connection).get_table_names())
    for name in sorted(set(_metadata.tables) - there):
        hint = "请从备份或导出文件恢复。" if name == "entries" else "记录无损；用 ledger rebuild 补上。"
        yield Problem(name, "ledger.table", f"数据表 {name} 不在了", hint)
    sqlite = connection.dialect.name == "sqlite"
    for name in _GUARDS_SQLITE if sqlite else _GUARDS_POSTGRES:
        if name not in _guards(connection):
            said = f"防改记录的触发器 {name} 不在了，记录可能被改过"
            yield Problem("entries", "ledger.guard", said, "请与备份或导出文件比对；用 ledger rebuild 装回触发器。")
    if sqlite:
        for said in connection.execute(sa.text("PRAGMA quick_check(20)")).scalars():
            if said != "ok":
                yield Problem("sqlite", "ledger.damaged", f"数据库文件损坏：{said}", "请从备份或导出文件恢复。")


def schema_of(connection: sa.Connection) -> int:
    """The version of the tables that are here; UsageError where a later version of this program laid them out."""
    version = connection.execute(sa.select(about.c.value).where(about.c.name == "schema")).scalar()
    if version is None or int(version) > SCHEMA:
        raise UsageError(f"这本台账的版式（{version}）比本程序（{SCHEMA}）新，请升级 xiaozhang。")
    return int(version)


def migrate(connection: sa.Connection, version: int) -> None:
    """Bring the derived tables to the present version; ``entries`` stays as it is. They need to be rebuilt then."""
    binary = "bytea" if connection.dialect.name == "postgresql" else "BLOB"
    if version < 2:
        for statement in (
            "ALTER TABLE measures ADD COLUMN number_key TEXT NOT NULL DEFAULT ''",
            f"ALTER TABLE measures ADD COLUMN opening {binary} NOT NULL DEFAULT ''",
            "ALTER TABLE measures ADD COLUMN version INTEGER NOT NULL DEFAULT 0",
            "CREATE INDEX ix_measures_number_key ON measures (number_key)",
            "DROP INDEX spans_by_due",
            "CREATE INDEX spans_by_end ON spans (state, until_day, due, start_day, recurs)",
        ):
            connection.exec_driver_sql(statement)
    connection.execute(about.update().where(about.c.name == "schema").values(value=str(SCHEMA)))


def sqlite_file(url: URL) -> Path | None:
    """The file of a SQLite ledger, None for a server."""
    return Path(str(url.database)) if url.get_backend_name() == "sqlite" else None
