"""The sheet 总览: figures that follow the ledger by formula, counts by month and by unit, and their charts."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from extractor.sheet.cells import due_day, fit_text
from extractor.sheet.formats import Formats
from extractor.sheet.layout import Layout
from extractor.sheet.ledger_sheet import column
from extractor.table import Row

MOST_UNITS = 15
MOST_MONTHS = 36


@dataclass
class Tally:
    """What is counted while rows go by; days and lights as of ``as_of`` (None: they are left open)."""

    as_of: date | None = None
    warn_days: int = 30
    red_days: int = 0
    articles: int = 0
    achievements: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    months: Counter[str] = field(default_factory=Counter)
    units: Counter[str] = field(default_factory=Counter)

    def add(self, row: Row) -> int | None:
        """Count one commitment; its days until due on ``as_of``, None where nothing is to come or no day was given."""
        state, due = row.get("state", "open"), due_day(row)
        left = (due - self.as_of).days if due and self.as_of and state == "open" else None
        counts = self.counts
        counts["total"] += 1
        counts[state] += 1
        counts["dated"] += due is not None
        counts["review"] += bool(row.get("review"))
        counts["undated"] += due is None and state == "open"
        counts["overdue"] += left is not None and left < 0
        counts["soon"] += self.light(row, left) == "yellow"
        self.months[due.isoformat()[:7] if due else ""] += 1
        self.units.update(set(row.get("lead") or ("",)))
        return left

    def light(self, row: Row, left: int | None) -> str:
        """The light with so many days left."""
        if row.get("state", "open") == "closed":
            return "green"
        if left is None:
            return "grey"
        if left < 0 or (self.red_days and left <= self.red_days):
            return "red"
        return "yellow" if left <= self.warn_days else "green"


def write_overview(
    book: Workbook, sheet: Worksheet, tally: Tally, layout: Layout, formats: Formats, *, rows: int
) -> None:
    """Fill the sheet; ``rows`` is the number of lines of the ledger with its headings."""
    sheet.hide_gridlines(2)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 1)
    sheet.set_column(0, 8, 15)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, layout.texts["title"], formats.banner)
    day = f"{layout.texts['as_of']} {tally.as_of:%Y-%m-%d}　" if tally.as_of else ""
    told = f"{day}{layout.texts['articles']} {tally.articles}　{layout.texts['done']} {tally.achievements}"
    sheet.write_string(1, 0, told, formats.title)
    _write_figures(sheet, tally, layout, formats, rows)
    months = _top(_months(tally.months), MOST_MONTHS)
    units = _units(tally.units, layout)
    _write_tables(sheet, layout, formats, months, units)
    _write_charts(book, sheet, layout, months, units)


def _write_figures(sheet: Worksheet, tally: Tally, layout: Layout, formats: Formats, rows: int) -> None:
    name, last = layout.sheets["ledger"], max(rows, 2) + 200  # rows that people add below count too
    keys = ("text", "due", "days", "state", "light", "review")
    letters = [column(layout, key) for key in keys]
    text, due, days, state, light, review = (f"'{name}'!${c}$2:${c}${last}" for c in letters)
    words, lights = layout.words["state"], layout.words["light"]
    counts, texts = tally.counts, layout.texts
    total = counts["total"]
    figures: list[tuple[str, str, Any]] = [
        ("total", f'=COUNTIF({text},"?*")', total),
        ("open", f'=COUNTIF({state},"{words["open"]}")', counts["open"]),
        ("closed", f'=COUNTIF({state},"{words["closed"]}")', counts["closed"]),
        ("rate", "=IF(A5=0,0,C5/A5)", counts["closed"] / total if total else 0),
        ("overdue", f'=COUNTIFS({days},"<0",{state},"{words["open"]}")', counts["overdue"]),
        ("soon", f'=COUNTIFS({light},"{lights["yellow"]}")', counts["soon"]),
        ("dated", f"=COUNT({due})", counts["dated"]),
        ("undated", f'=COUNTIFS({state},"{words["open"]}",{due},"")', counts["undated"]),
        ("review", f'=COUNTIF({review},"{layout.words["review"]["True"]}")', counts["review"]),
    ]
    sheet.set_row(3, 20)
    sheet.set_row(4, 26)
    for at, (key, _, _) in enumerate(figures):
        sheet.write_string(3, at, texts[key], formats.label)
    for at, (key, formula, value) in enumerate(figures):
        sheet.write_formula(4, at, formula, formats.share if key == "rate" else formats.figure, value)
    sheet.write_string(5, 0, texts["live"], formats.note_line)


def _months(months: Counter[str]) -> list[tuple[str, int]]:
    return sorted(item for item in months.items() if item[0])


def _top(pairs: list[tuple[str, int]], most: int) -> list[tuple[str, int]]:
    """The pairs, months put together by year where there are too many of them."""
    if len(pairs) <= most:
        return pairs
    years: Counter[str] = Counter()
    for month, count in pairs:
        years[month[:4]] += count
    return sorted(years.items())


def _units(units: Counter[str], layout: Layout) -> list[tuple[str, int]]:
    named = sorted(((unit, n) for unit, n in units.items() if unit), key=lambda pair: (-pair[1], pair[0]))
    shown = [(fit_text(unit, "")[0], n) for unit, n in named[:MOST_UNITS]]
    rest = named[MOST_UNITS:]
    if rest:
        shown.append((layout.texts["others"].format(n=len(rest)), sum(n for _, n in rest)))
    return shown + ([(layout.texts["nobody"], units[""])] if units[""] else [])


_TOP = 25


def _write_tables(
    sheet: Worksheet,
    layout: Layout,
    formats: Formats,
    months: list[tuple[str, int]],
    units: list[tuple[str, int]],
) -> None:
    texts = layout.texts
    heads = (texts["month"], texts["count"], "", "", "", "", texts["count"])
    sheet.write_string(_TOP - 1, 0, texts["by_month"], formats.title)
    sheet.write_string(_TOP - 1, 4, texts["by_unit"], formats.title)
    for at, head in enumerate(heads):
        if head:
            sheet.write_string(_TOP, at, head, formats.head)
    sheet.merge_range(_TOP, 4, _TOP, 5, texts["unit"], formats.head)
    for line in range(max(len(months), len(units))):
        row = _TOP + 1 + line
        if line < len(months):
            sheet.write_string(row, 0, months[line][0], formats.plain)
            sheet.write_number(row, 1, months[line][1], formats.plain)
        if line < len(units):
            sheet.merge_range(row, 4, row, 5, "", formats.plain)
            sheet.write_string(row, 4, units[line][0], formats.plain)
            sheet.write_number(row, 6, units[line][1], formats.plain)


def _write_charts(
    book: Workbook,
    sheet: Worksheet,
    layout: Layout,
    months: list[tuple[str, int]],
    units: list[tuple[str, int]],
) -> None:
    charts = (("column", "by_month", months, 0, 1, 0, "#1F3A5F"), ("bar", "by_unit", units, 4, 6, 4, "#B7791F"))
    for kind, title, pairs, names, values, at, colour in charts:
        if not pairs:
            continue
        chart, place = book.add_chart({"type": kind}), layout.sheets["overview"]
        first, last = _TOP + 1, _TOP + len(pairs)
        series = {"categories": [place, first, names, last, names], "values": [place, first, values, last, values]}
        chart.add_series(series | {"fill": {"color": colour}, "gap": 60, "data_labels": {"value": True}})
        chart.set_title({"name": layout.texts[title], "name_font": {"size": 12}, "overlay": False})
        chart.set_legend({"none": True})
        if kind == "bar":
            chart.set_y_axis({"reverse": True, "num_font": {"size": 9}})
            chart.set_x_axis({"visible": False, "major_gridlines": {"visible": False}})
        else:
            chart.set_x_axis({"num_font": {"size": 9}})
            chart.set_y_axis({"visible": False, "major_gridlines": {"visible": False}})
        chart.set_size({"width": 430 if at == 0 else 560, "height": 340})
        sheet.insert_chart(6, at, chart)
