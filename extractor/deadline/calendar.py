"""Days, months, plan periods, festivals and work days: pure arithmetic on dates."""

from __future__ import annotations

from datetime import MAXYEAR, MINYEAR, date, timedelta
from functools import lru_cache
from typing import NamedTuple

_DAY = timedelta(days=1)
_SIXTH_PLAN = 1981
_LUNAR_YEARS = range(1901, 2100)


class OutOfCalendarError(ValueError):
    """A day that the calendar does not hold: 2月30日, the year 10000, a lunar date outside the known years."""


class Span(NamedTuple):
    """A period by its first and its last day, both included."""

    first: date
    last: date


def day_of(year: int, month: int, day: int) -> date:
    """The day, or :class:`OutOfCalendarError` where there is none such."""
    try:
        return date(year, month, day)
    except ValueError as error:
        raise OutOfCalendarError(f"{year}-{month}-{day}") from error


def shift_days(day: date, days: int) -> date:
    """``day`` moved by a number of days."""
    try:
        return day + timedelta(days=days)
    except OverflowError as error:
        raise OutOfCalendarError(f"{day} {days:+}") from error


@lru_cache(maxsize=4096)
def month_end(year: int, month: int) -> date:
    """The last day of a month."""
    after = (year + 1, 1) if month == 12 else (year, month + 1)
    return date(MAXYEAR, 12, 31) if after[0] > MAXYEAR else shift_days(day_of(*after, 1), -1)


@lru_cache(maxsize=4096)
def month_span(year: int, first: int, last: int | None = None) -> Span:
    """From the first day of one month to the last day of another of the same year."""
    return Span(day_of(year, first, 1), month_end(year, last or first))


def add_months(day: date, months: int) -> date:
    """The same day some months on; the last day of the month where that month is shorter (31 May + 6 → 30 Nov)."""
    count = day.year * 12 + day.month - 1 + months
    year, month = count // 12, count % 12 + 1
    if not MINYEAR <= year <= MAXYEAR:
        raise OutOfCalendarError(f"{day} {months:+} months")
    return day_of(year, month, min(day.day, month_end(year, month).day))


def plan_span(number: int) -> Span:
    """The five years of a national plan since the sixth: 14 (“十四五”) → 2021-01-01 … 2025-12-31."""
    first = _SIXTH_PLAN + 5 * (number - 6)
    return Span(day_of(first, 1, 1), day_of(first + 4, 12, 31))


def week_span(day: date, weeks: int = 0) -> Span:
    """The week (Monday to Sunday) of a day, some weeks on."""
    monday = shift_days(day, 7 * weeks - day.weekday())
    return Span(monday, shift_days(monday, 6))


def xun_span(year: int, month: int, first: int, last: int | None = None) -> Span:
    """Ten-day parts of a month: 1 上旬 (to the 10th), 2 中旬 (to the 20th), 3 下旬 (to the month's end)."""
    last = last or first
    until = month_end(year, month) if last == 3 else day_of(year, month, 10 * last)
    return Span(day_of(year, month, 10 * first - 9), until)


@lru_cache(maxsize=1024)
def lunar_day(year: int, month: int, day: int) -> date:
    """The solar date of a day of the lunar year that begins in ``year``; day 30 of a short month is its 29th."""
    from lunardate import LunarDate

    if year not in _LUNAR_YEARS:
        raise OutOfCalendarError(f"lunar {year}")
    try:
        solar: date = LunarDate(year, month, day).toSolarDate()
    except ValueError:
        if day == 30:
            return lunar_day(year, month, 29)
        raise OutOfCalendarError(f"lunar {year}-{month}-{day}") from None
    return solar


def qingming(year: int) -> date:
    """清明, by the common formula for the solar term (right for 1901–2099)."""
    short = year % 100
    base = 5.59 if year < 2000 else 4.81
    return day_of(year, 4, int(short * 0.2422 + base) - (short // 4 if short or year < 2000 else 0))


def nth_weekday(year: int, month: int, weekday: int, n: int) -> date:
    """The n-th Monday (0) … Sunday (6) of a month."""
    first = day_of(year, month, 1)
    return shift_days(first, (weekday - first.weekday()) % 7 + 7 * (n - 1))


@lru_cache(maxsize=1)
def _known_years() -> range:
    from chinese_calendar.constants import holidays

    years = [day.year for day in holidays]
    return range(min(years), max(years) + 1)


@lru_cache(maxsize=4096)
def is_workday(day: date) -> bool:
    """Whether people work on a day: the official calendar with its make-up days, weekdays in years it lacks."""
    if day.year not in _known_years():
        return day.weekday() < 5
    from chinese_calendar import is_workday as official

    return bool(official(day))


def add_workdays(day: date, count: int) -> tuple[date, tuple[int, ...]]:
    """The ``count``-th work day after ``day``, and the years on the way that the official calendar lacks."""
    at, left, missing = day, count, set()
    while left > 0:
        at = shift_days(at, 1)
        left -= is_workday(at)
        if at.year not in _known_years():
            missing.add(at.year)
    return at, tuple(sorted(missing))


@lru_cache(maxsize=1024)
def holiday_span(festival: date) -> Span | None:
    """The days off around a festival by the official calendar; None for a year it lacks or a working festival."""
    if festival.year not in _known_years() or is_workday(festival):
        return None
    first = last = festival
    while not is_workday(first - _DAY):
        first -= _DAY
    while not is_workday(last + _DAY) and (last + _DAY).year in _known_years():
        last += _DAY
    return Span(first, last)
