"""The workbook as its readers see it: real dates, live formulas, inert text, the same bytes."""

from __future__ import annotations

import datetime as dt
import importlib.util
import sys
from pathlib import Path

import openpyxl
import pytest

from extractor.article import Article
from extractor.problem import Problem, UsageError
from extractor.sheet.cells import CELL_LIMIT, fit_text, line_count
from extractor.sheet.workbook import write_workbook

sys.path.insert(0, str(Path(__file__).parent))

import office

_spec = importlib.util.spec_from_file_location("sheet_rows", Path(__file__).with_name("conftest.py"))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

AS_OF = dt.date(2026, 5, 31)


def opened(path):
    return openpyxl.load_workbook(path)


def columns(sheet):
    return {cell.value: cell.column for cell in sheet[1]}


def test_the_sheets_and_headings_are_those_promised_in_both_languages(tmp_path, rows):
    write_workbook(rows, tmp_path / "zh.xlsx", as_of=AS_OF)
    write_workbook(rows, tmp_path / "en.xlsx", as_of=AS_OF, lang="en")
    assert opened(tmp_path / "zh.xlsx").sheetnames == ["总览", "台账", "指标", "已办", "文章", "说明"]
    head = columns(opened(tmp_path / "zh.xlsx")["台账"])
    assert {
        "编号",
        "举措",
        "责任单位",
        "时限原文",
        "到期日",
        "剩余天数",
        "灯",
        "状态",
        "进展",
        "备注",
        "原文出处",
    } <= set(head)
    assert "Measure" in columns(opened(tmp_path / "en.xlsx")["Ledger"])


def test_dates_are_dates_and_lights_are_formulas_on_today(tmp_path, rows):
    write_workbook(rows, tmp_path / "a.xlsx", as_of=AS_OF)
    sheet = opened(tmp_path / "a.xlsx")["台账"]
    at = columns(sheet)
    assert sheet.cell(2, at["到期日"]).value == dt.datetime(2026, 6, 30)  # noqa: DTZ001
    assert "TODAY()" in sheet.cell(2, at["剩余天数"]).value
    assert sheet.cell(2, at["灯"]).value.startswith("=IF(")
    remembered = openpyxl.load_workbook(tmp_path / "a.xlsx", data_only=True)["台账"]
    assert (remembered.cell(2, at["剩余天数"]).value, remembered.cell(2, at["灯"]).value) == (30, "黄")


def test_headings_stay_in_view_and_the_state_is_a_drop_down(tmp_path, rows):
    write_workbook(rows, tmp_path / "a.xlsx")
    sheet = opened(tmp_path / "a.xlsx")["台账"]
    assert sheet.freeze_panes == "C2"
    assert sheet.auto_filter.ref.startswith("A1:")
    assert any("在办" in str(check.formula1) for check in sheet.data_validations.dataValidation)
    assert sheet.print_title_rows == "$1:$1"


def test_an_achievement_is_no_line_of_the_ledger(tmp_path, rows):
    write_workbook([*rows, shared.make_row(9, kind="achievement")], tmp_path / "a.xlsx")
    book = opened(tmp_path / "a.xlsx")
    assert (book["台账"].max_row, book["已办"].max_row) == (6, 2)


