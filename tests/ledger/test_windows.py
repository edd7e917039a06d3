from __future__ import annotations

from datetime import date

import pytest

from extractor.ledger.config import read_settings
from extractor.ledger.evidence import lost_evidence, read_evidence
from extractor.ledger.lights import Lights, Window, calendar_gap, horizon, is_work_day, light, parse_window, thresholds
from extractor.ledger.periods import begun_periods, missed_reports, next_report, period_end, period_name
from extractor.problem import UsageError


@pytest.mark.parametrize(
    ("text", "window"),
    [
        ("30d", Window(30)),
        ("7", Window(7)),
        ("15天", Window(15)),
        ("10w", Window(10, work_days=True)),
        ("5个工作日", Window(5, work_days=True)),
    ],
)
def test_a_window_is_read(text, window):
    assert parse_window(text) == window


def test_what_is_no_window_is_refused():
    with pytest.raises(UsageError, match="时间窗"):
        parse_window("下周")


def test_work_days_follow_the_official_calendar():
    assert not is_work_day(date(2025, 10, 1))
    assert is_work_day(date(2025, 9, 28))  # a Sunday made up for
    assert horizon(date(2025, 9, 30), Window(3, work_days=True)) == date(2025, 10, 11)


def test_a_year_without_a_calendar_is_named_and_counted_by_week_days():
    assert calendar_gap(Window(5, work_days=True), date(2060, 3, 1)) == 2060
    assert calendar_gap(Window(5, work_days=True), date(2025, 3, 3)) is None
    assert horizon(date(2060, 3, 1), Window(5, work_days=True)) == date(2060, 3, 8)


def lit(state, due, lights):
    last_red, last_yellow = thresholds(lights, date(2026, 6, 1))
    return light(state, due, last_red=last_red, last_yellow=last_yellow)


@pytest.mark.parametrize(
    ("state", "due", "expected"),
    [
        ("open", "2026-05-31", "red"),
        ("open", "2026-06-01", "yellow"),
        ("open", "2026-07-01", "yellow"),
        ("open", "2026-07-02", "green"),
        ("open", None, "grey"),
        ("closed", "2026-05-31", "green"),
        ("dropped", "2026-05-31", "grey"),
    ],
)
def test_lights(state, due, expected):
    assert lit(state, due, Lights()) == expected


def test_a_red_window_warns_before_the_day():
    lights = Lights(yellow=Window(10), red=Window(3))
    assert [lit("open", f"2026-06-{day:02d}", lights) for day in (4, 5, 11, 12)] == [
        "red",
        "yellow",
        "yellow",
        "green",
    ]


@pytest.mark.parametrize(
    ("frequency", "name", "end"),
    [
        ("daily", "2024-02-29", date(2024, 2, 29)),
        ("weekly", "2024-W09", date(2024, 3, 3)),
        ("monthly", "2024-02", date(2024, 2, 29)),
        ("quarterly", "2024-Q1", date(2024, 3, 31)),
        ("yearly", "2024", date(2024, 12, 31)),
    ],
)
def test_periods(frequency, name, end):
    assert (period_name(frequency, date(2024, 2, 29)), period_end(frequency, date(2024, 2, 29))) == (name, end)


def test_recurring_periods_begin_with_the_first_and_end_with_the_last():
    due = {"recurs": "quarterly", "rrule": None, "start": None, "date": "2026-09-30"}
    assert [p.name for p in begun_periods(due, date(2026, 2, 1), date(2027, 1, 1))] == ["2026-Q1", "2026-Q2", "2026-Q3"]
    due = {"recurs": "yearly", "rrule": "FREQ=YEARLY;BYMONTH=3;BYMONTHDAY=31", "start": "2027-01-01", "date": None}
    assert [p.due for p in begun_periods(due, date(2026, 5, 1), date(2028, 1, 1))] == [
        date(2027, 3, 31),
        date(2028, 3, 31),
    ]
    due = {"recurs": "monthly", "rrule": "不是规则", "start": None, "date": None}
    assert len(begun_periods(due, date(2026, 1, 15), date(2026, 3, 1))) == 3


def test_a_duty_of_every_day_is_crossed_off_month_by_month():
    due = {"recurs": "daily", "rrule": "FREQ=DAILY", "start": None, "date": None}
    assert [p.name for p in begun_periods(due, date(2026, 1, 15), date(2026, 3, 1))] == [
        "2026-01",
        "2026-02",
        "2026-03",
    ]


def test_reports_that_were_missed_are_counted():
    since = date(2026, 1, 10)
    assert next_report("monthly", since) == date(2026, 2, 28)
    assert missed_reports("monthly", since, date(2026, 3, 1)) == 1
    assert missed_reports("quarterly", since, date(2026, 12, 31)) == 2


def test_settings_are_read_with_a_closed_schema(tmp_path):
    file = tmp_path / "xiaozhang.toml"
    file.write_text(
        'ledger = "sqlite:///账.db"\nby = "王五"\n[overdue]\nwithin = "10w"\n[report]\nevery = "monthly"\n'
        '[lights]\nyellow = "15d"\nred = "3d"\n[lights.colours]\nred = "#FF0000"\n',
        "utf-8",
    )
    found = read_settings(file)
    assert found.ledger == f"sqlite:///{tmp_path / '账.db'}"
    assert (found.by, found.within, found.report_every) == ("王五", Window(10, work_days=True), "monthly")
    assert (found.lights.yellow, found.lights.red, found.lights.colours["red"]) == (Window(15), Window(3), "#FF0000")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("nmae = 1", "nmae"),
        ("by = 1", "by 应是文字"),
        ("lights = 1", "应是一节"),
        ('[lights]\nyellow = "快了"', "yellow"),
        ('[lights.colours]\nred = "红"', "RRGGBB"),
        ('[report]\nevery = "often"', "report.every"),
        ("[", "读不了"),
    ],
)
def test_a_wrong_setting_is_named(tmp_path, text, said):
    file = tmp_path / "xiaozhang.toml"
    file.write_text(text, "utf-8")
    with pytest.raises(UsageError, match=said):
        read_settings(file)


def test_evidence_is_a_text_a_link_a_file_or_a_quote(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "报告.md").write_text("全部完成验收。", "utf-8")
    assert read_evidence("现场看过")["kind"] == "text"
    assert read_evidence("https://example.org/a")["kind"] == "link"
    file = read_evidence("报告.md")
    assert (file["kind"], lost_evidence(file)) == ("file", "")
    quote = read_evidence("原文:报告.md:完成验收")
    assert (quote["kind"], lost_evidence(quote)) == ("quote", "")
    with pytest.raises(UsageError, match="没有这句原文"):
        read_evidence("原文:报告.md:尚未开工")
    with pytest.raises(UsageError, match="空"):
        read_evidence(" ")
    (tmp_path / "报告.md").write_text("改了", "utf-8")
    assert "变了" in lost_evidence(file)
    assert "没有这句原文" in lost_evidence(quote)
    (tmp_path / "报告.md").unlink()
    assert "已不在" in lost_evidence(file)
