"""Round trips: what people type comes back as exactly those entries, and nothing is lost or done twice."""

from __future__ import annotations

import importlib.util
import sys
from datetime import UTC, date, datetime
from pathlib import Path

import openpyxl
import pytest

from extractor.ledger import Entry, Ledger
from extractor.ledger.intake import Hand
from extractor.ledger.rows import View
from extractor.problem import DataError
from extractor.sheet.back import plan_return
from extractor.sheet.base import BASE_SHEET
from extractor.sheet.days import done_days, due_days
from extractor.sheet.grid import read_grid
from extractor.sheet.workbook import write_workbook

sys.path.insert(0, str(Path(__file__).parent))

import office

_spec = importlib.util.spec_from_file_location("sheet_rows", Path(__file__).with_name("conftest.py"))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

DAY = date(2026, 5, 31)
HAND = Hand("王某", DAY, datetime(2026, 5, 31, 8, tzinfo=UTC))
IDS = [f"abcdefgh{at:04d}" for at in range(5)]


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        opened = date(2026, 3, 1)
        ledger.append(
            Entry(r["id"], "opened", opened, "李某", HAND.recorded, data={"row": r})
            for r in map(shared.make_row, range(5))
        )
        yield ledger


def rows_of(ledger):
    return {row["id"]: row for row in ledger.rows(View(DAY))}


def write(ledger, path):
    write_workbook(rows_of(ledger).values(), path, as_of=DAY, returns=True)
    return path


def plan(ledger, path, **options):
    return plan_return(read_grid(path), rows_of(ledger), hand=HAND, history=ledger.entries, **options)


def record(ledger, path, **options):
    made = plan(ledger, path, **options)
    ledger.append(made.entries, expect=made.expect)
    return made


def edit(path, changes, *, to=None):
    """Type values into cells: ``{(id, heading): value}``."""
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    at = {cell.value: cell.column for cell in sheet[1]}
    line = {sheet.cell(n, at["编号"]).value: n for n in range(2, sheet.max_row + 1)}
    for (measure, heading), value in changes.items():
        sheet.cell(line[measure], at[heading]).value = value
    book.save(to or path)
    return to or path


def said(made):
    return [(e.measure, e.kind, e.why, dict(e.data)) for e in made.entries]


def test_an_untouched_sheet_gives_nothing(ledger, tmp_path):
    made = plan(ledger, write(ledger, tmp_path / "a.xlsx"))
    assert (made.entries, made.conflicts, made.problems) == ([], [], [])


def test_each_people_s_column_becomes_its_entry_and_is_read_once(ledger, tmp_path):
    path = write(ledger, tmp_path / "a.xlsx")
    edit(path, {
        (IDS[0], "进展"): "60%；已完成招标", (IDS[0], "责任人"): "赵某", (IDS[0], "备注"): "不是公式 =1+1",
        (IDS[1], "延期至"): date(2026, 9, 30), (IDS[1], "延期理由"): "汛期停工",
        (IDS[2], "状态"): "已销账", (IDS[2], "佐证"): "验收意见〔2026〕3号", (IDS[2], "完成日期"): "2026年5月20日",
        (IDS[3], "进展"): 0.4,
    })  # fmt: skip
    made = record(ledger, path)
    assert made.problems == made.conflicts == []
    assert said(made) == [
        (IDS[0], "reported", "", {"progress": 60, "note": "已完成招标"}),
        (IDS[0], "assigned", "", {"person": "赵某"}),
        (IDS[0], "corrected", "", {"set": {"remark": "不是公式 =1+1"}}),
        (IDS[1], "extended", "汛期停工", {"due": "2026-09-30"}),
        (IDS[2], "closed", "", {"evidence": [{"kind": "text", "value": "验收意见〔2026〕3号"}]}),
        (IDS[3], "reported", "", {"progress": 40}),
    ]
    assert made.entries[4].on == date(2026, 5, 20)
    again = plan(ledger, path)
    assert (again.entries, again.conflicts, again.problems) == ([], [], [])
    fresh = plan(ledger, write(ledger, tmp_path / "b.xlsx"))
    assert (fresh.entries, fresh.conflicts) == ([], [])


