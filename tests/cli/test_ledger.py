"""The ledger through the command line, as its users meet it."""

from __future__ import annotations

import csv
import subprocess
import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from desk import Desk, NearDesk


@pytest.fixture
def desk(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name in ("XIAOZHANG_LEDGER", "LOGNAME"):
        monkeypatch.delenv(name, raising=False)
    return NearDesk(tmp_path)


@pytest.fixture
def office(tmp_path):
    return Desk(tmp_path)


def made(measure, text, day, unit, *, due_text="", recurs=None, rrule=None):
    due = {
        "text": due_text,
        "date": day,
        "start": None,
        "precision": "month",
        "recurs": recurs,
        "rrule": rrule,
        "ambiguous": False,
        "also": [],
        "event": None,
    }
    return {
        "id": measure,
        "article": "安排.md",
        "title": "云溪市城市更新年度工作安排",
        "source": "云溪市政府办公室",
        "published": "2024-03-02",
        "section": "重点任务",
        "text": text,
        "start": 10,
        "end": 10 + len(text),
        "kind": "commitment",
        "strength": "firm",
        "due": due if day or recurs else None,
        "lead": [unit],
        "support": [],
        "metrics": [],
        "rules": [],
        "confidence": 0.9,
        "review": False,
        "condition": "",
    }


ROWS = [
    made("bus001", "4月30日前开通2条公交线路", "2024-04-30", "市交通运输局", due_text="4月30日前"),
    made("homes1", "6月底前完成12个老旧小区改造", "2024-06-30", "市住建局", due_text="6月底前"),
    made("green1", "年底前建成城市绿道30公里", "2024-12-31", "市园林局", due_text="年底前"),
    made("elder1", "完善养老服务体系", None, "市民政局"),
    made("water1", "每季度末报送水质监测结果", None, "市生态环境局", due_text="每季度末", recurs="quarterly"),
]


def test_a_year_in_the_life(desk):
    desk.write_rows("安排.jsonl", ROWS)
    assert "新立 5 条" in desk.run("ledger", "add", "安排.jsonl")
    assert "新立 0 条，已在账 5 条" in desk.run("ledger", "add", "安排.jsonl")

    # March and April: a report, and the bus lines are closed in time
    desk.run("ledger", "report", "homes1", "--progress", "20", "--note", "3个小区开工", "--on", "2024-03-31")
    desk.run("ledger", "close", "bus", "--evidence", "线路已开通，见公告", "--on", "2024-04-28")
    desk.run("ledger", "close", "water1@2024-Q1", "--evidence", "一季度监测报告", "--on", "2024-03-30")

    # June: urged, then extended on the last days
    desk.run("ledger", "urge", "homes1", "--note", "请说明进度", "--on", "2024-06-10")
    desk.run("ledger", "extend", "homes1", "--due", "2024-09-30", "--reason", "汛期停工", "--on", "2024-06-25")

    # August: the article is published again with a later day for the greenway
    changed = [
        *ROWS[:2],
        made("other9", "明年6月底前建成城市绿道30公里", "2025-06-30", "市园林局", due_text="明年6月底前"),
        *ROWS[3:],
    ]
    desk.write_rows("安排.jsonl", changed)
    assert "新立 0 条，已在账 4 条，改动待定 1 条" in desk.run("ledger", "add", "安排.jsonl", "--on", "2024-08-03")
    assert "新立 0 条，已在账 5 条，改动待定 0 条" in desk.run("ledger", "add", "安排.jsonl", "--on", "2024-08-04")
    [waiting] = desk.json("ledger", "list", "--proposed", "--json", "--as-of", "2024-08-05")
    assert (waiting["id"], waiting["due_date"]) == ("green1", "2024-12-31")

    # October: closed too early by mistake, undone; the greenway's new day is accepted in November
    desk.run("ledger", "close", "homes1", "--evidence", "误销", "--on", "2024-10-08")
    assert desk.overdue("2024-10-20")[0] == ["water1@2024-Q2", "water1@2024-Q3"]
    desk.run("ledger", "undo", "homes1")
    desk.run("ledger", "accept", "green1", "--on", "2024-11-02")

    # as of six days, and each as it was
    assert desk.overdue("2024-03-01") == ([], [], 0)
    assert desk.overdue("2024-04-15") == ([], ["bus001"], 1)
    assert desk.overdue("2024-06-20") == ([], ["homes1", "water1@2024-Q2"], 1)
    assert desk.overdue("2024-07-15") == (["water1@2024-Q2"], [], 1)
    assert desk.overdue("2024-10-20") == (["water1@2024-Q2", "homes1", "water1@2024-Q3"], [], 1)
    assert desk.overdue("2024-12-20", "--within", "5w")[0] == ["water1@2024-Q2", "homes1", "water1@2024-Q3"]
    assert desk.overdue("2025-01-10", "--unit", "住建") == (["homes1"], [], 0)
    assert desk.overdue("2025-01-10")[0] == ["water1@2024-Q2", "homes1", "water1@2024-Q3", "water1@2024-Q4"]

    shown = desk.run("ledger", "show", "homes1")
    for words in ("6月底前完成12个老旧小区改造", "云溪市政府办公室", "汛期停工", "销账（已撤回）", "进度 20%", "张三"):
        assert words in shown
    assert "没有问题" in desk.run("ledger", "check")

    # the ledger lives as text, too
    desk.run("ledger", "export", "journal.jsonl")
    desk.run("ledger", "import", "journal.jsonl", "--ledger", "copy.db")
    desk.run("ledger", "export", "again.jsonl", "--ledger", "copy.db")
    assert (desk.folder / "journal.jsonl").read_bytes() == (desk.folder / "again.jsonl").read_bytes()
    desk.run("ledger", "backup", "backup.db")
    assert desk.overdue("2024-10-20", "--ledger", "backup.db") == desk.overdue("2024-10-20")


def test_the_command_itself_does_the_same(office):
    office.write_rows("a.jsonl", ROWS)
    assert "新立 5 条" in office.run("ledger", "add", "a.jsonl")
    office.run("ledger", "close", "homes1", "--evidence", "验收合格", "--on", "2024-06-20")
    assert office.overdue("2024-07-15")[0] == ["water1@2024-Q1", "bus001", "water1@2024-Q2"]
    assert "不是日期" in office.run("overdue", "--as-of", "明天", code=2)


def test_two_at_one_measure_lose_no_report(office):
    office.write_rows("a.jsonl", ROWS)
    office.run("ledger", "add", "a.jsonl")
    script = "import sys\nfrom extractor.cli import app\nfor n in range(8):\n    app([*sys.argv[1:], str(n)], standalone_mode=False)"
    words = ["ledger", "report", "homes1", "--by", "甲", "--progress"]
    writers = [
        subprocess.Popen([sys.executable, "-c", script, *words], cwd=office.folder, env=office.environment)
        for _ in range(2)
    ]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    entries = office.json("ledger", "show", "homes1", "--json")[0]["entries"]
    assert len(entries) == 17


def test_overdue_in_every_form(desk):
    desk.write_rows("a.jsonl", [{**ROWS[1], "text": "=cmd|甲"}, *ROWS[2:4]])
    desk.run("ledger", "add", "a.jsonl")
    table = desk.run("overdue", "--as-of", "2024-07-10")
    assert "逾期未销账 1 条，临期 0 条，没有日期 1 条" in table
    assert "市住建局" in table
    assert "市住建局" in desk.run("overdue", "--as-of", "2024-07-10", "--by", "unit")
    assert "2024-06" in desk.run("overdue", "--as-of", "2024-07-10", "--by", "month")
    assert "=cmd\\|甲" in desk.run("overdue", "--as-of", "2024-07-10", "--format", "md")
    desk.run("overdue", "--as-of", "2024-07-10", "--format", "csv", "-o", "a.csv")
    [_, line] = csv.reader((desk.folder / "a.csv").read_text("utf-8-sig").splitlines())
    assert (line[1], line[3], line[6]) == ("市住建局", "'=cmd|甲", "10")
    desk.run("overdue", "--as-of", "2024-07-10", "--format", "xlsx", "-o", "a.xlsx")
    import openpyxl

    sheet = openpyxl.load_workbook(desk.folder / "a.xlsx").active
    assert [cell.data_type for cell in sheet[2]][3:7] == ["s", "s", "d", "n"]
    for name in ("b.csv", "b.xlsx", "b.json", "b.md"):
        desk.run("overdue", "--as-of", "2024-07-10", "-o", name)
    assert (desk.folder / "b.csv").read_bytes() == (desk.folder / "a.csv").read_bytes()
    assert (desk.folder / "b.xlsx").read_bytes() == (desk.folder / "a.xlsx").read_bytes()
    assert (desk.folder / "b.json").read_text("utf-8").startswith('{"as_of": "2024-07-10"')
    assert (desk.folder / "b.md").read_text("utf-8").startswith("| 情形 |")
    desk.run("overdue", "--as-of", "2024-07-10", "--format", "xlsx", code=2)
    for name in ("a.csv", "a.xlsx", "a.json"):
        assert "没有这个文件，或放它的文件夹不存在" in desk.run("overdue", "-o", f"没有/{name}", code=2)
    assert "放备份的文件夹" in desk.run("ledger", "backup", "没有/b.db", code=2)
    assert desk.overdue("0001-01-01") == ([], [], 0)
    desk.run("overdue", "--as-of", "2024-07-10", "--exit-code", code=1)
    desk.run("overdue", "--as-of", "2024-04-10", "--exit-code")
    _, _, note = desk.invoke(["overdue", "--as-of", "2060-01-05", "--within", "5w"], {})
    assert "工作日历缺 2060 年" in note


def test_many_at_once_are_shown_before_they_are_written(desk):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl")
    preview = desk.run("ledger", "urge", "--unit", "住建")
    assert "将记在这 1 条上" in preview
    assert desk.json("ledger", "list", "homes1", "--json")[0]["urged"] == 0
    desk.run("ledger", "urge", "--unit", "住建", "--yes")
    assert desk.json("ledger", "list", "homes1", "--json")[0]["urged"] == 1
    assert "请写明编号" in desk.run("ledger", "urge", code=2)
    assert "没有选中" in desk.run("ledger", "urge", "--unit", "无此单位", code=2)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("close", "homes1", "--evidence", ""), "佐证不能是空的"),
        (("report", "homes1"), "进度或说明"),
        (("reopen", "homes1", "--reason", "再办"), "还在办，不能重启"),
        (("report", "nowhere", "--progress", "1"), "没有编号以"),
        (("merge", "homes1", "--into", "homes1"), "绕了一圈"),
        (("close", "water1@2031", "--evidence", "x"), "没有 water1@2031 这一期"),
        (("undo", "homes1.1"), "立账不能撤回"),
        (("accept", "homes1"), "没有待定的改动"),
        (("assign", "homes1", "--every", "often"), "不认识的周期"),
        (("extend", "homes1", "--due", "9月", "--reason", "x"), "不是日期"),
        (("extend", "homes1", "--due", "2024-06-30", "--reason", "x"), "延期要晚于它"),
        (("report", "homes1", "--progress", "5", "--on", "2024-01-01"), "还没有立账"),
    ],
)
def test_a_wrong_step_is_refused_with_a_sentence(desk, words, said):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl")
    assert said in desk.run("ledger", *words, code=2)


