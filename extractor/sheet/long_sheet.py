"""A long sheet of the workbook: headings, widths and page by XlsxWriter, its rows streamed in the formats of its columns."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from xlsxwriter.worksheet import Worksheet

from extractor.problem import Problem
from extractor.sheet.cells import fit_text, row_height
from extractor.sheet.formats import Formats
from extractor.sheet.layout import Field, Layout
from extractor.sheet.stream import MOST_ROWS, Link, RowStream, plan_cells

A3, A4 = 8, 9
"""Sizes of paper as the format numbers them."""


class LongSheet:
    """One sheet being filled from the top; ``locked`` protects all but the people's columns, in sheets that come back.

    ``problems`` collects what did not fit. Rows are given by key; ``add`` looks up each column once, in order.
    """

    def __init__(self, sheet: Worksheet, fields: tuple[Field, ...], formats: Formats, *, locked: bool = False) -> None:
        self.sheet, self.fields, self.rows = sheet, fields, RowStream()
        self.problems: list[Problem] = []
        self._keys = [one.key for one in fields]
        self._wrapped = [(at, one.width) for at, one in enumerate(fields) if one.kind in {"text", "link"}]
        write_heads(sheet, fields, formats, row=0)
        for at, one in enumerate(fields):
            sheet.set_column(at, at, one.width)
        usual = [formats.of(one, locked=locked) for one in fields]
        blank = [formats.of(one, locked=not (one.people or one.add), blank=one.add) for one in fields]
        for row, styles in ((1, usual), (2, blank), (3, usual[:1])):  # a row is numbered when the next one begins
            for at, style in enumerate(styles):
                sheet.write_blank(row, at, None, style)
        self._usual, self._blank = (plan_cells([one.xf_index for one in styles]) for styles in (usual, blank))
        self._left_out = 0

    @property
    def next_row(self) -> int:
        """The number of the row that comes next, from 2."""
        return self.rows.next_row

    @property
    def last_row(self) -> int:
        """The last row with a place in filters and print, at least the one below the headings; counted from 0."""
        return max(self.rows.next_row - 2, 1)

    def add(self, values: Mapping[str, Any], where: str) -> dict[str, Any]:
        """One row, given back as it was written; a text that a cell cannot hold is made to fit, and said."""
        if self.next_row > MOST_ROWS:
            self._left_out += 1
            return {}
        shown = [self._fitted(values.get(key), where) for key in self._keys]
        self.rows.add(shown, self._usual, height=row_height(shown, self._wrapped))
        return dict(zip(self._keys, shown, strict=True))

    def _fitted(self, value: Any, where: str) -> Any:
        if type(value) is str:
            shown, problems = fit_text(value, where)
            self.problems += problems
            return shown
        return value

    def add_blank(self, number: int) -> None:
        """Rows to be filled by hand."""
        nothing = [None] * len(self.fields)
        for _ in range(min(number, MOST_ROWS - self.next_row + 1)):
            self.rows.add(nothing, self._blank)

    def say_left_out(self, name: str) -> list[Problem]:
        """What did not fit: cells, and rows beyond the last that a sheet can hold."""
        if not self._left_out:
            return self.problems
        said = f"“{name}”放不下全部的行，后面 {self._left_out} 行没有写进去（一张表最多 {MOST_ROWS} 行）"
        return [*self.problems, Problem(name, "sheet.rows", said, "请用 --unit 等条件分开写，或写成 .jsonl、.csv。")]


def write_heads(sheet: Worksheet, fields: tuple[Field, ...], formats: Formats, *, row: int) -> None:
    """The headings of the columns in that row, counted from 0."""
    sheet.set_row(row, 30)
    for at, one in enumerate(fields):
        sheet.write_string(row, at, one.heading, formats.people_head if one.people else formats.head)


def linked(words: str, target: str) -> str | Link:
    """The words with a link inside the workbook; nothing where there are no words."""
    return Link(target, fit_text(words, "")[0]) if words else ""


def set_page(sheet: Worksheet, layout: Layout, *, freeze: int, paper: int) -> None:
    """Frozen headings and ``freeze`` columns, and a landscape page with the headings on each of them."""
    sheet.freeze_panes(1, freeze)
    sheet.set_landscape()
    sheet.set_paper(paper)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&A&C{layout.texts['page']}")
    sheet.hide_gridlines(2)