def test_closing_without_evidence_and_extending_without_reason_come_back_as_problems(ledger, tmp_path):
    path = write(ledger, tmp_path / "a.xlsx")
    edit(path, {(IDS[0], "状态"): "已销账", (IDS[1], "延期至"): date(2026, 9, 1), (IDS[2], "状态"): "看情况",
                (IDS[3], "佐证"): "某文件", (IDS[4], "状态"): "已撤销"})  # fmt: skip
    made = plan(ledger, path)
    assert made.entries == []
    assert [p.code for p in made.problems] == [
        "sheet.evidence",
        "sheet.reason",
        "sheet.state",
        "sheet.open",
        "sheet.state",
    ]
    assert made.problems[0].where == "a.xlsx:台账!2"


@pytest.mark.parametrize("said", ["已完成", "完成", " 办结 ", "已办结。", "全部 完成", "销号", "closed", "√"])
def test_people_s_words_for_done_close_and_are_no_change_when_read_again(ledger, tmp_path, said):
    path = edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[0], "状态"): said, (IDS[0], "佐证"): "验收单"})
    assert [(e.measure, e.kind) for e in record(ledger, path).entries] == [(IDS[0], "closed")]
    again = plan(ledger, path)
    assert (again.entries, again.conflicts, again.problems) == ([], [], [])


@pytest.mark.parametrize("said", ["未完成", "推进中", "正在办理", "逾期未完成"])
def test_people_s_words_for_open_change_nothing(ledger, tmp_path, said):
    made = plan(ledger, edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[0], "状态"): said}))
    assert (made.entries, made.conflicts, made.problems) == ([], [], [])


def test_two_copies_edited_differently_lose_nothing(ledger, tmp_path):
    base = write(ledger, tmp_path / "base.xlsx")
    one = edit(base, {(IDS[0], "进展"): "50%", (IDS[1], "责任人"): "甲"}, to=tmp_path / "one.xlsx")
    two = edit(base, {(IDS[0], "进展"): "70%", (IDS[2], "责任人"): "乙"}, to=tmp_path / "two.xlsx")
    record(ledger, one)
    made = record(ledger, two)
    assert [(e.measure, e.kind) for e in made.entries] == [(IDS[2], "assigned")]
    assert [(c.id, c.heading, c.theirs, c.ours) for c in made.conflicts] == [(IDS[0], "进展", "70%", "50%")]
    assert plan(ledger, two, take="ours").conflicts == plan(ledger, two, take="ours").entries == []
    record(ledger, two, take="theirs")
    assert rows_of(ledger)[IDS[0]]["progress"] == 70
    assert plan(ledger, two).conflicts == []


def test_two_who_closed_the_same_row_keep_the_evidence_of_both(ledger, tmp_path):
    base = write(ledger, tmp_path / "base.xlsx")
    cells = {(IDS[0], "状态"): "已销账", (IDS[0], "佐证"): "甲的验收单", (IDS[0], "完成日期"): date(2026, 5, 20)}
    one = edit(base, cells, to=tmp_path / "one.xlsx")
    two = edit(
        base, cells | {(IDS[0], "佐证"): "乙的照片", (IDS[0], "完成日期"): date(2026, 5, 25)}, to=tmp_path / "two.xlsx"
    )
    record(ledger, one)
    made = plan(ledger, two)
    assert (made.entries, [c.heading for c in made.conflicts]) == ([], ["完成日期", "佐证"])
    made = record(ledger, two, take="theirs")
    assert [(e.kind, str(e.on)) for e in made.entries] == [("reopened", "2026-05-20"), ("closed", "2026-05-25")]
    row = rows_of(ledger)[IDS[0]]
    assert ([p["value"] for p in row["evidence"]], row["ended"]) == (["甲的验收单", "乙的照片"], "2026-05-25")
    again = plan(ledger, two)
    assert (again.entries, again.conflicts, again.problems) == ([], [], [])
    assert [c.heading for c in plan(ledger, one).conflicts] == ["完成日期"]


