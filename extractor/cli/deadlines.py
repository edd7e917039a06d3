"""``xiaozhang deadlines``: sentences in, resolved deadlines out."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TextIO

import typer

from extractor.cli.console import end, example, parse_day, print_table, today
from extractor.cli.extract import Events
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.measure import Deadline

_HEADINGS = ("原文", "到期日", "起始日", "周期", "事件", "作用", "精度", "另解", "备注", "规则")
_ROLES = {"due": "到期", "period": "期间", "start": "启动"}


def register(app: typer.Typer) -> None:
    """Add the command to the app."""
    app.command(name="deadlines", epilog=_EPILOG)(deadlines)


_EPILOG = example(
    "xiaozhang deadlines '明年3月底前完成招标，10月底前竣工' --published 2022-11-20",
    "xiaozhang deadlines 句子.jsonl -o 时限.jsonl",
)


def deadlines(
    source: Annotated[
        str, typer.Argument(metavar="文字|文件", help="一句话；或文件：JSONL（id、text、published）或每行一句的文本。")
    ],
    output: Annotated[
        Path | None, typer.Option("-o", "--output", metavar="文件", help="写成 JSONL；不给时显示。")
    ] = None,
    published: Annotated[
        date | None, typer.Option(parser=parse_day, metavar="日期", help="发布日期，相对时限从它起算；不给时用今天。")
    ] = None,
    events: Events = None,
) -> None:
    """从句子里找出时限，推算到期日；只列到期、期间、启动三类，其余日期不算时限。"""
    from extractor.deadline import load_events

    known = dict(load_events(events)) if events else {}
    problems: list[Problem] = []
    rows = list(_answers(source, published or today(), known, problems))
    if output:
        _write(rows, output)
    elif _is_file(source):
        _write_lines(rows, sys.stdout)
    else:
        _show(rows)
    end(problems)


def _is_file(source: str) -> bool:
    try:
        return Path(source).is_file()
    except (OSError, ValueError):
        return False


def _answers(source: str, published: date, events: dict[str, str], problems: list[Problem]) -> Iterator[dict[str, Any]]:
    from extractor.deadline import find_deadlines
    from extractor.measure import DEADLINE_ROLES

    for number, text, day in _sentences(source, published, problems):
        found = find_deadlines(text, published=day, events=events)
        yield {"id": number, "deadlines": [_row(d) for d in found if d.role in DEADLINE_ROLES]}


def _sentences(source: str, published: date, problems: list[Problem]) -> Iterator[tuple[str, str, date]]:
    if not _is_file(source):
        if Path(source).suffix in {".jsonl", ".txt"}:
            raise UsageError(f"找不到文件 {source}。")
        yield "1", source, published
        return
    path = Path(source)
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, UnicodeDecodeError) as error:
        problems.append(Problem(str(path), "deadlines.read", f"文件读不出来：{error}", "文件应是 UTF-8 文本"))
        return
    for n, line in enumerate(lines, start=1):
        if line.strip():
            sentence = _record(f"{path}:{n}", str(n), line, published, problems) if path.suffix == ".jsonl" else None
            if path.suffix != ".jsonl":
                sentence = (str(n), line, published)
            if sentence:
                yield sentence


def _record(
    where: str, number: str, line: str, published: date, problems: list[Problem]
) -> tuple[str, str, date] | None:
    try:
        record = json.loads(line)
        day = record.get("published")
        return str(record.get("id", number)), str(record["text"]), date.fromisoformat(day) if day else published
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        hint = '每行应是 {"id": …, "text": …, "published": "2022-03-15"}'
        problems.append(Problem(where, "deadlines.line", f"这一行读不懂：{error}", hint))
        return None


def _row(deadline: Deadline) -> dict[str, Any]:
    """One deadline as it leaves the command."""
    return {
        "text": deadline.text,
        "start_offset": deadline.quote.start,
        "end_offset": deadline.quote.end,
        "date": deadline.due.isoformat() if deadline.due else None,
        "start": deadline.start.isoformat() if deadline.start else None,
        "precision": deadline.precision,
        "recurs": deadline.recurs,
        "rrule": deadline.rrule,
        "event": deadline.event,
        "ambiguous": deadline.ambiguous,
        "also": [day.isoformat() for day in deadline.also],
        "role": deadline.role,
        "anchor": deadline.anchor.isoformat() if deadline.anchor else None,
        "flags": list(deadline.flags),
        "rule": deadline.rule,
    }


def _write(rows: Iterable[dict[str, Any]], output: Path) -> None:
    try:
        with output.open("w", encoding="utf-8", newline="\n") as file:
            _write_lines(rows, file)
    except OSError as error:
        raise UsageError(f"写不了 {output}：{error}。") from error


def _write_lines(rows: Iterable[dict[str, Any]], file: TextIO) -> None:
    file.writelines(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)


def _show(rows: Iterable[dict[str, Any]]) -> None:
    found = [deadline for row in rows for deadline in row["deadlines"]]
    if not found:
        typer.echo("没有找到时限。")
        return
    print_table(
        _HEADINGS,
        (
            (
                *(d[key] for key in ("text", "date", "start", "recurs", "event")),
                _ROLES[d["role"]],
                d["precision"],
                "、".join(d["also"]),
                "；".join(d["flags"]),
                d["rule"],
            )
            for d in found
        ),
    )
