"""The workbook: rows, articles and problems as sheets that an office can work with.

Written row by row in memory that does not grow; the same rows, day and words give the same bytes.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import xlsxwriter
from xlsxwriter.workbook import Workbook

from extractor.article import Article
from extractor.problem import Problem
from extractor.sheet.about import write_about
from extractor.sheet.articles import ArticleSheet, article_values
from extractor.sheet.base import BaseSheet
from extractor.sheet.cells import ledger_values, metric_values
from extractor.sheet.formats import Formats
from extractor.sheet.layout import load_layout
from extractor.sheet.ledger_sheet import LedgerSheet
from extractor.sheet.long_sheet import A4, LongSheet, linked, set_page
from extractor.sheet.overview import Tally, write_overview
from extractor.sheet.splice import splice
from extractor.sheet.stream import RowStream
from extractor.table import Row
from extractor.table.files import replacing

_OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}


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
    with replacing(Path(path)) as draft, TemporaryDirectory() as folder:
        made = Path(folder) / "frame.xlsx"
        book = _Book(made, setup)
        try:
            found = book.write(rows, articles, problems)
            splice(made, draft, book.streams())
        finally:
            for stream in book.streams().values():
                stream.close()
        return found


class _Book:
    """One workbook being written."""

    def __init__(self, path: Path, setup: Setup) -> None:
        self.setup, self.layout = setup, load_layout(setup.lang)
        self.book: Workbook = xlsxwriter.Workbook(str(path), _OPTIONS)
        day = setup.as_of or date(2000, 1, 1)
        created = datetime(max(day.year, 1980), day.month, day.day)  # noqa: DTZ001 - the file's own day, in no zone
        self.book.set_properties({"title": self.layout.texts["title"], "created": created, "author": "xiaozhang"})
        self.formats = Formats(self.book)
        self.sheets = {name: self.book.add_worksheet(title) for name, title in self.layout.sheets.items()}
        self.ledger = LedgerSheet(self.sheets["ledger"], self.layout, self.formats, returns=setup.returns)
        self.metrics, self.done = self._open("metrics"), self._open("done")
        self.base = BaseSheet(self.book, self.layout) if setup.returns else None
        self.tally = Tally(setup.as_of, setup.warn_days, setup.red_days)
        self.places: dict[str, int] = {}
        self.counts: Counter[tuple[str, str]] = Counter()
        self.met: dict[str, Row] = {}

    def _open(self, name: str) -> LongSheet:
        set_page(self.sheets[name], self.layout, freeze=1, paper=A4)
        return LongSheet(self.sheets[name], self.layout.fields[name], self.formats)

    def write(self, rows: Iterable[Row], articles: Iterable[Article], problems: Iterable[Problem]) -> list[Problem]:
        """Fill all sheets and close the file; what did not fit is returned."""
        self._define_names()
        for row in rows:
            self._add(row)
        self.ledger.finish()
        names = ("ledger", "metrics", "done")
        long = [self.ledger, self.metrics, self.done]
        for one in long[1:]:
            one.sheet.autofilter(0, 0, one.last_row, len(one.fields) - 1)
        found = [p for name, one in zip(names, long, strict=True) for p in one.say_left_out(self.layout.sheets[name])]
        shown = list(articles)
        found += self._write_articles(shown, [*problems, *found])
        self.tally.articles = len(self.places)
        write_overview(
            self.book, self.sheets["overview"], self.tally, self.layout, self.formats, rows=self.ledger.next_row
        )
        write_about(self.sheets["about"], self.setup, self.layout, self.formats)
        if self.base:
            self.base.finish(self.setup.as_of)
        self.book.close()
        return list(dict.fromkeys(found))

    def streams(self) -> dict[int, RowStream]:
        """The streamed rows by the number of their sheet."""
        order = list(self.layout.sheets)
        found = {order.index(name) + 1: getattr(self, name).rows for name in ("ledger", "metrics", "done")}
        return found | ({len(order) + 1: self.base.rows} if self.base else {})

    def _define_names(self) -> None:
        about = f"='{self.layout.sheets['about']}'"
        self.book.define_name("warn_days", f"{about}!$B$4")
        self.book.define_name("red_days", f"{about}!$B$5")

    def _add(self, row: Row) -> None:
        path = row.get("article") or ""
        self.met.setdefault(path, row)
        place = self.places.setdefault(path, len(self.places) + 1)
        self.counts[path, row.get("kind", "commitment")] += 1
        where = f"{path[:80]}:{row.get('start', '')}"
        values = ledger_values(row, self.layout)
        link = linked(values["place"], f"'{self.layout.sheets['articles']}'!A{place + 1}")
        if row.get("kind") == "achievement":
            self.done.add(values | {"place": link}, where)
            self.tally.achievements += 1
            return
        left = self.tally.add(row)
        light = self.tally.light(row, left)
        shown = self.ledger.add_measure(values | {"place": link}, where, left=left, light=light)
        for metric in row.get("metrics") or ():
            self.metrics.add(metric_values(row, metric, values, self.layout), where)
        if self.base and shown:
            self.base.add(row, shown)

    def _write_articles(self, articles: list[Article], problems: list[Problem]) -> list[Problem]:
        sheet = ArticleSheet(self.sheets["articles"], self.layout, self.formats)
        by_path = {article.path: article for article in articles}
        self.places |= {path: 0 for path in by_path if path not in self.places}
        for path in self.places:
            values = article_values(path, by_path.get(path), self.met.get(path))
            done, promised = self.counts[path, "achievement"], self.counts[path, "commitment"]
            sheet.add(values | {"commitments": promised, "achievements": done}, path)
        sheet.add_problems(problems)
        return sheet.problems