def test_an_extension_on_both_sides_is_a_conflict(ledger, tmp_path):
    path = write(ledger, tmp_path / "a.xlsx")
    ledger.append([Entry(IDS[0], "extended", DAY, "李某", HAND.recorded, why="另有安排", data={"due": "2026-08-31"})])
    edit(path, {(IDS[0], "延期至"): date(2026, 9, 30), (IDS[0], "延期理由"): "停工"})
    (conflict,) = plan(ledger, path).conflicts
    assert (conflict.theirs, conflict.ours) == ("2026-09-30", "2026-08-31")


def test_a_row_put_in_by_hand_becomes_a_measure_once(ledger, tmp_path):
    path = write(ledger, tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for heading, value in {"举措": "9月底前新建公厕12座", "责任单位": "市城管局、市财政局", "备注": "会上定的"}.items():
        sheet.cell(10, at[heading]).value = value
    book.save(path)
    made = record(ledger, path)
    assert [e.kind for e in made.entries] == ["opened", "corrected"]
    row = made.entries[0].data["row"]
    assert (row["source"], row["lead"], row["due"]["date"]) == ("手工立账", ["市城管局", "市财政局"], "2026-09-30")
    assert row["metrics"][0]["value"] == 12
    assert plan(ledger, path).entries == []


def put_in(path, *lines, first=8):
    """Fill blank rows: ``{heading: value}`` each."""
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    at = {cell.value: cell.column for cell in sheet[1]}
    for number, line in enumerate(lines, start=first):
        for heading, value in line.items():
            sheet.cell(number, at[heading]).value = value
    book.save(path)
    return path


def test_a_row_put_in_by_hand_may_be_done_already_and_stands_from_that_day(ledger, tmp_path):
    line = {"举措": "建成智慧水务平台", "责任单位": "市水利局", "到期日": "6月30日", "状态": "办结", "佐证": "上线报告",
            "完成日期": "2026/5/6"}  # fmt: skip
    path = put_in(write(ledger, tmp_path / "a.xlsx"), line)
    made = record(ledger, path)
    assert [(e.kind, str(e.on)) for e in made.entries] == [("opened", "2026-05-06"), ("closed", "2026-05-06")]
    assert (made.problems, made.conflicts) == ([], [])
    assert made.entries[0].data["row"]["due"]["date"] == "2026-06-30"
    again = plan(ledger, path)
    assert (again.entries, again.conflicts, again.problems) == ([], [], [])


@pytest.mark.parametrize(
    ("line", "due", "units"),
    [({"举措": "教育局牵头，体育局配合，检查泳池"}, None, (["教育局"], ["体育局"])),
     ({"举措": "市水利局9月底前清淤"}, ("9月底前", "2026-09-30", None), (["市水利局"], [])),
     ({"举措": "清淤", "到期日": "长期"}, ("长期", None, None), ([], [])),
     ({"举措": "清淤", "到期日": "每月"}, ("每月", None, "monthly"), ([], [])),
     ({"举措": "清淤", "时限原文": "三季度末", "责任单位": "市水利局、市住建局"}, ("三季度末", "2026-09-30", None), (["市水利局", "市住建局"], [])),
     ({"举措": "清淤", "到期日": date(2026, 8, 31), "时限原文": "8月底"}, ("8月底", "2026-08-31", None), ([], [])),
     ({"举措": "清淤", "到期日": "2026.8.31", "责任单位": "牵头：市水利局；配合：市气象局"}, ("2026.8.31", "2026-08-31", None), (["市水利局"], ["市气象局"])),
     ({"举措": "清淤", "到期日": "8月31日", "配合单位": "市气象局", "责任单位": "河长办"}, ("8月31日", "2026-08-31", None), (["河长办"], ["市气象局"]))],
)  # fmt: skip
def test_days_and_units_of_rows_put_in_by_hand(ledger, tmp_path, line, due, units):
    made = plan(ledger, put_in(write(ledger, tmp_path / "a.xlsx"), line))
    row = made.entries[0].data["row"]
    assert (row["due"] and tuple(row["due"][name] for name in ("text", "date", "recurs"))) == due
    assert (row["lead"], row["support"]) == units
    assert [p.code for p in made.problems] == (["sheet.date"] if due and not due[1] and not due[2] else [])


def test_a_row_put_in_by_hand_may_be_worked_on_in_the_same_file(ledger, tmp_path):
    path = put_in(write(ledger, tmp_path / "a.xlsx"), {"举措": "打通断头路3条", "责任单位": "市水利局", "备注": "新"})
    measure = record(ledger, path).entries[0].measure
    put_in(path, {"状态": "已完成", "佐证": "验收单", "延期至": "2026-12-31", "延期理由": "征地", "备注": "新，已核"})
    made = record(ledger, path)
    assert [(e.measure, e.kind) for e in made.entries] == [
        (measure, "extended"),
        (measure, "closed"),
    ]
    assert [c.heading for c in made.conflicts] == ["备注"]


def test_rows_deleted_moved_and_columns_renamed_swapped_and_added_survive(ledger, tmp_path):
    path = edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[4], "进展"): "30%", (IDS[3], "责任人"): "丙"})
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    grid = [[cell.value for cell in row] for row in sheet.iter_rows(max_row=6)]
    at = grid[0].index("进展")
    grid[0][at] = "目前进度"
    moved = [["我的列", *row[:at][::1], *row[at:]] for row in [grid[0], *reversed(grid[2:])]]
    del book["台账"]
    fresh = book.create_sheet("我的台账")
    for row in moved:
        fresh.append(row)
    book.save(path)
    made = plan(ledger, path)
    assert sorted(said(made)) == sorted(
        [(IDS[4], "reported", "", {"progress": 30}), (IDS[3], "assigned", "", {"person": "丙"})]
    )
    assert [p.code for p in made.problems] == ["sheet.deleted"]


