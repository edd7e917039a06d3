"""A user's own template: a workbook with the usual headings, or with ``{{字段}}`` cells, filled with its formats kept.

In a line of ``{{举措}}`` cells the line is repeated for every row; ``{{截至}}`` and ``{{条数}}`` may stand anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from extractor.problem import DataError, Problem
from extractor.sheet.cells import fit_text, ledger_values
from extractor.sheet.figures import left_of
from extractor.sheet.layout import Layout, load_layout
from extractor.table import Row
from extractor.table.files import replacing

_FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")


def fill_template(template: Path, rows: list[Row], output: Path, *, as_of: date) -> list[Problem]:
    """Fill the template with the rows and write it to ``output``; what did not fit into a cell is returned.

    DataError where the template is no workbook, or has neither headings nor fields that are known.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(template)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        said = f"表样打不开：{error}"
        raise DataError(Problem(str(template), "sheet.template", said, "请另存为 .xlsx 再试。")) from error
    layout, problems = load_layout("zh"), list[Problem]()
    lines = [_values(row, layout, as_of) for row in rows]
    once: dict[str, Any] = {"截至": as_of, "条数": len(rows)}
    filled = [_fill_sheet(sheet, lines, once, layout, problems) for sheet in book.worksheets]
    if not any(filled):
        hint = "表头要有“举措”“责任单位”等列名，或在格子里写 {{举措}}。"
        raise DataError(Problem(str(template), "sheet.template", "表样里没有认得的列名或字段", hint))
    with replacing(output) as draft:
        book.save(draft)
    return problems


def _values(row: Row, layout: Layout, as_of: date) -> dict[str, Any]:
    """Heading → value of one row."""
    values = ledger_values(row, layout) | {"days": left_of({"state": "open"} | row, as_of)}
    values["light"] = layout.word("light", row.get("light"))
    return {one.heading: values.get(one.key) for one in layout.fields["ledger"]}


def _fill_sheet(
    sheet: Any, lines: list[dict[str, Any]], once: Mapping[str, Any], layout: Layout, problems: list[Problem]
) -> bool:
    known = {one.heading for one in layout.fields["ledger"]}
    fields = {cell.row: _line_fields(sheet, cell.row, known) for cell in _cells(sheet) if _names(cell) & known}
    for cell in list(_cells(sheet)):
        if _names(cell) & set(once) and not _names(cell) & known:
            _put(cell, _said(str(cell.value), once), problems)
    if fields:
        first = min(fields)
        patterns = {at: str(sheet.cell(first, at).value) for at in fields[first]}
        sheet.insert_rows(first + 1, max(len(lines) - 1, 0))
        _write_lines(sheet, first, lines, patterns, problems)
        return True
    head = next((number for number in range(1, min(sheet.max_row, 20) + 1) if _known_heads(sheet, number, known)), None)
    if head is None:
        return False
    patterns = {at: f"{{{{{name}}}}}" for at, name in _known_heads(sheet, head, known).items()}
    _write_lines(sheet, head + 1, lines, patterns, problems)
    return True


def _cells(sheet: Any) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))


def _names(cell: Any) -> set[str]:
    return set(_FIELD.findall(str(cell.value)))


def _line_fields(sheet: Any, number: int, known: set[str]) -> list[int]:
    return [cell.column for cell in sheet[number] if isinstance(cell.value, str) and _names(cell) & known]


def _known_heads(sheet: Any, number: int, known: set[str]) -> dict[int, str]:
    found = {cell.column: str(cell.value).strip() for cell in sheet[number] if cell.value is not None}
    named = {at: name for at, name in found.items() if name in known}
    return named if len(named) >= 2 and "举措" in named.values() else {}


def _write_lines(
    sheet: Any, first: int, lines: list[dict[str, Any]], patterns: Mapping[int, str], problems: list[Problem]
) -> None:
    """The rows from ``first`` on, each in the formats of the first."""
    height, width = sheet.row_dimensions[first].height, sheet.max_column
    styles = {at: sheet.cell(first, at)._style for at in range(1, width + 1)}  # noqa: SLF001 - all formats at once
    if not lines:
        lines = [dict.fromkeys({name for words in patterns.values() for name in _FIELD.findall(words)})]
    for number, values in enumerate(lines, start=first):
        sheet.row_dimensions[number].height = height
        for at in range(1, width + 1):
            sheet.cell(number, at)._style = copy(styles[at])  # noqa: SLF001
        for at, pattern in patterns.items():
            _put(sheet.cell(number, at), _said(pattern, values), problems)


def _said(pattern: str, values: Mapping[str, Any]) -> Any:
    """The value itself where the pattern is one field alone, else the words with the fields in their places."""
    alone = _FIELD.fullmatch(pattern.strip())
    if alone and alone[1] in values:
        return values[alone[1]]
    return _FIELD.sub(lambda found: str(values.get(found[1], found[0]) or ""), pattern)


def _put(cell: Any, value: Any, problems: list[Problem]) -> None:
    """Write a value that is never a formula."""
    if not isinstance(value, str):
        cell.value = value
        return
    shown, found = fit_text(value, f"{cell.parent.title}!{cell.coordinate}")
    problems += found
    cell.value = shown
    cell.data_type = "s"
