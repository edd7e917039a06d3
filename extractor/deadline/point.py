"""A point of time as written (2022年6月底, 明年, 三季度, “十四五”末) and the days that it covers."""

from __future__ import annotations

from datetime import date
from functools import cached_property, lru_cache
from typing import Literal, NamedTuple

import regex

from extractor.deadline.calendar import (
    OutOfCalendarError,
    Span,
    add_months,
    day_of,
    month_end,
    month_span,
    nth_weekday,
    plan_span,
    shift_days,
    week_span,
    xun_span,
)
from extractor.deadline.numerals import number, year_number
from extractor.measure import Precision
from extractor.rulebook import load_lexicons
from extractor.rulebook.kept import compile_regex
from extractor.rulebook.load import fill

Edge = Literal["", "start", "middle", "end"]

_ANATOMY = r"""
(?P<numeric>(?:19|20)\d{2}[-./]\d{1,2}(?:[-./]\d{1,2}日?)?(?:月?[底末]|月)?|20\d{4}(?:\d{2}|[底末])?)
|(?P<dotted>\d{1,2}[./]\d{1,2}日?)
|(?P<plan>{{plan}})(?P<plan_edge>{{plan_edge}})?
|(?P<week>{{week}}|{{weekday_bare}}|(?:周|星期|礼拜)[一二三四五六日天末])
|(?P<day_shift>{{day_relative}})
|(?P<half_month>{{half_month}})
|(?P<year>{{year}})?(?:
  (?:(?P<month>{{month}})|(?P<month_shift>{{month_relative}}))(?:(?P<day>{{day}}|{{day_unmarked}})|(?P<week_of>{{week_of}})|(?P<xun>{{ten_days}})|(?P<month_edge>{{month_edge}}))?
 |(?P<quarter>{{quarter}})(?P<quarter_edge>[末底初])?
 |(?P<first_months>{{first_months}})
 |(?P<half>{{half}})(?P<half_edge>[末底初])?
 |(?P<year_edge>{{year_edge}}))
|(?P<only_year>{{year}})(?P<year_week>{{week_of}})?
|(?P<year_bare>{{year_bare}})
|(?P<month_bare>{{month_bare}})
|(?P<quarter_bare>{{quarter_bare}})
|(?P<only_day>{{day}})
|(?P<only_xun>[上中下]旬)
"""
_LOOKS_AHEAD = regex.compile(r"\(\?=[^()]*\)")
_SHIFTS = {
    "今": 0,
    "本": 0,
    "当": 0,
    "同": 0,
    "这": 0,
    "明": 1,
    "来": 1,
    "次": 1,
    "翌": 1,
    "下": 1,
    "后": 2,
    "去": -1,
    "上": -1,
    "前": -2,
}
_WEEKDAYS = {c: n for n, chars in enumerate(("一", "二", "三", "四", "五", "六", "日天末")) for c in chars}
_DAY_SHIFTS = {
    "今天": 0,
    "今日": 0,
    "明天": 1,
    "明日": 1,
    "后天": 2,
    "大后天": 3,
    "昨天": -1,
    "昨日": -1,
    "前天": -2,
    "大前天": -3,
}
_EDGES: dict[str, Edge] = {"底": "end", "末": "end", "终": "end", "初": "start", "中": "middle"}


class _Said(NamedTuple):
    """What the words of a point say."""

    year: int | None = None
    shift: int | None = None
    following: bool = False
    month: int | None = None
    month_shift: int | None = None
    day: int | None = None
    xun: tuple[int, int] | None = None
    half_month: int | None = None
    week_of: int | None = None
    quarter: int | None = None
    quarter_shift: int | None = None
    quarters: int | None = None
    months: int | None = None
    half: int | None = None
    plan: int | None = None
    plan_years: tuple[int, int] | None = None
    week_shift: int | None = None
    weekday: int | None = None
    day_shift: int | None = None
    whole_year: bool = False
    edge: Edge = ""