def test_the_sheet_of_another_ledger_is_said_once_and_opens_nothing(ledger, tmp_path):
    path = put_in(write(ledger, tmp_path / "a.xlsx"), {"举措": "新建停车场2处", "责任单位": "市住建局"})
    with Ledger.open(str(tmp_path / "other.db")) as other:
        row = shared.make_row(77)
        other.append([Entry(row["id"], "opened", DAY, "李某", HAND.recorded, data={"row": row})])
        made = plan(other, path)
    assert ([p.code for p in made.problems], made.entries, made.conflicts) == (["sheet.other"], [], [])


def test_merged_cells_give_each_row_the_value(ledger, tmp_path):
    path = edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[0], "责任人"): "赵某"})
    book = openpyxl.load_workbook(path)
    sheet = book["台账"]
    column = next(c.column_letter for c in sheet[1] if c.value == "责任人")
    sheet.merge_cells(f"{column}2:{column}4")
    book.save(path)
    assert [(e.measure, e.data["person"]) for e in plan(ledger, path).entries] == [(m, "赵某") for m in IDS[:3]]


def test_a_lost_base_sheet_is_said_and_what_differs_is_a_conflict(ledger, tmp_path):
    path = edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[0], "状态"): "已销账", (IDS[1], "责任人"): "甲"})
    book = openpyxl.load_workbook(path)
    del book[BASE_SHEET]
    book.save(path)
    made = plan(ledger, path)
    assert [p.code for p in made.problems] == ["sheet.base"]
    assert [c.heading for c in made.conflicts] == ["状态"]
    assert [e.kind for e in made.entries] == ["assigned"]


def test_a_closed_row_can_be_opened_again_and_get_more_evidence(ledger, tmp_path):
    ledger.append(
        [
            Entry(m, "closed", DAY, "李某", HAND.recorded, data={"evidence": [{"kind": "text", "value": "一"}]})
            for m in IDS[:2]
        ]
    )
    path = write(ledger, tmp_path / "a.xlsx")
    edit(path, {(IDS[0], "状态"): "在办", (IDS[1], "佐证"): "一\n二"})
    made = record(ledger, path)
    assert [(e.measure, e.kind) for e in made.entries] == [
        (IDS[0], "reopened"),
        (IDS[1], "reopened"),
        (IDS[1], "closed"),
    ]
    assert [p["value"] for p in rows_of(ledger)[IDS[1]]["evidence"]] == ["一", "二"]


