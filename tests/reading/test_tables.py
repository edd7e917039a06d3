from __future__ import annotations

import datetime as dt

import pytest

from extractor.reading import column_role, column_roles, find_tables, table_headings, table_roles
from extractor.reading.sheets import cell_words
from extractor.reading.tables import header_rows


@pytest.mark.parametrize(
    ("heading", "role"),
    [
        ("工作任务", "task"), ("重点任务", "task"), ("整改措施", "task"), ("主要举措", "task"), ("任 务\n内 容", "task"),
        ("牵头单位", "lead"), ("责任单位（牵头）", "lead"), ("责任部门及责任人", "lead"), ("主办单位", "lead"),
        ("配合单位", "support"), ("协办单位", "support"),
        ("完成时限", "due"), ("完成时间（月份）", "due"), ("时间节点", "due"), ("整改时限", "due"), ("时间进度", "due"),
        ("目标", "metric"), ("考核要点", "metric"), ("进展情况", "progress"), ("备注", "progress"), ("序号", "number"),
        ("项目名称", ""), ("联系电话", ""), ("", ""), ("本表由各单位按照职责分工于每月底前填报并报送市政府办公室", ""),
    ],
)  # fmt: skip
def test_column_roles(heading, role):
    assert column_role(heading) == role


def test_a_column_of_names_is_the_task_where_nothing_else_is():
    assert column_roles(["序号", "项目名称", "责任单位"]) == ("number", "task", "lead")
    assert column_roles(["序号", "项目名称", "建设内容", "责任单位"]) == ("number", "", "task", "lead")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        ([["2024年任务表", "", ""], ["序号", "任务", "责任单位"], ["1", "修路", "甲局"]], (1, 2)),
        ([["序号", "任务", "责任单位", ""], ["", "", "牵头单位", "配合单位"], ["1", "修路", "甲局", ""]], (0, 2)),
        ([["1", "修路", "甲局"], ["2", "架桥", "乙局"]], (0, 0)),
    ],
)
def test_where_the_header_is(rows, expected):
    assert header_rows(rows) == expected


def test_lines_that_are_no_table():
    assert find_tables("首页 | 新闻 | 政务\n\n下一步，推进整改。\n") == ()
    assert find_tables("") == ()


def test_a_header_of_two_rows():
    text = "序号 | 任务 | 责任单位 | \n | | 牵头单位 | 配合单位\n1 | 修路 | 甲局 | 乙局"
    (table,) = find_tables(text)
    assert table.header == 2
    assert table_headings(table)[2:] == ("责任单位牵头单位", "配合单位")
    assert table_roles(table) == ("number", "task", "lead", "support")


@pytest.mark.parametrize(
    ("value", "form", "words"),
    [
        (dt.datetime(2024, 6, 1, tzinfo=dt.UTC), 'yyyy"年"m"月"', "2024年6月"),
        (dt.datetime(2024, 6, 30, tzinfo=dt.UTC), "yyyy/m/d", "2024年6月30日"),
        (dt.date(2024, 6, 30), 'm"月"d"日"', "6月30日"),
        (12.0, "General", "12"),
        (0.155, "0.0%", "15.5%"),
        (3.5, "0.00", "3.5"),
        ("第一行\n第二行 ", "@", "第一行 第二行"),
        (None, "General", ""),
        (float("nan"), "General", ""),
    ],
)
def test_a_cell_as_a_person_reads_it(value, form, words):
    assert cell_words(value, form) == words
