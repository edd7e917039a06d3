"""Excel and CSV task lists: every sheet becomes a table of the text, its title lines stand above it."""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime, time
from typing import Any

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task, written
from extractor.reading.encoding import decode
from extractor.reading.markup import write_grid
from extractor.reading.package import check_package
from extractor.reading.records import holds_articles, is_own_table, record_drafts
from extractor.reading.tables import names_columns
from extractor.reading.writer import Cell, TextWriter

_OWN_SHEETS = ({"总览", "台账", "说明"}, {"Overview", "Ledger", "Notes"})
_ANNEX = re.compile(r"附[件表]\s*[\d一二三四五六七八九十]{0,3}[：:]?")
_MOST_ROWS = 100_000
_MOST_COLUMNS = 100
_DAMAGED = "请用 Excel 或 WPS 打开并另存为 .xlsx"


def read_workbook(task: Task) -> Iterator[Draft | Problem]:
    """One workbook → one draft with a table for each visible sheet."""
    if not task.data.startswith(b"PK"):
        yield from _old_workbook(task)
        return
    refused = check_package(task)
    if refused:
        yield refused
        return
    if b"application/vnd.oasis.opendocument" in task.data[:100] or b"xl/workbook.bin" in task.data:
        yield from _old_workbook(task)
        return
    yield from _workbook(task)


def _workbook(task: Task) -> Iterator[Draft | Problem]:
    import openpyxl

    try:
        book = openpyxl.load_workbook(io.BytesIO(task.data), data_only=True)
    except (KeyError, ValueError, TypeError, AttributeError, OSError) as error:
        yield task.problem("damaged", f"这个工作簿打不开（{type(error).__name__}）", _DAMAGED)
        return
    if any(names <= set(book.sheetnames) for names in _OWN_SHEETS):
        yield from _own(task)
        return
    shown = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    hidden = [sheet.title for sheet in book.worksheets if sheet.sheet_state != "visible"]
    grids = ((sheet.title, _sheet_grid(sheet)) for sheet in shown)
    yield from _draft(grids, {"未读的隐藏工作表": "、".join(hidden)} if hidden else {})


def _own(task: Task) -> Iterator[Problem]:
    """A workbook of our own in a folder is a result, not a source; named by the user it is a mistake."""
    if task.given:
        yield task.problem("own", "这是销账写出的台账，不是文稿，没有读", "要读回修改，请用 xiaozhang sheet 的命令")


def _sheet_grid(sheet: Any) -> list[list[Cell]]:
    """The cells of a sheet as shown, hidden rows too; merged cells point at their text."""
    covered = _merged(sheet.merged_cells.ranges)
    grid: list[list[Cell]] = []
    rows = min(sheet.max_row or 0, _MOST_ROWS)
    for at, row in enumerate(sheet.iter_rows(max_row=rows, max_col=min(sheet.max_column or 0, _MOST_COLUMNS))):
        grid.append(
            [
                _place(covered, at, column) or Cell(cell_words(cell.value, cell.number_format))
                for column, cell in enumerate(row)
            ]
        )
    return grid


def _place(covered: dict[tuple[int, int], tuple[int, int]], row: int, column: int) -> Cell | None:
    origin = covered.get((row, column))
    if origin is None:
        return None
    return Cell(of=origin) if origin[0] < row and origin[1] == column else Cell()


def _merged(ranges: Iterable[Any]) -> dict[tuple[int, int], tuple[int, int]]:
    """Place → the top left place of the merged cell that covers it (rows and columns from 0)."""
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for area in ranges:
        for row in range(area.min_row - 1, min(area.max_row, _MOST_ROWS)):
            for column in range(area.min_col - 1, min(area.max_col, _MOST_COLUMNS)):
                if (row, column) != (area.min_row - 1, area.min_col - 1):
                    covered[row, column] = (area.min_row - 1, area.min_col - 1)
    return covered


def cell_words(value: object, form: str = "General") -> str:
    """A cell as a person reads it: dates in Chinese to the precision of their format, percentages as such."""
    if value is None or isinstance(value, bool | time):
        return ""
    if isinstance(value, datetime | date):
        return _date_words(value, form.lower())
    if isinstance(value, int | float):
        return _number_words(float(value), form)
    return " ".join(str(value).split())  # a line break inside a cell separates items


def _date_words(value: date, form: str) -> str:
    """A cell formatted as ``yyyy"年"m"月"`` shows a month: its hidden first day is no deadline."""
    shown = re.sub(r'"[^"]*"|\[[^\]]*\]', "", form)
    year, month = f"{value.year}年" if "y" in shown or "e" in shown or "m" not in shown else "", f"{value.month}月"
    return f"{year}{month}{value.day}日" if "d" in shown or "m" not in shown else f"{year}{month}"


