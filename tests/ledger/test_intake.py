from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

import pytest

from extractor.ledger.entries import Entry
from extractor.ledger.intake import Hand, decide, known_of, row_fault, take_bare, take_in
from extractor.ledger.store import Ledger

sys.path.insert(0, str(Path(__file__).parent))
from made import START, entry, row, standing, view

HAND = Hand("张三", date(2026, 4, 1), START)


@pytest.fixture
def ledger(tmp_path):
    with Ledger.open(str(tmp_path / "a.db")) as opened:
        yield opened


def add(ledger, rows):
    """As the command does it."""
    known = known_of(ledger.entries(ledger.same_documents(rows)))
    taken = ledger.versions([r["id"] for r in rows])
    intake = take_in(rows, known, taken=taken, hand=HAND)
    ledger.append(intake.entries)
    return intake


def bare(ledger, head):
    """As the command does it with an article in which nothing was found."""
    return take_bare([head], known_of(ledger.entries(ledger.same_documents([head]))))


def due(text, day):
    return {"text": text, "date": day, "start": None, "recurs": None, "rrule": None}


BASE = [
    row("a1", "6月底前完成老旧小区改造"),
    row("a2", "完善养老服务体系", due=None, start=20),
    row("a3", "年底前建成绿道30公里", due="2026-12-31", start=40),
]


HEAD = {name: BASE[0].get(name) for name in ("article", "title", "number", "source", "published")}


def test_reading_again_changes_nothing(ledger):
    first = add(ledger, BASE)
    assert first.opened == ("a1", "a2", "a3")
    again = add(ledger, BASE)
    assert (again.entries, len(again.known)) == ((), 3)


def test_an_opening_holds_from_the_publication(ledger):
    add(ledger, BASE)
    assert {e.on for e in ledger.entries()} == {date(2026, 3, 2)}


def test_moved_paragraphs_new_ids_and_other_rules_change_nothing(ledger):
    add(ledger, BASE)
    moved = [
        {**one, "id": f"new{place}", "start": 500 - place, "rules": ["other"], "confidence": 0.1, "section": "三、其他"}
        for place, one in enumerate(reversed(BASE))
    ]
    again = add(ledger, moved)
    assert (again.entries, len(again.known), again.gone) == ((), 3, ())


def test_another_path_or_spacing_is_the_same_document(ledger):
    add(ledger, BASE)
    again = add(ledger, [{**one, "article": "新/夹/a.md", "text": one["text"].replace("月", "月 ")} for one in BASE])
    assert (again.entries, len(again.known)) == ((), 3)


def test_a_later_deadline_is_proposed_once_and_changes_nothing_by_itself(ledger):
    add(ledger, BASE)
    edited = [
        {**BASE[0], "id": "b1", "text": "9月底前完成老旧小区改造", "due": due("9月底前", "2026-09-30")},
        *BASE[1:],
    ]
    found = add(ledger, edited)
    assert (found.opened, found.proposed) == ((), ("a1",))
    assert standing(ledger, "2026-07-01")["a1"] == ("open", "2026-06-30", "red")
    assert add(ledger, edited).entries == ()
    [proposal] = [e for e in ledger.entries(["a1"]) if e.is_proposal]
    assert proposal.kind == "extended"
    ledger.append([decide(proposal, by="李四", on=date(2026, 4, 2), recorded=START)])
    [now] = [r for r in ledger.rows(view("2026-07-01")) if r["id"] == "a1"]
    assert (now["due_date"], now["proposed"], now["text"]) == ("2026-09-30", [], "9月底前完成老旧小区改造")
    assert add(ledger, edited).entries == ()


def test_another_day_within_the_period_is_a_change(ledger):
    def monthly(day):
        deadline = {**due(f"每月{day}日前", None), "recurs": "monthly", "rrule": f"FREQ=MONTHLY;BYMONTHDAY={day}"}
        return row("a1", f"每月{day}日前通报项目进展") | {"due": deadline}

    add(ledger, [monthly(10)])
    add(ledger, [monthly(5)])
    [proposal] = [e for e in ledger.entries(["a1"]) if e.is_proposal]
    ledger.append([decide(proposal, by="李四", on=date(2026, 4, 2), recorded=START)])
    assert standing(ledger, "2026-05-01")["a1@2026-05"][1] == "2026-05-05"


