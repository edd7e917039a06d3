"""A workbook that came back → its rows by key, whatever was moved, renamed, merged or added meanwhile."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from extractor.problem import DataError, Problem
from extractor.sheet.base import BASE_SHEET, Checksum, base_keys
from extractor.sheet.layout import Layout, load_layout

Cells = list[list[Any]]


@dataclass(frozen=True, slots=True)
class Base:
    """What the hidden sheet says: the fingerprints of each row as it left, by id and key, and its entries' number."""

    prints: Mapping[str, Mapping[str, str]]
    versions: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: where it stands (``台账.xlsx:台账!12``) and its values by key (text, number, date)."""

    where: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet as it came back; ``base`` is None where the hidden sheet is lost."""

    layout: Layout
    base: Base | None
    lines: tuple[Line, ...]
    problems: list[Problem] = field(default_factory=list)


def read_grid(path: Path) -> Grid:
    """The ledger sheet of a workbook. DataError where the file is no workbook or holds no such sheet."""
    book = _open(path)
    base, lang, problems = _read_base(book, path)
    for layout in [load_layout(lang)] if lang else [load_layout("zh"), load_layout("en")]:
        found = _find_sheet(book, layout, base)
        if found:
            name, cells, head, columns = found
            problems += _check_columns(columns, layout, path)
            lines = [
                Line(f"{path.name}:{name}!{number + 1}", {key: cells[number][at] for key, at in columns.items()})
                for number in range(head + 1, len(cells))
            ]
            kept = tuple(line for line in lines if any(value not in ("", None) for value in line.values.values()))
            return Grid(layout, base, kept, problems)
    hint = "要有“编号”“举措”“状态”等列；请用 xiaozhang sheet write 写出的表。"
    raise DataError(Problem(str(path), "sheet.none", "工作簿里找不到台账", hint))


def _open(path: Path) -> Any:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        return CalamineWorkbook.from_path(str(path))
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(Problem(str(path), "sheet.open", f"打不开工作簿：{error}", "请另存为 .xlsx 再试。")) from error


def _read_base(book: Any, path: Path) -> tuple[Base | None, str, list[Problem]]:
    if BASE_SHEET not in book.sheet_names:
        said = "隐藏的底表不见了，看不出哪些是改过的；凡与台账不同的都列为冲突"
        return None, "", [Problem(str(path), "sheet.base", said, "请在原来的文件里填写，不要另建新表。")]
    cells = [
        [_text(cell) for cell in row] for row in book.get_sheet_by_name(BASE_SHEET).to_python(skip_empty_area=False)
    ]
    (_, lang, _, total), heads, rows = cells[0][:4], cells[1], cells[2:]
    problems, summed = [], Checksum()
    for row in rows:
        summed.add(row[: len(heads)])
    if str(summed) != total:
        problems.append(Problem(str(path), "sheet.checksum", "隐藏的底表被改动过", "请核对下面列出的改动。"))
    prints = {row[0]: dict(zip(heads[2:], row[2:], strict=False)) for row in rows}
    versions = {row[0]: int(row[1]) if row[1].isdigit() else 0 for row in rows}
    return Base(prints, versions), lang if lang in {"zh", "en"} else "zh", problems


def _text(value: Any) -> str:
    return str(int(value)) if isinstance(value, float) and value == int(value) else str(value)


_Found = tuple[str, Cells, int, dict[str, int]]


def _find_sheet(book: Any, layout: Layout, base: Base | None) -> _Found | None:
    """The sheet, its heading row and its columns: the one with the most headings, by name among equals."""
    found = [one for name in book.sheet_names if name != BASE_SHEET for one in _heads(book, name, layout, base)]
    usual = layout.sheets["ledger"]
    return max(found, key=lambda one: (len(one[3]), one[0] == usual), default=None)


def _heads(book: Any, name: str, layout: Layout, base: Base | None) -> Iterator[_Found]:
    """The sheet with each row among its first twenty that can be the headings."""
    cells = _filled(book.get_sheet_by_name(name))
    for head, row in enumerate(cells[:20]):
        columns = _columns([_text(cell).strip() for cell in row], layout)
        if len(columns) < 5:
            continue
        ids = columns.get("id", _id_column(cells, base) if base else None)
        if ids is not None:
            yield name, cells, head, columns | {"id": ids}


def _filled(sheet: Any) -> Cells:
    """The cells from A1 on, a merged range filled with its one value."""
    cells: Cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
    for (top, left), (bottom, right) in sheet.merged_cell_ranges or ():
        for row in range(top, min(bottom + 1, len(cells))):
            for at in range(left, min(right + 1, len(cells[row]))):
                cells[row][at] = cells[top][left]
    return cells


def _columns(heads: Sequence[str], layout: Layout) -> dict[str, int]:
    """Key → column: by heading; a heading that was renamed by the neighbour that it still has."""
    fields = layout.fields["ledger"]
    known = {one.heading: one.key for one in fields}
    columns: dict[str, int] = {}
    for at, head in enumerate(heads):
        if head in known:
            columns.setdefault(known[head], at)
    if len(columns) < 5:
        return columns
    keys = [one.key for one in fields]
    free = [at for at, head in enumerate(heads) if head not in known]
    for _ in keys:
        for place, key in enumerate(keys):
            if key not in columns:
                before = columns.get(keys[place - 1], -9) + 1 if place else 0
                after = columns.get(keys[place + 1], -9) - 1 if place + 1 < len(keys) else -9
                near = next((one for one in (before, after) if one in free), None)
                if near is not None:
                    columns[key] = near
                    free.remove(near)
    return columns


def _id_column(cells: Cells, base: Base) -> int | None:
    width = 0
    for row in cells:
        width = max(width, len(row))
    hits = [sum(1 for row in cells if at < len(row) and row[at] in base.prints) for at in range(width)]
    best = max(hits, default=0)
    return hits.index(best) if best else None


def _check_columns(columns: Mapping[str, int], layout: Layout, path: Path) -> list[Problem]:
    heads = {one.key: one.heading for one in layout.fields["ledger"]}
    lost = [heads[key] for key in [*base_keys(layout), "text"] if key not in columns]
    if not lost:
        return []
    return [Problem(str(path), "sheet.columns", f"表里少了列：{'、'.join(lost)}", "这些列当作没有改动。")]


_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_SERIAL_ZERO = date(1899, 12, 30)


def as_date(value: Any) -> date | None:
    """A cell's day: a date cell, a serial number, or a text such as 2026-6-30 or 2026年6月30日; None for none."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and 20_000 < value < 80_000:
        return _SERIAL_ZERO + timedelta(days=int(value))
    found = _DAY.fullmatch(str(value).strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