def _number_words(value: float, form: str) -> str:
    if not math.isfinite(value):
        return ""
    percent = "%" in form
    shown = value * 100 if percent else value
    words = str(int(shown)) if shown == int(shown) and abs(shown) < 1e15 else f"{shown:.10g}"
    return words + ("%" if percent else "")


def _old_workbook(task: Task) -> Iterator[Draft | Problem]:
    """.xls, .xlsb and .ods."""
    import python_calamine

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(task.data))
        if any(names <= set(book.sheet_names) for names in _OWN_SHEETS):
            yield from _own(task)
            return
        grids = [(name, _calamine_grid(book.get_sheet_by_name(name))) for name in book.sheet_names]
    except (python_calamine.CalamineError, OSError, ValueError) as error:
        kind = type(error).__name__
        locked = "password" in kind.lower() or "password" in str(error).lower()
        yield task.problem(
            "locked" if locked else "damaged",
            "这个工作簿加了密码" if locked else f"这个工作簿打不开（{kind}）",
            _DAMAGED,
        )
        return
    yield from _draft(grids, {})


def _calamine_grid(sheet: Any) -> list[list[Cell]]:
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom, _MOST_ROWS) + 1):
            for column in range(left, min(right, _MOST_COLUMNS) + 1):
                covered[row, column] = (top, left)
        covered.pop((top, left), None)
    rows = sheet.to_python(skip_empty_area=False, nrows=_MOST_ROWS)
    return [
        [
            _place(covered, at, column) or Cell(cell_words(value, "yyyy-m-d" if isinstance(value, date) else "General"))
            for column, value in enumerate(row[:_MOST_COLUMNS])
        ]
        for at, row in enumerate(rows)
    ]


def _draft(grids: Iterable[tuple[str, list[list[Cell]]]], meta: dict[str, str]) -> Iterator[Draft]:
    """One draft of all sheets; the name of a sheet is a heading where there are several."""
    writer, filled = (
        TextWriter(),
        [(name, grid) for name, grid in grids if any(cell.text for row in grid for cell in row)],
    )
    title = ""
    for name, grid in filled:
        if len(filled) > 1:
            writer.heading(name, 1)
        title = title or _title(grid)
        write_grid(writer, _trimmed(grid))
    fields: dict[str, Any] = written(writer)
    yield Draft(title=title, meta=meta, **fields)


def _title(grid: Sequence[Sequence[Cell]]) -> str:
    """The only filled cell of the first filled row names the list; 附件1 above it does not."""
    for row in grid[:5]:
        filled = [cell.text for cell in row if cell.text and not _ANNEX.fullmatch(cell.text)]
        if filled:
            return filled[0] if len(filled) == 1 and len(filled[0]) <= 60 and not names_columns(filled) else ""
    return ""


def _trimmed(grid: list[list[Cell]]) -> list[list[Cell]]:
    """Without the empty columns at the right and the empty rows below."""
    width = max((at + 1 for row in grid for at, cell in enumerate(row) if cell.text), default=0)
    height = max((at + 1 for at, row in enumerate(grid) if any(cell.text for cell in row)), default=0)
    return [row[:width] for row in grid[:height]]


def read_csv(task: Task) -> Iterator[Draft | Problem]:
    """A CSV or TSV file: a task list → one draft; a table of articles → a draft each."""
    decoded = decode(task.data)
    if decoded is None:
        yield task.problem("binary", "这个文件不是文本：内容是二进制数据", "请确认文件没有损坏，或另存为 UTF-8 的 CSV")
        return
    rows = list(_csv_rows(decoded.text, tab=task.path.lower().endswith(".tsv")))
    heads = [cell.strip() for cell in rows[0]] if rows else []
    if is_own_table(heads):
        yield from _own(task)
    elif holds_articles(heads, rows[1:21], task.columns):
        if len(rows) == 1:
            yield task.problem("empty", "只有表头，没有文章", "请确认表头下面有内容")
        records = (dict(zip(heads, row, strict=False)) for row in rows[1:])
        yield from record_drafts(task, records, first=2)
    else:
        yield from _draft([("", [[Cell(" ".join(cell.split())) for cell in row] for row in rows])], {})


def _csv_rows(text: str, *, tab: bool) -> Iterator[list[str]]:
    """The rows; the separator is the one of ``,`` ``;`` tab that the first filled line holds most often."""
    head = text[:20_000].lstrip("\ufeff\r\n ").partition("\n")[0]
    separator = "\t" if tab else max(",;\t", key=head.count)
    csv.field_size_limit(100_000_000)
    try:
        for at, row in enumerate(
            csv.reader(io.StringIO(text.replace("\x00", "\ufffd"), newline=""), delimiter=separator)
        ):
            if at >= _MOST_ROWS:
                return
            yield row[:_MOST_COLUMNS]
    except csv.Error:
        return
