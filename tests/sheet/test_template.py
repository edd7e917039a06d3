"""A user's own template keeps its formats and takes the rows, by headings or by fields."""

from __future__ import annotations

import importlib.util
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.styles import Font

from extractor.problem import DataError
from extractor.sheet.template import fill_template

_spec = importlib.util.spec_from_file_location("sheet_rows", Path(__file__).with_name("conftest.py"))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

DAY = date(2026, 5, 31)


def template(path, cells):
    book = openpyxl.Workbook()
    for place, value in cells.items():
        book.active[place] = value
        book.active[place].font = Font(bold=True)
    book.save(path)
    return path


def test_fields_are_filled_and_their_line_repeated_in_its_format(tmp_path, rows):
    cells = {
        "A1": "截至 {{截至}} 共 {{条数}} 条",
        "A3": "{{举措}}",
        "B3": "{{到期日}}",
        "C3": "牵头：{{责任单位}}",
        "A4": "制表人",
    }
    made = fill_template(template(tmp_path / "t.xlsx", cells), rows, tmp_path / "a.xlsx", as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert made == []
    assert sheet["A1"].value == "截至 2026-05-31 共 5 条"
    assert [sheet.cell(n, 1).value for n in range(3, 8)] == [row["text"] for row in rows]
    assert sheet["B7"].value == datetime(2026, 6, 30)  # noqa: DTZ001
    assert sheet["C7"].value == "牵头：市水利局"
    assert sheet["A7"].font.bold
    assert sheet["A8"].value == "制表人"


def test_headings_are_enough(tmp_path, rows):
    cells = {"A2": "责任单位", "B2": "我的列", "C2": "举措", "D2": "剩余天数"}
    fill_template(template(tmp_path / "t.xlsx", cells), rows, tmp_path / "a.xlsx", as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert (sheet["A3"].value, sheet["B3"].value, sheet["C7"].value, sheet["D3"].value) == (
        "市水利局",
        None,
        rows[4]["text"],
        30,
    )


def test_hostile_text_is_inert_in_a_template(tmp_path):
    path = template(tmp_path / "t.xlsx", {"A1": "{{举措}}", "B1": "{{责任单位}}"})
    fill_template(path, shared.hostile_rows(), tmp_path / "a.xlsx", as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f" or cell.hyperlink]


def test_a_template_without_a_known_word_is_said(tmp_path, rows):
    with pytest.raises(DataError, match="没有认得的"):
        fill_template(template(tmp_path / "t.xlsx", {"A1": "别的"}), rows, tmp_path / "a.xlsx", as_of=DAY)
    (tmp_path / "bad.xlsx").write_bytes(b"no")
    with pytest.raises(DataError, match="打不开"):
        fill_template(tmp_path / "bad.xlsx", rows, tmp_path / "a.xlsx", as_of=DAY)
