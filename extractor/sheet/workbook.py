"""The workbook: rows, articles and problems as sheets that an office can work with.

Written row by row in memory that does not grow; the same rows, day and words give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

import xlsxwriter
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from extractor.article import Article
from extractor.problem import Problem
from extractor.sheet.about import write_about
from extractor.sheet.base import write_base
from extractor.sheet.cells import as_day, fit_text, ledger_values, metric_values, row_height
from extractor.sheet.formats import Formats
from extractor.sheet.layout import Field, Layout, load_layout
from extractor.sheet.overview import Tally, write_overview
from extractor.table import Row
from extractor.table.files import replacing

BLANK_ROWS = 50
"""Unlocked empty rows below a ledger that comes back, for measures put in by hand."""

_LINK_LIMIT = 60_000
_FIRST_DAY = date(1900, 3, 1)


@dataclass(frozen=True, slots=True)
class Setup:
    """How a workbook is made. ``returns`` makes it one that comes back: protected, with the hidden base sheet.

    ``as_of`` is the day of the remembered values of the formulas (they follow the day it is opened); ``warn_days``
    and ``red_days`` are the windows of the lights; ``rules`` says with which rules the rows were found.
    """

    lang: str = "zh"
    as_of: date | None = None
    returns: bool = False
    warn_days: int = 30
    red_days: int = 0
    rules: str = ""


class Link(NamedTuple):
    """A link inside the workbook and the words that stand for it."""

    target: str
    words: str


@dataclass
class _Sheet:
    """A worksheet being filled from the top, row by row."""

    sheet: Worksheet
    fields: tuple[Field, ...]
    formats: Formats
    returns: bool = False
    next_row: int = 1
    problems: list[Problem] = field(default_factory=list)

    def head(self, row: int = 0) -> None:
        """The headings, with the widths of the columns."""
        self.sheet.set_row(row, 30)
        for at, one in enumerate(self.fields):
            self.sheet.write_string(row, at, one.heading, self.formats.people_head if one.people else self.formats.head)

    def widths(self) -> None:
        """The widths of the columns."""
        for at, one in enumerate(self.fields):
            self.sheet.set_column(at, at, one.width)

    def add(self, values: Mapping[str, Any], where: str, formulas: Mapping[str, tuple[str, Any]] | None = None) -> None:
        """One row; a text that a cell cannot hold is made to fit, and said."""
        shown = {key: self._shown(value, where) for key, value in values.items()}
        self.sheet.set_row(self.next_row, row_height(shown, self.fields))
        for at, one in enumerate(self.fields):
            style = self.formats.of(one, locked=self.returns)
            if formulas and one.key in formulas:
                formula, value = formulas[one.key]
                self.sheet.write_formula(self.next_row, at, formula, style, value)
            else:
                self._write(at, one, shown.get(one.key), style)
        self.next_row += 1

    def _shown(self, value: Any, where: str) -> Any:
        if not isinstance(value, str):
            return value
        shown, problems = fit_text(value, where)
        self.problems += problems
        return shown

    def _write(self, at: int, one: Field, value: Any, style: Any) -> None:
        if value is None or value == "":
            self.sheet.write_blank(self.next_row, at, None, style)
        elif isinstance(value, date) and value >= _FIRST_DAY:
            self.sheet.write_datetime(self.next_row, at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        elif isinstance(value, (int, float)) and not isinstance(value, bool):
            self.sheet.write_number(self.next_row, at, value, style)
        elif isinstance(value, Link):
            self.sheet.write_url(self.next_row, at, value.target, style, value.words)
        elif one.kind == "url" and _is_link(value):
            self.sheet.write_url(self.next_row, at, value, style, value)
        else:
            self.sheet.write_string(self.next_row, at, str(value), style)


def _is_link(value: str) -> bool:
    """A plain web address; anything else stays text."""
    if len(value) > 2000 or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def write_workbook(
    rows: Iterable[Row],
    path: Path | str,
    *,
    articles: Iterable[Article] = (),
    problems: Iterable[Problem] = (),
    setup: Setup | None = None,
    **options: Any,
) -> list[Problem]:
    """Write the workbook of these rows (of JSONL, or of the ledger) and return what did not fit into a cell.

    ``articles`` and ``problems`` (what was not read) are looked at only after the last row, so both may grow while
    the rows are drawn. ``options`` are those of :class:`Setup`: ``lang``, ``as_of``, ``returns``, ``rules`` ….
    UsageError where the file cannot be written.
    """
    setup = setup or Setup(**options)
    with replacing(Path(path)) as draft:
        return _Book(draft, setup).write(rows, articles, problems)


class _Book:
    """One workbook being written."""

    def __init__(self, path: Path, setup: Setup) -> None:
        self.setup, self.layout = setup, load_layout(setup.lang)
        self.book: Workbook = xlsxwriter.Workbook(
            str(path),
            {
                "constant_memory": True,
                "strings_to_formulas": False,
                "strings_to_urls": False,
                "strings_to_numbers": False,
            },
        )
        day = setup.as_of or date(2000, 1, 1)
        created = datetime(max(day.year, 1980), day.month, day.day)  # noqa: DTZ001 - the file's own day, in no zone
        self.book.set_properties({"title": self.layout.texts["title"], "created": created, "author": "xiaozhang"})
        self.formats = Formats(self.book)
        self.sheets = {name: self.book.add_worksheet(title) for name, title in self.layout.sheets.items()}
        self.ledger, self.metrics, self.done = (self._open(name) for name in ("ledger", "metrics", "done"))
        self.tally, self.base = Tally(self.setup.as_of, setup.warn_days), list[tuple[Row, dict[str, Any]]]()
        self.places: dict[str, int] = {}
        self.counts: Counter[tuple[str, str]] = Counter()
        self.met: dict[str, Row] = {}

    def _open(self, name: str) -> _Sheet:
        returns = self.setup.returns and name == "ledger"
        sheet = _Sheet(self.sheets[name], self.layout.fields[name], self.formats, returns)
        sheet.widths()
        _set_page(sheet.sheet, self.layout, freeze=(1, 2))
        sheet.head()
        return sheet

    def write(self, rows: Iterable[Row], articles: Iterable[Article], problems: Iterable[Problem]) -> list[Problem]:
        """Fill all sheets and close the file."""
        self._define_names()
        for row in rows:
            self._add(row)
        self._finish_ledger()
        for sheet in (self.metrics, self.done):
            sheet.sheet.autofilter(0, 0, max(sheet.next_row - 1, 1), len(sheet.fields) - 1)
        found = self.ledger.problems + self.metrics.problems + self.done.problems
        shown = list(articles)
        found += self._write_articles(shown, [*problems, *found])
        self.tally.articles = len(self.places)
        write_overview(
            self.book, self.sheets["overview"], self.tally, self.layout, self.formats, rows=self.ledger.next_row
        )
        write_about(self.sheets["about"], self.setup, self.layout, self.formats)
        if self.setup.returns:
            write_base(self.book, self.base, self.layout, as_of=self.setup.as_of)
        self.book.close()
        return list(dict.fromkeys(found))

    def _define_names(self) -> None:
        about = f"='{self.layout.sheets['about']}'"
        self.book.define_name("warn_days", f"{about}!$B$4")
        self.book.define_name("red_days", f"{about}!$B$5")

    def _add(self, row: Row) -> None:
        path = row.get("article") or ""
        self.met.setdefault(path, row)
        place = self.places.setdefault(path, len(self.places) + 1)
        self.counts[path, row.get("kind", "commitment")] += 1
        where = f"{path}:{row.get('start', '')}"
        if row.get("kind") == "achievement":
            values = ledger_values(row, self.layout)
            self.done.add(values | {"place": self._linked(self.done, values["place"], place)}, where)
            self.tally.achievements += 1
            return
        values = ledger_values(row, self.layout)
        self.tally.add(row)
        linked = values | {"place": self._linked(self.ledger, values["place"], place)}
        self.ledger.add(linked, where, self._formulas(self.ledger.next_row + 1, row))
        for metric in row.get("metrics") or ():
            self.metrics.add(metric_values(row, metric, self.layout), where)
        if self.setup.returns:
            self.base.append((row, values))

    def _linked(self, sheet: _Sheet, title: str, place: int) -> str | Link:
        """A link to the line of the article; beyond Excel's number of links the cell is plain text."""
        if sheet.next_row >= _LINK_LIMIT or not title:
            return title
        return Link(f"internal:'{self.layout.sheets['articles']}'!A{place + 1}", fit_text(title, "")[0])

    def _formulas(self, number: int, row: Row) -> dict[str, tuple[str, Any]]:
        """Remaining days and light by formula on TODAY(), with their values on ``as_of``."""
        due, state = f"$F{number}", f"$I{number}"
        words, lights = self.layout.words["state"], self.layout.words["light"]
        days = f'=IF(OR({due}="",NOT(ISNUMBER({due})),{state}<>"{words["open"]}"),"",{due}-TODAY())'
        colour = (
            f'=IF({state}="{words["closed"]}","{lights["green"]}",IF(OR({state}<>"{words["open"]}",$G{number}=""),'
            f'"{lights["grey"]}",IF($G{number}<red_days,"{lights["red"]}",'
            f'IF($G{number}<=warn_days,"{lights["yellow"]}","{lights["green"]}"))))'
        )
        left, light = self.tally.left(row), self.tally.light(row)
        return {"days": (days, "" if left is None else left), "light": (colour, lights[light])}

    def _finish_ledger(self) -> None:
        sheet, fields = self.ledger.sheet, self.ledger.fields
        last = max(self.ledger.next_row - 1, 1)
        bottom = last + (BLANK_ROWS if self.setup.returns else 0)
        if self.setup.returns:
            _write_blank_rows(self.ledger, last + 1, bottom)
        sheet.autofilter(0, 0, last, len(fields) - 1)
        _set_checks(sheet, fields, self.layout, bottom)
        _colour_lights(sheet, fields, self.layout, self.formats, bottom)
        if self.setup.returns:
            allowed = ("sort", "autofilter", "format_cells", "format_columns", "format_rows", "insert_rows")
            sheet.protect("", dict.fromkeys(allowed, True))
        sheet.print_area(0, 0, last, len(fields) - 1)

    def _write_articles(self, articles: list[Article], problems: list[Problem]) -> list[Problem]:
        sheet = _Sheet(self.sheets["articles"], self.layout.fields["articles"], self.formats)
        sheet.widths()
        _set_page(sheet.sheet, self.layout, freeze=(1, 1))
        sheet.head()
        by_path = {article.path: article for article in articles}
        self.places |= {path: 0 for path in by_path if path not in self.places}
        for path in self.places:
            values = _article_values(path, by_path.get(path), self.met.get(path))
            done, promised = self.counts[path, "achievement"], self.counts[path, "commitment"]
            sheet.add(values | {"commitments": promised, "achievements": done}, path)
        sheet.sheet.autofilter(0, 0, max(sheet.next_row - 1, 1), len(sheet.fields) - 1)
        below = _Sheet(sheet.sheet, self.layout.fields["problems"], self.formats, next_row=sheet.next_row + 1)
        sheet.sheet.write_string(below.next_row, 0, self.layout.texts["problems"], self.formats.title)
        below.next_row += 1
        if problems:
            below.head(below.next_row)
        else:
            sheet.sheet.write_string(below.next_row, 0, self.layout.texts["no_problems"], self.formats.note)
        below.next_row += 1
        for problem in problems:
            below.add({"where": problem.where, "message": problem.message, "hint": problem.hint}, problem.where)
        return sheet.problems


