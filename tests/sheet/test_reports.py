"""Bulletin, slips and calendar: right figures, inert text, the same bytes, opened by real readers."""

from __future__ import annotations

import csv
import importlib.util
import re
import sys
import zipfile
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from extractor.ledger import Entry, Ledger
from extractor.ledger.rows import View
from extractor.problem import UsageError
from extractor.sheet.bulletin import markdown, render_html, render_markdown, write_bulletin
from extractor.sheet.calendar import render_calendar
from extractor.sheet.figures import last_month, make_bulletin
from extractor.sheet.slips import wanted_rows, write_slips
from extractor.sheet.split import file_names, write_split
from extractor.sheet.workbook import write_workbook
from extractor.table import showable

sys.path.insert(0, str(Path(__file__).parent))

import office

docx = pytest.importorskip("docx")
icalendar = pytest.importorskip("icalendar")

_spec = importlib.util.spec_from_file_location("sheet_rows", Path(__file__).with_name("conftest.py"))
shared = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(shared)

NOW = datetime(2026, 7, 31, 8, tzinfo=UTC)
DAY, BEFORE = date(2026, 7, 31), date(2026, 6, 30)


def dated(at, day, **changes):
    row = shared.make_row(at, **changes)
    return row | {"due": row["due"] | {"date": day}}


@pytest.fixture
def ledger(tmp_path):
    rows = [
        dated(0, "2026-06-30"),
        dated(1, "2026-08-15", lead=["市住建局"]),
        dated(2, "2026-06-30", lead=["市住建局"]),
        dated(3, "2026-12-31"),
        shared.make_row(4, due=None),
    ]
    with Ledger.open(str(tmp_path / "ledger.db")) as ledger:
        ledger.append(Entry(r["id"], "opened", date(2026, 3, 1), "李某", NOW, data={"row": r}) for r in rows)
        evidence = [{"kind": "text", "value": "已验收"}]
        ledger.append([
            Entry("abcdefgh0002", "closed", date(2026, 7, 10), "李某", NOW, data={"evidence": evidence}),
            Entry("abcdefgh0003", "extended", date(2026, 7, 12), "李某", NOW, why="停工", data={"due": "2027-03-31"}),
        ])  # fmt: skip
        yield ledger


def bulletin(ledger):
    return make_bulletin(ledger.rows(View(DAY)), ledger.rows(View(BEFORE)), as_of=DAY, since=BEFORE)


def odd_ledger_rows():
    view = {"state": "open", "due_date": "2026-06-30", "extended": 0, "progress": None, "note": "", "version": 1}
    return [row | view for row in shared.hostile_rows()]


def test_the_bulletin_counts_what_happened_since_the_last_one(ledger):
    made = bulletin(ledger)
    assert "共有举措5条：在办4条，已销账1条，销账率20.0%" in made.summary
    assert "逾期未销账1条，30天内到期1条，没有到期日1条" in made.summary
    assert "新立账0条，销账1条，延期1条" in made.summary
    by_unit = {line[0]: line[1:] for line in made.tables[0][2]}
    assert by_unit == {"市水利局": ("3", "0", "1", "0", "0.0%"), "市住建局": ("2", "1", "0", "1", "50.0%")}
    assert [len(rows) for _, _, rows in made.tables[2:]] == [1, 1, 1, 1]
    assert last_month(date(2026, 3, 15)) == date(2026, 2, 28)


def test_the_lists_as_csv_are_inert(tmp_path):
    write_bulletin(make_bulletin(odd_ledger_rows(), [], as_of=DAY, since=BEFORE), tmp_path / "a.csv")
    with (tmp_path / "a.csv").open(encoding="utf-8-sig", newline="") as file:
        lines = list(csv.reader(file))
    assert len(lines) == 1 + len(shared.HOSTILE)
    assert {len(line) for line in lines} == {7}
    assert not [cell for line in lines for cell in line if cell[:1] in tuple("=+@\t\r＝＋＠")]


@pytest.mark.parametrize("suffix", [".docx", ".html", ".md", ".csv"])
def test_the_same_ledger_and_day_give_the_same_bytes(ledger, tmp_path, suffix):
    for name in "ab":
        write_bulletin(bulletin(ledger), tmp_path / f"{name}{suffix}")
    assert (tmp_path / f"a{suffix}").read_bytes() == (tmp_path / f"b{suffix}").read_bytes()