def test_every_step_is_written_by_its_command(desk):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl", by="李四")
    desk.run("ledger", "assign", "elder1", "--lead", "市民政局", "--person", "赵六", "--every", "monthly")
    desk.run("ledger", "correct", "elder1", "--due", "2024-12-31", "--reason", "口头明确")
    desk.run("ledger", "merge", "bus001", "--into", "homes1", "--reason", "一件事")
    desk.run("ledger", "drop", "green1", "--reason", "规划调整", "--approved-by", "李主任")
    desk.run("ledger", "reopen", "green1", "--reason", "恢复")
    rows = {row["id"]: row for row in desk.json("ledger", "list", "--json", "--as-of", "2099-01-01", "--state", "open")}
    assert rows["elder1"]["person"] == "赵六"
    assert rows["elder1"]["due_date"] == "2024-12-31"
    assert rows["elder1"]["missed_reports"] > 100
    late = desk.json("ledger", "list", "--json", "--as-of", "2099-01-01", "--missed")
    assert [row["id"] for row in late] == ["elder1"]
    assert "下次应在" in desk.run("ledger", "show", "elder1")
    assert "那时还没有立账" in desk.run("ledger", "show", "elder1", "--as-of", "2023-01-01")
    assert rows["green1"]["state"] == "open"
    assert "bus001" not in rows
    assert "李四" in desk.run("ledger", "show", "elder1")
    assert [e["kind"] for e in desk.json("ledger", "show", "green1", "--json")[0]["entries"]] == [
        "opened",
        "dropped",
        "reopened",
    ]


