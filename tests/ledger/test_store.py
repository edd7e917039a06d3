from __future__ import annotations

import sqlite3
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.append import StaleError
from extractor.ledger.check import check_ledger
from extractor.ledger.journal import export_lines, import_lines
from extractor.ledger.lights import Window
from extractor.ledger.overdue import by_month, by_unit, overdue
from extractor.ledger.replay import StepError
from extractor.ledger.store import Ledger
from extractor.problem import UsageError

sys.path.insert(0, str(Path(__file__).parent))
from made import START, closed, entry, opened, row, standing, view


def test_any_past_day_is_answered_as_it_stood(ledger):
    ledger.append([opened()])
    ledger.append([entry("extended", "2026-06-20", due="2026-09-30", why="汛期停工")])
    ledger.append([closed("2026-09-10")])
    assert standing(ledger, "2026-03-01") == {}
    assert standing(ledger, "2026-03-02") == {"m1": ("open", "2026-06-30", "green")}
    assert standing(ledger, "2026-06-19") == {"m1": ("open", "2026-06-30", "yellow")}
    assert standing(ledger, "2026-07-15") == {"m1": ("open", "2026-09-30", "green")}
    assert standing(ledger, "2026-12-31") == {"m1": ("closed", "2026-09-30", "green")}


def test_known_at_leaves_out_what_was_recorded_later(ledger):
    ledger.append([opened()])
    ledger.append([closed("2026-05-01", after=600)])
    assert standing(ledger, "2026-07-01")["m1"][0] == "closed"
    before = START + timedelta(minutes=599)
    assert standing(ledger, "2026-07-01", known_at=before) == {"m1": ("open", "2026-06-30", "red")}


def test_an_entry_may_reach_back_where_the_steps_allow_it(ledger):
    ledger.append([opened(), closed("2026-06-01")])
    ledger.append([entry("reported", "2026-05-01", progress=80)])
    assert [r["progress"] for r in ledger.rows(view("2026-05-02"))] == [80]
    with pytest.raises(StepError, match="已销账，不能再催办"):
        ledger.append([entry("urged", "2026-06-02")])
    with pytest.raises(StepError, match="就不成立了"):
        ledger.append([entry("dropped", "2026-04-01", why="不办了", approved="李四")])
    assert not list(check_ledger(ledger))


def test_undo_takes_an_entry_back_and_can_be_taken_back(ledger):
    ledger.append([opened(), closed("2026-06-01")])
    ledger.append([entry("corrected", "2026-06-01", voids=2)])
    assert standing(ledger, "2026-07-01")["m1"] == ("open", "2026-06-30", "red")
    ledger.append([entry("corrected", "2026-06-01", voids=3)])
    assert standing(ledger, "2026-07-01")["m1"][0] == "closed"
    with pytest.raises(StepError, match="立账不能撤回"):
        ledger.append([entry("corrected", "2026-06-01", voids=1)])
    with pytest.raises(StepError, match=r"m1.3 已经撤回"):
        ledger.append([entry("corrected", "2026-06-01", voids=3)])
    assert not list(check_ledger(ledger))


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        (entry("closed", "2026-05-01"), "佐证"),
        (entry("extended", "2026-05-01", due="2026-09-30"), "理由"),
        (entry("extended", "2026-05-01", why="晚了"), "新的到期日"),
        (entry("dropped", "2026-05-01", why="不办了"), "批准人"),
        (entry("reported", "2026-05-01"), "进度或说明"),
        (entry("urged", "2026-05-01", by=" "), "经办人"),
    ],
)
def test_an_incomplete_entry_is_refused_with_a_sentence(tmp_path, lacking, said):
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        ledger.append([opened()])
        with pytest.raises(StepError, match=said):
            ledger.append([lacking])
        assert len(list(ledger.entries())) == 1


def test_nothing_is_written_when_one_of_many_is_refused(ledger):
    ledger.append([opened(), opened("m2", text="年底前建成绿道")])
    with pytest.raises(StepError):
        ledger.append([closed("2026-05-01"), closed("2026-05-01", "m2"), closed("2026-05-02", "m2")])
    assert len(list(ledger.entries())) == 2


