"""PDF files with a text layer: paragraphs, ruled tables and the place where each page begins."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task, written
from extractor.reading.markup import write_grid
from extractor.reading.ocr import HINT
from extractor.reading.pdf_lines import (
    LARGER,
    Block,
    Line,
    drop_margins,
    is_item,
    join_paragraphs,
    reading_order,
    to_lines,
)
from extractor.reading.pdf_page import page_pieces, page_rules, tidy_words
from extractor.reading.pdf_table import RuledTable, find_ruled_tables
from extractor.reading.tables import names_columns
from extractor.reading.writer import Cell, TextWriter, join_lines

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

_MOST_PAGES = 2000
_FEWEST_LETTERS = 8
_ALIKE = 0.85


@dataclass(frozen=True, slots=True)
class _Page:
    lines: list[Line]
    tables: list[RuledTable]
    width: float
    height: float
    letters: int


def read_pdf(task: Task) -> Iterator[Draft | Problem]:
    """One PDF → one draft; a scanned one without text → a problem."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(task.data)
    except pypdfium2.PdfiumError as error:
        locked = "password" in str(error).lower()
        message = "PDF 加了密码，没有读" if locked else "PDF 损坏或不完整"
        yield task.problem(
            "locked" if locked else "damaged", message, "请去掉密码" if locked else "请重新下载，或另存一份再试"
        )
        return
    try:
        yield from _read(task, document)
    finally:
        document.close()


def _read(task: Task, document: PdfDocument) -> Iterator[Draft | Problem]:
    count = len(document)
    pages = [_page(document, at) for at in range(min(count, _MOST_PAGES))]
    empty = [at + 1 for at, page in enumerate(pages) if page.letters < _FEWEST_LETTERS]
    if len(empty) == len(pages):
        yield task.problem("no_text_layer", "PDF 没有文字层（多半是扫描件），没有读", HINT)
        return
    remarks = []
    if empty:
        numbers = "、".join(map(str, empty[:20]))
        remarks.append(task.problem("cut", f"第 {numbers} 页没有文字层，只读了其余各页", HINT))
    if count > _MOST_PAGES:
        remarks.append(task.problem("cut", f"共 {count} 页，只读了前 {_MOST_PAGES} 页", "请把文件拆成几份"))
    writer = _Writer(pages)
    writer.write()
    fields: dict[str, Any] = written(writer.out)
    yield Draft(title=writer.title, remarks=tuple(remarks), **fields)


def _page(document: PdfDocument, at: int) -> _Page:
    page = document[at]
    textpage = page.get_textpage()
    try:
        pieces = page_pieces(textpage)
        tables = find_ruled_tables(
            page_rules(page), lambda *box: tidy_words(join_lines(textpage.get_text_bounded(*box)))
        )
        free = [piece for piece in pieces if not any(table.holds(piece) for table in tables)]
        width, height = page.get_size()
        return _Page(to_lines(free), tables, width, height, sum(len(piece.text) for piece in pieces))
    finally:
        textpage.close()
        page.close()


