"""Put a point of time on the calendar: the year that is not written, the boundary words, what stays open."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from extractor.deadline.calendar import Span, add_months, day_of, month_end, shift_days
from extractor.deadline.point import Point, span_from, span_in
from extractor.measure import Precision, Recurrence

NO_PUBLISHED = "缺发布日期，相对时限未推算"
NO_SUCH_DAY = "历上无此日"
_NEAR = 62


class Context(NamedTuple):
    """What stands around an expression: the publication, a year set before it, the date before it.

    ``year_from`` says in words where ``year`` comes from; ``open_year`` that the text leaves it open; ``near``
    that the date before stands in the same sentence, ``rolled`` that it was put into the next year; ``past`` that the
    clause tells of what has been.
    """

    published: date | None = None
    year: int | None = None
    year_from: str = ""
    open_year: bool = False
    previous: date | None = None
    near: bool = False
    rolled: bool = False
    past: bool = False
    events: Mapping[str, str] = MappingProxyType({})


class Reading(NamedTuple):
    """What an expression resolves to; the first ten fields are those of :class:`extractor.measure.Deadline`, in its order."""

    due: date | None = None
    start: date | None = None
    precision: Precision | None = None
    recurs: Recurrence | None = None
    rrule: str | None = None
    anchor: date | None = None
    event: str | None = None
    ambiguous: bool = False
    also: tuple[date, ...] = ()
    flags: tuple[str, ...] = ()
    first: date | None = None
    last: date | None = None
    settled: bool = False


class Placed(NamedTuple):
    """A point on the calendar, with the other span the text allows and the remarks that belong to it."""

    span: Span
    other: Span | None = None
    flags: tuple[str, ...] = ()
    anchor: date | None = None
    ambiguous: bool = False


def place(point: Point, context: Context) -> Placed:
    """The days of a point in its context.

    Raises OutOfCalendarError for days that do not exist, LookupError where the publication date would be needed.
    """
    if point.plan:
        return Placed(span_from(point, date.min))
    if point.year is not None:
        return Placed(span_in(point, point.year))
    if point.counted:
        return _counted(point, context)
    if point.shift is not None:
        return _shifted(point, context)
    if context.year is not None:
        return _inherited(point, context, context.year)
    return _in_turn(point, _rolled(point, _base(context), past=context.past), context)


def _base(context: Context) -> date:
    if context.published is None:
        raise LookupError(NO_PUBLISHED)
    return context.published


def _counted(point: Point, context: Context) -> Placed:
    day = context.previous if point.following and context.previous else _base(context)
    span = span_from(point, day)
    if point.weekday is not None and point.week_shift is None and span.last < day and not context.past:
        span = span_from(point, shift_days(day, 7))
    return Placed(span, anchor=day)


def _shifted(point: Point, context: Context) -> Placed:
    if point.following and context.previous:
        return Placed(span_in(point, context.previous.year + (point.shift or 0)), anchor=context.previous)
    if point.shift == 0 and point.following and context.year:
        return Placed(span_in(point, context.year))
    day = _base(context)
    if point.month is None and point.month_shift is not None:
        month = add_months(day_of(day.year, day.month, 1), point.month_shift + 12 * (point.shift or 0))
        return Placed(span_in(point._replace(month=month.month), month.year), anchor=day)
    return Placed(span_in(point, day.year + (point.shift or 0)), anchor=day)


def _inherited(point: Point, context: Context, year: int) -> Placed:
    span = span_in(point, year)
    flags = (f"年份承{context.year_from}：{year}年",)
    if context.previous and span.last < context.previous and _turns(context.previous, span, near=context.near):
        span = span_in(point, year + 1)
    other = None
    if context.open_year and context.published:
        plain = _rolled(point, context.published, past=context.past).span
        other = plain if plain != span else None
    return Placed(span, other, flags, ambiguous=other is not None)


def _turns(before: date, span: Span, *, near: bool) -> bool:
    """Whether months that go from the year's end to its beginning pass into the next year.

    Within a sentence 10月…，3月 does; across lines only December to January, since a new row begins anew.
    """
    if near:
        return before.month >= 9 and span.first.month <= 4
    return before.month == 12 and span.first.month == span.last.month == 1


def _rolled(point: Point, day: date, *, past: bool) -> Placed:
    span = _next_existing(point, day.year)
    if past:
        return Placed(span if span.first <= day else span_in(point, span.first.year - 1))
    if span.last >= day:
        return Placed(span)
    later = _next_existing(point, day.year + 1)
    near = (day - span.last).days <= _NEAR
    return Placed(later, span if near else None, (f"跨年顺延：{span.last} 已过",), ambiguous=near)


def _in_turn(point: Point, placed: Placed, context: Context) -> Placed:
    """What follows a date of next year in the same sentence follows it on the calendar too: 上半年…，下半年… in December."""
    before = context.previous
    if before is None or not context.rolled or placed.span.last >= before:
        return placed
    later = span_in(point, before.year)
    return Placed(later, placed.span, ("承前一时限顺延",), ambiguous=True) if later.last > before else placed


def _next_existing(point: Point, year: int) -> Span:
    """The point in ``year``; 29 February in the next leap year."""
    if point.month == 2 and point.day == 29:
        while year % 4 or (year % 100 == 0 and year % 400):
            year += 1
    return span_in(point, year)


def bounded(point: Point, placed: Placed, *, bound: str, lead: str, clock: str, context: Context) -> Reading:
    """The reading of a placed point with its boundary words (前, 内, 起, 以来, …)."""
    span, other, flags, anchor, ambiguous = placed
    due: date | None = span.last
    start: date | None = None
    also: tuple[date, ...] = (other.last,) if other else ()
    if bound.endswith("前"):
        due, also, flags, ambiguous = _before(point, placed, also, clock, context)
    elif bound.endswith(("起", "开始", "来")) or (not bound and lead in {"自", "从"}):
        # From the end of a month on (10月底起) is from its last day.
        due, start = None, (span.last if point.edge == "end" else span.first)
        also = (other.first,) if other else ()
    elif bound.endswith("后"):
        # A day counts itself (“以后”含本日); a longer period must have ended.
        due, start, also = None, (span.first if point.precision == "day" else shift_days(span.last, 1)), ()
    elif point.edge == "middle" and point.precision == "xun":
        also, ambiguous = (day_of(span.last.year, span.last.month, 15),), True
        flags = (*flags, "“中”按中旬，也可指十五日")
    elif point.edge == "start" and point.precision == "year":
        also, ambiguous = (month_end(span.first.year, 1),), True
        flags = (*flags, "年初按一季度，也可指一月")
    precision, settled = point.precision, point.has_year
    return Reading(
        due, start, precision, None, None, anchor, None, ambiguous, also, flags, span.first, span.last, settled
    )


_Before = tuple[date, tuple[date, ...], tuple[str, ...], bool]
_MIDNIGHT = frozenset({"零时", "零点", "0时", "0点", "0:00", "00:00", "0时整", "零时整"})


def _before(point: Point, placed: Placed, also: tuple[date, ...], clock: str, context: Context) -> _Before:
    """The day by which 前 has it done, the others it may mean, the remarks, and whether it is open."""
    span = placed.span
    plain = span.last, also, placed.flags, placed.ambiguous
    if point.precision == "day":
        if not clock or clock.strip("()").removeprefix("凌晨") not in _MIDNIGHT:
            return plain
        eve = shift_days(span.last, -1)
        # On the day itself 零时前 has no eve left: it stays the day, not one before the publication.
        return plain if _too_late(eve, context) and not _too_late(span.last, context) else (eve, *plain[1:])
    if point.edge == "end" or (
        point.precision == "year" and point.whole_year and point.shift is None and point.year is None
    ):
        return plain
    eve = shift_days(span.first, -1)
    over = _too_late(eve, context) and not _too_late(span.last, context)
    due, open_too = (span.last, eve) if point.edge or over else (eve, span.last)
    return due, (open_too, *also), (*placed.flags, f"“前”或在此之前，或到 {span.last} 为止"), True


def _too_late(day: date, context: Context) -> bool:
    return context.published is not None and day < context.published
