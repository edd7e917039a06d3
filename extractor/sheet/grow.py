"""Rows put into a sheet of a user's template: what stands below moves down with its formats, ranges grow with them.

openpyxl's own ``insert_rows`` moves cells alone: merged ranges, heights, formulas, checks, colours by rule, links, the
printed area and defined names stay where they were.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from copy import copy
from typing import Any

_REFERENCE = re.compile(r"(\$?[A-Z]{1,3}\$?)(\d+)(?::(\$?[A-Z]{1,3}\$?)(\d+))?(?![\d(A-Za-z_.])")

Move = Callable[[str], str]
"""A reference (``B4:C9``, ``$A$3``) → the same after the rows were put in."""


def insert_rows(sheet: Any, row: int, number: int) -> None:
    """Put ``number`` rows below ``row``; ranges that end there take them in."""
    if number < 1:
        return

    def move(reference: str) -> str:
        return _REFERENCE.sub(lambda found: _moved(found, row, number), reference)

    merged = [copy(area) for area in sheet.merged_cells.ranges]
    for area in merged:
        sheet.unmerge_cells(area.coord)
    sheet.insert_rows(row + 1, number)
    _move_heights(sheet, row, number)
    for area in merged:
        first, last = area.min_row, area.max_row
        place = {"start_column": area.min_col, "end_column": area.max_col}
        if first == last == row:  # cells merged within the line: in every line
            for line in range(row, row + number + 1):
                sheet.merge_cells(start_row=line, end_row=line, **place)
        else:
            down = number if first > row else 0
            sheet.merge_cells(start_row=first + down, end_row=last + (number if last >= row + 1 else 0), **place)
    _move_ranges(sheet, move)
    _move_names(sheet, move)
    _move_formulas(sheet, move)


def _moved(found: re.Match[str], row: int, number: int) -> str:
    first = int(found[2])
    said = f"{found[1]}{first + number if first > row else first}"
    if found[3] is None:
        return said
    last = int(found[4])
    return f"{said}:{found[3]}{last + number if last >= row else last}"


def _move_heights(sheet: Any, row: int, number: int) -> None:
    moved = {at: one for at, one in sheet.row_dimensions.items() if at > row}
    for at in moved:
        del sheet.row_dimensions[at]
    for at, one in moved.items():
        one.index = at + number
        sheet.row_dimensions[at + number] = one


def _move_ranges(sheet: Any, move: Move) -> None:
    """Checks, colours by rule, filter, printed area and links of the sheet."""
    from openpyxl.formatting.formatting import ConditionalFormattingList
    from openpyxl.worksheet.cell_range import MultiCellRange

    for check in sheet.data_validations.dataValidation:
        check.sqref = MultiCellRange(_spread(move, str(check.sqref)))
    old, sheet.conditional_formatting = sheet.conditional_formatting, ConditionalFormattingList()
    for area in old:
        for rule in area.rules:
            rule.formula = [move(words) for words in rule.formula]
            sheet.conditional_formatting.add(_spread(move, str(area.sqref)), rule)
    if sheet.auto_filter.ref:
        sheet.auto_filter.ref = move(sheet.auto_filter.ref)
    if sheet.print_area:
        sheet.print_area = ",".join(move(area.rpartition("!")[2]) for area in sheet.print_area.split(","))
    for cell in (cell for cells in sheet.iter_rows() for cell in cells if cell.hyperlink):
        cell.hyperlink.ref = cell.coordinate
    for table in sheet.tables.values():
        table.ref = move(table.ref)


def _move_names(sheet: Any, move: Move) -> None:
    for names in (sheet.parent.defined_names, sheet.defined_names):
        for name in names.values():
            name.attr_text = _in_sheet(name.attr_text or "", sheet.title, move, own=False)


def _spread(move: Move, areas: str) -> str:
    """The areas moved, a single cell as the range that it grows into."""
    return " ".join(move(area if ":" in area else f"{area}:{area}") for area in areas.split())


def _move_formulas(sheet: Any, move: Move) -> None:
    """Formulas of the whole workbook that name cells of this sheet."""
    for other in sheet.parent.worksheets:
        for cells in other.iter_rows():
            for cell in cells:
                if cell.data_type == "f" and isinstance(cell.value, str):
                    cell.value = _in_sheet(cell.value, sheet.title, move, own=other is sheet)


def _in_sheet(formula: str, title: str, move: Move, *, own: bool) -> str:
    """The formula with what it names of the sheet ``title`` moved; ``own`` where names without a sheet are of it."""
    from openpyxl.formula import Tokenizer
    from openpyxl.formula.tokenizer import Token

    words = Tokenizer(formula if formula.startswith("=") else f"={formula}")
    for token in words.items:
        if token.type == Token.OPERAND and token.subtype == Token.RANGE:
            of, mark, cells = token.value.rpartition("!")
            if of.strip("'").replace("''", "'") == title if mark else own:
                token.value = f"{of}{mark}{move(cells)}"
    rendered = str(words.render())
    return rendered if formula.startswith("=") else rendered[1:]
