"""A workbook of what a change of the rules does: one line for each row that is not the same, and their numbers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

import xlsxwriter

from extractor.sheet.cells import fit_text
from extractor.sheet.formats import Formats
from extractor.table.files import replacing

_WIDTHS = {"变化": 8, "文章": 24, "位置": 8, "原来": 48, "现在": 48, "哪里不同": 36, "规则": 32}
HEADINGS = tuple(_WIDTHS)
"""The columns of the table of changes."""


def write_changes(lines: Sequence[Sequence[str]], counts: Mapping[str, int], path: Path) -> None:
    """Write lines of :data:`HEADINGS` and the number of each kind; UsageError where the file cannot be written."""
    with replacing(path) as draft:
        options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        with xlsxwriter.Workbook(str(draft), options) as book:
            formats = Formats(book)
            sheet = book.add_worksheet("变化")
            for at, (heading, width) in enumerate(_WIDTHS.items()):
                sheet.set_column(at, at, width)
                sheet.write_string(0, at, heading, formats.head)
            for row, line in enumerate(lines, start=1):
                for at, words in enumerate(line):
                    sheet.write_string(row, at, fit_text(words, path.name)[0], formats.plain)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, len(lines)), len(_WIDTHS) - 1)
            numbers = book.add_worksheet("小结")
            for row, (kind, number) in enumerate(counts.items()):
                numbers.write_string(row, 0, kind, formats.plain)
                numbers.write_number(row, 1, number, formats.plain)