class Point(_Said):
    """What the words say, before any year is inferred; None means that the words do not say it.

    ``year`` is written out, ``shift`` counts years from the publication (明年: 1; with ``following`` from the date
    before it: 次年); ``quarters`` and ``months`` are
    the first ones of a year (前三季度, 前五个月); ``month_shift``, ``week_shift`` and ``day_shift`` count likewise.
    """

    @cached_property
    def precision(self) -> Precision:
        """How fine the words are."""
        in_month = self.month is not None or self.month_shift is not None
        if self.day is not None or self.day_shift is not None or self.weekday is not None:
            return "day"
        if self.week_shift is not None or self.week_of is not None:
            return "week"
        if self.xun or self.half_month or (in_month and self.edge in {"start", "middle"}):
            return "xun"
        if in_month or self.months:
            return "month"
        if self.quarter or self.quarters or self.quarter_shift is not None:
            return "quarter"
        return "half" if self.half else "plan" if self.plan else "year"

    @cached_property
    def has_year(self) -> bool:
        """Whether the words themselves settle the year (by number, or counted from the publication)."""
        return self.year is not None or self.shift is not None or self.plan is not None or self.counted

    @cached_property
    def dated(self) -> bool:
        """Whether the words say the year, or a plan, by number: their days are the same whatever stands around them."""
        return (self.year is not None or self.plan is not None) and not (
            self.month is None and (self.day or self.xun or self.month_shift is not None)
        )

    @cached_property
    def counted(self) -> bool:
        """Whether the words count from the publication by something smaller than years (下月, 本周五, 本季度)."""
        counts = (self.month_shift, self.quarter_shift, self.week_shift, self.weekday, self.day_shift)
        return self.year is None and self.shift is None and counts != (None,) * len(counts)

    @cached_property
    def lies_back(self) -> bool:
        """Whether the words count backwards (去年, 上月, 昨天): whatever stands around them, they are over."""
        shifts = (self.shift, self.month_shift, self.quarter_shift, self.week_shift, self.day_shift)
        return any(shift is not None and shift < 0 for shift in shifts)

    @cached_property
    def is_year(self) -> bool:
        """Whether the words are a year and nothing finer."""
        return self.precision == "year" and not self.edge


@lru_cache(maxsize=1)
def _anatomy() -> regex.Pattern[str]:
    # What must follow the words stands outside of them here.
    pattern = _LOOKS_AHEAD.sub("", fill(_ANATOMY, load_lexicons("deadline")))
    return compile_regex(pattern, regex.X)


def _year(words: str) -> dict[str, int | bool]:
    digits = words.removesuffix("度").removesuffix("年")
    if digits and (digits.isascii() or digits[0] in "二两零一"):
        return {"year": year_number(digits)}
    return {"shift": _SHIFTS[words[0]], "following": words[0] in "次翌当同"}


def _edge(words: str | None) -> Edge:
    return _EDGES[words[-1]] if words else ""


def _quarter(words: str) -> dict[str, int]:
    digits = words.removesuffix("季度").removeprefix("第").removesuffix("个")
    if words[0] == "前":
        return {"quarters": number(digits[1:])}
    if words[0] == "首":
        return {"quarter": 1}
    if words[0] in "本当下上":
        return {"quarter_shift": _SHIFTS[words[0]]}
    return {"quarter": number(digits)}


def _plan(words: str, edge: str | None) -> Point:
    plan = number(words.strip('"')[1:-1] or "〇") + 10 if len(words.strip('"')) > 2 else 10
    edge = edge or ""
    if "开局" in edge:
        return Point(plan=plan, plan_years=(1, 1))
    if edge[:1] in {"前", "头"}:
        return Point(plan=plan, plan_years=(1, number(edge[1:-1])))
    at_end = any(c in edge for c in ("末", "收官", "终", "决胜"))
    return Point(plan=plan, edge="end" if at_end else "")


def _week(words: str) -> Point:
    shift = words.count("下") - words.count("上") if words[0] in "本这当下上" else None
    last = words[-1]
    weekday = None if words.endswith(("星期", "礼拜")) else _WEEKDAYS.get(last)
    return Point(week_shift=shift, weekday=weekday)


def _numeric(words: str) -> Point:
    if words[:6].isdigit():
        words = f"{words[:4]}-{words[4:6]}-{words[6:]}"
    digits = [int(part) for part in regex.split(r"\D+", words) if part]
    day = digits[2] if len(digits) > 2 else None
    return Point(year=digits[0], month=digits[1], day=day, edge=_edge(words[-1] if words[-1] in "底末" else None))


def _half_month(words: str) -> Point:
    half = 1 if "上半月" in words else 2
    digits = words[: -len("上半月")].removesuffix("份").removesuffix("月")
    if not digits or digits[0] in "本当":
        return Point(month_shift=0, half_month=half)
    return Point(month=_month(digits), half_month=half)


def _month(words: str) -> int:
    return number(words.removesuffix("份").removesuffix("月"))


def _xun(words: str) -> tuple[int, int]:
    order = {"上": 1, "中": 2, "下": 3}
    marks = sorted(order[c] for c in words[:-1])
    return marks[0], marks[-1]


def _months(m: regex.Match[str]) -> dict[str, int]:
    if m["month"]:
        return {"month": _month(m["month"])}
    words = m["month_shift"]
    if words:
        return {"month_shift": words.count("下") or _SHIFTS[words[0]], "following": words[0] in "次翌"}
    return {"month_shift": 0} if m["month_bare"] else {}


def _days(m: regex.Match[str]) -> dict[str, object]:
    day, xun = m["day"] or m["only_day"], m["xun"] or m["only_xun"]
    if day:
        return {"day": number(day.split("(")[0].rstrip("日号"))}
    week = m["week_of"] or m["year_week"]
    if week:
        first = {} if m["week_of"] else {"month": 1}
        return {"week_of": number(week[week.index("第") + 1]), **first}
    return {"xun": _xun(xun)} if xun else {}


