"""HTML elements → text: block by block in document order, tables as grids, nothing of scripts and forms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from extractor.reading.tables import header_rows, names_columns
from extractor.reading.writer import Cell, Grid, TextWriter, join_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

_SKIPPED = frozenset({
    "script", "style", "noscript", "template", "iframe", "object", "embed", "svg", "canvas", "button", "select", "input",
    "textarea", "form", "nav", "head", "title", "meta", "link", "audio", "video", "map",
})  # fmt: skip
_BLOCKS = frozenset({
    "p", "div", "section", "article", "main", "header", "footer", "aside", "blockquote", "center", "dl", "dt", "dd", "ul",
    "ol", "li", "pre", "hr", "figure", "figcaption", "address", "details", "summary", "fieldset", "body", "html", "table",
    "tr", "td", "th", "tbody", "thead", "tfoot", "caption", "h1", "h2", "h3", "h4", "h5", "h6",
})  # fmt: skip
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_WIDEST = 200
_LONGEST_TABLE = 20_000
_MORE_PARAGRAPHS = 12


def render(
    root: LexborNode, writer: TextWriter, *, keep_lines: bool = False, without: frozenset[int] = frozenset()
) -> None:
    """Write everything below ``root``.

    ``keep_lines`` keeps the lines of text outside any block (Markdown with HTML in it); nodes whose number is in
    ``without`` are left out.
    """
    _Renderer(writer, keep_lines=keep_lines, without=without).walk(root)


def is_hidden(node: LexborNode) -> bool:
    """Whether a node is not shown by its own style or attribute."""
    attributes = node.attributes
    return "hidden" in attributes or bool(_HIDDEN.search(attributes.get("style") or ""))


class _Renderer:
    """Walks a tree without recursion (pages nest thousands deep); text gathers until a block ends."""

    def __init__(self, writer: TextWriter, *, keep_lines: bool = False, without: frozenset[int] = frozenset()) -> None:
        self._writer = writer
        self._without = without
        self._keep_lines = keep_lines
        self._inline: list[str] = []
        self._heading = 0
        self._counts: list[int | None] = []
        self._blocks = 0

    def walk(self, root: LexborNode) -> None:
        # (node, leaving): a node is met twice, on the way in and on the way out.
        stack: list[tuple[LexborNode, bool]] = [(root, True), *((c, False) for c in _children(root))]
        while stack:
            node, leaving = stack.pop()
            if leaving:
                self._leave(node)
            elif self._enter(node):
                stack.append((node, True))
                stack.extend((child, False) for child in _children(node))
        self._flush()

    def _enter(self, node: LexborNode) -> bool:
        """Whether to go into the node."""
        tag = node.tag or ""
        if tag == "-text":
            self._text(node.text_content or "")
            return False
        if tag in _SKIPPED or tag.startswith(("-", "!")) or node.mem_id in self._without or is_hidden(node):
            return False
        if tag == "br":
            self._break()
            return False
        if tag == "table" and self._table(node):
            return False
        if tag in _BLOCKS:
            self._flush()
            self._blocks += 1
            self._open(tag, node)
        return True

    def _open(self, tag: str, node: LexborNode) -> None:
        if tag in _HEADINGS:
            self._heading = _HEADINGS[tag]
        elif tag in {"ol", "ul"}:
            start = (node.attributes.get("start") or "1") if tag == "ol" else ""
            self._counts.append(int(start) if start.isascii() and start.isdigit() else None)
        elif tag == "li" and self._counts and self._counts[-1] is not None:
            self._inline.append(f"{self._counts[-1]}.")
            self._counts[-1] += 1

    def _leave(self, node: LexborNode) -> None:
        tag = node.tag or ""
        if tag not in _BLOCKS:
            return
        self._flush()
        self._blocks -= 1
        if tag in _HEADINGS:
            self._heading = 0
        elif tag in {"ol", "ul"} and self._counts:
            self._counts.pop()

    def _text(self, text: str) -> None:
        if not self._keep_lines or self._blocks > 0 or "\n" not in text:
            self._inline.append(text)
            return
        first, *others = text.split("\n")
        self._inline.append(first)
        for line in others:
            self._flush()
            self._inline.append(line)

    def _break(self) -> None:
        """A forced line end closes the paragraph, except within an enumeration or a clause that goes on."""
        if "".join(self._inline[-3:]).rstrip()[-1:] in {"，", "、"}:
            self._inline.append("\n")
        else:
            self._flush()

    def _flush(self) -> None:
        text = "".join(self._inline)
        self._inline = []
        if re.fullmatch(r"\s*\d+\.\s*", text) and self._counts:
            self._inline = [text]  # the number of a list item whose text stands in a block of its own
        elif self._heading:
            self._writer.heading(text, self._heading)
        else:
            self._writer.paragraph(text)

    def _table(self, node: LexborNode) -> bool:
        """Write a data table; a table that only lays out the page is walked like any block."""
        rows = _rows(node)
        if len(rows) > _LONGEST_TABLE or _is_layout(node, rows):
            return False
        self._flush()
        grid = _grid(rows)
        write_grid(self._writer, grid, heads=_head_rows(rows))
        return True


def write_grid(writer: TextWriter, grid: Grid, *, heads: int = 0) -> None:
    """Write a grid as a table; rows above its header (titles, remarks) become paragraphs."""
    words = [[cell.text for cell in row] for row in grid]
    first, body = header_rows(words)
    if body <= heads and not names_columns(words[first] if words else ()):
        first, body = 0, heads
    last = _last_row(words, body)
    for row in grid[:first]:
        writer.paragraph(" ".join(cell.text for cell in row if cell.text))
    writer.table(_shifted(grid[first:last], first), body - first)
    for row in grid[last:]:
        writer.paragraph(" ".join(cell.text for cell in row if cell.text))


def _last_row(words: list[list[str]], body: int) -> int:
    """Where the table ends: rows at its foot with one long cell at the left (注：…, a closing sentence) are no tasks."""
    last = len(words)
    while body and last > body + 1 and len(words[last - 1]) > 2:
        filled = [at for at, cell in enumerate(words[last - 1]) if cell]
        if filled and (filled != [0] or len(words[last - 1][0]) < 8):
            break
        last -= 1
    return last


def _shifted(grid: Grid, by: int) -> Grid:
    """The grid below the rows that were taken off: what pointed above the cut stands alone."""
    if not by:
        return grid
    return [[Cell(cell.text, _above(cell.of, by)) for cell in row] for row in grid]


def _above(of: tuple[int, int] | None, by: int) -> tuple[int, int] | None:
    return (of[0] - by, of[1]) if of and of[0] >= by else None


def _children(node: LexborNode) -> list[LexborNode]:
    """The children, the last first, as a stack wants them."""
    children: list[LexborNode] = []
    child = node.last_child
    while child is not None:
        children.append(child)
        child = child.prev
    return children


def _rows(table: LexborNode) -> list[list[LexborNode]]:
    """The cells of each row of a table, not those of tables inside it."""
    rows: list[LexborNode] = []
    for part in table.iter():
        rows += [part] if part.tag == "tr" else list(part.iter()) if part.tag in {"tbody", "thead", "tfoot"} else []
    return [[cell for cell in row.iter() if cell.tag in {"td", "th"}] for row in rows if row.tag == "tr"]


def data_table_around(node: LexborNode) -> LexborNode | None:
    """The outermost data table that a node stands in; None where it stands in none."""
    found, at = None, node
    while at is not None and at.tag != "body":
        if at.tag == "table" and not _is_layout(at, _rows(at)):
            found = at
        at = at.parent  # type: ignore[assignment]
    return found


def _is_layout(table: LexborNode, rows: list[list[LexborNode]]) -> bool:
    """A table without rows of several cells, around other tables, or with whole articles in a cell."""
    nested = any(inner.mem_id != table.mem_id for inner in table.css("table"))
    if nested or max((len(row) for row in rows), default=0) < 2:
        return True
    return any(len(cell.css("p, br, h1, h2, h3, ul, form")) > _MORE_PARAGRAPHS for row in rows for cell in row)


def _grid(rows: list[list[LexborNode]]) -> Grid:
    """Cells in their columns, with the places that a merged cell covers pointing at it."""
    grid: list[list[Cell]] = []
    covered: dict[tuple[int, int], tuple[int, int]] = {}
    for at, row in enumerate(rows):
        line: list[Cell] = []
        for cell in row:
            _fill(line, at, covered)
            _cover(covered, cell, at, len(line), len(rows))
            line.append(Cell(_cell_text(cell)))
        _fill(line, at, covered)
        grid.append(line)
    return grid


def _fill(line: list[Cell], at: int, covered: dict[tuple[int, int], tuple[int, int]]) -> None:
    while (at, len(line)) in covered:
        row, column = covered.pop((at, len(line)))
        # A cell merged downwards holds for every row it spans; one merged sideways stands in its first column.
        line.append(Cell(of=(row, column)) if row < at and column == len(line) else Cell())


def _cover(
    covered: dict[tuple[int, int], tuple[int, int]], cell: LexborNode, row: int, column: int, height: int
) -> None:
    wide, high = _span(cell, "colspan", _WIDEST), min(_span(cell, "rowspan", height), height - row)
    for down in range(high):
        for right in range(wide):
            if down or right:
                covered[row + down, column + right] = (row, column)


def _span(cell: LexborNode, name: str, most: int) -> int:
    value = cell.attributes.get(name) or "1"
    return min(max(1, int(value)), most) if value.isascii() and value.isdigit() and len(value) < 6 else 1


def _cell_text(cell: LexborNode) -> str:
    inner = TextWriter()
    _Renderer(inner).walk(cell)
    return join_lines(" ".join(inner.text.split("\n\n")))


def _head_rows(rows: list[list[LexborNode]]) -> int:
    heads = 0
    for row in rows:
        if not row or any(cell.tag != "th" for cell in row):
            break
        heads += 1
    return heads if heads < len(rows) else 0


def iter_texts(root: LexborNode) -> Iterator[str]:
    """The text nodes below a node, in document order."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag == "-text":
            yield node.text_content or ""
        elif (node.tag or "") not in _SKIPPED:
            stack.extend(_children(node))
