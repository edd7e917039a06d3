"""The named functions that rules resolve with: groups of a match + context → :class:`Reading`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from functools import lru_cache

from extractor.deadline.calendar import OutOfCalendarError, Span, add_months, day_of, month_end, month_span, shift_days
from extractor.deadline.duration import parse_duration, read_duration, read_past
from extractor.deadline.era import read_decade, read_era
from extractor.deadline.festival import read_festival
from extractor.deadline.numerals import number
from extractor.deadline.place import NO_PUBLISHED, NO_SUCH_DAY, Context, Placed, Reading, bounded, place
from extractor.deadline.point import Point, parse_point, span_in
from extractor.deadline.recurring import read_recurring

_TODAY = ("即日", "即时", "现在", "今日", "目前")


def read_point(groups: dict[str, str], context: Context) -> Reading:
    """A point with its boundary words: 到2025年, 6月底前, 本周五前, 自10月1日起."""
    point = _dated(parse_point(groups["point"]), context)
    return bounded(
        point,
        place(point, context),
        bound=groups.get("bound", ""),
        lead=groups.get("lead", ""),
        clock=groups.get("clock", ""),
        context=context,
    )


def _dated(point: Point, context: Context) -> Point:
    """A day or ten days without their month lie in the month of the date before it, else in that of the publication or the next."""
    if (point.day is None and point.xun is None) or point.month is not None or point.month_shift is not None:
        return point
    before = context.previous
    day = point.day or min(10 * (point.xun or (3, 3))[1], 28)
    if context.near and before and before.day < day:
        return point._replace(year=before.year, month=before.month)
    passed = context.published is not None and context.published.day > day and not context.past
    months = next((n for n in range(int(passed), 3) if _exists(context, n, point.day or 1)), int(passed))
    return point._replace(month_shift=months)


def _exists(context: Context, months: int, day: int) -> bool:
    """Whether the month some months after the publication has such a day."""
    if context.published is None:
        return True
    month = add_months(day_of(context.published.year, context.published.month, 1), months)
    return day <= month_end(month.year, month.month).day


def _first_point(words: str, until: Point) -> Point:
    """The first point of a range, which borrows its unit from the second (2021—2023年, 3至5月, 5月10日—20日)."""
    if not words.isdigit() and not all(c in "〇零一二三四五六七八九十" for c in words):
        return parse_point(words)
    count = number(words)
    if count > 31:
        return Point(year=count, whole_year=True)
    if until.quarter:
        return Point(quarter=count)
    return Point(month=count, year=until.year, shift=until.shift) if until.month else Point(day=count)


@lru_cache(maxsize=4096)
def _ends(begin: str, end: str) -> tuple[Point, Point]:
    """Both ends of a range as written."""
    until = _first_point(end, Point())
    return _borrowed(_first_point(begin, until), until)


def _borrowed(first: Point, until: Point) -> tuple[Point, Point]:
    """Month and year given at one end hold for the other."""
    if until.day is not None and until.month is None and until.month_shift is None:
        until = until._replace(month=first.month, month_shift=first.month_shift, year=first.year, shift=first.shift)
    if first.plan or until.plan or first.is_year:
        return first, until
    if until.year is None and until.shift is None and first.year is not None:
        until = until._replace(year=first.year)
    elif until.year is None and until.shift is None and first.shift is not None:
        until = until._replace(shift=first.shift)
    return first, until


def _start_of(first: Point, until: Point, end: date, context: Context) -> date:
    """The first day of a period that ends on a day; without a year one that has begun by the publication begins in the past."""
    if not first.has_year and (until.year is not None or until.shift is not None) and not until.following:
        start = span_in(first, end.year).first
        return start if start <= end else span_in(first, end.year - 1).first
    start = place(first, context).span.first
    if start > end and not first.has_year and context.year is None and context.published is not None:
        return place(first, context._replace(past=True)).span.first
    return start


def read_range(groups: dict[str, str], context: Context) -> Reading:
    """A period with both ends: 2021—2023年, 即日起至6月底, 11月至次年3月."""
    if groups["from"].startswith(_TODAY) or "之日" in groups["from"]:
        if context.published is None:
            raise LookupError(NO_PUBLISHED)
        until = _first_point(groups["point"], Point())
        return _period(until, context.published, place(until, context), groups, context)
    if context.previous and not context.near:
        context = context._replace(previous=None)
    first, until = _ends(groups["from"], groups["point"])
    if until.following:
        start = place(first, context).span.first
        end = place(until, context._replace(previous=start))
    else:
        end = place(until, context)
        start = _start_of(first, until, end.span.last, context)
    if end.span.last < start:
        end = Placed(_next_year(until, end), flags=("跨年",))
    return _period(until, start, end, groups, context)


def _next_year(until: Point, end: Placed) -> Span:
    return span_in(until._replace(year=None, shift=None), end.span.last.year + 1)


def _period(until: Point, start: date, end: Placed, groups: dict[str, str], context: Context) -> Reading:
    bound = groups.get("bound", "")
    inner = bound if until.precision == "day" and bound.endswith("前") else ""
    reading = bounded(until, end, bound=inner, lead="", clock=groups.get("clock", ""), context=context)
    return reading._replace(start=start, first=start)


def read_months(groups: dict[str, str], context: Context) -> Reading:
    """Neighbouring months in one breath: 4、5月份."""
    return read_range(groups, context)


def read_years(groups: dict[str, str], context: Context) -> Reading:
    """今明两年 and 明后两年: from the first day of the one to the last day of the other."""
    if context.published is None:
        raise LookupError(NO_PUBLISHED)
    first = context.published.year + ((groups.get("years") or groups["both"])[0] == "明")
    start, due = day_of(first, 1, 1), day_of(first + 1, 12, 31)
    return Reading(
        start=start, due=due, precision="year", anchor=context.published, first=start, last=due, settled=True
    )


def read_now(_groups: dict[str, str], context: Context) -> Reading:
    """即日起 and 自印发之日起: from the day of publication."""
    if context.published is None:
        raise LookupError(NO_PUBLISHED)
    day = context.published
    return Reading(start=day, precision="day", anchor=day, first=day, last=day, settled=True)


def read_event(groups: dict[str, str], context: Context) -> Reading:
    """汛期前, 新学期开学前: open, unless the user's events give a day (``06-01`` or ``2026-06-01``)."""
    name = groups["event"]
    given = next((day for known, day in context.events.items() if known == name or known in name), None)
    bound = groups.get("bound", "")
    if given is None or bound.endswith("后"):
        words = name + (bound if bound.endswith("后") else "")
        return Reading(event=words, ambiguous=True, settled=True)
    return _event_day(name, given, groups, context)


