"""Find the date expressions of a text, resolve them and say what part each plays."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from extractor.article import Article, Quote
from extractor.deadline.engine import Engine, Found, engine_for
from extractor.deadline.place import Context, Reading
from extractor.deadline.point import Point, parse_point
from extractor.deadline.resolve import read_words
from extractor.deadline.role import clause_around, default_role
from extractor.deadline.view import View, view_of
from extractor.deadline.years import Years
from extractor.measure import DEADLINE_ROLES, PAST_ROLES, Deadline
from extractor.rulebook import RuleBook

_MERGE = 16
_NO_MERGE = re.compile(r"[。；！？\n]")
_RANGES = frozenset({"range", "months", "years"})
_POINTS = frozenset({"point", "range", "months"})
_DONE_ON = re.compile("(?:全部|顺利|如期|正式)?(?:完工|竣工|贯通|封顶|完成|通车|投用|投入使用|开工|验收|管线贯通)")
_BY_THEMSELVES = frozenset({"years", "now", "duration", "past", "recurring", "century", "era", "decade"})
"""Resolvers that read nothing but the words and the day of publication."""

_Read = tuple[Found, Reading, str]
"""An expression, what it says, and its role."""


def _point(found: Found) -> Point | None:
    words = found.groups.get("point")
    if words and words.isdigit() and len(words) == 4:
        words += "年"
    return parse_point(words) if words and found.kind in _POINTS else None


def _lies_back(point: Point | None, found: Found, plain: Reading, published: date | None) -> bool:
    """Whether a bare date without a year is more likely the last one than the next (news: “3月12日，…举行”)."""
    if point is None or published is None or point.has_year or found.kind not in _POINTS or found.groups.get("bound"):
        return False
    if point.whole_year or plain.last is None or plain.last.year == published.year:
        return False
    reading = read_words(found.kind, found.groups, Context(published=published, past=True))
    if reading.last is None or reading.last >= published or reading.last.year != published.year:
        return False
    back = (published - reading.last).days
    if point.quarter or point.quarters or point.months or point.half:
        return published.month < 11
    return back < 183 and not (published.month >= 11 and (point.month or 12) <= 3)


def _told_of_autumn(text: str, point: Point | None, found: Found, published: date | None) -> bool:
    """Whether a day of the last months of the year, told of as done in January or February, is one of last year.

    融江路管网于10月23日完工。 in a report of January; 于10月底完工 may be planned.
    """
    if published is None or published.month > 2 or point is None or not point.day or (point.month or 0) < 10:
        return False
    return not (point.has_year or found.groups.get("bound")) and bool(
        text[found.start - 1 : found.start] == "于" and _DONE_ON.match(text, found.end)
    )


class _Reader:
    """Reads the expressions of one view from left to right."""

    def __init__(
        self, engine: Engine, text: str, published: date | None, events: Mapping[str, str], title: str
    ) -> None:
        self.engine = engine
        self.published = published
        self.text = text
        self.bare = Context(published, events=events)
        self.years = Years(text, published, events, title)

    def read_each(self, expressions: Iterable[Found]) -> list[_Read]:
        """Role and reading of each expression, in order."""
        return [self._read(found) for found in expressions]

    def _read(self, found: Found) -> _Read:
        kind, groups = found.kind, found.groups
        point = _point(found)
        alone = kind in _BY_THEMSELVES or (kind == "point" and point is not None and point.dated)
        context = self.bare if alone else self.years.before(found.start, point)
        plain = reading = read_words(kind, groups, context)
        back = context.year is None and (
            _lies_back(point, found, plain, self.published) or _told_of_autumn(self.text, point, found, self.published)
        )
        clause, mark = clause_around(self.text, *found.core)
        cue = self.engine.roles.rule_for(clause, mark, kind, -1 if back else self._days(plain))
        role = cue.options["role"] if cue else None
        past = role in PAST_ROLES
        if (past or (back and role is None)) and not alone:
            reading = read_words(kind, groups, context._replace(past=True))
        if past and self._lies_ahead(reading):
            role, reading = None, reading if back else plain
        said = self._role(role, reading, point, found)
        self.years.saw(found, point, reading, past=said not in DEADLINE_ROLES)
        return found, reading, said

    def _lies_ahead(self, reading: Reading) -> bool:
        """Whether the words begin after the publication, so that they are not done, whatever a rule says."""
        return self.published is not None and reading.first is not None and reading.first > self.published

    def _days(self, reading: Reading) -> int:
        """How many days after the publication the words end; one where that is not known."""
        if self.published is None or reading.last is None:
            return 1
        return (reading.last - self.published).days

    def _role(self, role: str | None, reading: Reading, point: Point | None, found: Found) -> str:
        otherwise = found.rule.options.get("otherwise")
        if otherwise and (role is None or (role == "due" and found.kind != "point")):
            return str(otherwise)
        if role == "due" and point is not None and point.lies_back:
            return "done"
        if role == "due":
            starts = reading.due is None and reading.start is not None and not reading.recurs
            return "start" if starts else "period" if found.kind in _RANGES else "due"
        if role:
            return role
        bound = found.groups.get("bound", "")
        return default_role(reading, point, bound, self.published, ranged=found.kind in _RANGES)


def _deadline(view: View, text: str, found: Found, reading: Reading, role: str) -> Deadline:
    start, end = found.start, found.end
    if view.cuts:
        start, end = view.origin(start), view.origin_end(end)
    if reading.also:
        reading = reading._replace(also=tuple(dict.fromkeys(day for day in reading.also if day != reading.due)))
    quote = Quote(start, end, text[start:end])
    return Deadline(quote, role, found.rule.id, *reading[:10])  # type: ignore[arg-type]


def _deadlines(text: str, view: View, read: Iterable[_Read]) -> list[Deadline]:
    """What was read as deadlines of the text."""
    return _merged(text, [_deadline(view, text, *each) for each in read])


def _merged(text: str, deadlines: list[Deadline]) -> list[Deadline]:
    """A start right before a recurring expression belongs to it: 自4月起，各县区每月25日前."""
    out: list[Deadline] = []
    for deadline in deadlines:
        before = out[-1] if out else None
        if before is not None and deadline.recurs and before.role == "start" and deadline.role in DEADLINE_ROLES:
            gap = text[before.quote.end : deadline.quote.start]
            if len(gap) <= _MERGE and not _NO_MERGE.search(gap):
                quote = Quote(before.quote.start, deadline.quote.end, text[before.quote.start : deadline.quote.end])
                out[-1] = replace(deadline, quote=quote, start=before.start, anchor=before.anchor)
                continue
        out.append(deadline)
    return out


def find_deadlines(
    text: str,
    *,
    published: date | None,
    events: Mapping[str, str] | None = None,
    title: str = "",
    book: RuleBook | None = None,
) -> list[Deadline]:
    """Every date expression of a sentence or a whole article, sorted, without overlap, in every role.

    ``published`` is the day from which relative expressions count (None: they stay open and say so), ``events``
    give days to events without a public date (``{"汛期": "06-01"}``), ``title`` the document's title where it does
    not open the text, ``book`` another set of rules. Deadlines are those whose role is in
    :data:`extractor.measure.DEADLINE_ROLES`. Time is linear in the length of the text.
    """
    engine = engine_for(book)
    view = view_of(text)
    expressions = [*engine.expressions_in(view.text)]
    if not expressions:
        return []
    reader = _Reader(engine, view.text, published, events or {}, title)
    return _deadlines(text, view, reader.read_each(expressions))


def deadlines_of(
    articles: Sequence[Article], *, events: Mapping[str, str] | None = None, book: RuleBook | None = None
) -> list[list[Deadline]]:
    """As :func:`find_deadlines`, for each article of a batch.

    One kind of work after the other: each has many patterns, that push those of the others out of the processor's memory.
    """
    engine = engine_for(book)
    views = [view_of(article.text) for article in articles]
    expressions = [[*engine.expressions_in(view.text)] for view in views]
    read = [
        _Reader(engine, view.text, article.published, events or {}, article.title).read_each(found) if found else []
        for article, view, found in zip(articles, views, expressions, strict=True)
    ]
    return [_deadlines(article.text, view, found) for article, view, found in zip(articles, views, read, strict=True)]


def resolve(expression: str, *, published: date | None, **options: Any) -> Deadline | None:
    """The one deadline that ``expression`` says, read by itself; None where it says none.

    Where it holds several date expressions, the longest counts. ``options`` are those of :func:`find_deadlines`.
    """
    found = find_deadlines(expression, published=published, **options)
    return max(found, key=lambda d: d.quote.end - d.quote.start) if found else None
