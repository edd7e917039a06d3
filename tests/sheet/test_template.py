"""A user's own template keeps its formats and takes the rows, by headings or by fields."""

from __future__ import annotations

import importlib.util
import time
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font
from openpyxl.worksheet.datavalidation import DataValidation

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


def test_what_stands_below_the_line_moves_down_and_ranges_grow(tmp_path, rows):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.append(["{{序号}}", "{{举措}}", "=LEN(B1)", "否"])
    sheet.append(["制表人：        审核人："])
    sheet.append(["合计", "=COUNTA(B1:B1)", "=B3"])
    sheet.merge_cells("A2:D2")
    sheet.row_dimensions[2].height = 30
    sheet.print_area = "A1:D3"
    checks = DataValidation(type="list", formula1='"是,否"')
    checks.add("D1")
    sheet.add_data_validation(checks)
    sheet.conditional_formatting.add("D1:D1", CellIsRule(operator="equal", formula=['"是"']))
    book.create_sheet("汇总")["A1"] = f"=SUM({sheet.title}!C1:C1)"
    book.save(tmp_path / "t.xlsx")
    fill_template(tmp_path / "t.xlsx", rows, tmp_path / "a.xlsx", as_of=DAY)
    made = openpyxl.load_workbook(tmp_path / "a.xlsx")
    sheet = made.worksheets[0]
    assert [[cell.value for cell in line] for line in sheet["A1:D1"]] == [[1, rows[0]["text"], "=LEN(B1)", "否"]]
    assert [[cell.value for cell in line] for line in sheet["A5:D5"]] == [[5, rows[4]["text"], "=LEN(B5)", "否"]]
    assert sheet["A6"].value == "制表人：        审核人："
    assert ([str(one) for one in sheet.merged_cells.ranges], sheet.row_dimensions[6].height) == (["A6:D6"], 30)
    assert (sheet["B7"].value, sheet["C7"].value) == ("=COUNTA(B1:B5)", "=B7")
    assert made["汇总"]["A1"].value == f"=SUM({sheet.title}!C1:C5)"
    assert sheet.print_area.endswith("$A$1:$D$7")
    assert [str(one.sqref) for one in sheet.data_validations.dataValidation] == ["D1:D5"]
    assert [str(one.sqref) for one in sheet.conditional_formatting] == ["D1:D5"]


def test_the_usual_names_of_other_offices_are_known_and_a_note_below_stays(tmp_path, rows):
    cells = {"A1": "工作任务", "B1": "牵头单位", "C1": "完成 时限", "A3": "说明：按月报送"}
    fill_template(template(tmp_path / "t.xlsx", cells), rows, tmp_path / "a.xlsx", as_of=DAY)
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert [sheet.cell(n, 1).value for n in range(2, 8)] == [*(row["text"] for row in rows), "说明：按月报送"]
    assert (sheet["B6"].value, sheet["C6"].value) == ("市水利局", datetime(2026, 6, 30))  # noqa: DTZ001


def test_the_same_template_and_rows_give_the_same_bytes(tmp_path, rows):
    path = template(tmp_path / "t.xlsx", {"A1": "{{举措}}", "B1": "{{截至}}"})
    for name in "ab":
        fill_template(path, rows, tmp_path / f"{name}.xlsx", as_of=DAY)
        time.sleep(1.1)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


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
