"""Find the date expressions of a text, resolve them and say what part each plays."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from extractor.article import Quote
from extractor.deadline.place import Context, Reading
from extractor.deadline.point import Point, parse_point
from extractor.deadline.resolve import read_words
from extractor.deadline.role import cue_of, default_role, keeps_past, masked, role_test, settle
from extractor.deadline.rules import is_role, load_deadline_rules
from extractor.deadline.view import View, view_of
from extractor.deadline.years import Years
from extractor.measure import DEADLINE_ROLES, Deadline
from extractor.rulebook import Rule, RuleBook
from extractor.rulebook.kept import compile_re, compile_regex
from extractor.rulebook.load import fill

_BEGINS = ("every", "year", "number", "han", "word", "now", "span", "name")
_NAMES = ("festival_plain", "festival_quoted", "event", "occasion", "era")
_FIRSTS = '"\\d今明后去前昨本当同次翌来上下这全年岁月季首周星礼每按逐一即二两三四五六七八九十百零廿卅元半第'
"""Characters with which expressions begin so often that a look at the next one would gain nothing."""
_PAIRS = (
    "到本", "中旬", "大[前后]", "通[知过]", "公[告布]", "印发", "发布", "方案", "意见", "办法", "规[定划]", "细则", "决定", "现在", "目前", "未来",
    "接下", "此[后前]", "再[用花]", "花[的大约近概不上再\\d一二两三四五六七八九十百半]", "利用", "使用", "[用近][的大约近概不上再\\d一二两三四五六七八九十百半]",
    "日调", "日报", "日巡", "日督", "日检", "日研", "日清", "日会", "旬调", "旬报", "旬通",
    "经过", "历时", "为期", "力争", "争取", "计划", "连续", "新的", "过去", "最近", "建设", "任期", "工期", "合同", "试点", "项目",
)  # fmt: skip
"""First two characters of the other beginnings; those of names are added from the lexicons."""
_ALONE = ("汛", "节")
_INITIALS = {
    "every": "每按逐一半年季月周旬日", "year": "12", "number": "\\d", "han": '"一二两三四五六七八九十百零廿卅元半第',
    "word": "\\d今明后去前昨大本当同次翌来上中下这全年岁月季首周星礼到二十", "now": "即本通方意公办规细决印发下现目",
    "span": "今未接此新下再利使用通经历为力争计连花近过去最上前", "name": '"第今明全建规任工合试项汛节',
}  # fmt: skip
"""First characters of each kind of beginning: a kind is tried only there; those of names come from the lexicons too."""
_MOST_ENGINES = 128
_LEADS = ("截止到", "截至", "截止", "直到", "到", "至", "自", "从")
_LEAD_ENDS = frozenset("到至自从止")
Pattern = Any
"""A compiled pattern of ``re`` or ``regex``."""
_WINDOW = 40
"""How far behind its beginning an expression holds one of the characters that its rule says it ``holds``."""
_MERGE = 16
_NO_MERGE = re.compile(r"[。；！？\n]")
_WITHIN = {"past": 0, "soon": 92, "ending": 366}
"""What a role rule's ``when`` may name: how many days after the publication the words may end at the latest."""
_RANGES = frozenset({"range", "months", "years"})


@dataclass(frozen=True, slots=True)
class Found:
    """One expression of the view: the rule that found it, its place and its named groups."""

    rule: Rule
    start: int
    end: int
    groups: dict[str, str]
    core: tuple[int, int]

    @property
    def kind(self) -> str:
        """The name of the resolver."""
        return str(self.rule.options["resolve"])