def test_one_undo_takes_a_whole_decision_back(ledger):
    add(ledger, BASE)
    edited = {**BASE[0], "text": "9月底前完成老旧小区改造和管网更新", "due": due("9月底前", "2026-09-30")}
    add(ledger, [edited, *BASE[1:]])
    [proposal] = [e for e in ledger.entries(["a1"]) if e.is_proposal]
    decision = decide(proposal, by="李四", on=date(2026, 4, 2), recorded=START)
    [done] = ledger.append([decision])
    [now] = ledger.rows(view("2026-07-01"), measures=["a1"])
    assert (now["text"], now["due"]["text"], now["due_date"], now["extended"], now["proposed"]) == (
        edited["text"], "9月底前", "2026-09-30", 1, []
    )  # fmt: skip
    ledger.append([entry("corrected", done.on.isoformat(), "a1", voids=done.nr)])
    [now] = ledger.rows(view("2026-07-01"), measures=["a1"])
    assert (now["text"], now["due_date"], now["extended"], now["proposed"]) == (
        BASE[0]["text"], "2026-06-30", 0, [2]
    )  # fmt: skip


def test_unchanged_words_that_are_only_read_otherwise_say_so(ledger):
    """What stands is one of the readings of the same words: nothing changed; another reading is no change of the article."""
    add(ledger, [row("a1", "三季度启动应急水源工程") | {"due": due("三季度", "2026-09-30")}])
    moved = {**due("三季度", "2027-09-30"), "ambiguous": True, "also": ["2026-09-30"]}
    assert add(ledger, [row("a1", "三季度启动应急水源工程") | {"due": moved}]).entries == ()
    [proposal] = add(ledger, [row("a1", "三季度启动应急水源工程") | {"due": {**moved, "also": []}}]).entries
    assert "原文没有变" in proposal.why


def test_an_earlier_deadline_is_a_proposed_correction_and_a_rejected_one_stays_rejected(ledger):
    add(ledger, BASE)
    edited = [{**BASE[0], "text": "5月底前完成老旧小区改造", "due": due("5月底前", "2026-05-31")}, *BASE[1:]]
    add(ledger, edited)
    [proposal] = [e for e in ledger.entries(["a1"]) if e.is_proposal]
    assert proposal.kind == "corrected"
    ledger.append([entry("corrected", "2026-04-01", "a1", voids=proposal.nr)])
    assert add(ledger, edited).entries == ()
    assert standing(ledger, "2026-07-01")["a1"][1] == "2026-06-30"


def test_what_people_changed_is_not_proposed_back(ledger):
    add(ledger, BASE)
    ledger.append([entry("extended", "2026-05-01", "a1", due="2026-10-31", why="汛期停工")])
    ledger.append([entry("assigned", "2026-05-01", "a1", lead=["市重点办"])])
    assert add(ledger, BASE).entries == ()
    [now] = [r for r in ledger.rows(view("2026-07-01")) if r["id"] == "a1"]
    assert (now["due_date"], now["lead"]) == ("2026-10-31", ["市重点办"])


def test_what_the_article_no_longer_has_stays_and_is_said(ledger):
    add(ledger, BASE)
    found = add(ledger, BASE[:2])
    assert (found.entries, found.gone) == ((), ("a3",))
    assert standing(ledger, "2026-07-01")["a3"][0] == "open"


def test_an_article_in_which_nothing_is_promised_any_more_says_so(ledger):
    add(ledger, BASE)
    found = add(ledger, [{**BASE[0], "kind": "achievement"}])
    assert (found.entries, found.missing) == ((), ("a1", "a2", "a3"))
    assert bare(ledger, HEAD).missing == ("a1", "a2", "a3")
    assert bare(ledger, {**HEAD, "title": "另一份文件"}).missing == ()


def test_what_another_article_of_the_document_still_has_is_not_missing(ledger):
    add(ledger, BASE)
    assert (add(ledger, BASE) + bare(ledger, {**HEAD, "article": "附件.md"})).missing == ()