def test_an_edit_of_a_row_that_changed_meanwhile_is_refused(ledger):
    ledger.append([opened()])
    ledger.append([entry("reported", "2026-04-01", progress=10)], expect={"m1": 1})
    with pytest.raises(StaleError, match="又有了新记录"):
        ledger.append([closed("2026-05-01")], expect={"m1": 1})


def test_reports_are_missed_only_since_they_were_asked_for(ledger):
    ledger.append([opened(), entry("assigned", "2026-06-10", every="monthly")])
    [row] = ledger.rows(view("2026-09-01"))
    assert (row["next_report"], row["missed_reports"]) == ("2026-07-31", 2)
    ledger.append([entry("reported", "2026-08-20", progress=10)])
    [row] = ledger.rows(view("2026-09-01"))
    assert (row["next_report"], row["missed_reports"]) == ("2026-09-30", 0)


def test_the_database_itself_refuses_to_change_an_entry(ledger):
    ledger.append([opened()])
    for statement in ("UPDATE entries SET why = 'x'", "DELETE FROM entries"):
        with pytest.raises(sa.exc.DBAPIError, match="only grows"):
            ledger.write(lambda connection, said=statement: connection.exec_driver_sql(said))


def test_a_measure_is_merged_only_into_one_that_is_there(ledger):
    ledger.append([opened(), opened("m2", text="年底前建成绿道")])
    with pytest.raises(UsageError, match="没有这一条"):
        ledger.append([entry("merged", "2026-05-01", into="m9")])
    ledger.append([entry("merged", "2026-05-01", into="m2")])
    with pytest.raises(UsageError, match="绕了一圈"):
        ledger.append([entry("merged", "2026-05-01", "m2", into="m1")])
    assert standing(ledger, "2026-05-02")["m1"][0] == "merged"


def test_a_prefix_names_a_measure_where_it_is_unique(ledger):
    ledger.append([opened("abc1"), opened("abd2", text="年底前建成绿道"), opened("b", text="甲")])
    assert ledger.resolve("abc") == "abc1"
    assert ledger.resolve("b") == "b"
    with pytest.raises(UsageError, match="不止一条"):
        ledger.resolve("ab")
    with pytest.raises(UsageError, match="没有编号"):
        ledger.resolve("zz")


def in_text(ledger, day):
    """The answer that the command gives, with its rows built."""
    at = view(day)
    found = ledger.overdue(at, Window(30))
    return {**found, **{name: [row.to_row(at) for row in found[name]] for name in ("overdue", "due_soon")}}


def test_overdue_counts_late_soon_and_undated(ledger):
    ledger.append(
        [
            opened("late", text="甲", due="2026-05-31"),
            opened("today", text="乙", due="2026-06-01", lead=["市水务局", "市住建局"]),
            opened("soon", text="丙", due="2026-07-01"),
            opened("far", text="丁", due="2026-07-02"),
            opened("none", text="戊", due=None),
        ]
    )
    rows = ledger.rows(view("2026-06-01"))
    found = overdue(rows, as_of=date(2026, 6, 1), within=Window(30))
    assert [(r["id"], r["days_over"]) for r in found["overdue"]] == [("late", 1)]
    assert [r["id"] for r in found["due_soon"]] == ["today", "soon"]
    assert found["undated"] == 1
    assert in_text(ledger, "2026-06-01") == found
    units = {(group["name"], group["overdue"], group["due_soon"]) for group in by_unit(found)}
    assert units == {("市住建局", 1, 2), ("市水务局", 0, 1)}
    assert [group["name"] for group in by_month(found)] == ["2026-05", "2026-06", "2026-07"]


def test_each_period_of_a_recurring_measure_is_crossed_off_by_itself(ledger):
    due = {
        "text": "每月10日前",
        "date": None,
        "start": None,
        "recurs": "monthly",
        "rrule": "FREQ=MONTHLY;BYMONTHDAY=10",
    }
    ledger.append([entry("opened", "2026-03-02", row=row(text="每月10日前报送进度") | {"due": due})])
    ledger.append([closed("2026-03-09", period="2026-03")])
    found = standing(ledger, "2026-05-05")
    assert found == {
        "m1@2026-03": ("closed", "2026-03-10", "green"),
        "m1@2026-04": ("open", "2026-04-10", "red"),
        "m1@2026-05": ("open", "2026-05-10", "yellow"),
    }
    assert [r["id"] for r in in_text(ledger, "2026-05-05")["overdue"]] == ["m1@2026-04"]
    with pytest.raises(StepError, match="2026-03 已销账"):
        ledger.append([entry("urged", "2026-05-05", period="2026-03")])
    ledger.append([closed("2026-05-06")])
    assert {state for state, _, _ in standing(ledger, "2026-05-07").values()} == {"closed"}
    assert not list(check_ledger(ledger))