def test_the_word_bulletin_opens_with_its_tables(ledger, tmp_path):
    write_bulletin(bulletin(ledger), tmp_path / "a.docx")
    document = docx.Document(tmp_path / "a.docx")
    assert "政策举措落实情况通报" in document.paragraphs[0].text
    assert "市水利局" in [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    with pytest.raises(UsageError, match="docx"):
        write_bulletin(bulletin(ledger), tmp_path / "a.pdf")


def test_hostile_text_is_inert_in_every_report(tmp_path):
    rows = odd_ledger_rows()
    made = make_bulletin(rows, [], as_of=DAY, since=BEFORE)
    html = render_html(made)
    assert not re.search(r"<(script|img|a)\b", html)
    assert "<" not in re.sub(
        r"</?(html|head|meta|title|style|body|h1|h2|p|table|thead|tbody|tr|th|td|svg|text|rect|!doctype)\b[^<]*",
        "",
        html,
    )
    text = render_markdown(made)
    text.encode("utf-8")
    assert not re.search(r"(?<!\\)<(script|img|a)", text)
    tables = [line for line in text.splitlines() if line.startswith("|")]
    assert {len(re.findall(r"(?<!\\)\|", line)) for line in tables} == {7}
    write_bulletin(made, tmp_path / "a.docx")
    cells = [
        cell.text for table in docx.Document(tmp_path / "a.docx").tables for row in table.rows for cell in row.cells
    ]
    assert any("<script>alert(1)</script>" in cell for cell in cells)
    assert b"w:fldChar" not in zipfile.ZipFile(tmp_path / "a.docx").read("word/document.xml")


@pytest.mark.parametrize("text", shared.HOSTILE)
def test_markdown_stays_on_its_line(text):
    assert "\n" not in markdown(text)


def test_each_unit_gets_its_slip(ledger, tmp_path):
    rows = wanted_rows(ledger.rows(View(DAY)), as_of=DAY, days=30)
    written = write_slips(rows, tmp_path / "slips", as_of=DAY)
    assert set(written) == {"市水利局", "市住建局"}
    first = {unit: path.read_bytes() for unit, path in written.items()}
    assert first == {u: p.read_bytes() for u, p in write_slips(rows, tmp_path / "again", as_of=DAY).items()}
    document = docx.Document(written["市住建局"])
    assert document.tables[0].rows[1].cells[2].text == "2026-08-15"
    write_slips(odd_ledger_rows(), tmp_path / "odd", as_of=DAY)
    assert all(path.parent == tmp_path / "odd" for path in (tmp_path / "odd").rglob("*"))


def test_units_never_share_a_file_name():
    names = file_names(["市水利局", "市水利局/", "../市水利局", "", "CON:", "con:"])
    assert len({name.casefold() for name in names.values()}) == len(names)
    assert not any("/" in name or name.startswith(".") for name in names.values())


def test_a_workbook_for_each_unit_in_a_folder_or_a_zip(ledger, tmp_path):
    rows = ledger.rows(View(DAY))

    def write(own, path):
        return write_workbook(own, path, as_of=DAY, returns=True)

    write_split(rows, tmp_path / "units", write=write)
    assert sorted(p.name for p in (tmp_path / "units").iterdir()) == ["市住建局.xlsx", "市水利局.xlsx"]
    write_split(rows, tmp_path / "a.zip", write=write)
    write_split(rows, tmp_path / "b.zip", write=write)
    assert (tmp_path / "a.zip").read_bytes() == (tmp_path / "b.zip").read_bytes()
    assert len(zipfile.ZipFile(tmp_path / "a.zip").namelist()) == 2
    with pytest.raises(UsageError, match="文件夹"):
        write_split(rows, tmp_path / "a.xlsx", write=write)


def test_a_client_library_reads_the_calendar(ledger):
    made = render_calendar(ledger.rows(View(DAY)), as_of=DAY)
    assert made == render_calendar(ledger.rows(View(DAY)), as_of=DAY)
    events = {str(e["uid"]): e for e in icalendar.Calendar.from_ical(made).walk("VEVENT")}
    assert set(events) == {f"abcdefgh000{n}@xiaozhang" for n in range(4)}
    event = events["abcdefgh0001@xiaozhang"]
    assert event["dtstart"].dt == date(2026, 8, 15)
    assert [a["trigger"].dt for a in event.walk("VALARM")] == [timedelta(days=-7), timedelta(days=-1)]
    assert str(events["abcdefgh0002@xiaozhang"]["status"]) == "CANCELLED"


def test_an_update_keeps_the_uid_and_raises_the_sequence(ledger):
    def sequence():
        calendar = icalendar.Calendar.from_ical(render_calendar(ledger.rows(View(DAY)), as_of=DAY))
        return {str(e["uid"]): (e["sequence"], e["dtstart"].dt) for e in calendar.walk("VEVENT")}[
            "abcdefgh0000@xiaozhang"
        ]

    before = sequence()
    ledger.append([Entry("abcdefgh0000", "extended", DAY, "李某", NOW, why="停工", data={"due": "2026-09-30"})])
    assert before == (1, date(2026, 6, 30))
    assert sequence() == (2, date(2026, 9, 30))


def test_a_recurring_measure_is_one_recurring_event(ledger):
    row = shared.make_row(9)
    row["due"] = row["due"] | {"date": None, "recurs": "monthly", "text": "每月"}
    ledger.append([Entry(row["id"], "opened", date(2026, 3, 1), "李某", NOW, data={"row": row})])
    made = icalendar.Calendar.from_ical(render_calendar(ledger.rows(View(DAY)), as_of=DAY))
    (event,) = [e for e in made.walk("VEVENT") if str(e["uid"]).startswith(row["id"])]
    assert event["rrule"].to_ical().startswith(b"FREQ=MONTHLY")


def test_periods_crossed_off_or_put_off_leave_the_series(ledger):
    row = shared.make_row(9)
    row["due"] = row["due"] | {"date": None, "recurs": "quarterly", "text": "每季度"}
    evidence = [{"kind": "text", "value": "季报"}]
    ledger.append([
        Entry(row["id"], "opened", date(2026, 3, 1), "李某", NOW, data={"row": row}),
        Entry(row["id"], "closed", date(2026, 3, 30), "李某", NOW, data={"evidence": evidence, "period": "2026-Q1"}),
        Entry(row["id"], "extended", date(2026, 6, 20), "李某", NOW, why="晚", data={"due": "2026-07-05", "period": "2026-Q2"}),
    ])  # fmt: skip

    def events():
        made = icalendar.Calendar.from_ical(render_calendar(ledger.rows(View(DAY)), as_of=DAY))
        return [e for e in made.walk("VEVENT") if str(e["uid"]).startswith(row["id"])]

    series, moved = events()
    assert series["dtstart"].dt == date(2026, 3, 31)
    assert series["rrule"].to_ical() == b"FREQ=MONTHLY;INTERVAL=3;BYMONTHDAY=-1"
    assert [one.dt for one in series["exdate"].dts] == [date(2026, 3, 31)]
    assert (moved["recurrence-id"].dt, moved["dtstart"].dt) == (date(2026, 6, 30), date(2026, 7, 5))
    assert str(series["status"]) == "CONFIRMED"
    ledger.append([Entry(row["id"], "dropped", DAY, "李某", NOW, why="取消", data={"approved": "赵某"})])
    assert [str(one["status"]) for one in events()] == ["CANCELLED"]


def test_hostile_text_breaks_no_calendar():
    made = render_calendar(odd_ledger_rows(), as_of=DAY)
    events = icalendar.Calendar.from_ical(made).walk("VEVENT")
    assert len(events) == len(shared.HOSTILE)
    assert made.count(b"BEGIN:VEVENT\r\n") == len(shared.HOSTILE)
    said = {str(e["uid"]): str(e["description"]) for e in events}
    lost = [
        row["text"][:20]
        for row in odd_ledger_rows()
        if "".join(showable(row["text"])[:5].split()) not in "".join(said[f"{row['id']}@xiaozhang"].split())
    ]
    assert lost == []


@pytest.mark.skipif(not office.is_installed(), reason="LibreOffice is not installed")
def test_libreoffice_opens_the_word_papers(tmp_path):
    write_bulletin(make_bulletin(odd_ledger_rows(), [], as_of=DAY, since=BEFORE), tmp_path / "a.docx")
    (made,) = office.convert(tmp_path / "home", "pdf", tmp_path, tmp_path / "a.docx")
    assert made.read_bytes().startswith(b"%PDF")