def test_a_measure_that_is_now_cut_in_two_makes_no_second_row(ledger):
    add(ledger, [row("a1", "6月底前建成社区食堂，同步配齐助餐设备和人员")])
    parts = [row("b1", "6月底前建成社区食堂"), row("b2", "同步配齐助餐设备和人员", start=15)]
    found = add(ledger, parts)
    assert (found.opened, len(found.known) + found.covered) == ((), 2)


def test_the_same_words_in_another_document_are_another_measure(ledger):
    add(ledger, BASE)
    other = [{**BASE[0], "title": "交通工作方案", "article": "b.md"}]
    assert add(ledger, other).opened == ("a1-2",)
    assert add(ledger, other).entries == ()


def test_next_years_document_of_the_same_title_is_another(ledger):
    add(ledger, BASE)
    later = [{**one, "id": f"n{place}", "published": "2027-03-01"} for place, one in enumerate(BASE)]
    assert len(add(ledger, later).opened) == 3


NUMBERED = [{**one, "number": "云政办发〔2026〕12号"} for one in BASE]


def test_the_same_document_number_is_the_same_document_under_another_name(ledger):
    add(ledger, NUMBERED)
    renamed = [
        {
            **one,
            "id": f"n{place}",
            "article": "新/修订.md",
            "title": "城市更新工作方案（修订版）",
            "number": "云政办发[2026] 第12号",
            "published": "2026-12-20",
            "source": "市政府网",
        }
        for place, one in enumerate(reversed(NUMBERED))
    ]
    again = add(ledger, renamed)
    assert (again.entries, len(again.known), again.gone) == ((), 3, ())


def test_a_changed_deadline_in_a_new_version_of_a_numbered_document_is_proposed(ledger):
    add(ledger, NUMBERED)
    edited = [
        {**NUMBERED[0], "text": "9月底前完成老旧小区改造", "due": due("9月底前", "2026-09-30")},
        NUMBERED[1],
        {**NUMBERED[2], "text": "11月底前建成绿道30公里", "due": due("11月底前", "2026-11-30")},
    ]
    moved = [{**one, "id": f"n{place}", "article": "b.md", "title": "新题"} for place, one in enumerate(edited)]
    found = add(ledger, moved)
    assert (found.opened, len(found.known), found.proposed) == ((), 1, ("a1", "a3"))
    assert {e.measure: e.kind for e in ledger.entries() if e.is_proposal} == {"a1": "extended", "a3": "corrected"}
    assert standing(ledger, "2026-07-01")["a1"] == ("open", "2026-06-30", "red")


def test_another_document_number_is_another_document_under_the_same_title(ledger):
    add(ledger, NUMBERED)
    other = [{**one, "id": f"n{place}", "number": "云政办发〔2026〕13号"} for place, one in enumerate(BASE)]
    assert len(add(ledger, other).opened) == 3


def test_a_path_used_again_for_another_text_is_another_document(ledger):
    add(ledger, BASE)
    other = [row("c1", "确保全年粮食播种面积稳定", title="春耕工作通知")]
    assert add(ledger, other).opened == ("c1",)


def test_repeated_sentences_stay_apart(ledger):
    twice = [row("a1", "6月底前完成", section="一"), row("a2", "6月底前完成", section="二", start=50)]
    add(ledger, twice)
    assert add(ledger, list(reversed(twice))).entries == ()


def test_achievements_are_not_put_on_the_ledger(ledger):
    assert add(ledger, [row("a1", kind="achievement")]).opened == ()


@pytest.mark.parametrize(
    ("fault", "said"),
    [({"id": ""}, "id"), ({"text": None}, "text"), ({"published": "三月"}, "日期"), ({"due": 3}, "due")],
)
def test_what_is_no_row_is_said_so(fault, said):
    assert row_fault(row()) == ""
    assert said in row_fault({**row(), **fault})


def test_a_proposal_waits_also_on_a_closed_measure(ledger):
    add(ledger, BASE)
    ledger.append([entry("closed", "2026-05-01", "a1", evidence=[{"kind": "text", "value": "合格"}])])
    edited = [{**BASE[0], "due": due("9月底前", "2026-09-30")}]
    assert add(ledger, edited).proposed == ("a1",)
    assert standing(ledger, "2026-07-01")["a1"][0] == "closed"
    assert all(isinstance(e, Entry) for e in ledger.entries())