def _article_values(path: str, article: Article | None, row: Row | None) -> dict[str, Any]:
    if article is None:
        row = row or {}
        said = {"title": row.get("title") or "", "source": row.get("source") or ""}
        return said | {"path": path, "published": as_day(row.get("published"))}
    names = ("path", "title", "source", "issuer", "number", "published", "published_from", "url")
    return {name: getattr(article, name) for name in names}


def _set_page(sheet: Worksheet, layout: Layout, *, freeze: tuple[int, int]) -> None:
    sheet.freeze_panes(*freeze)
    sheet.set_landscape()
    sheet.set_paper(8 if freeze[1] == 2 else 9)  # A3 for the wide tables, A4 for the others
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.set_footer(f"&L&A&C{layout.texts['page']}")
    sheet.hide_gridlines(2)


def _write_blank_rows(ledger: _Sheet, first: int, last: int) -> None:
    for number in range(first, last + 1):
        for at, one in enumerate(ledger.fields):
            style = ledger.formats.of(one, locked=not (one.people or one.add), blank=one.add)
            ledger.sheet.write_blank(number, at, None, style)


def _set_checks(sheet: Worksheet, fields: tuple[Field, ...], layout: Layout, bottom: int) -> None:
    """Drop-downs for the state, dates only in the columns of dates that people fill in."""
    for at, one in enumerate(fields):
        if one.key == "state":
            words = list(layout.words["state"].values())
            said = {"validate": "list", "source": words, "error_message": layout.texts["state_error"]}
            sheet.data_validation(1, at, bottom, at, said)
        elif one.kind == "date" and one.people:
            days: dict[str, Any] = {"minimum": date(1990, 1, 1), "maximum": date(2999, 12, 31), "criteria": "between"}
            said = {"validate": "date", "error_message": layout.texts["date_error"], **days}
            sheet.data_validation(1, at, bottom, at, said)


def _colour_lights(sheet: Worksheet, fields: tuple[Field, ...], layout: Layout, formats: Formats, bottom: int) -> None:
    at = next(place for place, one in enumerate(fields) if one.kind == "light")
    for name, word in layout.words["light"].items():
        said = {"type": "cell", "criteria": "==", "value": f'"{word}"', "format": formats.lights[name]}
        sheet.conditional_format(1, at, bottom, at, said)
