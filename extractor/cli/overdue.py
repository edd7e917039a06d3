"""``xiaozhang overdue``: what is late and not crossed off, today or as of any day."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import PROBLEMS, example, print_line, print_note, print_table
from extractor.cli.ledger_options import (
    Filter,
    Place,
    When,
    matches,
    moment_of,
    open_ledger,
    settings,
    spread,
    view_of,
)
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Row
    from extractor.ledger.lights import Window


class Format(StrEnum):
    """The forms of the answer."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"
    MD = "md"
    XLSX = "xlsx"


class Group(StrEnum):
    """What rows are counted by."""

    UNIT = "unit"
    MONTH = "month"


HEADINGS = ("责任单位", "编号", "举措", "时限原文", "到期日", "逾期天数", "最近反馈", "进度", "文章")


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "overdue", epilog=example("xiaozhang overdue --as-of 2026-06-30 --within 30d", "xiaozhang overdue --by unit")
    )(spread(_overdue))


def _overdue(
    *,
    place: Place,
    when: When,
    within: Annotated[
        str | None, typer.Option("--within", metavar="时间窗", help="临期：30d（天）或 10w（工作日）。")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", help="只看这个单位（含这几个字）。")] = None,
    by: Annotated[Group | None, typer.Option("--by", help="按单位或月份汇总。")] = None,
    form: Annotated[Format, typer.Option("--format", help="输出形式。")] = Format.TABLE,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="写到文件（xlsx 必须给）。")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="表格最多显示多少条（文件和 JSON 不受限）。")] = 200,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有逾期时以 1 退出，供脚本用。")] = False,
) -> None:
    """逾期未销账、临期、没有日期的举措，按牵头单位分组；今天的，或截至任何一天的。"""
    if form is Format.XLSX and output is None:
        raise UsageError("写 xlsx 要用 -o 写明文件。")
    from extractor.ledger.lights import parse_window
    from extractor.ledger.records import uncollected

    window = parse_window(within) if within else settings().within
    _say_gap(window, when)
    with uncollected():
        found = _find(place, when, window, unit)
        _write(found, form, by, output, limit)
    if exit_code and found["overdue"]:
        raise typer.Exit(PROBLEMS)


def _find(place: Place, when: When, window: Window, unit: str | None) -> dict[str, Any]:
    from extractor.ledger.lights import horizon
    from extractor.ledger.overdue import overdue

    view, known_at = view_of(when), moment_of(when)
    with open_ledger(place) as ledger:
        if unit is None and known_at is None:
            rows = ledger.rows(view, due_until=horizon(view.as_of, window))
            undated = ledger.count_undated(view.as_of)
            return overdue(rows, as_of=view.as_of, within=window, undated=undated)
        rows = ledger.rows(view, known_at=known_at, states=["open"])
    kept = [row for row in rows if matches(row, Filter(unit=unit))]
    return overdue(kept, as_of=view.as_of, within=window)


def _say_gap(window: Window, when: When) -> None:
    from extractor.ledger.lights import calendar_gap

    year = calendar_gap(window, view_of(when).as_of)
    if year is not None:
        print_note(f"工作日历缺 {year} 年，按周一至周五数。")


def _write(found: dict[str, Any], form: Format, by: Group | None, output: Path | None, limit: int) -> None:
    if form is Format.JSON:
        _write_json(found, output)
    elif form is Format.TABLE and output is None:
        _print(found, by, limit)
    else:
        headings, lines = _table(found, by)
        if form is Format.XLSX and output is not None:
            _write_xlsx(headings, lines, output, found)
        elif form is Format.CSV:
            _put(_csv(headings, lines), output, encoding="utf-8-sig")
        else:
            _put(_markdown(headings, lines), output)


def _write_json(found: dict[str, Any], output: Path | None) -> None:
    """The answer as JSON, a row a line: the whole is never held as text."""
    from extractor.ledger.quick import write_one

    with output.open("w", encoding="utf-8", newline="") if output else nullcontext(sys.stdout) as out:
        out.write(f'{{"as_of": "{found["as_of"]}", "undated": {found["undated"]}')
        for name in ("overdue", "due_soon"):
            out.write(f', "{name}": [\n')
            for place, row in enumerate(found[name]):
                out.write((",\n" if place else "") + write_one(row))
            out.write("]")
        out.write("}\n")


def _put(text: str, output: Path | None, *, encoding: str = "utf-8") -> None:
    if output is None:
        sys.stdout.write(text)
        return
    output.write_text(text, encoding=encoding, errors="backslashreplace", newline="")
    print_note(f"已写到 {output}。")


