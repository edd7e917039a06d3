"""Durations counted from the publication: 三年内, 用3年左右时间, 15个工作日内, 一年半."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import regex

from extractor.deadline.calendar import add_months, add_workdays, day_of, shift_days
from extractor.deadline.numerals import number
from extractor.deadline.place import NO_PUBLISHED, Context, Reading
from extractor.measure import Precision

_PARTS = regex.compile(
    r"(?P<low>\d+|[一二两三四五六七八九十百半]+?)(?:(?:-|至|到|或|(?<=[一二两三四五六七八九])(?=[一二三四五六七八九]))(?P<high>\d+|[一二两三四五六七八九十百]+))?"
    r"(?P<unit>个?工作日|个半月|个月|月|个?季度|个?星期|周|年|天|日)(?P<half>半)?"
)
_MONTHS = {"年": 12, "季度": 3, "月": 1}
_DAYS = {"星期": 7, "周": 7, "天": 1, "日": 1}
_PRECISION: dict[str, Precision] = {"年": "year", "季": "quarter", "月": "month", "周": "week", "星": "week"}


@dataclass(frozen=True, slots=True)
class Duration:
    """A length of time: ``high`` is the upper end, ``low`` the lower one of a range (equal else), ``half`` adds half a unit."""

    low: float
    high: float
    unit: str


@lru_cache(maxsize=4096)
def _length(words: str) -> Duration:
    return parse_duration(_range_words(words))


@lru_cache(maxsize=4096)
def parse_duration(words: str) -> Duration:
    """The length that ``words`` say; ValueError where they say none."""
    m = _PARTS.fullmatch(words)
    if m is None:
        raise ValueError(f"{words!r} is no duration")
    unit = m["unit"].removeprefix("个")
    half = 0.5 if m["half"] or unit == "半月" else 0.0
    low = 0.5 if m["low"] == "半" else float(number(m["low"]))
    high = float(number(m["high"])) if m["high"] else low
    return Duration(low + half, high + half, unit.removeprefix("半"))


def count_from(day: date, amount: float, unit: str) -> tuple[date, tuple[str, ...]]:
    """The day some units after ``day``, and remarks (years that the calendar of work days lacks)."""
    if unit == "工作日":
        at, missing = add_workdays(day, int(amount))
        return at, tuple(f"工作日历缺 {year} 年" for year in missing)
    if unit in _DAYS:
        return shift_days(day, int(amount * _DAYS[unit])), ()
    months = amount * _MONTHS[unit]
    whole = int(months)
    at = add_months(day, whole)
    return shift_days(at, 15) if months > whole else at, ()


def _range_words(words: str) -> str:
    """三五年 and 两三年 are ranges: the two digits are told apart before parsing; 一年零三个月 is fifteen months."""
    both = regex.fullmatch(r"(.+)年[零又](.+?)个月", words)
    if both:
        return f"{12 * number(both[1]) + number(both[2])}个月"
    m = regex.match(r"([一二两三四五六七八])([二三四五六七八九])(?=[个年月周天日])", words)
    return f"{m[1]}至{m[2]}{words[m.end() :]}" if m else words


def read_past(groups: dict[str, str], context: Context) -> Reading:
    """A stretch that ends with the publication (近三年), or the day some time before it (五年前)."""
    length = _length(groups["duration"])
    if context.published is None:
        return Reading(ambiguous=True, flags=(NO_PUBLISHED,))
    day = context.published
    begin, _ = count_from(day, -length.high, length.unit)
    if groups.get("ago"):
        return Reading(due=begin, precision="day", anchor=day, first=begin, last=begin, settled=True)
    return Reading(due=day, start=begin, precision="day", anchor=day, first=begin, last=day, settled=True)


def read_duration(groups: dict[str, str], context: Context) -> Reading:
    """The day on which a duration from the publication ends; a range by its upper end, the lower one beside it."""
    length = _length(groups["duration"])
    if context.published is None:
        return Reading(ambiguous=True, flags=(NO_PUBLISHED,))
    day = context.published
    due, flags = count_from(day, length.high, length.unit)
    also: tuple[date, ...] = ()
    if length.low != length.high:
        also, flags = (count_from(day, length.low, length.unit)[0],), (*flags, "取上限")
    elif groups.get("coming") and length.unit == "年" and length.high == int(length.high):
        also = (day_of(day.year + int(length.high) - 1, 12, 31),)
        flags = (*flags, "从发布日数，也可按年度数")
    return Reading(
        due=due,
        precision=_PRECISION.get(length.unit[0], "day"),
        anchor=day,
        ambiguous=bool(also),
        also=also,
        flags=flags,
        first=day,
        last=due,
        settled=True,
    )
