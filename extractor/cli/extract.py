"""``xiaozhang extract``: articles in, a table of measures out."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.cluster import Engine, EngineName, Master, extract_on_spark, refuse
from extractor.cli.console import end, example, parse_day, print_note, print_table, today
from extractor.cli.intake import Intake, Work, find_rows, index
from extractor.cli.sources import (
    DateColumn,
    Follow,
    Intranet,
    MaxSize,
    Ocr,
    SourceColumn,
    Sources,
    TextColumn,
    TitleColumn,
    Url,
)
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.table import Row


class Kind(StrEnum):
    """What kind of measure is wanted."""

    COMMITMENT = "commitment"
    ACHIEVEMENT = "achievement"


class Lang(StrEnum):
    """The language of a workbook's headings."""

    ZH = "zh"
    EN = "en"


Paths = Annotated[list[str], typer.Argument(metavar="路径...", help="文章或文件夹；- 是标准输入。")]
Published = Annotated[
    date | None,
    typer.Option("--published", metavar="日期", parser=parse_day, help="文章自己没有写明时的发布日期。"),
]
Rules = Annotated[list[Path] | None, typer.Option("--rules", metavar="文件夹", help="自己的规则，加在自带的之上。")]
Events = Annotated[
    Path | None,
    typer.Option("--events", metavar="文件", help="事件表（YAML，如“汛期: 06-01”），给没有公开日期的事件定日子。"),
]
Jobs = Annotated[
    int | None,
    typer.Option("--jobs", "-j", metavar="个数", min=1, help="用几个进程；不给就用全部核心，文章少时只用一个。"),
]
Timeout = Annotated[
    float,
    typer.Option("--timeout", metavar="秒", min=0.1, help="一篇文章最多处理多久，超时就放弃这一篇；用一个进程时不限。"),
]
Cache = Annotated[
    bool,
    typer.Option("--cache/--no-cache", help="与上次相同、规则改动也碰不到的文章不再处理（缓存在用户的缓存文件夹里）。"),
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度和小结。")]


def check_outputs(outputs: Iterable[Path]) -> None:
    """UsageError for a suffix that no writer knows, before any work is done."""
    from extractor.table.files import WRITERS

    for path in outputs:
        if path.suffix.lower() not in WRITERS:
            msg = f"不知道怎样写“{path.name}”：后缀可以是 {' '.join(WRITERS)}。"
            raise UsageError(msg)


def check_folders(folders: Iterable[Path]) -> None:
    """UsageError for a folder of rules that is not there."""
    for folder in folders:
        if not folder.is_dir():
            msg = f"没有规则文件夹“{folder}”。"
            raise UsageError(msg)


def check_events(events: Path | None) -> None:
    """DataError for a file of events that cannot be read, before any work is done."""
    from extractor.deadline import load_events

    if events:
        load_events(events)


def write_outputs(rows: Iterable[Row], outputs: list[Path], intake: Intake, *, lang: str, listed: bool) -> None:
    """Write the rows to every output, and list them; they stream where one output takes them as they come."""
    from extractor.table import write_table

    if len(outputs) + listed > 1 or intake.keeps:
        rows = list(rows)
    for path in outputs:
        options: dict[str, Any] = {}
        if path.suffix.lower() == ".xlsx":
            options = {"lang": lang, "articles": intake.articles, "problems": intake.problems, "as_of": today()}
        intake.problems += write_table(rows, path, **options)
    if listed:
        print_rows(rows)


def print_rows(rows: Iterable[Row]) -> None:
    """The rows as a table on the terminal."""
    headings = ("文章", "举措", "类别", "力度", "时限", "到期日", "责任单位", "指标")
    print_table(headings, ((row["article"], row["text"], *summarize(row)) for row in rows))


def summarize(row: Row) -> tuple[str, ...]:
    """What a row says, in words for people: kind, strength, deadline, its last day, units, metrics."""
    due = row["due"] or {}
    ends = due.get("date") or due.get("event") or WORDS.get(due.get("recurs"), "")
    if not ends and due.get("start"):
        ends = f"{due['start']} 起"
    units = "、".join(row["lead"]) + (f"（配合：{'、'.join(row['support'])}）" if row["support"] else "")
    metrics = "；".join(metric["text"] for metric in row["metrics"])
    return WORDS[row["kind"]], WORDS.get(row["strength"], ""), due.get("text") or "", ends, units, metrics


WORDS: dict[str | None, str] = {
    "commitment": "承诺",
    "achievement": "已办",
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季",
    "yearly": "每年",
    "firm": "硬性",
    "aim": "力争",
    "explore": "探索",
}
"""The words for people of the values that a row holds."""


def register(app: typer.Typer) -> None:
    """Add ``extract`` to the command line."""
    app.command(
        epilog=example(
            "xiaozhang extract 文章/ -o 台账.xlsx",
            "xiaozhang extract 通知.md --published 2024-04-08 -o 举措.jsonl",
            "xiaozhang extract --engine spark --master 'local[4]' 文章/ 结果/",
        )
    )(extract)


def extract(
    paths: Paths,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="文件",
            help="写到哪里：.xlsx .csv .jsonl .json .parquet；可给几次，不给就列在屏幕上。",
        ),
    ] = None,
    published: Published = None,
    kind: Annotated[
        Kind | None, typer.Option("--kind", metavar="类别", help="只要 commitment（承诺）或 achievement（已办）。")
    ] = None,
    rules: Rules = None,
    events: Events = None,
    lang: Annotated[Lang, typer.Option("--lang", metavar="语言", help="工作簿的表头：zh 或 en。")] = Lang.ZH,
    url: Url = False,
    follow: Follow = False,
    intranet: Intranet = False,
    ocr: Ocr = "",
    since: Annotated[
        Path | None, typer.Option("--since", metavar="文件", help="读过的文件的索引：只读新增和改动的，没有就新建。")
    ] = None,
    reprints: Annotated[bool, typer.Option("--reprints", help="换了标题的同一篇文字只计一次。")] = False,
    max_size: MaxSize = 60,
    text_column: TextColumn = "",
    title_column: TitleColumn = "",
    date_column: DateColumn = "",
    source_column: SourceColumn = "",
    jobs: Jobs = None,
    timeout: Timeout = 60.0,
    cache: Cache = True,
    engine: EngineName = Engine.LOCAL,
    master: Master = None,
    listed: Annotated[bool, typer.Option("--list", help="写到文件时也列在屏幕上。")] = False,
    quiet: Quiet = False,
) -> None:
    """从文章里找出承诺和已办的事，连同时限、责任单位和指标。

    读不了的文件逐一说明，其余照常；有问题时退出码为 1。
    """
    outputs = output or []
    check_folders(rules or ())
    sources = Sources(
        url=url,
        follow=follow,
        intranet=intranet,
        ocr=ocr,
        max_size=max_size,
        text=text_column,
        title=title_column,
        published=date_column,
        source=source_column,
    )
    if engine is Engine.SPARK:
        unknown = {"--kind": kind, "--lang": lang is not Lang.ZH, "--url": url, "--since": since, "--list": listed}
        refuse(unknown | {"--reprints": reprints, "--jobs": jobs, "--events": events} | sources.named())
        extract_on_spark(
            paths, outputs, master=master, rules=rules or (), published=published, seconds=timeout, quiet=quiet
        )
        return
    if master:
        raise UsageError("--master 只和 --engine spark 一起用。")
    check_outputs(outputs)
    intake = Intake(keeps=any(path.suffix.lower() == ".xlsx" for path in outputs))
    check_events(events)
    if events and cache:
        print_note("给了 --events，这次不用缓存，全部文章都重新处理。", quiet=quiet)
    work = Work(rules=tuple(rules or ()), jobs=jobs, seconds=timeout, cache=cache, events=str(events or ""))
    with index(since, quiet=quiet) as seen:
        rows = find_rows(
            paths, intake, work, published=published, quiet=quiet, seen=seen, reprints=reprints, sources=sources
        )
        rows = intake.counted(row for row in rows if kind in (None, row["kind"]))
        write_outputs(rows, outputs, intake, lang=lang.value, listed=listed or not outputs)
    print_note(str(intake), quiet=quiet)
    for path in outputs:
        print_note(f"已写入 {path}", quiet=quiet)
    end(intake.problems)
