"""Periods of recurring measures and of reports: which have begun, what they are called, when they end.

A period is named by its calendar place: ``2026-03-05`` (day), ``2026-W10`` (ISO week), ``2026-03`` (month),
``2026-Q1`` (quarter), ``2026`` (year).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any

from extractor.problem import UsageError

FREQUENCIES: dict[str, str] = {
    "daily": "每日",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季度",
    "yearly": "每年",
}
"""The recurrences, in the users' words."""

CROSSED_OFF: dict[str, str] = {"daily": "monthly"}
"""Duties of every day are crossed off once a month: nobody keeps 365 lines a year for one of them."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Period:
    """One period of a recurrence: its name, its first day and the last day on which it is on time."""

    name: str
    start: date
    due: date


def period_start(frequency: str, day: date) -> date:
    """The first day of the calendar period in which the day lies."""
    if frequency == "daily":
        return day
    if frequency == "weekly":
        return day - timedelta(days=day.weekday())
    if frequency == "monthly":
        return day.replace(day=1)
    if frequency == "quarterly":
        return day.replace(month=(day.month - 1) // 3 * 3 + 1, day=1)
    if frequency == "yearly":
        return day.replace(month=1, day=1)
    raise UsageError(f"不认识的周期“{frequency}”；可用：{'、'.join(FREQUENCIES)}。")


_LONGEST = {"daily": 1, "weekly": 7, "monthly": 31, "quarterly": 92, "yearly": 366}


def period_end(frequency: str, day: date) -> date:
    """The last day of the calendar period in which the day lies."""
    start = period_start(frequency, day)
    return period_start(frequency, start + timedelta(days=_LONGEST[frequency])) - _DAY


def period_name(frequency: str, day: date) -> str:
    """What the period of the day is called: ``2026-03``, ``2026-Q1`` and so on."""
    if frequency == "daily":
        return day.isoformat()
    if frequency == "weekly":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    if frequency == "monthly":
        return f"{day:%Y-%m}"
    if frequency == "quarterly":
        return f"{day.year}-Q{(day.month + 2) // 3}"
    return f"{day.year}"


def _calendar_periods(frequency: str, first: date, as_of: date) -> Iterator[Period]:
    start = period_start(frequency, first)
    while start <= as_of:
        end = period_end(frequency, start)
        yield Period(period_name(frequency, start), start, end)
        start = end + _DAY


@lru_cache(maxsize=4096)
def _occurrences(rrule: str, first: date, last: date) -> tuple[date, ...]:
    from dateutil.rrule import rrulestr

    try:
        rule = rrulestr(rrule, dtstart=datetime.combine(first, time()), ignoretz=True)
        return tuple(
            moment.date()
            for moment in rule.between(datetime.combine(first, time()), datetime.combine(last, time()), inc=True)
        )
    except (ValueError, TypeError):  # a rule that nobody can read: the plain calendar periods serve
        return ()


def begun_periods(due: Mapping[str, Any], first: date, as_of: date) -> list[Period]:
    """The periods of a recurring deadline that have begun by the day, oldest first.

    ``due`` is the deadline record of a row: ``recurs`` says how often, ``rrule`` (where given) on which day of
    each period it is due, ``start`` from when, ``date`` until when. ``first`` is the publication or opening.
    """
    frequency = CROSSED_OFF.get(due["recurs"], due["recurs"])
    first = max(first, date.fromisoformat(due["start"])) if due.get("start") else first
    last = min(as_of, date.fromisoformat(due["date"])) if due.get("date") else as_of
    days = (
        _occurrences(due["rrule"], first, period_end(frequency, last))
        if due.get("rrule") and frequency == due["recurs"]
        else ()
    )
    if not days:
        return list(_calendar_periods(frequency, first, last))
    by_name = {
        period_name(frequency, day): Period(period_name(frequency, day), period_start(frequency, day), day)
        for day in days
        if period_start(frequency, day) <= last
    }
    return list(by_name.values())


def next_report(frequency: str, since: date) -> date:
    """The day by which the next report is due: the end of the period after the one of the last report."""
    return period_end(frequency, period_end(frequency, since) + _DAY)


def missed_reports(frequency: str, since: date, as_of: date) -> int:
    """How many whole report periods have gone by without a report since the last one (or the opening)."""
    missed, due = 0, next_report(frequency, since)
    while due < as_of:
        missed, due = missed + 1, period_end(frequency, due + _DAY)
    return missed
