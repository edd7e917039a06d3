"""The sheet 文章: every article that was read, and below them what was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any
from urllib.parse import urlsplit

from xlsxwriter.worksheet import Worksheet

from extractor.article import Article
from extractor.problem import Problem
from extractor.sheet.cells import as_day, fit_text, row_height
from extractor.sheet.formats import Formats
from extractor.sheet.layout import Field, Layout
from extractor.sheet.long_sheet import A4, set_page, write_heads
from extractor.table import Row


class ArticleSheet:
    """The sheet being filled, cell by cell: its web addresses become links, which are parts of their own."""

    def __init__(self, sheet: Worksheet, layout: Layout, formats: Formats) -> None:
        self._sheet, self._layout, self._formats = sheet, layout, formats
        self._next = 1
        self.problems: list[Problem] = []
        fields = layout.fields["articles"]
        for at, one in enumerate(fields):
            sheet.set_column(at, at, one.width)
        set_page(sheet, layout, freeze=1, paper=A4)
        write_heads(sheet, fields, formats, row=0)

    def add(self, values: Mapping[str, Any], where: str, *, table: str = "articles") -> None:
        """One line of the articles, or of the problems below them."""
        fields = self._layout.fields[table]
        shown = [self._fitted(values.get(one.key), where) for one in fields]
        wrapped = [(at, one.width) for at, one in enumerate(fields) if one.kind == "text"]
        self._sheet.set_row(self._next, row_height(shown, wrapped))
        for at, (one, value) in enumerate(zip(fields, shown, strict=True)):
            self._write(at, one, value)
        self._next += 1

    def _fitted(self, value: Any, where: str) -> Any:
        if not isinstance(value, str):
            return value
        shown, problems = fit_text(value, where)
        self.problems += problems
        return shown

    def _write(self, at: int, one: Field, value: Any) -> None:
        style = self._formats.of(one, locked=False)
        if value is None or value == "":
            self._sheet.write_blank(self._next, at, None, style)
        elif isinstance(value, date):
            self._sheet.write_datetime(self._next, at, datetime(value.year, value.month, value.day), style)  # noqa: DTZ001
        elif isinstance(value, int):
            self._sheet.write_number(self._next, at, value, style)
        elif one.kind == "url" and is_link(value):
            self._sheet.write_url(self._next, at, value, style, value)
        else:
            self._sheet.write_string(self._next, at, str(value), style)

    def add_problems(self, problems: Iterable[Problem]) -> None:
        """The second table, below the articles; a sentence where there is nothing to say."""
        texts, problems = self._layout.texts, list(problems)
        self._sheet.autofilter(0, 0, max(self._next - 1, 1), len(self._layout.fields["articles"]) - 1)
        self._sheet.write_string(self._next + 1, 0, texts["problems"], self._formats.title)
        if problems:
            write_heads(self._sheet, self._layout.fields["problems"], self._formats, row=self._next + 2)
        else:
            self._sheet.write_string(self._next + 2, 0, texts["no_problems"], self._formats.note_line)
        self._next += 3
        for one in problems:
            said = {"where": one.where, "message": one.message, "hint": one.hint}
            self.add(said, one.where, table="problems")


def is_link(value: str) -> bool:
    """A plain web address; anything else stays text."""
    if len(value) > 2000 or not value.isprintable() or " " in value:
        return False
    try:
        parts = urlsplit(value)
    except ValueError:
        return False
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def article_values(path: str, article: Article | None, row: Row | None) -> dict[str, Any]:
    """What is known of an article: from itself, or from a row that was read in it."""
    if article is None:
        row = row or {}
        said = {"title": row.get("title") or "", "source": row.get("source") or ""}
        return said | {"path": path, "published": as_day(row.get("published"))}
    names = ("path", "title", "source", "issuer", "number", "published", "published_from", "url")
    return {name: getattr(article, name) for name in names}