class Engine:
    """A rule book made ready to run: where expressions may begin, and which rules are tried at each beginning.

    A rule that names no ``begins`` (a user's own) is looked for everywhere; one that ``holds`` characters is tried
    only where one of them follows.
    """

    def __init__(self, book: RuleBook) -> None:
        self.roles = tuple(role_test(rule, _compile) for rule in book.rules if is_role(rule))
        self._at: dict[str, list[tuple[Rule, Pattern, frozenset[str]]]] = {kind: [] for kind in _BEGINS}
        self._anywhere: list[Pattern] = []
        for rule in book.rules:
            if not is_role(rule):
                self._add(rule)
        self._begins = _compile(_beginnings(book.lexicons or load_deadline_rules().lexicons))

    def _add(self, rule: Rule) -> None:
        pattern = _compile(rule.pattern)
        kinds = rule.options.get("begins")
        if kinds is None:
            self._anywhere.append(pattern)
        for kind in kinds or _BEGINS:
            self._at.setdefault(str(kind), []).append((rule, pattern, frozenset(rule.options.get("holds", ""))))

    def _places(self, text: str) -> Iterator[tuple[int, str]]:
        places = ((m.start(), m.lastgroup or "") for m in self._begins.finditer(text))
        if not self._anywhere:
            return places
        own = ((m.start(), "own") for pattern in self._anywhere for m in pattern.finditer(text))
        return iter(sorted([*places, *own]))

    def expressions_in(self, text: str) -> Iterator[Found]:
        """The leftmost, longest expressions of a view's text, without overlap; time is linear in its length."""
        at = 0
        for place, kind in self._places(text):
            if place < at:
                continue
            found = self._longest(text, place, kind, at)
            if found is not None:
                at = found.end
                yield found

    def _longest(self, text: str, place: int, kind: str, after: int) -> Found | None:
        lead = _lead_before(text, place, after)
        window = set(text[place : place + _WINDOW])
        for start in (place - lead, place) if lead else (place,):
            best: Any = None
            for rule, pattern, holds in self._at.get(kind) or self._at["word"]:
                if holds and holds.isdisjoint(window):
                    continue
                m = pattern.match(text, start)
                if m is not None and m.end() > place and (best is None or m.end() > best.end()):
                    best, chosen = m, rule
            if best is not None:
                groups = {name: words for name, words in best.groupdict().items() if words is not None}
                return Found(chosen, start, best.end(), groups, _core(best, groups))
        return None


def _lead_before(text: str, place: int, after: int) -> int:
    """How many characters of 到, 至, 自, 从, 截至, 直到, 截止到 stand right before a place."""
    if place <= after or text[place - 1] not in _LEAD_ENDS:
        return 0
    length = next((len(lead) for lead in _LEADS if text.startswith(lead, max(0, place - len(lead)), place)), 0)
    return length if place - length >= after else 0


def _compile(pattern: str) -> Pattern:
    """``re`` where it can (it is quicker on short patterns), ``regex`` for what only that knows."""
    try:
        return compile_re(pattern)
    except re.error:
        return compile_regex(pattern)


def _beginnings(lexicons: Mapping[str, Sequence[str]]) -> str:
    names = [word for name in _NAMES for word in lexicons.get(name, ()) if not word.startswith("(?:")]
    pairs = sorted({re.escape(word[:2]) for word in names if word[0] not in _FIRSTS} | set(_PAIRS) | set(_ALONE))
    initials = {**_INITIALS, "name": _INITIALS["name"] + "".join(sorted({re.escape(word[0]) for word in names}))}
    kinds = "|".join(f"(?P<{kind}>(?=[{initials[kind]}])(?:{{{{begins_{kind}}}}}))" for kind in _BEGINS)
    firsts = "".join(sorted({pair.lstrip("[")[0] for pair in pairs} | {pair[2] for pair in pairs if pair[0] == "["}))
    return fill(f"(?=[{_FIRSTS}{firsts}])(?:(?=[{_FIRSTS}]|{'|'.join(pairs)}))(?:{kinds})", lexicons)


def _core(m: Any, groups: Mapping[str, str]) -> tuple[int, int]:
    """The place of the date without 到, 自, 前, 起 around it."""
    start = m.start("duration") if "duration" in groups else m.end("lead") if groups.get("lead") else m.start()
    return start, m.start("bound") if groups.get("bound") else m.end()


_ENGINES: dict[int, tuple[RuleBook, Engine]] = {}


def engine_for(book: RuleBook | None) -> Engine:
    """The engine of a book, made once for as long as that book is asked for."""
    chosen = book if book is not None else load_deadline_rules()
    known = _ENGINES.get(id(chosen))
    if known is None or known[0] is not chosen:
        if len(_ENGINES) >= _MOST_ENGINES:
            _ENGINES.clear()
        known = _ENGINES[id(chosen)] = (chosen, Engine(chosen))
    return known[1]