def test_who_writes_comes_from_the_option_the_settings_or_the_login(desk):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl", by=None, LOGNAME="登录名")
    (desk.folder / "xiaozhang.toml").write_text('by = "王五"\nledger = "台账.db"\n', "utf-8")
    desk.run("ledger", "urge", "homes1", by=None)
    desk.run("ledger", "urge", "homes1", "--by", "赵六")
    entries = desk.json("ledger", "show", "homes1", "--json")[0]["entries"]
    assert [entry["by"] for entry in entries] == ["登录名", "王五", "赵六"]


def test_known_at_shows_what_was_known(desk):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl")
    assert desk.json("ledger", "list", "--json", "--known-at", "2020-01-01") == []
    assert desk.overdue("2024-07-10", "--known-at", "2020-01-01") == ([], [], 0)
    assert desk.overdue("2024-07-10", "--known-at", "2999-01-01")[0] == desk.overdue("2024-07-10")[0]


def test_a_day_due_before_the_publication_is_a_notice(desk):
    desk.write_rows("a.jsonl", [made("late01", "2023年底前完成验收", "2023-12-31", "市住建局")])
    desk.run("ledger", "add", "a.jsonl")
    assert "没有问题" in desk.run("ledger", "check")
    _, _, said = desk.invoke(["ledger", "check"], {})
    assert "到期日 2023-12-31 早于文章发布的 2024-03-02" in said