def test_what_was_not_read_stands_in_the_sheet_of_articles(tmp_path, rows):
    articles = [Article(text="x", path="plans/a.md", title="水利", published=AS_OF, url="https://a.example/1")]
    problem = Problem("plans/bad.docx", "reading.zip", "文件损坏", "请重新保存")
    write_workbook(rows, tmp_path / "a.xlsx", articles=articles, problems=[problem])
    sheet = opened(tmp_path / "a.xlsx")["文章"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert {"plans/bad.docx", "文件损坏", "请重新保存"} <= set(values)
    assert sheet["J2"].hyperlink.target == "https://a.example/1"
    assert sheet["H2"].value == 5


def test_articles_may_grow_while_the_rows_are_drawn(tmp_path, rows):
    seen = []

    def drawn():
        for row in rows:
            seen[:] = [Article(text="x", path="plans/a.md", title="后来才知道的标题")]
            yield row

    write_workbook(drawn(), tmp_path / "a.xlsx", articles=seen)
    assert opened(tmp_path / "a.xlsx")["文章"]["B2"].value == "后来才知道的标题"


def test_the_same_rows_give_the_same_bytes(tmp_path, rows):
    for name in "ab":
        write_workbook(rows, tmp_path / f"{name}.xlsx", as_of=AS_OF, returns=True)
    assert (tmp_path / "a.xlsx").read_bytes() == (tmp_path / "b.xlsx").read_bytes()


def test_an_empty_table_is_a_workbook_too(tmp_path):
    assert write_workbook([], tmp_path / "a.xlsx") == []
    assert opened(tmp_path / "a.xlsx")["台账"].max_row == 1


def test_an_unknown_language_is_one_sentence(tmp_path):
    with pytest.raises(UsageError, match="zh 或 en"):
        write_workbook([], tmp_path / "a.xlsx", lang="fr")


def test_hostile_text_is_inert_and_what_was_changed_is_said(tmp_path):
    problems = write_workbook(shared.hostile_rows(), tmp_path / "a.xlsx", returns=True)
    assert {problem.code for problem in problems} == {"sheet.characters", "sheet.long"}
    book = opened(tmp_path / "a.xlsx")
    sheet = book["台账"]
    at = columns(sheet)
    texts = {sheet.cell(row, at["编号"]).value: sheet.cell(row, at["举措"]) for row in range(2, sheet.max_row + 1)}
    for row in shared.hostile_rows():
        cell = texts[row["id"]]
        shown, _ = fit_text(row["text"], "")
        assert cell.data_type != "f"
        assert cell.hyperlink is None
        assert (cell.value or "").replace("_x000D_", "\r") == shown or "_x00" in row["text"]
    live = [c for s in book for r in s.iter_rows() for c in r if c.data_type == "f"]
    assert {c.value.split("(")[0] for c in live} <= {"=IF", "=COUNTIF", "=COUNTIFS", "=COUNT"}
    links = [c.hyperlink for s in book for r in s.iter_rows() for c in r if c.hyperlink]
    assert all(link.target is None and link.location for link in links)


def test_a_text_that_looks_like_an_escape_stays_as_it_is(tmp_path):
    from python_calamine import CalamineWorkbook

    write_workbook([shared.make_row(0, text="_x0041_ 推进")], tmp_path / "a.xlsx")
    assert CalamineWorkbook.from_path(tmp_path / "a.xlsx").get_sheet_by_name("台账").to_python()[1][1] == "_x0041_ 推进"


@pytest.mark.parametrize("text", ["长" * 40_000, "😀" * 20_000, "x" * 32_768])
def test_over_long_text_is_cut_at_the_limit_and_said(text):
    shown, problems = fit_text(text, "a.md:1")
    assert len(shown.encode("utf-16-le")) // 2 <= CELL_LIMIT
    assert shown.endswith("…（过长，未完）")
    assert [problem.where for problem in problems] == ["a.md:1"]


def test_lines_are_counted_for_chinese():
    assert line_count("推进工程建设", 50) == 1
    assert line_count("推" * 50, 50) == 3
    assert line_count("一\n二\n三", 50) == 3


@pytest.mark.skipif(not office.is_installed(), reason="LibreOffice is not installed")
def test_libreoffice_opens_it_and_finds_the_same(tmp_path, rows):
    write_workbook([*rows, *shared.hostile_rows()], tmp_path / "a.xlsx", as_of=AS_OF)
    office.convert(tmp_path / "home", "xlsx", tmp_path / "again", tmp_path / "a.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "again" / "a.xlsx", data_only=True)["台账"]
    at = columns(sheet)
    assert [sheet.cell(n, at["举措"]).value for n in range(2, 7)] == [row["text"] for row in rows]
    assert sheet.cell(2, at["到期日"]).value == dt.datetime(2026, 6, 30)  # noqa: DTZ001
    assert isinstance(sheet.cell(2, at["剩余天数"]).value, int)
