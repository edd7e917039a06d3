"""The day that a cell says: a real date, a number, or words, which the reader of deadlines resolves."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta
from typing import Any

from extractor.deadline import resolve

_DAY = re.compile(r"(\d{4})\s*[-./年]\s*(\d{1,2})\s*[-./月]\s*(\d{1,2})\s*日?(?:\s.*)?")
_DIGITS = re.compile(r"((?:19|20)\d\d)(\d\d)(\d\d)(?:\.0)?")
_SERIAL_ZERO = date(1899, 12, 30)


def exact_day(value: Any) -> date | None:
    """A date cell, a serial number, or a full date in figures (2026-6-30, 2026年6月30日, 20260630); None for others."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    if isinstance(value, (int, float)) and 20_000 < value < 80_000:
        return _SERIAL_ZERO + timedelta(days=int(value))
    words = str(value).strip()
    found = _DAY.fullmatch(words) or _DIGITS.fullmatch(words)
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None


def due_days(value: Any, *, written: date | None, on: date) -> list[date]:
    """The days by which the cell may mean something is due, the likeliest first.

    Words without a year (6月底前) count from the day on which the sheet was ``written``, or from ``on`` where that
    would be over by then; both readings are given, so that a sheet read again next year means what it meant.
    """
    exact = exact_day(value)
    if exact:
        return [exact]
    found = [day for published in (written or on, on) if (day := _resolved(value, published))]
    return sorted(dict.fromkeys(found), key=lambda day: day < on)


def done_days(value: Any, *, on: date) -> list[date]:
    """The day on which the cell says something was done; without a year the last such day up to ``on``."""
    exact = exact_day(value)
    if exact:
        return [exact]
    day = _resolved(value, on)
    if day and day > on and not re.search(r"\d{4}|年", str(value)):
        day = _year_before(day)
    return [day] if day else []


def _resolved(value: Any, published: date) -> date | None:
    found = resolve(str(value), published=published)
    return found.due if found else None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
