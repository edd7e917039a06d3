"""A user's own template: a workbook with the usual headings, or with ``{{字段}}`` cells, filled with its formats kept.

In a line of ``{{举措}}`` cells the line is repeated for every row; ``{{截至}}`` and ``{{条数}}`` may stand anywhere.
What stands below the line moves down.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path
from typing import Any

from extractor.problem import DataError, Problem
from extractor.sheet.cells import fit_text, ledger_values, row_height
from extractor.sheet.figures import left_of
from extractor.sheet.grow import insert_rows
from extractor.sheet.layout import Layout, load_layout
from extractor.table import Row
from extractor.table.files import replacing

_FIELD = re.compile(r"\{\{\s*([^{}]+?)\s*\}\}")
_NUMBER = "序号"
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*")


def fill_template(template: Path, rows: Sequence[Row], output: Path, *, as_of: date) -> list[Problem]:
    """Fill the template with the rows and write it to ``output``; what did not fit into a cell is returned.

    The same template, rows and day give the same bytes. DataError where the template is no workbook, or has neither
    headings nor fields that are known.
    """
    import openpyxl

    try:
        book = openpyxl.load_workbook(template)
    except Exception as error:  # openpyxl raises whatever its parsers raise
        said = f"表样打不开：{error}"
        raise DataError(Problem(str(template), "sheet.template", said, "请另存为 .xlsx 再试。")) from error
    layout, problems = load_layout("zh"), list[Problem]()
    once: dict[str, Any] = {"截至": as_of, "条数": len(rows)}
    lines = [once | _values(row, layout, as_of) | {_NUMBER: number} for number, row in enumerate(rows, start=1)]
    filled = [_fill_sheet(sheet, lines, once, layout, problems) for sheet in book.worksheets]
    if not any(filled):
        hint = "表头要有“举措”“责任单位”等列名，或在格子里写 {{举措}}。"
        raise DataError(Problem(str(template), "sheet.template", "表样里没有认得的列名或字段", hint))
    with replacing(output) as draft:
        _save(book, draft, as_of)
    return problems


def _save(book: Any, path: Path, as_of: date) -> None:
    """Save without the moment of saving, so that the same content gives the same bytes."""
    made = io.BytesIO()
    book.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = _MODIFIED.sub(rb"\g<1>%bT00:00:00Z" % as_of.isoformat().encode(), part)
            target.writestr(zipfile.ZipInfo(name), part, zipfile.ZIP_DEFLATED)


def _values(row: Row, layout: Layout, as_of: date) -> dict[str, Any]:
    """Heading → value of one row, by each of the names that a heading may have."""
    values = ledger_values(row, layout) | {"days": left_of({"state": "open"} | row, as_of)}
    values["light"] = layout.word("light", row.get("light"))
    keys = {one.heading: one.key for one in layout.fields["ledger"]}
    return {name: values.get(key) for name, key in {**layout.also, **keys}.items()}


def _fill_sheet(
    sheet: Any, lines: list[dict[str, Any]], once: Mapping[str, Any], layout: Layout, problems: list[Problem]
) -> bool:
    known = {one.heading for one in layout.fields["ledger"]} | layout.also.keys() | {_NUMBER}
    for cell in list(_cells(sheet)):
        if _names(cell) & set(once) and not _names(cell) & known:
            _put(cell, _said(str(cell.value), once), problems)
    fields = [cell for cell in _cells(sheet) if _names(cell) & known]
    if fields:
        first = min(cell.row for cell in fields)
        patterns = {cell.column: str(cell.value) for cell in fields if cell.row == first}
        _write_lines(sheet, first, lines, patterns, problems, room=1)
        return True
    head = next((number for number in range(1, min(sheet.max_row, 20) + 1) if _known_heads(sheet, number, known)), None)
    if head is None:
        return False
    patterns = {at: f"{{{{{name}}}}}" for at, name in _known_heads(sheet, head, known).items()}
    _write_lines(sheet, head + 1, lines, patterns, problems, room=_room(sheet, head + 1, len(lines)))
    return True


def _cells(sheet: Any) -> Iterator[Any]:
    return (cell for row in sheet.iter_rows() for cell in row if isinstance(cell.value, str))


def _names(cell: Any) -> set[str]:
    return set(_FIELD.findall(str(cell.value)))


def _known_heads(sheet: Any, number: int, known: set[str]) -> dict[int, str]:
    found = {cell.column: "".join(str(cell.value).split()) for cell in sheet[number] if cell.value is not None}
    named = {at: name for at, name in found.items() if name in known}
    measure = {"举措", *(name for name, key in load_layout("zh").also.items() if key == "text")}
    return named if len(named) >= 2 and measure & set(named.values()) else {}


def _room(sheet: Any, first: int, wanted: int) -> int:
    """Empty rows below the headings, at most as many as are wanted: they are filled before any is put in."""
    room = 0
    while room < wanted and all(cell.value is None for cell in sheet[first + room]):
        room += 1
    return room


def _write_lines(
    sheet: Any,
    first: int,
    lines: list[dict[str, Any]],
    patterns: Mapping[int, str],
    problems: list[Problem],
    *,
    room: int,
) -> None:
    """The rows from ``first`` on, each as the first of them; ``room`` rows are there already."""
    if room == 0:
        insert_rows(sheet, first - 1, 1)
    insert_rows(sheet, first + max(room, 1) - 1, len(lines) - max(room, 1))
    height, width = sheet.row_dimensions[first].height, sheet.max_column
    specimen = [(copy(sheet.cell(first, at)._style), sheet.cell(first, at).value) for at in range(1, width + 1)]  # noqa: SLF001 - all formats at once
    if not lines:
        lines = [dict.fromkeys({name for words in patterns.values() for name in _FIELD.findall(words)})]
    for number, values in enumerate(lines, start=first):
        for at, (style, kept) in enumerate(specimen, start=1):
            cell = sheet.cell(number, at)
            cell._style = copy(style)  # noqa: SLF001
            if at in patterns:
                _put(cell, _said(patterns[at], values), problems)
            elif kept is not None:
                _repeat(cell, kept, sheet.cell(first, at).coordinate)
        sheet.row_dimensions[number].height = height and max(height, _needed(sheet, number, patterns))


def _repeat(cell: Any, kept: Any, origin: str) -> None:
    """What else stands in the line is there in every line, a formula with its references moved."""
    from openpyxl.formula.translate import Translator

    if isinstance(kept, str) and kept.startswith("=") and cell.coordinate != origin:
        cell.value = Translator(kept, origin=origin).translate_formula(cell.coordinate)
    elif type(cell).__name__ != "MergedCell":
        cell.value = kept


def _needed(sheet: Any, number: int, patterns: Mapping[int, str]) -> float:
    """The height that shows all wrapped texts of the line, by the size of their letters."""
    from openpyxl.utils import get_column_letter

    most = 0.0
    for at in patterns:
        cell = sheet.cell(number, at)
        if isinstance(cell.value, str) and cell.alignment.wrap_text:
            scale = (cell.font.size or 11) / 10
            width = (sheet.column_dimensions[get_column_letter(at)].width or 8.43) / scale
            most = max(most, row_height([cell.value], [(0, width)]) * scale)
    return min(most, 409.0)


def _said(pattern: str, values: Mapping[str, Any]) -> Any:
    """The value itself where the pattern is one field alone, else the words with the fields in their places."""
    alone = _FIELD.fullmatch(pattern.strip())
    if alone and alone[1] in values:
        return values[alone[1]]
    return _FIELD.sub(lambda found: _words(values.get(found[1], found[0])), pattern)


def _words(value: Any) -> str:
    return "" if value is None else str(value)


def _put(cell: Any, value: Any, problems: list[Problem]) -> None:
    """Write a value that is never a formula."""
    if type(cell).__name__ == "MergedCell":
        return
    if not isinstance(value, str):
        cell.value = value
        return
    shown, found = fit_text(value, f"{cell.parent.title}!{cell.coordinate}")
    problems += found
    cell.value = shown
    cell.data_type = "s"
