"""The sheet 台账: lights by formula, drop-downs and dates by range, protection against slips, and what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from extractor.sheet.formats import Formats
from extractor.sheet.layout import Layout
from extractor.sheet.long_sheet import A3, LongSheet, set_page
from extractor.sheet.stream import Formula

BLANK_ROWS = 50
"""Unlocked empty rows below a ledger that comes back, for measures put in by hand."""

_ALLOWED = ("sort", "autofilter", "format_cells", "format_columns", "format_rows", "insert_rows")


class LedgerSheet(LongSheet):
    """The sheet 台账 being filled; ``returns`` makes it one that people fill in and send back."""

    def __init__(self, sheet: Worksheet, layout: Layout, formats: Formats, *, returns: bool) -> None:
        super().__init__(sheet, layout.fields["ledger"], formats, locked=returns)
        set_page(sheet, layout, freeze=2, paper=A3)
        self._layout, self._formats, self._returns = layout, formats, returns
        self._days, self._light = formulas(layout)
        self._words = layout.words["light"]

    def add_measure(self, values: Mapping[str, Any], where: str, *, left: int | None, light: str) -> dict[str, Any]:
        """One row, given back as it was written; ``left`` and ``light`` are what its formulas come to on the day of writing."""
        row = str(self.next_row)
        days = Formula(self._days.replace("#", row), "" if left is None else left)
        colour = Formula(self._light.replace("#", row), self._words[light])
        return self.add({**values, "days": days, "light": colour}, where)

    def finish(self) -> None:
        """Blank rows, filter, checks, colours, protection and the printed area; after the last row."""
        last = self.last_row
        if self._returns:
            self.add_blank(BLANK_ROWS)
            self.sheet.protect("", dict.fromkeys(_ALLOWED, True))
        bottom = last + (BLANK_ROWS if self._returns else 0)
        self.sheet.autofilter(0, 0, last, len(self.fields) - 1)
        self._set_checks(bottom)
        self._colour_lights(bottom)
        printed = max(at for at, one in enumerate(self.fields) if one.printed)
        self.sheet.print_area(0, 0, last, printed)

    def _set_checks(self, bottom: int) -> None:
        """Drop-downs for the state, dates only in the columns of dates that people fill in."""
        texts = self._layout.texts
        for at, one in enumerate(self.fields):
            said: dict[str, Any] = {}
            if one.key == "state":
                words = list(self._layout.words["state"].values())
                said = {"validate": "list", "source": words, "error_message": texts["state_error"]}
            elif one.kind == "date" and one.people:
                days = {"minimum": date(1990, 1, 1), "maximum": date(2999, 12, 31), "criteria": "between"}
                said = {"validate": "date", "error_message": texts["date_error"], "error_type": "warning", **days}
            if said:
                self.sheet.data_validation(1, at, bottom, at, said)

    def _colour_lights(self, bottom: int) -> None:
        at = next(place for place, one in enumerate(self.fields) if one.kind == "light")
        for name, word in self._words.items():
            said = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": self._formats.lights[name]}
            self.sheet.conditional_format(1, at, bottom, at, said)


def column(layout: Layout, key: str) -> str:
    """The letter of a column of the sheet 台账."""
    return str(xl_col_to_name(layout.names_of("ledger").index(key)))


def formulas(layout: Layout) -> tuple[str, str]:
    """Remaining days and light on the day of opening, without ``=``; ``#`` stands for the number of the row."""
    due, days, state = (f"${column(layout, key)}#" for key in ("due", "days", "state"))
    words, lights = layout.words["state"], layout.words["light"]
    left = f'IF(OR({due}="",NOT(ISNUMBER({due})),{state}<>"{words["open"]}"),"",{due}-TODAY())'
    light = (
        f'IF({state}="{words["closed"]}","{lights["green"]}",IF(OR({state}<>"{words["open"]}",{days}=""),'
        f'"{lights["grey"]}",IF(OR({days}<0,AND(red_days>0,{days}<=red_days)),"{lights["red"]}",'
        f'IF({days}<=warn_days,"{lights["yellow"]}","{lights["green"]}"))))'
    )
    return left, light
