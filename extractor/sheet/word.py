"""Word documents: a title, paragraphs and tables in the manner of an official paper; the same content, the same bytes."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from extractor.problem import UsageError
from extractor.table import showable

_DAY = (1980, 1, 1, 0, 0, 0)


class Paper:
    """A document being written, on A4."""

    def __init__(self, document: Any) -> None:
        self._document = document

    def add_title(self, title: str, below: str = "") -> None:
        """The title in the middle, and a line below it."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH

        for text, size, bold in ((title, 20, True), (below, 11, False)):
            if text:
                paragraph = self._document.add_paragraph()
                paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
                _run(paragraph, text, size=size, bold=bold)

    def add_heading(self, text: str) -> None:
        """A heading."""
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        paragraph.paragraph_format.keep_with_next = True
        paragraph.paragraph_format.space_before, paragraph.paragraph_format.space_after = Pt(16), Pt(6)
        _run(paragraph, text, size=14, bold=True)

    def add_text(self, text: str, *, indent: bool = True, right: bool = False) -> None:
        """A paragraph, its first line set in by two characters."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph = self._document.add_paragraph()
        if right:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        elif indent:
            paragraph.paragraph_format.first_line_indent = Pt(24)
        paragraph.paragraph_format.space_before = Pt(8)
        _run(paragraph, text, size=12)

    def add_table(
        self, heads: Sequence[str], rows: Iterable[Sequence[str]], *, widths: Sequence[float], plain: bool = False
    ) -> None:
        """A table; ``widths`` in centimetres. The heading row is repeated on every page; figures stand in the middle."""
        from docx.oxml import OxmlElement
        from docx.shared import Cm

        rows = list(rows)
        table = self._document.add_table(rows=0, cols=len(widths))
        table.style = None if plain else "Table Grid"
        table.autofit = False
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Cm(width)
        lines = ([(heads, True)] if heads else []) + [(row, False) for row in rows]
        for cells, bold in lines:
            line = table.add_row()
            for cell, text, width in zip(line.cells, cells, widths, strict=True):
                cell.width = Cm(width)
                _fill_cell(cell, text, bold=bold)
            properties = line._tr.get_or_add_trPr()  # noqa: SLF001 - python-docx has no other way
            if sum(map(len, cells)) < _ONE_PAGE:  # a row longer than a page has to be parted
                properties.append(OxmlElement("w:cantSplit"))
            if bold:
                properties.append(OxmlElement("w:tblHeader"))

    def save(self, stream: io.BytesIO) -> None:
        """Write the document as Word does."""
        self._document.save(stream)


_ONE_PAGE = 600
_CELL = 1000
"""Characters of a cell on paper: the whole text stands in the ledger, and layout of longer ones takes minutes."""
_FIGURE = re.compile(r"[-\d.,%]+")
_HEAD_GROUND, _BAR_INK = "E3E9F1", "A61B12"


def _fill_cell(cell: Any, text: str, *, bold: bool) -> None:
    from docx.enum.text import WD_ALIGN_PARAGRAPH
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn
    from docx.shared import Pt, RGBColor

    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(2)
    _run(paragraph, text if len(text) <= _CELL else f"{text[:_CELL]}…（过长，未完）", size=9.5, bold=bold)
    if bold or _FIGURE.fullmatch(text):
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    if bold:
        ground = OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", _HEAD_GROUND)):
            ground.set(qn(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(ground)  # noqa: SLF001 - python-docx has no other way
    if text and not text.strip("█"):
        paragraph.runs[0].font.color.rgb = RGBColor.from_string(_BAR_INK)


def _run(paragraph: Any, text: str, *, size: float, bold: bool = False) -> None:
    from docx.oxml.ns import qn
    from docx.shared import Pt

    run = paragraph.add_run(showable(text).replace("\r\n", "\n").replace("\r", "\n"))
    run.font.size, run.font.bold, run.font.name = Pt(size), bold, "宋体"
    run._element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "黑体" if bold else "宋体")  # noqa: SLF001


def new_document(title: str, below: str = "") -> Paper:
    """An empty A4 paper with its title. UsageError where python-docx is not installed."""
    try:
        from docx import Document
        from docx.shared import Cm
    except ImportError as error:
        raise UsageError("写 Word 文件需要 python-docx，请先运行：pip install python-docx") from error
    document = Document()
    page = document.sections[0]
    page.page_width, page.page_height = Cm(21), Cm(29.7)
    page.left_margin = page.right_margin = Cm(2.2)
    page.top_margin = page.bottom_margin = Cm(2.4)
    properties = document.core_properties
    properties.author, properties.title = "xiaozhang", showable(title)[:255]
    properties.created = properties.modified = datetime(*_DAY)  # noqa: DTZ001 - a fixed moment, in no zone
    paper = Paper(document)
    paper.add_title(title, below)
    return paper


def save_document(paper: Paper, path: Path) -> None:
    """Save with fixed times inside, so that the same document gives the same bytes."""
    made = io.BytesIO()
    paper.save(made)
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as target:
        for info in source.infolist():
            fixed = zipfile.ZipInfo(info.filename, _DAY)
            fixed.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(fixed, source.read(info.filename))