def test_what_is_no_workbook_and_no_ledger_is_said(tmp_path):
    (tmp_path / "a.xlsx").write_bytes(b"PK nothing")
    with pytest.raises(DataError):
        read_grid(tmp_path / "a.xlsx")
    openpyxl.Workbook().save(tmp_path / "b.xlsx")
    with pytest.raises(DataError, match="找不到台账"):
        read_grid(tmp_path / "b.xlsx")


@pytest.mark.parametrize(
    "value",
    ["2026-6-30", "2026.6.30", "2026/06/30", "2026年6月30日", "20260630", 46203.0, datetime(2026, 6, 30, tzinfo=UTC)],
)
def test_days_are_read_in_every_notation(value):
    assert due_days(value, written=None, on=DAY) == done_days(value, on=DAY) == [date(2026, 6, 30)]
    assert due_days("2026-02-30", written=None, on=DAY) == []


@pytest.mark.parametrize(
    ("words", "day"),
    [("6月底前", "2026-06-30"), ("2026年6月底", "2026-06-30"), ("2026.6", "2026-06-30"), ("年底", "2026-12-31"),
     ("明年3月", "2027-03-31"), ("三季度末", "2026-09-30"), ("下周五", "2026-06-05"), ("2026年6月30日前完成", "2026-06-30")],
)  # fmt: skip
def test_an_extension_in_words_is_read_as_a_deadline(ledger, tmp_path, words, day):
    path = edit(write(ledger, tmp_path / "a.xlsx"), {(IDS[0], "延期至"): words, (IDS[0], "延期理由"): "停工"})
    if day == "2026-06-30":
        assert plan(ledger, path).entries == []  # that is the day by which it is due already
        return
    assert said(record(ledger, path)) == [(IDS[0], "extended", "停工", {"due": day})]
    later = Hand("王某", date(2027, 1, 5), HAND.recorded)
    again = plan_return(read_grid(path), rows_of(ledger), hand=later, history=ledger.entries)
    assert (again.entries, again.conflicts, again.problems) == ([], [], [])


@pytest.mark.parametrize(
    ("words", "day"), [("5月20日", "2026-05-20"), ("去年12月20日", "2025-12-20"), ("2026年5月底", "2026-05-31"),
                       ("昨天", "2026-05-30"), (date(2026, 5, 4), "2026-05-04")],
)  # fmt: skip
def test_the_day_on_which_it_was_done_is_in_the_past(words, day):
    assert [str(one) for one in done_days(words, on=DAY)] == [day]


def test_words_that_say_no_day_come_back_as_a_problem(ledger, tmp_path):
    path = write(ledger, tmp_path / "a.xlsx")
    edit(path, {(IDS[0], "延期至"): "另行通知", (IDS[0], "延期理由"): "停工", (IDS[1], "状态"): "已销账",
                (IDS[1], "佐证"): "一", (IDS[1], "完成日期"): "快了", (IDS[2], "状态"): "已销账", (IDS[2], "佐证"): "一",
                (IDS[2], "完成日期"): date(2026, 7, 1), (IDS[3], "延期理由"): "停工"})  # fmt: skip
    made = plan(ledger, path)
    assert made.entries == []
    assert [problem.code for problem in made.problems] == ["sheet.date"] * 4


@pytest.mark.skipif(not office.is_installed(), reason="LibreOffice is not installed")
def test_a_sheet_saved_again_by_libreoffice_comes_back_the_same(ledger, tmp_path):
    base = write(ledger, tmp_path / "a.xlsx")
    edited = edit(
        base,
        {(IDS[0], "进展"): "60%；已招标", (IDS[1], "延期至"): date(2026, 9, 30), (IDS[1], "延期理由"): "停工",
         (IDS[2], "状态"): "已销账", (IDS[2], "佐证"): "验收单\n照片", (IDS[3], "备注"): "  ‘=1’ "},
        to=tmp_path / "b.xlsx",
    )  # fmt: skip
    again = tmp_path / "again"
    office.convert(tmp_path / "home", "xlsx", again, base, edited)
    assert (plan(ledger, again / "a.xlsx").entries, plan(ledger, again / "a.xlsx").problems) == ([], [])
    assert said(plan(ledger, again / "b.xlsx")) == said(plan(ledger, edited))
