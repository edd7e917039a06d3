"""A workbook that came back, opened for reading: its sheets as values, whichever program saved it last.

calamine reads quickly, but allots every cell between the first and the last one, and leaves out tabs, line breaks and
merged ranges of OpenDocument files: what would be too large is refused before, what it leaves out is put in.
"""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any

from python_calamine import CalamineError, CalamineWorkbook

from extractor.problem import DataError, Problem

Cells = list[list[Any]]

Area = tuple[int, int, int, int]
"""Top, left, bottom, right, counted from 0."""

_MOST_CELLS = 40_000_000
_LARGEST_PART = 1_500_000_000
_FAR = re.compile(rb' r="([A-Z]{3})\d')
_ROW = re.compile(rb'<(?:\w+:)?row [^>]*?\br="(\d+)"')
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_VALUE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}value-type"
_SAVE_AS = "请另存为 .xlsx 再试。"
_BROKEN = (CalamineError, OSError, ValueError, KeyError, RuntimeError, SyntaxError, zipfile.BadZipFile, zlib.error)
"""What the readers raise on a damaged file: SyntaxError is that of XML."""


@dataclass(frozen=True, slots=True)
class Book:
    """The sheets of a workbook; ``areas`` are the merged ranges where calamine does not know them."""

    names: tuple[str, ...]
    _opened: Any
    _areas: Mapping[str, list[Area]] = field(default_factory=dict)

    def cells(self, name: str) -> Cells:
        """The values of a sheet from A1 on, a merged range filled with its one value."""
        sheet = self._opened.get_sheet_by_name(name)
        cells: Cells = [list(row) for row in sheet.to_python(skip_empty_area=False)]
        merged = [(*first, *last) for first, last in sheet.merged_cell_ranges or ()]
        for top, left, bottom, right in merged or self._areas.get(name, []):
            for row in range(top, min(bottom + 1, len(cells))):
                for at in range(left, min(right + 1, len(cells[row]))):
                    cells[row][at] = cells[top][left]
        return cells


def open_book(path: Path) -> Book:
    """The workbook; DataError where it cannot be opened, or is larger than any sheet that people fill in."""
    try:
        source, areas = _checked(path)
        opened = CalamineWorkbook.from_filelike(source) if source else CalamineWorkbook.from_path(str(path))
        return Book(tuple(opened.sheet_names), opened, areas)
    except _BROKEN as error:
        locked = "password" in f"{type(error).__name__} {error}".lower()
        said = "工作簿加了密码" if locked else f"打不开工作簿：{error}"
        raise DataError(Problem(str(path), "sheet.open", said, "请去掉密码再试。" if locked else _SAVE_AS)) from error


def _checked(path: Path) -> tuple[IO[bytes] | None, dict[str, list[Area]]]:
    """What to read instead of the file, if anything, and its merged ranges."""
    if not zipfile.is_zipfile(path):
        return None, {}
    with zipfile.ZipFile(path) as packed:
        if any(info.file_size > _LARGEST_PART for info in packed.infolist()):
            raise DataError(Problem(str(path), "sheet.huge", "工作簿解压后大得不正常，没有读", "请核对文件来源。"))
        if "content.xml" in packed.namelist():
            return _open_document(packed, path)
        for name in packed.namelist():
            if name.startswith("xl/worksheets/") and name.endswith(".xml"):
                sheet = packed.read(name)
                rows = max(map(int, _ROW.findall(sheet[sheet.rfind(b"<row ") :])), default=0)
                columns = max((_number(letters) for letters in _FAR.findall(sheet)), default=26)
                _refuse_huge(path, rows * columns)
    return None, {}


def _number(letters: bytes) -> int:
    return (letters[0] - 64) * 676 + (letters[1] - 64) * 26 + letters[2] - 64


def _refuse_huge(path: Path, cells: int) -> None:
    if cells > _MOST_CELLS:
        said = "表里很远的行或列有内容，展开后太大，没有读"
        hint = "请按 Ctrl+End 看最后一格在哪里，删掉多余的行列，存盘再试。"
        raise DataError(Problem(str(path), "sheet.huge", said, hint))


def _open_document(packed: zipfile.ZipFile, path: Path) -> tuple[IO[bytes] | None, dict[str, list[Area]]]:
    content = packed.read("content.xml")
    areas: dict[str, list[Area]] = {}
    for name, area, is_merged in _open_document_cells(content):
        _refuse_huge(path, (area[2] + 1) * (area[3] + 1))
        if is_merged:
            areas.setdefault(name, []).append(area)
    said = content.replace(b"<text:tab/>", b"&#9;").replace(b"<text:line-break/>", b"&#10;")
    if said == content:
        return None, areas
    again = io.BytesIO()
    with zipfile.ZipFile(again, "w") as target:
        for info in packed.infolist():
            target.writestr(info, said if info.filename == "content.xml" else packed.read(info))
    again.seek(0)
    return again, areas


def _open_document_cells(content: bytes) -> Iterator[tuple[str, Area, bool]]:
    """Sheet and place of every cell with a value, or that covers others (``True``)."""
    from defusedxml.ElementTree import iterparse

    name, row = "", 0
    for event, found in iterparse(io.BytesIO(content), events=("start", "end")):
        if event == "start" and found.tag == f"{_TABLE}table":
            name, row = str(found.get(f"{_TABLE}name")), 0
        elif event == "end" and found.tag == f"{_TABLE}table-row":
            repeated = int(found.get(f"{_TABLE}number-rows-repeated") or 1)
            for at, cell, times in _row_cells(found):
                down, right = (int(cell.get(f"{_TABLE}number-{way}-spanned") or 1) for way in ("rows", "columns"))
                if down > 1 or right > 1:
                    yield name, (row, at, row + down - 1, at + right - 1), True
                elif cell.get(_VALUE):
                    yield name, (row, at, row + repeated - 1, at + times - 1), False
            row += repeated
            found.clear()


def _row_cells(row: Any) -> Iterator[tuple[int, Any, int]]:
    """Column, cell and how many times it stands there."""
    at = 0
    for cell in row:
        if cell.tag in {f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell"}:
            times = int(cell.get(f"{_TABLE}number-columns-repeated") or 1)
            yield at, cell, times
            at += times
