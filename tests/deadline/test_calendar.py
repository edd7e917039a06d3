from __future__ import annotations

import re
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.deadline import calendar
from extractor.deadline.numerals import number, year_number
from extractor.deadline.place import Reading
from extractor.deadline.view import _BLANK, _FORM_OF, _inside_date, view_of
from extractor.measure import Deadline


def test_a_reading_begins_with_the_fields_of_a_deadline_behind_its_rule():
    assert Reading._fields[:10] == tuple(field.name for field in fields(Deadline))[3:]


def test_plan_periods():
    assert calendar.plan_span(14) == calendar.Span(date(2021, 1, 1), date(2025, 12, 31))
    assert calendar.plan_span(6).first == date(1981, 1, 1)


@pytest.mark.parametrize(
    ("year", "day"), [(2000, (4, 4)), (2008, (4, 4)), (2022, (4, 5)), (2023, (4, 5)), (2024, (4, 4)), (1999, (4, 5))]
)
def test_qingming(year, day):
    assert calendar.qingming(year) == date(year, *day)


def test_lunar_days():
    assert calendar.lunar_day(2023, 1, 1) == date(2023, 1, 22)
    assert calendar.lunar_day(2022, 8, 15) == date(2022, 9, 10)
    assert calendar.lunar_day(2023, 12, 30) == date(2024, 2, 9)
    with pytest.raises(calendar.OutOfCalendarError):
        calendar.lunar_day(2500, 1, 1)


def test_months_end_where_the_calendar_says():
    assert calendar.month_end(2024, 2) == date(2024, 2, 29)
    assert calendar.add_months(date(2022, 5, 31), 6) == date(2022, 11, 30)
    assert calendar.month_end(9999, 12) == date(9999, 12, 31)


def test_holidays_around_a_festival():
    assert calendar.holiday_span(date(2022, 10, 1)) == calendar.Span(date(2022, 10, 1), date(2022, 10, 7))
    assert calendar.holiday_span(date(2039, 10, 1)) is None


def test_work_days_count_make_up_days():
    assert calendar.is_workday(date(2022, 4, 2))
    assert not calendar.is_workday(date(2022, 4, 4))
    assert calendar.add_workdays(date(2022, 4, 1), 1) == (date(2022, 4, 2), ())


@pytest.mark.parametrize(
    ("words", "value"),
    [
        ("12", 12),
        ("十", 10),
        ("十二", 12),
        ("二十", 20),
        ("廿三", 23),
        ("二〇二五", 2025),
        ("两千零二十五", 2025),
        ("一百", 100),
        ("两", 2),
    ],
)
def test_numbers(words, value):
    assert number(words) == value


def test_two_digit_years_are_of_this_century():
    assert year_number("25") == 2025
    with pytest.raises(ValueError, match="no digit"):
        number("年")


def test_the_view_leads_back_to_the_text():
    text = "到 ２０２５ 年，“ 十四五 ” 末"
    view = view_of(text)
    assert view.text == '到2025年，"十四五"末'
    assert text[view.origin(1) : view.origin_end(5)] == "２０２５"
    assert view.origin_end(len(view.text)) == len(text)


def test_each_unusual_character_has_one_form_wherever_it_stands():
    assert not _FORM_OF.keys() & set(_FORM_OF.values())
    assert not _FORM_OF.keys() & set(_BLANK)
    text = "，".join(_FORM_OF)
    assert view_of(text).text == "，".join(_FORM_OF.values())


@given(st.text('1二年月底初"前a， \t\u3000', max_size=24))
def test_blanks_are_left_out_inside_dates_alone(text):
    kept = [True] * len(text)
    for gap in re.finditer(f"[{_BLANK}]{{1,4}}", text):
        start, end = gap.span()
        inside = start > 0 and end < len(text) and _inside_date(text[start - 1], text[end])
        kept[start:end] = [not inside] * (end - start)
    assert view_of(text).text == "".join(char for char, keep in zip(text, kept, strict=True) if keep)
