"""Windows and lights 灯: which day is still far, near or over; by days or by work days."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from extractor.problem import UsageError

Light = Literal["green", "yellow", "red", "grey"]

_COLOURS = {"green": "#00A650", "yellow": "#F2B705", "red": "#D93025", "grey": "#9AA0A6"}


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of days ahead: ``30d`` thirty days, ``10w`` ten work days (also 天, 工作日)."""

    length: int
    work_days: bool = False

    def __str__(self) -> str:
        return f"{self.length}{'w' if self.work_days else 'd'}"


@dataclass(frozen=True, slots=True)
class Lights:
    """When a measure changes its light, and in which colours.

    ``yellow``: due within this window; ``red``: overdue, or due within this window (``0d``: only when overdue).
    No single standard exists; these are the defaults.
    """

    yellow: Window = Window(30)
    red: Window = Window(0)
    colours: Mapping[str, str] = field(default_factory=lambda: MappingProxyType(_COLOURS))


_WINDOW = re.compile(r"(\d{1,4})\s*(d|天|日|w|个?工作日)?", re.IGNORECASE)


def parse_window(text: str) -> Window:
    """``30d``, ``30``, ``30天`` → 30 days; ``10w``, ``10个工作日`` → 10 work days; UsageError otherwise."""
    found = _WINDOW.fullmatch(text.strip())
    if not found:
        raise UsageError(f"“{text}”不是时间窗，请写成 30d（30 天）或 10w（10 个工作日）的样子。")
    return Window(int(found[1]), (found[2] or "d").lower() not in {"d", "天", "日"})


@lru_cache(maxsize=8192)
def is_work_day(day: date) -> bool:
    """By the official calendar; Monday to Friday in a year that it does not know (see :func:`calendar_gap`)."""
    import chinese_calendar

    try:
        return bool(chinese_calendar.is_workday(day))
    except NotImplementedError:
        return day.weekday() < 5


def calendar_gap(window: Window, as_of: date) -> int | None:
    """The first year within the window that the work calendar does not know, None where it knows them all."""
    if not window.work_days:
        return None
    import chinese_calendar

    for year in range(as_of.year, horizon(as_of, window).year + 1):
        try:
            chinese_calendar.is_workday(date(year, 1, 1))
        except NotImplementedError:
            return year
    return None


@lru_cache(maxsize=1024)
def horizon(as_of: date, window: Window) -> date:
    """The last day of the window; with length 0 it is the day itself."""
    if not window.work_days:
        return as_of + timedelta(days=min(window.length, (date.max - as_of).days))
    day, left = as_of, window.length
    while left:
        day += timedelta(days=1)
        left -= is_work_day(day)
    return day


def thresholds(lights: Lights, as_of: date) -> tuple[str, str]:
    """(last red day, last yellow day) as ISO text: due on or before the first is red, before the second yellow."""
    last_red = horizon(as_of, lights.red) if lights.red.length else as_of - timedelta(days=as_of > date.min)
    return last_red.isoformat(), horizon(as_of, lights.yellow).isoformat()


def light(state: str, due: str | None, *, last_red: str, last_yellow: str) -> Light:
    """The light of a measure: grey without a day or when dropped or merged, green when closed or far from due.

    ``last_red`` and ``last_yellow`` are those of :func:`thresholds`.
    """
    if state == "closed":
        return "green"
    if state != "open" or due is None:
        return "grey"
    if due <= last_red:
        return "red"
    return "yellow" if due <= last_yellow else "green"
