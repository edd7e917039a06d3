"""The sheet 说明: columns, legend, version, rules, and the windows of the lights, which may be changed there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

import extractor
from extractor.sheet.cells import row_height
from extractor.sheet.formats import Formats
from extractor.sheet.layout import Layout

if TYPE_CHECKING:
    from extractor.sheet.workbook import Setup


def write_about(sheet: Worksheet, setup: Setup, layout: Layout, formats: Formats) -> None:
    """Fill the sheet; the windows stand in B4 and B5, to which the formulas of the lights refer."""
    texts = layout.texts
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 80)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.hide_gridlines(2)
    sheet.set_row(0, 26)
    sheet.write_string(0, 0, layout.sheets["about"], formats.banner)
    _line(sheet, 1, texts["version"], f"xiaozhang {extractor.__version__}", formats)
    _line(sheet, 2, texts["rules"], setup.rules, formats)
    for row, name, days in ((3, "warn_days", setup.warn_days), (4, "red_days", setup.red_days)):
        sheet.write_string(row, 0, texts[name], formats.plain)
        sheet.write_number(row, 1, days, formats.setting)
    row = _legend(sheet, 6, layout, formats)
    sheet.write_string(row + 1, 0, texts["columns"], formats.title)
    row += 2
    notes = [texts["people"]] + ([texts["add"]] if setup.returns else [])
    for note in notes:
        sheet.write_string(row, 1, note, formats.note)
        row += 1
    for field in layout.fields["ledger"]:
        _line(sheet, row, field.heading, field.doc, formats)
        row += 1


def _legend(sheet: Worksheet, row: int, layout: Layout, formats: Formats) -> int:
    sheet.write_string(row, 0, layout.texts["legend"], formats.title)
    for at, (name, word) in enumerate(layout.words["light"].items(), start=row + 1):
        sheet.write_string(at, 0, word, formats.lights[name])
        sheet.write_string(at, 1, layout.texts[f"light_{name}"], formats.plain)
    return row + 1 + len(layout.words["light"])


def _line(sheet: Worksheet, row: int, name: str, said: str, formats: Formats) -> None:
    sheet.set_row(row, row_height([said], [(0, 80)]))
    sheet.write_string(row, 0, name, formats.plain)
    sheet.write_string(row, 1, said, formats.plain)
