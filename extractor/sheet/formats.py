"""The formats of cells: one place for fonts, colours and borders."""

from __future__ import annotations

from typing import Any

from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook

from extractor.sheet.layout import Field

FONT = {"font_name": "微软雅黑", "font_size": 10, "valign": "vcenter"}
COLOURS = {"green": "#C6E7CE", "yellow": "#FFE699", "red": "#F8B4AE", "grey": "#E3E5E8"}
"""Grounds of the lights, light enough for black words and for print."""

INK = {"green": "#0B6B2B", "yellow": "#7A5900", "red": "#A61B12", "grey": "#5F6368"}
_PEOPLE = "#FFFBE6"
_LINE = "#BFC5CC"
_KINDS: dict[str, dict[str, Any]] = {
    "text": {"text_wrap": True},
    "line": {},
    "url": {"text_wrap": True},
    "link": {"text_wrap": True, "font_color": "#1F4E79", "underline": 1},
    "date": {"num_format": "yyyy-mm-dd", "align": "center"},
    "number": {"num_format": "#,##0.######"},
    "days": {"num_format": "0", "align": "center"},
    "light": {"align": "center", "bold": True},
}


class Formats:
    """The formats of one workbook; each is made once."""

    def __init__(self, book: Workbook) -> None:
        self._book = book
        self._made: dict[tuple[str, bool, bool, bool], Format] = {}
        self.cell = FONT | {"text_wrap": True, "border": 1, "border_color": _LINE}
        head = FONT | {"bold": True, "text_wrap": True, "align": "center", "border": 1, "border_color": _LINE}
        self.head = book.add_format(head | {"bg_color": "#1F3A5F", "font_color": "#FFFFFF"})
        self.people_head = book.add_format(head | {"bg_color": "#B7791F", "font_color": "#FFFFFF"})
        self.title = book.add_format(FONT | {"bold": True, "font_size": 12, "font_color": "#1F3A5F"})
        self.banner = book.add_format(FONT | {"bold": True, "font_size": 18, "font_color": "#1F3A5F"})
        self.note = book.add_format(FONT | {"font_color": "#5F6368", "text_wrap": True})
        self.note_line = book.add_format(FONT | {"font_color": "#5F6368"})
        self.plain = book.add_format(self.cell)
        self.figure = book.add_format(FONT | {"bold": True, "font_size": 14, "align": "center"})
        self.share = book.add_format(FONT | {"bold": True, "font_size": 14, "align": "center", "num_format": "0.0%"})
        self.label = book.add_format(FONT | {"font_color": "#5F6368", "align": "center", "text_wrap": True})
        self.setting = book.add_format(
            FONT | {"bg_color": _PEOPLE, "border": 1, "border_color": _LINE, "locked": False, "align": "left"}
        )
        self.lights = {
            name: book.add_format({"bg_color": ground, "font_color": INK[name]}) for name, ground in COLOURS.items()
        }

    def of(self, field: Field, *, locked: bool, blank: bool = False) -> Format:
        """The format of a cell of that column; ``locked`` where the sheet is protected against slips."""
        coloured = field.people or blank
        key = (field.kind, coloured, locked, field.key == "review")
        if key not in self._made:
            said = FONT | {"border": 1, "border_color": _LINE} | _KINDS[field.kind]
            if coloured:
                said |= {"bg_color": _PEOPLE}
            if locked:
                said |= {"locked": not coloured}
            self._made[key] = self._book.add_format(said | ({"font_color": "#A61B12"} if key[3] else {}))
        return self._made[key]
