from __future__ import annotations

from datetime import date

import pytest

from extractor.deadline import find_deadlines, resolve
from extractor.deadline.place import NO_PUBLISHED
from extractor.measure import DEADLINE_ROLES

DAY = date(2022, 3, 15)


def dues(text, published=DAY, **options):
    found = find_deadlines(text, published=published, **options)
    return [(d.text, str(d.due)) for d in found if d.role in DEADLINE_ROLES]


def test_year_is_inherited_inside_a_sentence():
    text = "2023年6月底前完成选址，9月底前完成招标，10月20日前开工。"
    assert dues(text) == [("2023年6月底前", "2023-06-30"), ("9月底前", "2023-09-30"), ("10月20日前", "2023-10-20")]


def test_year_inherited_across_sentences_keeps_the_other_reading():
    found = find_deadlines("2023年6月底前完成选址。9月底前完成招标。", published=DAY)
    assert (found[1].due, found[1].also, found[1].ambiguous) == (date(2023, 9, 30), (date(2022, 9, 30),), True)
    assert any("2023" in flag for flag in found[1].flags)


def test_a_sentence_that_turns_the_year_turns_with_it():
    assert dues("明年10月底前完成主体，3月底前完成装修。", date(2022, 9, 1))[1] == ("3月底前", "2024-03-31")


def test_a_section_heading_sets_the_year_until_the_next_section():
    text = "一、2022年工作总结\n全年完成投资。\n二、2023年工作安排\n6月底前完成选址。\n9月底前开工。\n三、保障措施\n5月底前上报。"
    days = dict(dues(text, date(2022, 12, 20)))
    assert days["6月底前"] == "2023-06-30"
    assert days["9月底前"] == "2023-09-30"


def test_a_title_sets_the_year_and_a_month_that_has_passed_stays_in_it():
    text = "某学院2022年工作要点\n2月：召开部署会\n6月底前完成初稿。"
    assert dues(text)[1:] == [("2月", "2022-02-28"), ("6月底前", "2022-06-30")]
    assert dues("2月底前定稿。", title="某局2023年工作计划") == [("2月底前", "2023-02-28")]


def test_a_year_that_labels_a_paragraph_holds_for_it():
    assert dues("2023年：完成征迁，9月底前开工，年底前建成。") == [
        ("2023年", "2023-12-31"),
        ("9月底前", "2023-09-30"),
        ("年底前", "2023-12-31"),
    ]


def test_a_target_year_is_not_handed_on():
    assert dues("到2025年，建成高速三条，6月底前启动勘察。") == [("到2025年", "2025-12-31"), ("6月底前", "2022-06-30")]


def test_january_after_december_lies_in_the_next_year():
    assert dues("12月底前完成主体，1月底前完成封顶。", date(2022, 10, 1)) == [
        ("12月底前", "2022-12-31"),
        ("1月底前", "2023-01-31"),
    ]


def test_what_follows_a_rolled_date_in_a_sentence_follows_it_on_the_calendar():
    assert dues("上半年开工，下半年投用。年底前销号。", date(2021, 12, 25)) == [
        ("上半年", "2022-06-30"),
        ("下半年", "2022-12-31"),
        ("年底前", "2021-12-31"),
    ]


def test_a_month_that_just_passed_rolls_over_and_says_so():
    deadline = resolve("2月底前", published=DAY)
    assert (deadline.due, deadline.also) == (date(2023, 2, 28), (date(2022, 2, 28),))
    assert deadline.flags == ("跨年顺延：2022-02-28 已过",)


def test_start_and_recurrence_belong_together():
    (found,) = find_deadlines("自4月起，各县区每月25日前报送进展。", published=DAY)
    assert (found.text, found.start, found.recurs) == ("自4月起，各县区每月25日前", date(2022, 4, 1), "monthly")
    assert found.rrule == "FREQ=MONTHLY;BYMONTHDAY=25"


def test_day_without_month_follows_the_date_before_it():
    assert dues("5月6日前报名，15日前完成审核。") == [("5月6日前", "2022-05-06"), ("15日前", "2022-05-15")]


def test_the_months_before_a_common_boundary():
    assert dues("4月、7月底前分别完成一、二期。") == [("4月", "2022-04-30"), ("7月底前", "2022-07-31")]


