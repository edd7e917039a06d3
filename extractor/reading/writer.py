"""Writing the text of an article: paragraphs, headings and tables one after another, with their places.

Every reader of a format that is not text itself (HTML, Word, PDF, Excel) writes through :class:`TextWriter`, so
that all of them lay out a text alike: paragraphs with an empty line between them, a table row on one line with
`` | `` between its cells.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.article import Heading, Quote, Table

_BREAKS = re.compile(r"[ \t\xa0]*[\r\n\f\v\x85\u2028\u2029]+[ \t\xa0\u3000]*")
_BLANKS = re.compile(r"[ \t\xa0]+")
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")
CELL_GAP = " | "


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell to be written. ``of`` gives row and column of the merged cell whose text also holds for this place."""

    text: str = ""
    of: tuple[int, int] | None = None


Grid = Sequence[Sequence[Cell]]


def join_lines(text: str) -> str:
    """One line of a text that may hold line breaks: a break between Chinese characters vanishes, others become a blank."""
    if not _BREAKS.search(text):
        return _BLANKS.sub(" ", text).strip(" \t\u3000")
    line = _BREAKS.sub(_gap, text.strip())
    return _BLANKS.sub(" ", line).strip(" \t\u3000")


def _gap(found: re.Match[str]) -> str:
    text, start, end = found.string, found.start(), found.end()
    wide = start > 0 and end < len(text) and _WIDE.match(text[start - 1]) and _WIDE.match(text[end])
    return "" if wide else " "


class TextWriter:
    """Builds ``Article.text`` together with its headings, tables and page starts.

    Nothing that is written is changed later; offsets are code points of the finished text.
    """

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._length = 0
        self.headings: list[Heading] = []
        self.tables: list[Table] = []
        self.page_starts: list[int] = []

    @property
    def text(self) -> str:
        """The text so far."""
        return "".join(self._parts)

    def __len__(self) -> int:
        return self._length

    def _put(self, text: str) -> Quote:
        start = self._length
        self._parts.append(text)
        self._length += len(text)
        return Quote(start, self._length, text)

    def _part(self) -> None:
        if self._length:
            self._put("\n\n")

    def page(self) -> None:
        """The next paragraph opens a page."""
        self.page_starts.append(self._length + 2 if self._length else 0)

    def paragraph(self, text: str) -> Quote | None:
        """Write one paragraph; blank ones leave no trace."""
        line = join_lines(text)
        if not line:
            return None
        self._part()
        return self._put(line)

    def heading(self, text: str, level: int) -> None:
        """Write a heading that the source marks as one."""
        quote = self.paragraph(text)
        if quote:
            self.headings.append(Heading(quote, level))

    def table(self, grid: Grid, header: int) -> None:
        """Write a table, one line a row; a merged cell is written once and quoted in every row that it spans."""
        quotes: list[list[Quote]] = []
        written = False
        for row in grid:
            if any(cell.text for cell in row):
                if written:
                    self._put("\n")
                else:
                    self._part()
                written = True
            quotes.append(self._row(row, quotes))
        if written:
            self.tables.append(Table(tuple(map(tuple, quotes)), header))

    def _row(self, row: Sequence[Cell], above: Sequence[Sequence[Quote]]) -> list[Quote]:
        filled = max((at for at, cell in enumerate(row) if cell.text), default=-1)
        quotes: list[Quote] = []
        for at, cell in enumerate(row):
            if at and at <= filled:
                self._put(CELL_GAP)
            quotes.append(self._cell(cell, above, quotes))
        return quotes

    def _cell(self, cell: Cell, above: Sequence[Sequence[Quote]], beside: Sequence[Quote]) -> Quote:
        if cell.of is None:
            return self._put(cell.text) if cell.text else Quote(self._length, self._length, "")
        row, column = cell.of
        return above[row][column] if row < len(above) else beside[column]
