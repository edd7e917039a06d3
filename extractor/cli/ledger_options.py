"""What the ledger commands share: groups of options, the open ledger, who writes, which rows are meant."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, fields, is_dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, get_type_hints

import typer

from extractor.cli.console import PROBLEMS, parse_day, print_error, print_note, print_table, today
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.config import Settings
    from extractor.ledger.entries import Entry, Row
    from extractor.ledger.rows import View
    from extractor.ledger.store import Ledger


class State(StrEnum):
    """The states of a measure."""

    OPEN = "open"
    CLOSED = "closed"
    DROPPED = "dropped"
    MERGED = "merged"


class Light(StrEnum):
    """The lights."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    GREY = "grey"


Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="理由。")]


@dataclass(frozen=True)
class Place:
    """Where the ledger lies."""

    ledger: Annotated[
        str | None,
        typer.Option(
            "--ledger",
            envvar="XIAOZHANG_LEDGER",
            metavar="地址",
            help="台账：SQLite 文件，或 sqlite:///台账.db、postgresql://主机/库。",
        ),
    ] = None


@dataclass(frozen=True)
class When:
    """From which day, and by what was known when, the ledger is looked at."""

    as_of: Annotated[
        date | None,
        typer.Option("--as-of", metavar="日期", parser=parse_day, help="截至哪一天的情形，默认今天。"),
    ] = None
    known_at: Annotated[
        str | None,
        typer.Option("--known-at", metavar="日期", help="只看到那天（或那一刻）为止记下的，补记的不算。"),
    ] = None


@dataclass(frozen=True)
class Filter:
    """Which rows are meant."""

    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", help="牵头或配合单位（含这几个字）。")] = None
    state: Annotated[
        list[State] | None,
        typer.Option("--state", help="状态，可重复：open 在办，closed 已销账，dropped 已撤销，merged 已并账。"),
    ] = None
    light: Annotated[
        list[Light] | None, typer.Option("--light", help="灯，可重复：green 绿，yellow 黄，red 红，grey 灰。")
    ] = None
    article: Annotated[str | None, typer.Option("--article", metavar="文字", help="文章路径或标题（含这几个字）。")] = (
        None
    )
    text: Annotated[str | None, typer.Option("--text", metavar="文字", help="举措原文（含这几个字）。")] = None
    due_from: Annotated[
        date | None, typer.Option("--due-from", metavar="日期", parser=parse_day, help="到期日不早于。")
    ] = None
    due_until: Annotated[
        date | None, typer.Option("--due-until", metavar="日期", parser=parse_day, help="到期日不晚于。")
    ] = None
    undated: Annotated[bool, typer.Option("--undated", help="只要没有到期日的。")] = False
    proposed: Annotated[bool, typer.Option("--proposed", help="只要有待定改动的。")] = False
    missed: Annotated[bool, typer.Option("--missed", help="只要漏了反馈的（设了反馈周期时）。")] = False


@dataclass(frozen=True)
class Pen:
    """Who writes, and for which day it holds."""

    by: Annotated[str | None, typer.Option("--by", metavar="姓名", help="经办人，默认取配置，再取登录名。")] = None
    on: Annotated[
        date | None, typer.Option("--on", metavar="日期", parser=parse_day, help="从哪一天起算，默认今天。")
    ] = None
    yes: Annotated[bool, typer.Option("--yes", "-y", help="按条件选出的，不再预览，直接记。")] = False
    as_json: Annotated[bool, typer.Option("--json", help="输出记下的记录（JSON）。")] = False


def spread(command: Callable[..., None]) -> Callable[..., None]:
    """The command with each parameter that is a group of options spread into the options themselves."""
    hints = get_type_hints(command, include_extras=True)
    groups = {name: kind for name, kind in hints.items() if is_dataclass(kind)}
    plain = [p.replace(annotation=hints[p.name]) for p in inspect.signature(command).parameters.values()]
    options = [option for name in groups for option in _parameters(groups[name])]
    parameters = [p for p in plain if p.name not in groups] + options

    @wraps(command)
    def spread_out(**given: Any) -> None:
        made = {
            name: kind(**{f.name: given.pop(f.name) for f in fields(kind)})  # type: ignore[operator]
            for name, kind in groups.items()
        }
        command(**given, **made)

    kinds = [p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in parameters]
    spread_out.__signature__ = inspect.Signature(kinds)  # type: ignore[attr-defined]
    spread_out.__annotations__ = {p.name: p.annotation for p in kinds}
    return spread_out


def _parameters(group: Any) -> list[inspect.Parameter]:
    hints = get_type_hints(group, include_extras=True)
    kind = inspect.Parameter.KEYWORD_ONLY
    return [inspect.Parameter(f.name, kind, default=f.default, annotation=hints[f.name]) for f in fields(group)]


def settings() -> Settings:
    """The user's settings: ``xiaozhang.toml`` here or in a folder above."""
    from extractor.ledger.config import find_settings, read_settings

    return read_settings(find_settings(Path.cwd()))


@contextmanager
def open_ledger(place: Place, *, create: bool = False) -> Iterator[Ledger]:
    """The ledger that the options, the environment or the settings name."""
    from extractor.ledger.store import Ledger
    from extractor.ledger.tables import LedgerBusyError, LedgerDamagedError

    try:
        with Ledger.open(place.ledger or settings().ledger, create=create) as ledger:
            yield ledger
    except (LedgerBusyError, LedgerDamagedError) as error:
        print_error(str(error))
        raise typer.Exit(PROBLEMS) from error