def test_the_journal_goes_out_and_in_without_loss(ledger, tmp_path):
    odd = '引号"、换行\n、反斜杠\\、孤立\ud800、\x00'
    ledger.append([opened(text=odd), entry("reported", "2026-04-01", note=odd), closed("2026-05-01")])
    ledger.append([entry("corrected", "2026-05-01", voids=3), opened("m2", text="甲")])
    lines = list(export_lines(ledger))
    with Ledger.open(str(tmp_path / "copy.db")) as copy:
        assert import_lines(copy, lines) == (5, [])
        assert list(export_lines(copy)) == lines
        assert copy.rows(view("2026-06-01")) == ledger.rows(view("2026-06-01"))
        assert import_lines(copy, lines) == (0, [])


def test_an_import_with_problems_writes_nothing_and_names_the_lines(ledger):
    ledger.append([opened(), entry("urged", "2026-04-01")])
    lines = list(export_lines(ledger))
    other = lines[1].replace("张三", "李四")
    added, problems = import_lines(ledger, ["{}\n", other, lines[1].replace('"nr":2', '"nr":7')], where="j")
    assert added == 0
    assert [(p.where, p.code) for p in problems] == [
        ("j:1", "ledger.journal"),
        ("j:2", "ledger.conflict"),
        ("j:3", "ledger.gap"),
    ]
    twice = lines[1].replace('"nr":2', '"nr":3').replace("urged", "reopened").replace('"why":""', '"why":"再办"')
    added, problems = import_lines(ledger, [twice], where="j")
    assert (added, [p.code for p in problems]) == (0, ["ledger.step"])
    assert list(export_lines(ledger)) == lines
    assert not list(check_ledger(ledger))


def test_check_names_every_problem_and_changes_nothing(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    proof = tmp_path / "验收.txt"
    proof.write_text("合格", "utf-8")
    from extractor.ledger.evidence import read_evidence

    with Ledger.open("a.db") as ledger:
        evidence = [read_evidence("验收.txt")]
        ledger.append([opened(), entry("closed", "2026-06-01", evidence=evidence)])
        ledger.append(
            [opened("m2", text="甲乙丙"), opened("m3", text="甲乙丙", article="b.md"), opened("m4", text="早")]
        )
        ledger.append([entry("opened", "2026-02-01", "m5", row=row("m5", text="先于发布"))])
        proof.write_text("不合格", "utf-8")
        ledger.write(lambda c: c.exec_driver_sql("UPDATE spans SET due = '2030-01-01' WHERE measure = 'm4'"))
    with sqlite3.connect("a.db") as raw:
        raw.execute("INSERT INTO measures (id, article, title_key) VALUES ('m6', '', '')")
        raw.execute(
            "INSERT INTO entries VALUES (90, 'm4', 3, 'urged', '2026-04-01', '2026-04-01T00:00:00Z', '我', '', '{}')"
        )
        raw.execute(
            "INSERT INTO entries VALUES (91, 'm2', 2, 'reopened', '2026-04-01', '2026-04-01T00:00:00Z', '我', 'x', '{}')"
        )
    raw.close()
    with Ledger.open("a.db") as ledger:
        before = list(export_lines(ledger))
        found = {(p.where, p.code) for p in check_ledger(ledger)}
        assert list(export_lines(ledger)) == before
        assert found >= {
            ("m1.2", "ledger.evidence"),
            ("m3", "ledger.twice"),
            ("m5.1", "ledger.before_publication"),
            ("m4", "ledger.spans"),
            ("m4", "ledger.gap"),
            ("m2.2", "ledger.step"),
            ("m6", "ledger.no_opening"),
        }
        ledger.rebuild()
        assert "ledger.spans" not in {p.code for p in check_ledger(ledger)}


def test_a_backup_is_whole_while_the_ledger_is_in_use(tmp_path):
    with Ledger.open(str(tmp_path / "a.db")) as ledger:
        ledger.append([opened()])
        ledger.backup(tmp_path / "b.db")
        with pytest.raises(UsageError, match="已存在"):
            ledger.backup(tmp_path / "b.db")
        with Ledger.open(str(tmp_path / "b.db")) as copy:
            assert list(export_lines(copy)) == list(export_lines(ledger))


@pytest.mark.parametrize(
    ("address", "said"),
    [("mysql://x/y", "SQLite"), ("无此夹/a.db", "不存在"), ("://", "不是台账地址")],
)
def test_an_address_that_is_none_is_refused(address, said):
    with pytest.raises(UsageError, match=said):
        Ledger.open(address)


def test_what_is_no_ledger_is_said_so(tmp_path):
    (tmp_path / "a.db").write_text("这不是数据库" * 200, "utf-8")
    with pytest.raises(UsageError, match="打不开台账"):
        Ledger.open(str(tmp_path / "a.db"))
    with pytest.raises(UsageError, match="还不存在"):
        Ledger.open(str(tmp_path / "b.db"), create=False)


_WRITER = """
import sys
from datetime import date, datetime, UTC
from extractor.ledger.entries import Entry
from extractor.ledger.store import Ledger
url, name, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
with Ledger.open(url) as ledger:
    for number in range(count):
        data = {"note": f"{name} {number}"}
        measure = "m1" if number % 2 else name
        ledger.append([Entry(measure, "reported", date(2026, 4, 1), name, datetime.now(UTC), data=data)])
"""


def test_two_writers_at_once_lose_nothing(url):
    with Ledger.open(url) as ledger:
        ledger.append([opened(), opened("w1", text="甲"), opened("w2", text="乙")])
    writers = [subprocess.Popen([sys.executable, "-c", _WRITER, url, name, "150"]) for name in ("w1", "w2")]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0]
    with Ledger.open(url) as ledger:
        notes = [e.data["note"] for e in ledger.entries() if e.kind == "reported"]
        assert sorted(notes) == sorted(f"{name} {n}" for name in ("w1", "w2") for n in range(150))
        assert not list(check_ledger(ledger))


