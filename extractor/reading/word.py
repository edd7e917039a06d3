"""Word files (.docx): paragraphs with their headings and list numbers, tables, text boxes."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task, written
from extractor.reading.markup import write_grid
from extractor.reading.numbering import Numbering
from extractor.reading.package import check_package
from extractor.reading.writer import Cell, TextWriter, join_lines

if TYPE_CHECKING:
    from docx.document import Document

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_TITLE = re.compile(r"(?:title|标题)", re.IGNORECASE)
# A soft line break ends a paragraph where a sentence ends before it or an item begins behind it.
_SOFT_BREAK = re.compile(
    r"(?<=[。！？；：;:])\s*\n|\n(?=[ \u3000]{2}|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．])"
)
_GONE = frozenset({f"{_W}del", f"{_W}moveFrom", f"{_W}instrText", f"{_W}delText", _FALLBACK})
_BOX = f"{_W}txbxContent"
_DEEPEST = 40


def read_word(task: Task) -> Iterator[Draft | Problem]:
    """One Word file → one draft."""
    refused = check_package(task)
    if refused:
        yield refused
        return
    import docx
    from docx.opc.exceptions import PackageNotFoundError

    try:
        document = docx.Document(io.BytesIO(task.data))
    except (PackageNotFoundError, KeyError, ValueError) as error:
        yield task.problem(
            "damaged", f"这个 Word 文件打不开（{type(error).__name__}）", "请用 Word 或 WPS 打开并另存为 .docx"
        )
        return
    reading = _Reading(document)
    reading.blocks(document.element.body, 0)
    yield Draft(title=" ".join(reading.title), **_fields(reading.writer))


def _fields(writer: TextWriter) -> dict[str, Any]:
    return written(writer)


class _Reading:
    """Walks the body of one document."""

    def __init__(self, document: Document) -> None:
        self.writer = TextWriter()
        self.title: list[str] = []
        self._styles = {style.style_id: style for style in document.styles}
        parts = [part for part in document.part.package.iter_parts() if str(part.partname).endswith("/numbering.xml")]
        self._numbering = Numbering(getattr(parts[0], "element", None) if parts else None)

    def blocks(self, parent: Any, depth: int) -> None:
        """Write the paragraphs and tables below a node, those inside content controls too."""
        for child in parent.iterchildren():
            if child.tag == f"{_W}p":
                self._paragraph(child, depth)
            elif child.tag == f"{_W}tbl" and depth < _DEEPEST:
                self._table(child, depth)
            elif (
                child.tag in {f"{_W}sdt", f"{_W}sdtContent", f"{_W}ins", f"{_W}customXml", f"{_W}smartTag"}
                and depth < _DEEPEST
            ):
                self.blocks(child, depth + 1)

    def _paragraph(self, node: Any, depth: int) -> None:
        boxes: list[Any] = []
        text = _text(node, boxes)
        level = self._level(node)
        if text.strip():
            text = self._label(node) + text.strip()
            if level:
                self.writer.heading(text, level)
            else:
                self._body(node, text)
        for box in boxes:
            self.blocks(box, depth + 1)

    def _body(self, node: Any, text: str) -> None:
        name = self._style_name(node)
        if _TITLE.fullmatch(name):
            self.title.append(join_lines(text))
            self.writer.heading(text, 1)
        else:
            for part in _SOFT_BREAK.split(text):
                self.writer.paragraph(part)

    def _style(self, node: Any) -> Any | None:
        found = node.find(f"{_W}pPr/{_W}pStyle")
        return None if found is None else self._styles.get(found.get(f"{_W}val"))

    def _style_name(self, node: Any) -> str:
        style = self._style(node)
        return str(style.name or "") if style is not None else ""

    def _level(self, node: Any) -> int:
        """The level of a heading by its style's name or outline level, 0 for body text."""
        named = _HEADING.fullmatch(self._style_name(node))
        if named:
            return int(named[1])
        value = self._property(node, "outlineLvl")
        outline = value.get(f"{_W}val") if value is not None else None
        return int(outline) + 1 if outline and outline.isdigit() and int(outline) < 9 else 0

    def _property(self, node: Any, name: str) -> Any | None:
        """A paragraph property, from the paragraph itself or the styles that it is based on."""
        found = node.find(f"{_W}pPr/{_W}{name}")
        style, turns = self._style(node), 0
        while found is None and style is not None and turns < 20:
            found = style.element.find(f"{_W}pPr/{_W}{name}")
            style, turns = getattr(style, "base_style", None), turns + 1
        return found

    def _label(self, node: Any) -> str:
        numbered = self._property(node, "numPr")
        if numbered is None:
            return ""
        list_id, depth = numbered.find(f"{_W}numId"), numbered.find(f"{_W}ilvl")
        if list_id is None:
            return ""
        own = depth.get(f"{_W}val") if depth is not None else "0"
        return self._numbering.label(list_id.get(f"{_W}val"), int(own) if own and own.isdigit() and len(own) < 3 else 0)

    def _table(self, node: Any, depth: int) -> None:
        rows = [row for row in node.iter(f"{_W}tr") if _owner(row, f"{_W}tbl") is node]
        cells = [[cell for cell in row.iter(f"{_W}tc") if _owner(cell, f"{_W}tr") is row] for row in rows]
        if max((len(row) for row in cells), default=0) < 2:
            for cell in (cell for row in cells for cell in row):  # a frame around text, not a table
                self.blocks(cell, depth + 1)
            return
        heads = sum(row.find(f"{_W}trPr/{_W}tblHeader") is not None for row in rows)
        write_grid(self.writer, self._grid(rows, cells, depth), heads=heads if heads < len(rows) else 0)

    def _grid(self, rows: list[Any], cells: list[list[Any]], depth: int) -> list[list[Cell]]:
        grid: list[list[Cell]] = []
        merged: dict[int, tuple[int, int]] = {}
        for at, (row, line) in enumerate(zip(rows, cells, strict=True)):
            out: list[Cell] = [Cell()] * _number(row.find(f"{_W}trPr/{_W}gridBefore"), 0)
            for cell in line:
                out += self._cells(cell, (at, len(out)), merged, depth)
            grid.append(out)
        return grid

    def _cells(self, cell: Any, place: tuple[int, int], merged: dict[int, tuple[int, int]], depth: int) -> list[Cell]:
        """The cell itself, pointing at the one above where it continues a merged cell, and blanks where it is wide."""
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        continues = merge is not None and merge.get(f"{_W}val") != "restart" and place[1] in merged
        own = Cell(of=merged[place[1]]) if continues else Cell(self._cell_text(cell, depth))
        if not continues:
            merged[place[1]] = place
        return [own, *[Cell()] * (_number(cell.find(f"{_W}tcPr/{_W}gridSpan"), 1) - 1)]

    def _cell_text(self, cell: Any, depth: int) -> str:
        outer, self.writer = self.writer, TextWriter()
        self.blocks(cell, depth + 1)
        inner, self.writer = self.writer, outer
        return join_lines(" ".join(inner.text.split("\n\n")))


def _number(node: Any | None, default: int) -> int:
    value = node.get(f"{_W}val") if node is not None else None
    return min(int(value), 100) if value and value.isdigit() and len(value) < 5 else default


def _owner(node: Any, tag: str) -> Any:
    return next(iter(node.iterancestors(tag)), None)


def _text(paragraph: Any, boxes: list[Any]) -> str:
    """The text of a paragraph as shown: without deleted words and field codes; its text boxes are put aside."""
    out: list[str] = []
    stack = list(reversed(paragraph))
    while stack:
        node = stack.pop()
        if node.tag == f"{_W}t":
            out.append(node.text or "")
        elif node.tag in {f"{_W}tab", f"{_W}ptab"}:
            out.append(" ")
        elif node.tag in {f"{_W}br", f"{_W}cr"}:
            out.append("\n")
        elif node.tag == f"{_W}noBreakHyphen":
            out.append("-")
        elif node.tag == _BOX:
            boxes.append(node)
        elif node.tag not in _GONE and node.tag != f"{_W}pPr" and not _is_hidden(node):
            stack.extend(reversed(node))
    return "".join(out)


def _is_hidden(node: Any) -> bool:
    return node.tag == f"{_W}r" and node.find(f"{_W}rPr/{_W}vanish") is not None