def test_evidence_that_names_a_file_which_is_not_there_is_said_so(desk):
    desk.write_rows("a.jsonl", ROWS)
    desk.run("ledger", "add", "a.jsonl")
    _, _, said = desk.invoke(["ledger", "close", "bus001", "--evidence", "验收报告.pdf"], {})
    assert "没有文件 验收报告.pdf" in said
    _, _, said = desk.invoke(["ledger", "close", "homes1", "--evidence", "验收单第12号"], {})
    assert "没有文件" not in said


def test_a_bad_line_is_named_and_the_rest_goes_on(desk):
    desk.write_rows("a.jsonl", [ROWS[0], {"id": "x"}, ROWS[1]])
    said = desk.run("ledger", "add", "a.jsonl", code=1)
    assert "新立 2 条" in said
    assert "a.jsonl:2" in said


def test_a_new_version_without_any_promise_names_those_that_it_lost(desk, tmp_path):
    head = "---\ntitle: 停车场建设安排\nsource: 市住建局\npublished: 2026-03-02\n---\n\n"
    article = tmp_path / "通知.md"
    article.write_text(f"{head}市住建局要在6月底前建成停车场3个。\n", encoding="utf-8")
    assert "新立 1 条" in desk.run("ledger", "add", str(article))
    article.write_text(f"{head}本页内容正在更新。\n", encoding="utf-8")
    assert "文章里已不见、台账上照旧" in desk.run("ledger", "add", str(article))
    assert "停车场" in desk.run("ledger", "list")


def test_without_a_ledger_there_is_a_sentence(desk):
    assert "还不存在" in desk.run("overdue", code=2)
    assert "还不存在" in desk.run("ledger", "list", code=2)
    assert not list(desk.folder.iterdir())


def test_an_import_with_problems_exits_with_one(desk):
    (desk.folder / "j.jsonl").write_text("不是记录\n", "utf-8")
    assert "j.jsonl:1" in desk.run("ledger", "import", "j.jsonl", code=1)
    assert "不存在" in desk.run("ledger", "import", "k.jsonl", code=2)