def _line(row: Row, unit: str) -> tuple[object, ...]:
    progress = "" if row["progress"] is None else f"{row['progress']:g}%"
    due = (row.get("due") or {}).get("text") or ""
    late = row.get("days_over", "")
    return unit, row["id"], row["text"], due, row["due_date"], late, row["last_report"] or "", progress, row["article"]


def _lines(rows: Sequence[Row]) -> list[tuple[object, ...]]:
    """A line for each row under each of its lead units, unit by unit."""
    from extractor.ledger.overdue import units

    lines = [_line(row, unit) for row in rows for unit in units(row)]
    return sorted(lines, key=lambda line: (str(line[0]), str(line[4]), str(line[1])))


def _groups(found: dict[str, Any], by: Group) -> list[tuple[object, ...]]:
    from extractor.ledger.overdue import by_month, by_unit

    counted = by_unit(found) if by is Group.UNIT else by_month(found)
    return [(group["name"], group["overdue"], group["due_soon"], group["longest"] or "") for group in counted]


_GROUP_HEADINGS = {Group.UNIT: "责任单位", Group.MONTH: "到期月份"}


def _table(found: dict[str, Any], by: Group | None) -> tuple[tuple[str, ...], list[tuple[object, ...]]]:
    if by is not None:
        return (_GROUP_HEADINGS[by], "逾期未销账", "临期", "最长逾期天数"), _groups(found, by)
    lines = [("逾期未销账", *line) for line in _lines(found["overdue"])]
    return ("情形", *HEADINGS), lines + [("临期", *line) for line in _lines(found["due_soon"])]


def _print(found: dict[str, Any], by: Group | None, limit: int) -> None:
    if by is not None:
        headings, lines = _table(found, by)
        print_table(headings, lines, title=f"截至 {found['as_of']}")
    else:
        for title, rows in (("逾期未销账", found["overdue"]), ("临期", found["due_soon"])):
            if rows:
                print_table(HEADINGS, _lines(rows[:limit]), title=f"{title}（截至 {found['as_of']}，{len(rows)} 条）")
            if len(rows) > limit:
                print_line(f"……只显示前 {limit} 条；全部请用 --limit、--format csv 或 xlsx。")
    late, soon, undated = len(found["overdue"]), len(found["due_soon"]), found["undated"]
    print_line(f"截至 {found['as_of']}：逾期未销账 {late} 条，临期 {soon} 条，没有日期 {undated} 条。")


def _csv(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    from extractor.table.text import inert, showable

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([cell if isinstance(cell, int) else inert(showable(str(cell))) for cell in line] for line in lines)
    return out.getvalue()


def _markdown(headings: Sequence[str], lines: Sequence[Sequence[object]]) -> str:
    rows = [headings, ["---"] * len(headings), *lines]
    return "".join("| " + " | ".join(_flat(cell) for cell in row) + " |\n" for row in rows)


def _flat(cell: object) -> str:
    text = "" if cell is None else str(cell)
    return " ".join(text.split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _write_xlsx(
    headings: Sequence[str], lines: Sequence[Sequence[object]], output: Path, found: dict[str, Any]
) -> None:
    from datetime import datetime

    import xlsxwriter

    from extractor.table.text import showable

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(output), options) as book:
        book.set_properties({"title": "逾期未销账", "created": datetime.fromisoformat(found["as_of"])})
        sheet = book.add_worksheet("逾期")
        head = book.add_format({"bold": True, "bg_color": "#D9E2F3", "text_wrap": True, "valign": "top"})
        body = book.add_format({"text_wrap": True, "valign": "top"})
        day = book.add_format({"num_format": "yyyy-mm-dd", "valign": "top"})
        sheet.write_row(0, 0, headings, head)
        for place, line in enumerate(lines, start=1):
            for column, cell in enumerate(line):
                if headings[column] in {"到期日", "最近反馈"} and cell:
                    sheet.write_datetime(place, column, datetime.fromisoformat(str(cell)), day)
                elif isinstance(cell, int):
                    sheet.write_number(place, column, cell, body)
                else:
                    sheet.write_string(place, column, showable(str(cell))[:32767], body)
        for column, heading in enumerate(headings):
            sheet.set_column(column, column, 60 if heading == "举措" else 16)
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, max(1, len(lines)), len(headings) - 1)
    print_note(f"已写到 {output}。")
