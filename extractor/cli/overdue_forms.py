"""The forms of the answer to ``xiaozhang overdue``: a table for people, JSON, CSV, Markdown and a workbook."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Sequence
from contextlib import nullcontext
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from extractor.cli.console import print_line, print_note, print_table

if TYPE_CHECKING:
    from extractor.ledger.entries import Row
    from extractor.ledger.overdue import DueRow
    from extractor.ledger.rows import View


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


def form_of(output: Path | None) -> Format:
    """The form that the ending of a file's name asks for; a table where it says nothing."""
    ending = output.suffix[1:].lower() if output else ""
    return Format(ending) if ending in set(Format) else Format.TABLE


Line = tuple[object, ...]

HEADINGS = ("责任单位", "编号", "举措", "时限原文", "到期日", "逾期天数", "最近反馈", "进度", "文章")
PARTS = (("overdue", "逾期未销账"), ("due_soon", "临期"))
_GROUP_HEADINGS = {Group.UNIT: "责任单位", Group.MONTH: "到期月份"}


def write_answer(
    found: dict[str, Any], view: View, *, form: Format, by: Group | None, output: Path | None, limit: int
) -> None:
    """Write an answer of :func:`~extractor.ledger.overdue.overdue_of_due_rows`; ``limit`` holds for the terminal only."""
    if form is Format.JSON:
        _write_json(found, view, by, output)
    elif form is Format.TABLE and output is None:
        _print(found, view, by, limit)
    else:
        headings, lines = _table(found, view, by)
        if form is Format.XLSX and output is not None:
            _write_xlsx(headings, lines, output, found["as_of"])
        elif form is Format.CSV:
            _put(_csv(headings, lines), output, encoding="utf-8-sig")
        else:
            _put(_markdown(headings, lines), output)
    if output is not None:
        print_note(f"已写到 {output}。")


def _rows(found: dict[str, Any], view: View) -> dict[str, Any]:
    """The answer with its rows built."""
    return {**found, **{name: [row.to_row(view) for row in found[name]] for name, _ in PARTS}}


def _groups(found: dict[str, Any], view: View, by: Group) -> list[dict[str, Any]]:
    from extractor.ledger.overdue import by_month, by_unit

    return by_unit(_rows(found, view)) if by is Group.UNIT else by_month(_rows(found, view))


def _write_json(found: dict[str, Any], view: View, by: Group | None, output: Path | None) -> None:
    """The answer as JSON, a row a line: the whole is never held as text."""
    from extractor.ledger.quick import write_one

    with output.open("wb") if output else nullcontext(sys.stdout.buffer) as out:
        out.write(f'{{"as_of": "{found["as_of"]}"'.encode())
        for name, _ in PARTS:
            out.write(f', "{name}": ['.encode())
            for place, row in enumerate(found[name]):
                out.write((b",\n" if place else b"\n") + row.to_json(view))
            out.write(b"]")
        if by is not None:
            out.write(b', "groups": ' + write_one(_groups(found, view, by)))
        out.write(f', "undated": {found["undated"]}}}\n'.encode())
        out.flush()


def _put(text: str, output: Path | None, *, encoding: str = "utf-8") -> None:
    if output is None:
        sys.stdout.write(text)
    else:
        output.write_text(text, encoding=encoding, errors="backslashreplace", newline="")


def _line(row: Row, unit: str) -> Line:
    progress = "" if row["progress"] is None else f"{row['progress']:g}%"
    due = (row.get("due") or {}).get("text") or ""
    late = row["days_over"]
    return unit, row["id"], row["text"], due, row["due_date"], late, row["last_report"] or "", progress, row["article"]


def _in_turn(lines: list[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: (str(line[0]), str(line[4]), str(line[1])))


def _table(found: dict[str, Any], view: View, by: Group | None) -> tuple[tuple[str, ...], list[Line]]:
    """Headings and lines of a file: every row once, under all its lead units, so that a file can be counted."""
    from extractor.ledger.overdue import units

    if by is not None:
        return (_GROUP_HEADINGS[by], "逾期未销账", "临期", "最长逾期天数"), _group_lines(found, view, by)
    built, lines = _rows(found, view), list[Line]()
    for name, title in PARTS:
        lines += [(title, *line) for line in _in_turn([_line(row, "、".join(units(row))) for row in built[name]])]
    return ("情形", *HEADINGS), lines


def _group_lines(found: dict[str, Any], view: View, by: Group) -> list[Line]:
    groups = _groups(found, view, by)
    return [(group["name"], group["overdue"], group["due_soon"], group["longest"] or "") for group in groups]


def _print(found: dict[str, Any], view: View, by: Group | None, limit: int) -> None:
    if by is not None:
        headings, lines = _table(found, view, by)
        print_table(headings, lines, title=f"截至 {found['as_of']}")
        repeated = by is Group.UNIT and sum(int(str(n)) for line in lines for n in line[1:3]) > sum(
            len(found[name]) for name, _ in PARTS
        )
    else:
        repeated = False
        for name, title in PARTS:
            repeated |= _print_part(title, found[name], found["as_of"], view, limit)
    _print_totals(found, repeated=repeated)


def _print_part(title: str, rows: Sequence[DueRow], as_of: str, view: View, limit: int) -> bool:
    """One part of the table, unit by unit; whether a row stands in it under more than one unit."""
    from extractor.ledger.overdue import units

    shown = [row.to_row(view) for row in rows[:limit]]
    if shown:
        lines = _in_turn([_line(row, unit) for row in shown for unit in units(row)])
        print_table(HEADINGS, lines, title=f"{title}（截至 {as_of}，{len(rows)} 条）")
    if len(rows) > limit:
        print_line(f"……只显示前 {limit} 条；全部请用 --limit、--format csv 或 xlsx。")
    return any(len(units(row)) > 1 for row in shown)


def _print_totals(found: dict[str, Any], *, repeated: bool) -> None:
    late, soon, undated = len(found["overdue"]), len(found["due_soon"]), found["undated"]
    print_line(f"截至 {found['as_of']}：逾期未销账 {late} 条，临期 {soon} 条，没有日期 {undated} 条。")
    if repeated:
        print_line("有几个牵头单位的，每个单位下都列出；合计只算一条。")
    periods = [row.id.partition("@")[0] for row in found["overdue"] if "@" in row.id]
    if periods:
        print_line(f"逾期的有 {len(periods)} 条是周期性举措的各期（{len(set(periods))} 件举措，逐期销账）。")


def _csv(headings: Sequence[str], lines: Sequence[Line]) -> str:
    from extractor.table.text import inert, showable

    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(headings)
    writer.writerows([cell if isinstance(cell, int) else inert(showable(str(cell))) for cell in line] for line in lines)
    return out.getvalue()


def _markdown(headings: Sequence[str], lines: Sequence[Line]) -> str:
    rows = [headings, ["---"] * len(headings), *lines]
    return "".join("| " + " | ".join(_flat(cell) for cell in row) + " |\n" for row in rows)


def _flat(cell: object) -> str:
    return " ".join(str(cell).split()).replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;")


def _write_xlsx(headings: Sequence[str], lines: Sequence[Line], output: Path, as_of: str) -> None:
    from datetime import datetime

    import xlsxwriter

    from extractor.table.text import showable

    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with output.open("wb") as file, xlsxwriter.Workbook(file, options) as book:
        book.set_properties({"title": "逾期未销账", "created": datetime.fromisoformat(as_of)})
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