def _event_day(name: str, given: str, groups: dict[str, str], context: Context) -> Reading:
    parts = [int(part) for part in given.split("-")]
    shift = parse_point(groups["year"]) if groups.get("year") else Point()
    year = (
        parts[0]
        if len(parts) == 3
        else shift.year or (shift.shift and context.published and context.published.year + shift.shift)
    )
    point = Point(year=year or None, month=parts[-2], day=parts[-1])
    placed = place(point, context)
    if context.published and len(parts) == 3 and placed.span.last < context.published:
        return Reading(
            event=name, ambiguous=True, flags=(f"事件表的“{name}：{given}”早于发布日，未采用",), settled=True
        )
    before = groups.get("bound", "").endswith("前")
    due = shift_days(placed.span.first, -1) if before else placed.span.last
    flags = (*placed.flags, f"按事件表“{name}：{given}”推算")
    return Reading(due=due, precision="day", event=name, flags=flags, first=due, last=due, settled=True)


def read_century(groups: dict[str, str], context: Context) -> Reading:
    """本世纪中叶: the year 2050, open to either side."""
    del groups, context
    span = month_span(2050, 1, 12)
    return Reading(due=span.last, precision="year", ambiguous=True, first=span.first, last=span.last, settled=True)


def read_from_year(groups: dict[str, str], context: Context) -> Reading:
    """Whole years counted from the first day of a year: 从2023年起，用三年时间 ends with 2025."""
    first = place(parse_point(groups["point"]), context).span.first
    last = day_of(first.year + int(parse_duration(groups["length"]).high) - 1, 12, 31)
    return Reading(due=last, start=first, precision="year", first=first, last=last, settled=True)


RESOLVERS: dict[str, Callable[[dict[str, str], Context], Reading]] = {
    "point": read_point,
    "range": read_range,
    "months": read_months,
    "years": read_years,
    "now": read_now,
    "duration": read_duration,
    "past": read_past,
    "from_year": read_from_year,
    "recurring": read_recurring,
    "festival": read_festival,
    "event": read_event,
    "century": read_century,
    "era": read_era,
    "decade": read_decade,
}
"""What a rule's ``resolve:`` may name."""


def read_words(resolver: str, groups: dict[str, str], context: Context) -> Reading:
    """Run a resolver; what cannot be resolved stays open and says so."""
    try:
        return RESOLVERS[resolver](groups, context)
    except LookupError as error:
        if not str(error).strip("'").startswith("缺"):
            raise
        return Reading(ambiguous=True, flags=(NO_PUBLISHED,))
    except OutOfCalendarError:
        return Reading(ambiguous=True, flags=(NO_SUCH_DAY,))