def view_of(when: When) -> View:
    """The view that the options ask for."""
    from extractor.ledger.rows import View

    set_up = settings()
    return View(when.as_of or today(), set_up.lights, set_up.report_every)


def moment_of(when: When) -> datetime | None:
    """``--known-at`` as a moment: a day means its end where the user is."""
    if when.known_at is None:
        return None
    try:
        if len(when.known_at) <= 10:
            day = date.fromisoformat(when.known_at) + timedelta(days=1)
            return datetime.combine(day, time()).astimezone() - timedelta(microseconds=1)
        return datetime.fromisoformat(when.known_at).astimezone()
    except ValueError as error:
        raise UsageError(f"“{when.known_at}”不是日期，请写成 2022-03-15 或 2022-03-15T18:00 的样子。") from error


def now() -> datetime:
    """The moment on the clock of this machine."""
    return datetime.now(UTC)


def name_of(by: str | None) -> str:
    """Who writes: the option, else the settings, else the login name."""
    import getpass

    named = by or settings().by
    if named:
        return named
    try:
        return getpass.getuser()
    except (OSError, KeyError) as error:
        raise UsageError("不知道经办人是谁，请加 --by 姓名。") from error


def matches(row: Row, wanted: Filter) -> bool:
    """Whether a row is among those that the options mean."""
    due = row["due_date"]
    tests = (
        wanted.unit is None
        or any(wanted.unit in name for name in [*(row.get("lead") or ()), *(row.get("support") or ())]),
        not wanted.state or row["state"] in wanted.state,
        not wanted.light or row["light"] in wanted.light,
        wanted.article is None or wanted.article in f"{row.get('article')} {row.get('title')}",
        wanted.text is None or wanted.text in row["text"],
        wanted.due_from is None or (due is not None and due >= wanted.due_from.isoformat()),
        wanted.due_until is None or (due is not None and due <= wanted.due_until.isoformat()),
        not wanted.undated or due is None,
        not wanted.proposed or bool(row["proposed"]),
        not wanted.missed or row["missed_reports"] > 0,
    )
    return all(tests)


def count_rows(rows: Sequence[Row]) -> str:
    """How many rows there are, and of how many measures: a recurring one has a row a period."""
    measures = {measure_of(row) for row in rows}
    recurring = {measure_of(row) for row in rows if row["period"]}
    if not recurring:
        return f"{len(rows)} 条"
    periods = sum(bool(row["period"]) for row in rows)
    return f"{len(rows)} 行：{len(measures)} 条举措，其中 {len(recurring)} 条是周期性的，分 {periods} 期"


def select(ledger: Ledger, ids: Sequence[str], wanted: Filter, when: When) -> list[Row]:
    """The rows that ids (or beginnings of ids) and options mean."""
    measures = [ledger.resolve(one) for one in ids] or None
    rows = ledger.rows(view_of(when), known_at=moment_of(when), measures=measures)
    periods = {(measure, one.partition("@")[2]) for one, measure in zip(ids, measures or (), strict=False)}
    named = {(measure, period) for measure, period in periods if period}
    kept = [row for row in rows if matches(row, wanted) and _is_named(row, named)]
    missing = [f"{m}@{p}" for m, p in named if not any(row["id"] == f"{m}@{p}" for row in rows)]
    if missing:
        raise UsageError(f"没有 {missing[0]} 这一期。")
    return kept


def _is_named(row: Row, named: set[tuple[str, str]]) -> bool:
    measure, _, period = str(row["id"]).partition("@")
    periods = {p for m, p in named if m == measure}
    return not periods or period in periods


STATES = {"open": "在办", "closed": "已销账", "dropped": "已撤销", "merged": "已并账"}
LIGHTS = {"green": "绿", "yellow": "黄", "red": "红", "grey": "灰"}


def print_rows(rows: Sequence[Row], *, title: str = "") -> None:
    """Rows of the ledger as a table for people."""
    headings = ("编号", "灯", "状态", "到期日", "剩余天数", "责任单位", "举措", "进度", "文章")
    print_table(headings, (_cells(row) for row in rows), title=title)


def _cells(row: Row) -> tuple[object, ...]:
    progress = "" if row["progress"] is None else f"{row['progress']:g}%"
    due = row["due_date"] or ((row.get("due") or {}).get("text") or "")
    units = "、".join(row.get("lead") or ())
    state = STATES[row["state"]] + ("（有待定）" if row["proposed"] else "")
    return row["id"], LIGHTS[row["light"]], state, due, row["days_left"], units, row["text"], progress, row["article"]


def measure_of(row: Row) -> str:
    """The id of the measure of which a row speaks: without the period."""
    return str(row["id"]).partition("@")[0]


def entry_for(row: Row, kind: str, pen: Pen, *, why: str = "", **data: Any) -> Entry:
    """An entry about a row; what is None is left out, a period of a recurring measure is named."""
    from extractor.ledger.entries import Entry

    said = {name: value for name, value in data.items() if value is not None}
    if row["period"] and "@" in str(row["id"]):
        said["period"] = row["period"]
    return Entry(measure_of(row), kind, pen.on or today(), name_of(pen.by), now(), why=why, data=said)  # type: ignore[arg-type]


def tell(entries: Sequence[Entry], *, as_json: bool, done: str = "记了 {} 条。") -> None:
    """Say what was recorded: one line an entry."""
    from extractor.ledger.entries import KIND_WORDS, to_line

    for entry in entries:
        if as_json:
            typer.echo(to_line(entry))
        else:
            typer.echo(f"{entry.id}  {entry.on}  {KIND_WORDS[entry.kind]}  {entry.by}")
    print_note(done.format(len(entries)), quiet=as_json)