def test_moments_need_a_time_zone(tmp_path):
    from dataclasses import replace

    with Ledger.open(str(tmp_path / "a.db")) as ledger, pytest.raises(UsageError, match="时区"):
        ledger.append([replace(opened(), recorded=datetime(2026, 1, 1))])  # noqa: DTZ001


def test_a_ledger_of_an_earlier_version_is_brought_up_when_it_is_opened(url):
    with Ledger.open(url) as ledger:
        ledger.append([opened(), entry("assigned", "2026-04-01", lead=["市水务局"]), opened("m2", text="甲", due=None)])
        before = (list(export_lines(ledger)), ledger.rows(view("2026-07-01")))

        def turn_back(connection):
            for statement in (
                "DROP INDEX spans_by_end",
                "CREATE INDEX spans_by_due ON spans (state, due, start_day, until_day)",
                "DROP INDEX ix_measures_number_key",
                *(f"ALTER TABLE measures DROP COLUMN {name}" for name in ("number_key", "opening", "version")),
                "UPDATE about SET value = '1'",
            ):
                connection.exec_driver_sql(statement)

        ledger.write(turn_back)
    with Ledger.open(url, create=False) as ledger:
        assert (list(export_lines(ledger)), ledger.rows(view("2026-07-01"))) == before
        assert not list(check_ledger(ledger))
    with Ledger.open(url) as ledger:
        ledger.write(lambda connection: connection.exec_driver_sql("UPDATE about SET value = '99'"))
    with pytest.raises(UsageError, match="请升级"):
        Ledger.open(url)


def test_derived_records_that_do_not_agree_are_found_and_rebuilt(ledger):
    ledger.append([opened(), entry("reported", "2026-04-01", progress=10)])
    before = ledger.rows(view("2026-05-01"))
    for column, value in (("opening", b""), ("version", 9), ("title_key", "x")):
        change = tables.measures.update().values({column: value})
        ledger.write(lambda connection, change=change: connection.execute(change))
        assert [(p.where, p.code) for p in check_ledger(ledger)] == [("m1", "ledger.spans")]
        ledger.rebuild()
        assert not list(check_ledger(ledger))
        assert ledger.rows(view("2026-05-01")) == before
