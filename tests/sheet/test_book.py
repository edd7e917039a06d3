"""Workbooks as other programs save them: merged ranges and tabs of OpenDocument, cells far away, damaged files."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import openpyxl
import pytest

from extractor.problem import DataError
from extractor.sheet.book import open_book

_NAMES = 'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'  # fmt: skip


def ods(path: Path, rows: str, head: str = "") -> Path:
    content = f'<?xml version="1.0"?>{head}<office:document-content {_NAMES}><office:body><office:spreadsheet>'
    content += f'<table:table table:name="表">{rows}</table:table></office:spreadsheet></office:body>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("mimetype", kind)
        packed.writestr("META-INF/manifest.xml", manifest)
        packed.writestr("content.xml", f"{content}</office:document-content>")
    return path


def cell(words: str, more: str = "") -> str:
    return f'<table:table-cell office:value-type="string" {more}><text:p>{words}</text:p></table:table-cell>'


def row(*cells: str, more: str = "") -> str:
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def test_tabs_and_line_breaks_of_open_document_are_kept(tmp_path):
    path = ods(tmp_path / "a.ods", row(cell("a<text:tab/>b"), cell("c<text:line-break/>d")))
    assert open_book(path).cells("表") == [["a\tb", "c\nd"]]


def test_merged_ranges_of_open_document_give_each_cell_the_value(tmp_path):
    below = row("<table:table-cell/>", "<table:covered-table-cell/>", cell("y"))
    merged = cell("赵某", 'table:number-rows-spanned="3" table:number-columns-spanned="1"')
    path = ods(tmp_path / "a.ods", row(cell("x"), merged, cell("y")) + below + below)
    assert [line[1] for line in open_book(path).cells("表")] == ["赵某"] * 3


def test_a_cell_far_away_is_refused_in_one_sentence(tmp_path):
    book = openpyxl.Workbook()
    book.active["XFD90000"] = "x"
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(DataError, match="很远的行或列"):
        open_book(tmp_path / "a.xlsx")
    far = row(cell("x", 'table:number-columns-repeated="16384"'), more='table:number-rows-repeated="1000000"')
    with pytest.raises(DataError, match="很远的行或列"):
        open_book(ods(tmp_path / "a.ods", far))


@pytest.mark.parametrize("cut", [0.1, 0.5, 0.9, 0.99])
def test_a_damaged_file_is_one_sentence(tmp_path, cut):
    made = io.BytesIO()
    openpyxl.Workbook().save(made)
    (tmp_path / "a.xlsx").write_bytes(made.getvalue()[: int(len(made.getvalue()) * cut)])
    with pytest.raises(DataError, match="打不开"):
        open_book(tmp_path / "a.xlsx")


def test_entities_of_xml_are_not_read(tmp_path):
    path = ods(tmp_path / "a.ods", row(cell("&x;")), head='<!DOCTYPE a [<!ENTITY x "y">]>')
    with pytest.raises(DataError, match="打不开"):
        open_book(path)
