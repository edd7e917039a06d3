"""The days of festivals, fixed, lunar and by weekday."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from extractor.deadline.calendar import (
    OutOfCalendarError,
    day_of,
    holiday_span,
    lunar_day,
    nth_weekday,
    qingming,
    shift_days,
)
from extractor.deadline.place import NO_PUBLISHED, Context, Reading
from extractor.deadline.point import parse_point

_FIXED = {
    "元旦": (1, 1), "情人": (2, 14), "妇女": (3, 8), "三八": (3, 8), "植树": (3, 12), "3·15": (3, 15), "愚人": (4, 1),
    "劳动": (5, 1), "五一": (5, 1), "五四": (5, 4), "青年": (5, 4), "护士": (5, 12), "六一": (6, 1), "儿童": (6, 1),
    "6·5": (6, 5), "环境日": (6, 5), "618": (6, 18), "七一": (7, 1), "建党": (7, 1), "八一": (8, 1), "建军": (8, 1),
    "教师": (9, 10), "9·10": (9, 10), "国庆": (10, 1), "双十一": (11, 11), "双11": (11, 11), "光棍": (11, 11),
    "十一": (10, 1), "万圣": (10, 31), "记者": (11, 8), "平安夜": (12, 24), "圣诞": (12, 25),
}  # fmt: skip
_LUNAR = {
    "元宵": (1, 15), "正月十五": (1, 15), "端午": (5, 5), "七夕": (7, 7), "中秋": (8, 15), "重阳": (9, 9),
    "腊八": (12, 8), "小年": (12, 23), "春节": (1, 1), "新春": (1, 1), "农历新年": (1, 1), "大年初一": (1, 1), "正月初一": (1, 1),
}  # fmt: skip
_BY_WEEKDAY = {"母亲": (5, 6, 2), "父亲": (6, 6, 3), "感恩": (11, 3, 4)}


def _rule(name: str) -> Callable[[int], date]:
    """How the day of a festival follows from the solar year in which it falls."""
    if not name[0].isdigit():
        name = name.replace("·", "")
    if "除夕" in name or "大年三十" in name:
        return lambda year: shift_days(lunar_day(year, 1, 1), -1)
    if "清明" in name:
        return qingming
    for word, (month, day) in _LUNAR.items():
        if word in name:
            # The last month of a lunar year falls into the next solar year.
            return lambda year, m=month, d=day: lunar_day(year - (m == 12), m, d)  # type: ignore[misc]
    for word, (month, weekday, n) in _BY_WEEKDAY.items():
        if word in name:
            return lambda year, a=(month, weekday, n): nth_weekday(year, *a)  # type: ignore[misc]
    month, day = next(found for word, found in _FIXED.items() if word in name)
    return lambda year: day_of(year, month, day)


@lru_cache(maxsize=4096)
def festival_day(name: str, year: int) -> date:
    """The day of a festival in a solar year; OutOfCalendarError where the lunar calendar is not known."""
    return _rule(name)(year)


def _year_of(groups: dict[str, str], context: Context) -> int | None:
    if groups.get("year"):
        point = parse_point(groups["year"])
        if point.year is not None:
            return point.year
        return context.published.year + (point.shift or 0) if context.published else None
    return None


def _day(name: str, groups: dict[str, str], context: Context) -> date | None:
    year = _year_of(groups, context)
    if year is not None:
        return festival_day(name, year)
    if context.published is None or groups.get("year"):
        return None
    base = context.year or context.published.year
    day = festival_day(name, base)
    if context.past:
        return day if day <= context.published else festival_day(name, base - 1)
    # On the festival itself its eve is over: 节前 is then before the next one.
    last = shift_days(day, -1) if groups.get("bound", "").endswith(("前", "前夕")) else day
    return day if last >= context.published or context.year else festival_day(name, base + 1)


def read_festival(groups: dict[str, str], context: Context) -> Reading:
    """春节前 → its eve; 国庆期间 → the days off; 假期后 and 节后 stay open, with the festival named."""
    name = groups["festival"]
    if groups.get("bound", "").endswith("后"):
        around = "前后" if groups["bound"].endswith("前后") else "后"
        return Reading(event=f"{name}{groups.get('kind', '')}{around}", ambiguous=True, settled=True)
    try:
        day = _day(name, groups, context)
    except OutOfCalendarError:
        return Reading(event=name, ambiguous=True, flags=("农历表缺该年",))
    if day is None:
        return Reading(event=name, ambiguous=True, flags=(NO_PUBLISHED,))
    return _around(day, groups)


def _around(day: date, groups: dict[str, str]) -> Reading:
    bound = groups.get("bound", "")
    found = Reading(precision="day", first=day, last=day, due=day, settled=bool(groups.get("year")))
    if bound.endswith(("前", "前夕")):
        return found._replace(due=shift_days(day, -1))
    if bound.endswith("起"):
        return found._replace(due=None, start=day)
    return _period(found, day) if "期间" in bound or groups.get("kind") else found


def _period(found: Reading, day: date) -> Reading:
    off = holiday_span(day)
    if off is None:
        return found._replace(start=day, ambiguous=True, flags=(f"工作日历缺 {day.year} 年或当日不放假，按节日当天计",))
    return found._replace(start=off.first, due=off.last, first=off.first, last=off.last)