class _Writer:
    """Writes page after page; a paragraph or a table that goes on over the page end stays one."""

    def __init__(self, pages: list[_Page]) -> None:
        kept = drop_margins([(page.lines, page.height) for page in pages])
        self._pages = [(lines, page.tables) for lines, page in zip(kept, pages, strict=True)]
        self._widths = [page.width for page in pages]
        self.out = TextWriter()
        self.title = _title(self._pages[0][0] if self._pages else [])
        self._open: Block | None = None
        self._table: RuledTable | None = None
        self._table_pages: list[tuple[int, int]] = []
        self._starts: dict[int, int] = {}

    def write(self) -> None:
        """Write all pages and the places where they begin."""
        for page, (lines, tables) in enumerate(self._pages):
            self._page(page, reading_order(lines), tables)
        self._close_table()
        self._close()
        at = 0
        for page in range(len(self._pages)):
            at = self._starts.get(page, at)
            self.out.page_starts.append(at)

    def _page(self, page: int, lines: list[Line], tables: list[RuledTable]) -> None:
        for table in tables:
            above = [line for line in lines if line.bottom >= table.top - 2]
            lines = (
                lines[len(above) :] if lines[: len(above)] == above else [line for line in lines if line not in above]
            )
            self._lines(page, above)
            self._add_table(page, table)
        self._lines(page, lines)

    def _lines(self, page: int, lines: list[Line]) -> None:
        blocks = join_paragraphs(lines, page, self._open, width=self._widths[page])
        if blocks:
            self._close_table()
        for block in blocks:
            if block is not self._open:
                self._close()
                self._open = block

    def _close(self) -> None:
        """Write the open paragraph."""
        if self._open is None:
            return
        quote = self.out.paragraph(self._open.text)
        if quote:
            self._starts.setdefault(self._open.page, quote.start)
            for offset, page in self._open.page_breaks:
                self._starts.setdefault(page, min(quote.start + offset, quote.end))
        self._open = None

    def _add_table(self, page: int, table: RuledTable) -> None:
        """A table that opens a page with as many columns as the one that closed the page before goes on with it."""
        before = self._table
        if before and self._open is None and len(before.grid[0]) == len(table.grid[0]):
            self._table_pages.append((len(before.grid), page))
            self._table = RuledTable(table.left, table.bottom, table.right, table.top, _continued(before, table))
            return
        self._close_table()
        self._close()
        self._table, self._table_pages = table, []
        self._starts.setdefault(page, len(self.out) + (2 if len(self.out) else 0))

    def _close_table(self) -> None:
        if self._table is not None:
            table, self._table = self._table, None
            self._close()
            write_grid(self.out, [list(row) for row in table.grid])
            written_rows = self.out.tables[-1].rows if self.out.tables else ()
            cut = len(table.grid) - len(written_rows)
            for row, page in self._table_pages:
                if 0 <= row - cut < len(written_rows):
                    self._starts.setdefault(page, written_rows[row - cut][0].start)


def _continued(before: RuledTable, table: RuledTable) -> tuple[tuple[Cell, ...], ...]:
    """Two parts of a table as one: without the repeated header, a row cut by the page end put together."""
    rows = table.grid[1:] if _repeats_header(table, before) else table.grid
    moved = _moved(rows, len(before.grid) - (len(table.grid) - len(rows)))
    if moved and _is_rest_of_row(before.grid[-1], moved[0]):
        last = tuple(
            Cell(join_lines(f"{a.text}\n{b.text}"), a.of) for a, b in zip(before.grid[-1], moved[0], strict=True)
        )
        # The row stands once for both places, so that what points below stays right.
        return (*before.grid[:-1], last, tuple(Cell() for _ in last), *moved[1:])
    return (*before.grid, *moved)


def _is_rest_of_row(last: tuple[Cell, ...], first: tuple[Cell, ...]) -> bool:
    """A row without its number below a numbered one goes on with it."""
    return last[0].text.strip("().、（）").isdigit() and not first[0].text and first[0].of is None


def _repeats_header(table: RuledTable, before: RuledTable) -> bool:
    """Whether the first row of a table that goes on is the header again."""
    first = [cell.text for cell in table.grid[0]]
    return names_columns(first) and any([cell.text for cell in row] == first for row in before.grid[:4])


def _moved(grid: tuple[tuple[Cell, ...], ...], by: int) -> tuple[tuple[Cell, ...], ...]:
    return tuple(tuple(Cell(c.text, (c.of[0] + by, c.of[1]) if c.of else None) for c in row) for row in grid)


def _title(lines: list[Line]) -> str:
    """The largest letters in the upper half of the first page, where they are larger than the rest and no item."""
    if len(lines) < 3:
        return ""
    sizes = sorted(line.size for line in lines)
    head = lines[: max(4, len(lines) // 2)]
    usual, largest = sizes[len(sizes) // 2], max(line.size for line in head)
    at = next(at for at, line in enumerate(head) if line.size == largest)
    while at and head[at - 1].size > _ALIKE * largest:
        at -= 1
    large = list(itertools.takewhile(lambda line: line.size > _ALIKE * largest, head[at : at + 4]))
    words = "".join(line.text for line in large)[:120]
    return words if largest >= LARGER * usual and not is_item(words) else ""
