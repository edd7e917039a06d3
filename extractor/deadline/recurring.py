"""Recurring expressions (每年3月底前, 每月10日前, 每季度末) as a simple word and as an RRULE (RFC 5545)."""

from __future__ import annotations

from functools import lru_cache

import regex

from extractor.deadline.numerals import number
from extractor.deadline.place import Context, Reading
from extractor.deadline.point import Point, parse_point
from extractor.measure import Recurrence

_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_UNITS: tuple[tuple[str, Recurrence, str], ...] = (
    ("工作日", "daily", "FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR"),
    ("学期", "yearly", "FREQ=YEARLY;BYMONTH=1,7;BYMONTHDAY=-1"),
    ("半年", "yearly", "FREQ=YEARLY;BYMONTH=6,12;BYMONTHDAY=-1"),
    ("半", "monthly", "FREQ=MONTHLY;BYMONTHDAY=15,-1"),
    ("季", "quarterly", "FREQ=MONTHLY;BYMONTH=3,6,9,12;BYMONTHDAY=-1"),
    ("年", "yearly", "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"),
    ("旬", "monthly", "FREQ=MONTHLY;BYMONTHDAY=10,20,-1"),
    ("月", "monthly", "FREQ=MONTHLY;BYMONTHDAY=-1"),
    ("双周", "weekly", "FREQ=WEEKLY;INTERVAL=2;BYDAY=SU"),
    ("周", "weekly", "FREQ=WEEKLY;BYDAY=SU"),
    ("星期", "weekly", "FREQ=WEEKLY;BYDAY=SU"),
    ("日", "daily", "FREQ=DAILY"),
    ("天", "daily", "FREQ=DAILY"),
)
_QUARTER_MONTHS = {"首": "1,4,7,10", "末": "3,6,9,12"}
_PLACED = regex.compile(r"月|季|半年|[底末初终]\Z")
_DAY = regex.compile(r"(\d{1,2}|[一二三十廿]{1,3})[日号]")
_MONTHS = regex.compile(r"(1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])(?:月|(?=[、和-]))")


def _unit(words: str) -> tuple[Recurrence, str]:
    return next((recurs, rrule) for mark, recurs, rrule in _UNITS if mark in words)


def _every(rrule: str, count: str) -> str:
    if not count or number(count) == 1:
        return rrule
    return rrule.replace(";", f";INTERVAL={number(count)};", 1) if ";" in rrule else f"{rrule};INTERVAL={number(count)}"


def _month_day(point: Point) -> int:
    if point.day is not None:
        return point.day
    if point.xun:
        return (10, 20, -1)[point.xun[1] - 1]
    return {"start": 10, "middle": 20}.get(point.edge, -1)


def _in_year(inner: str) -> str:
    if not _PLACED.search(inner):
        return "FREQ=YEARLY"  # before a festival or an event: which day that is changes from year to year
    last = inner.rpartition("至")[2].rpartition("-")[2].rpartition("到")[2]
    months = ",".join(str(number(m)) for m in _MONTHS.findall(inner)) if "、" in inner or "和" in inner else ""
    point = parse_point(regex.split("[、和]", last)[-1])
    if point.month is None and point.quarter:
        return f"FREQ=YEARLY;BYMONTH={3 * point.quarter};BYMONTHDAY=-1"
    if point.month is None and point.half:
        return f"FREQ=YEARLY;BYMONTH={6 * point.half};BYMONTHDAY=-1"
    if point.month is None:
        return "FREQ=YEARLY;BYMONTH=12;BYMONTHDAY=31"
    return f"FREQ=YEARLY;BYMONTH={months or point.month};BYMONTHDAY={_month_day(point)}"


def _in_month(inner: str) -> str:
    days = [str(number(d)) for d in _DAY.findall(inner)]
    if days:
        return f"FREQ=MONTHLY;BYMONTHDAY={','.join(days)}"
    named = {"上旬": 10, "中旬": 20, "下旬": -1, "初": 10, "中": 20}
    day = next((day for word, day in named.items() if word in inner), -1)
    return f"FREQ=MONTHLY;BYMONTHDAY={day}"


def _in_quarter(inner: str) -> str:
    months = _QUARTER_MONTHS["首" if inner[:1] in {"首", "初", "第"} and not inner.startswith("第三") else "末"]
    days = _DAY.findall(inner)
    day = str(number(days[0])) if days else "10" if inner[:1] == "初" else "-1"
    return f"FREQ=MONTHLY;BYMONTH={months};BYMONTHDAY={day}"


def _in_week(inner: str) -> str:
    names = "一二三四五六日天末"
    said = [min(names.index(c), 6) for c in inner if c in names]
    if len(said) == 2 and said[0] < said[1] and any(mark in inner for mark in "至到-"):
        said = list(range(said[0], said[1] + 1))
    days = [_WEEKDAYS[day] for day in said]
    return f"FREQ=WEEKLY;BYDAY={','.join(dict.fromkeys(days))}"


@lru_cache(maxsize=4096)
def _rule(unit: str, count: str, inner: str) -> tuple[Recurrence, str]:
    recurs, plain = _unit(unit)
    inside = {"yearly": _in_year, "quarterly": _in_quarter, "monthly": _in_month, "weekly": _in_week}
    if not inner or recurs not in inside:  # a day has no place inside it (每日底)
        return recurs, _every(plain, count)
    return recurs, _every(inside[recurs](inner), count)


def read_recurring(groups: dict[str, str], _context: Context) -> Reading:
    """The reading of 每…: ``unit`` and ``count`` of the period, ``inner`` the place inside it."""
    try:
        recurs, rrule = _rule(groups["unit"], groups.get("count", ""), groups.get("inner", ""))
    except ValueError:
        recurs, rrule = _rule(groups["unit"], groups.get("count", ""), "")
    return Reading(recurs=recurs, rrule=rrule, settled=True)