def _quarters(m: regex.Match[str]) -> dict[str, int]:
    if m["quarter"]:
        return _quarter(m["quarter"])
    if m["first_months"]:
        return {"months": number(m["first_months"][1:-2])}
    if m["half"]:
        return {"half": 1 if m["half"][0] in "上前" else 2}
    return {"quarter_shift": 0} if m["quarter_bare"] else {}


def _edge_of(m: regex.Match[str]) -> Edge:
    for name in ("month_edge", "quarter_edge", "half_edge", "year_edge"):
        if m[name]:
            return _edge(m[name])
    bare = m["year_bare"] or m["month_bare"] or m["quarter_bare"]
    return _edge(bare) if bare and bare[-1] in _EDGES else ""


def _from_groups(m: regex.Match[str]) -> Point:
    year = m["year"] or m["only_year"]
    parts: dict[str, object] = {**(_year(year) if year else {}), **_months(m), **_days(m), **_quarters(m)}
    parts["whole_year"] = bool(m["year_bare"] or m["year_edge"] or m["only_year"])
    return Point(**parts, edge=_edge_of(m))  # type: ignore[arg-type]


@lru_cache(maxsize=8192)
def parse_point(words: str) -> Point:
    """The point that ``words`` (of the normalised view) say; ValueError where they are none."""
    m = _anatomy().fullmatch(words)
    if m is None:
        raise ValueError(f"{words!r} is no point of time")
    if m["numeric"]:
        return _numeric(words)
    if m["dotted"]:
        month, day = (int(p) for p in words.removesuffix("日").replace("/", ".").split("."))
        return Point(month=month, day=day)
    if m["plan"]:
        return _plan(m["plan"], m["plan_edge"])
    if m["week"]:
        return _week(words)
    if m["day_shift"]:
        return Point(day_shift=_DAY_SHIFTS.get(words, 2 if "后" in words else 1))  # 今明两天, 明后天
    return _half_month(words) if m["half_month"] else _from_groups(m)


def span_in(point: Point, year: int) -> Span:
    """The days that the point covers when it lies in ``year``; OutOfCalendarError for days that do not exist."""
    if point.month is not None:
        return _span_in_month(point, year, point.month)
    months = _months_of(point)
    if months is not None:
        return _edged(month_span(year, *months), point.edge)
    if point.edge == "start":
        return month_span(year, 1, 3)
    return month_span(year, 6) if point.edge == "middle" else month_span(year, 1, 12)


def _months_of(point: Point) -> tuple[int, int] | None:
    """First and last month of a quarter, of the first months or quarters of a year, or of a half year."""
    if point.months:
        return 1, point.months
    if point.quarters:
        return 1, 3 * point.quarters
    if point.quarter:
        return 3 * point.quarter - 2, 3 * point.quarter
    return (6 * point.half - 5, 6 * point.half) if point.half else None


def _edged(span: Span, edge: Edge) -> Span:
    if edge == "start":
        return Span(span.first, month_end(span.first.year, span.first.month))
    return span


def _span_in_month(point: Point, year: int, month: int) -> Span:
    if point.day is not None:
        day = day_of(year, month, point.day)
        return Span(day, day)
    if point.xun:
        return xun_span(year, month, *point.xun)
    if point.week_of:
        monday = nth_weekday(year, month, 0, point.week_of)
        return Span(monday, shift_days(monday, 6))
    if point.half_month:
        whole = month_span(year, month)
        middle = day_of(year, month, 15)
        return Span(whole.first, middle) if point.half_month == 1 else Span(shift_days(middle, 1), whole.last)
    if point.edge in {"start", "middle"}:
        return xun_span(year, month, 1 if point.edge == "start" else 2)
    return month_span(year, month)


def span_from(point: Point, day: date) -> Span:
    """The days of a point that is counted from ``day`` (下月, 本周五, 本季度, 明天), or of a plan."""
    if point.plan:
        return _plan_years(point)
    if point.day_shift is not None:
        at = shift_days(day, point.day_shift)
        return Span(at, at)
    if point.week_shift is not None or point.weekday is not None:
        return _weekday(point, day)
    if point.quarter_shift is not None:
        month = add_months(day_of(day.year, day.month - (day.month - 1) % 3, 1), 3 * point.quarter_shift)
        return month_span(month.year, month.month, month.month + 2)
    month = add_months(day_of(day.year, day.month, 1), point.month_shift or 0)
    return _span_in_month(point, month.year, month.month)


def _plan_years(point: Point) -> Span:
    if not point.plan or point.plan < 6:
        raise OutOfCalendarError(f"plan {point.plan}")
    whole = plan_span(point.plan)
    if point.plan_years:
        year = whole.first.year - 1
        return Span(day_of(year + point.plan_years[0], 1, 1), day_of(year + point.plan_years[1], 12, 31))
    return whole


def _weekday(point: Point, day: date) -> Span:
    week = week_span(day, point.week_shift or 0)
    if point.weekday is None:
        return week
    at = shift_days(week.first, point.weekday)
    return Span(at, at)