def _point(found: Found) -> Point | None:
    words = found.groups.get("point")
    if words and words.isdigit() and len(words) == 4:
        words += "年"
    return parse_point(words) if words and found.kind in {"point", "range", "months"} else None


def _lies_back(point: Point | None, found: Found, plain: Reading, published: date | None) -> bool:
    """Whether a bare date without a year is more likely the last one than the next (news: “3月12日，…举行”)."""
    if (
        point is None
        or published is None
        or point.has_year
        or found.kind not in {"point", "range", "months"}
        or found.groups.get("bound")
    ):
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


class _Reader:
    """Reads the expressions of one view from left to right."""

    def __init__(
        self, engine: Engine, text: str, published: date | None, events: Mapping[str, str], title: str
    ) -> None:
        self.engine = engine
        self.text = text
        self.published = published
        self.events = events
        self.years = Years(text, published, title)

    def read(self, found: Found) -> tuple[Found, Reading, str]:
        """Role and reading of one expression."""
        point = _point(found)
        context = self._context(found, point)
        plain = read_words(found.kind, found.groups, context)
        back = context.year is None and _lies_back(point, found, plain, self.published)
        cue = cue_of(
            self.engine.roles,
            masked(self.text, *found.core),
            found.kind,
            holds=lambda when: back or self._ends_by(plain, _WITHIN[when]),
        )
        role = str(cue.options["role"]) if cue else None
        past = keeps_past(role) or (role is None and back)
        reading = read_words(found.kind, found.groups, replace(context, past=True)) if past else plain
        role = settle(role, reading, self.published) if role else None
        if past and role is None and not back:
            reading = plain
        said = self._role(role, reading, point, found)
        told = said not in DEADLINE_ROLES
        self.years.saw(found.start, found.end, point, reading, past=told, lead=found.groups.get("lead", ""))
        return found, reading, said

    def _context(self, found: Found, point: Point | None) -> Context:
        inherited = self.years.before(found.start)
        if point is not None and point.has_year and not point.following and point.shift != 0:
            inherited.year = None
        return Context(
            published=self.published,
            year=inherited.year,
            year_from=inherited.source,
            open_year=inherited.open,
            previous=inherited.previous,
            near=inherited.near,
            rolled=inherited.rolled,
            events=self.events,
        )

    def _ends_by(self, reading: Reading, days: int) -> bool:
        if self.published is None or reading.last is None:
            return bool(days)
        return (reading.last - self.published).days <= days

    def _role(self, role: str | None, reading: Reading, point: Point | None, found: Found) -> str:
        bound = found.groups.get("bound", "")
        plain = default_role(reading, point, bound, self.published, ranged=found.kind in _RANGES)
        otherwise = found.rule.options.get("otherwise")
        if otherwise and (role is None or (role == "due" and found.kind != "point")):
            return str(otherwise)
        if role == "due" and point is not None and point.lies_back:
            return "done"
        if role == "due":
            starts = reading.due is None and reading.start is not None and not reading.recurs
            return "start" if starts else "period" if found.kind in _RANGES else "due"
        return role or plain


def _deadline(view: View, text: str, found: Found, reading: Reading, role: str) -> Deadline:
    start, end = view.origin(found.start), view.origin_end(found.end)
    return Deadline(
        quote=Quote(start, end, text[start:end]),
        role=role,  # type: ignore[arg-type]
        rule=found.rule.id,
        due=reading.due,
        start=reading.start,
        precision=reading.precision,
        recurs=reading.recurs,
        rrule=reading.rrule,
        anchor=reading.anchor,
        event=reading.event,
        ambiguous=reading.ambiguous,
        also=tuple(dict.fromkeys(day for day in reading.also if day != reading.due)),
        flags=reading.flags,
    )


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
    reader = _Reader(engine, view.text, published, events or {}, title)
    read = (reader.read(found) for found in engine.expressions_in(view.text))
    return _merged(text, [_deadline(view, text, *each) for each in read])


def resolve(expression: str, *, published: date | None, **options: Any) -> Deadline | None:
    """The one deadline that ``expression`` says, read by itself; None where it says none.

    Where it holds several date expressions, the longest counts. ``options`` are those of :func:`find_deadlines`.
    """
    found = find_deadlines(expression, published=published, **options)
    return max(found, key=lambda d: d.quote.end - d.quote.start) if found else None