def test_before_an_open_period_keeps_both_readings():
    deadline = resolve("6月前", published=DAY)
    assert (deadline.due, deadline.also, deadline.ambiguous) == (date(2022, 5, 31), (date(2022, 6, 30),), True)


def test_without_a_publication_date_relative_words_stay_open_and_absolute_ones_do_not():
    relative, absolute = find_deadlines("年底前开工，2025年6月底前完工。", published=None)
    assert (relative.due, relative.flags, relative.ambiguous) == (None, (NO_PUBLISHED,), True)
    assert absolute.due == date(2025, 6, 30)


def test_events_stay_open_unless_the_user_gives_their_day():
    (open_event,) = find_deadlines("汛期前完成清淤。", published=DAY)
    assert (open_event.due, open_event.event, open_event.ambiguous) == (None, "汛期", True)
    (known,) = find_deadlines("汛期前完成清淤。", published=DAY, events={"汛期": "06-01"})
    assert (known.due, known.event) == (date(2022, 5, 31), "汛期")
    assert "汛期：06-01" in known.flags[-1]


def test_an_event_whose_given_day_is_over_stays_open_and_says_so():
    (old,) = find_deadlines("汛期前完成清淤。", published=DAY, events={"汛期": "2021-06-01"})
    assert (old.due, old.event) == (None, "汛期")
    assert "早于发布日" in old.flags[0]


@pytest.mark.parametrize("words", ["6月前", "3至5年内", "今后三年", "5月中", "2月底前", "明年初"])
def test_two_readings_come_with_their_reason(words):
    deadline = resolve(words, published=DAY)
    assert deadline.ambiguous
    assert deadline.also
    assert deadline.flags


@pytest.mark.parametrize(
    ("words", "day"), [("春节前", (2023, 1, 22)), ("10月1日零时前", (2022, 10, 1)), ("“五一”前", (2022, 5, 1))]
)
def test_nothing_is_due_before_it_is_published(words, day):
    assert resolve(words, published=date(*day)).due >= date(*day)


def test_next_years_event():
    (known,) = find_deadlines("明年汛期前完成清淤。", published=DAY, events={"汛期": "06-01"})
    assert known.due == date(2023, 5, 31)


def test_work_days_by_the_official_calendar():
    # 2022-04-02 was a make-up day, 3 to 5 April were off.
    assert resolve("15个工作日内", published=DAY).due == date(2022, 4, 6)


def test_a_year_that_the_work_calendar_lacks_is_said_aloud():
    deadline = resolve("15个工作日内", published=date(2039, 3, 15))
    assert (deadline.due, deadline.flags) == (date(2039, 4, 5), ("工作日历缺 2039 年",))


def test_days_that_do_not_exist_are_not_made_up():
    (deadline,) = find_deadlines("2月30日前完成。", published=DAY)
    assert (deadline.due, deadline.flags) == (None, ("历上无此日",))


def test_what_lies_ahead_is_not_done():
    assert dues("目前已完成设计，到2025年，建成投用。") == [("到2025年", "2025-12-31")]


def test_roles_are_told_apart():
    text = "本办法自2022年7月1日起施行，有效期三年。申请材料齐全的3个工作日内办结。截至2月底已拨付两亿元。"
    assert [d.role for d in find_deadlines(text, published=DAY)] == ["effective", "validity", "process", "statistic"]


@pytest.mark.parametrize("text", ["兩年內建成。", "６月底前完工。", "6 月 底前完工。", "於週五前完成。"])
def test_other_writings_are_read(text):
    assert len(dues(text)) == 1


def test_traditional_text_keeps_its_words():
    assert dues("兩年內建成", DAY) == [("兩年內", "2024-03-15")]


def test_offsets_are_those_of_the_text_as_stored():
    text = "，　到 ２０２５ 年，新增 ； “ 十四五 ” 末 完成；6 月 30 日（周四）前报送。\n" * 3
    for found in find_deadlines(text, published=DAY):
        assert text[found.quote.start : found.quote.end] == found.text


@pytest.mark.parametrize("text", ["", " ", "\n", "年", "月", "前", "\x00", "\ud800", "每", "“", "到", "6月" * 500])
def test_odd_texts_do_not_crash(text):
    find_deadlines(text, published=DAY)


def test_resolve_says_nothing_of_words_that_are_no_date():
    assert resolve("尽快", published=DAY) is None
    assert resolve("明年6月底前", published=DAY).due == date(2023, 6, 30)
