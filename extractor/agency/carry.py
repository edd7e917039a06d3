"""Who is responsible for each measure: its own words, the units assigned to its item, or the lead carried over."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from extractor.agency.find import Assigned, merge
from extractor.agency.names import name_patterns
from extractor.agency.prose import Prose
from extractor.agency.rules import AgencyRules, load_agency_rules
from extractor.agency.subject import own_assignment
from extractor.agency.voice import Voices, stands_for
from extractor.measure import Agency, Assignment

ViewKind = Literal["commitment", "achievement", ""]

_NUMBERED = re.compile(
    r"[\s　#*]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十]{1,3}[）)〕]|\d{1,3}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]{1,4}[条章节])"
)
_PART = re.compile(r"(?<!各)(?:地区|区域|省份|城市)$")
_OTHER = re.compile(
    r"[一-龥（）“”]{0,20}?(?:媒体|人员|团队|队伍|平台|窗口|负责人|负责同志|干部|教师|医生|法人|主体|申请人|家庭|居民|业主|经营者|使用人|承租人|当事人|申请者)"
    r"(?:都|也|还|均)?(?:要(?!求|点|素|件|闻|领)|应当?(?!急|用)|须|必须)"
)
_MEMORY = 40
_NEWS = re.compile(
    r"记者|本报|通讯员|(?m:^[\s　]*(?:日前|近日|昨日|昨天|连日来)，?)|据悉|据介绍|据了解|获悉|了解到|介绍说|(?:[局部厅司院校]长|主任|负责人|经理|市长|县长|书记)[^，。]{0,6}(?:说|介绍|表示)|年度工作会议"
)
_ITEM = re.compile(
    r"[\s　]*(?:[（(]\d{1,2}[）)]|[①-⑳]|——|[•·●-]\s?|\d{1,2}[.、．)]|[（(〔][一二三四五六七八九十]{1,3}[）)〕])"
)
_ORDINAL = re.compile("第[一二三四五六七八九十]{1,2}[，、]")
_RUN_IN = re.compile(_NUMBERED.pattern + r"\s*[^，。；：\n]{2,24}。[ 　]*\S")
_ORDERS = re.compile(r"[，：说]要(?!求)")
_OWES = re.compile(
    r"[^。；\n]{0,60}?(?:[，,](?:还|也|都|均)?|[^重主首需只])(?:要(?!求|点|素|件|闻|领)|应(?!急|用|对|收|届|有)|须|必须)"
)


class SentenceView(NamedTuple):
    """A sentence or a measure as the assignment sees it: its place, paragraph and section numbers, and what it is."""

    start: int
    end: int
    paragraph: int
    section: int
    is_heading: bool = False
    kind: ViewKind = ""


class Told(NamedTuple):
    """What one sentence says of its subject: who acts (explicit), whether it breaks the carry or stands aside from it.

    A ``passing`` lead (有条件的地方, 湘北地区) acts in its own sentence only and takes nothing over. ``item`` is the
    kind of mark with which an item of a list begins, empty where other text begins, None inside of either; ``opened``
    says that a colon stands before it, so that who is named there acts in every item.
    """

    lead: tuple[Agency, ...]
    breaks: bool = False
    aside: bool = False
    passing: bool = False
    item: str | None = None
    opened: bool = False


def carry_over(told: Iterable[Told]) -> list[tuple[Agency, ...]]:
    """For each sentence in order its own lead, else the last one stated before it since the last break."""
    current: tuple[Agency, ...] = ()
    lists: dict[str, tuple[Agency, ...]] = {}
    out: list[tuple[Agency, ...]] = []
    for one in told:
        if one.item:
            before = _at_item(lists, one.item, current if one.opened else ())
            current = current if _binds_himself(current) else before
        elif one.item is not None:
            lists.clear()
        if one.breaks:
            current = ()
            lists.clear()
        here = one.lead or current
        current = current if one.passing else here
        out.append(() if one.aside and not one.lead else here)
    return out


def _at_item(lists: dict[str, tuple[Agency, ...]], kind: str, current: tuple[Agency, ...]) -> tuple[Agency, ...]:
    """Who acts at the head of an item: who was named before its list; the lists inside of the last item are over."""
    if kind not in lists:
        lists[kind] = current
    for inner in list(lists)[list(lists).index(kind) + 1 :]:
        del lists[inner]
    return lists[kind]


def _binds_himself(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is who signs the text (我局, 乙方): he goes on acting from item to item."""
    return bool(lead) and all(a.name[0] in "我本甲乙" for a in lead)


def _sentence_start(text: str, start: int, floor: int) -> int:
    """Where the sentence begins of which a measure is a part."""
    at = floor
    for m in re.finditer(r"[。！？；!?;\n|｜]+[”\"]?", text[floor:start]):
        at = floor + m.end()
    marker = _NUMBERED.match(text, at) or _ITEM.match(text, at)
    return marker.end() if marker and marker.end() <= start else at


def _paragraph_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _governed_from(text: str, assigned: Assigned, floor: int, headings: Sequence[int]) -> int:
    """Where the item begins that a parenthesis, label or cell closes; never before ``floor``."""
    at = bisect_right(headings, assigned.start)
    floor = max(floor, headings[at - 1] if at else 0)
    start = _paragraph_start(text, assigned.start)
    if assigned.place == "label":
        return floor
    while start > floor and not _NUMBERED.match(text, start) and assigned.place == "paren":
        start = _paragraph_start(text, start - 1)
        if (
            assigned.place == "paren"
            and text[start : start + 2].strip()
            and text[start : assigned.start].count("\n") > 8
        ):
            break
    return max(floor, start)


def _inside(views: Sequence[SentenceView], starts: Sequence[int], begin: int, stop: int) -> list[int]:
    """Indices of the sentences that are no headings and lie whole between ``begin`` and ``stop``."""
    reach = range(bisect_left(starts, begin), bisect_right(starts, stop))
    return [i for i in reach if views[i].kind and views[i].end <= stop + 1]


def _before(
    text: str, views: Sequence[SentenceView], starts: Sequence[int], assigned: Assigned, begin: int
) -> list[int]:
    """The sentences that an assignment closes: its item, or the row of its cell (else the rows since the last one)."""
    if assigned.place != "cell":
        return _inside(views, starts, begin, assigned.start)
    row_end = text.find("\n", assigned.end)
    found = _inside(views, starts, begin, len(text) if row_end < 0 else row_end)
    line = _paragraph_start(text, assigned.start)
    return [i for i in found if views[i].start >= line] or found


def _governing(text: str, views: Sequence[SentenceView], assignments: Sequence[Assigned]) -> list[Assigned | None]:
    """The assignment of the item of each sentence; one that governs nothing before it governs what follows."""
    out: list[Assigned | None] = [None] * len(views)
    headings = sorted(v.end for v in views if v.is_heading)
    starts = [v.start for v in views]
    floor = 0
    for n, assigned in enumerate(assignments):
        found = _before(text, views, starts, assigned, _governed_from(text, assigned, floor, headings))
        opens_row = assigned.place == "cell" and any(views[i].start > assigned.end for i in found)
        if not found or opens_row:
            limit = assignments[n + 1].start if n + 1 < len(assignments) else len(text)
            at = bisect_right(headings, assigned.end + 1)
            limit = min(limit, headings[at] if at < len(headings) and assigned.place != "cell" else limit)
            found = [*found, *_inside(views, starts, assigned.end, limit - 1)]
        for i in found:
            out[i] = out[i] or assigned
        floor = assigned.end
    return out


def _told(prose: Prose, views: Sequence[SentenceView], *, items: bool) -> tuple[list[Told], list[Assignment]]:
    """What each sentence says by itself; ``items`` breaks the carry at every numbered paragraph."""
    text = prose.text
    told: list[Told] = []
    own: list[Assignment] = []
    voices = Voices(prose)
    section, paragraph, floor = -1, -1, 0
    is_news = bool(_NEWS.search(text))
    at, numbered, goes_on = 0, False, False
    for view in views:
        fresh = view.paragraph != paragraph or not told
        if fresh:
            at = _paragraph_start(text, view.start)
            numbered, goes_on = bool(_NUMBERED.match(text, at)), _goes_on(text, at)
        begin = _sentence_start(text, view.start, max(floor, at))
        said = own_assignment(prose, begin, view.end)
        if not said.lead and begin < view.start:
            said = own_assignment(prose, view.start, view.end)
        speaker = voices.speaker(begin, view.end)
        lead = stands_for(text, said.lead, view.start, _last_lead(told), speaker)
        said = said if lead is said.lead else Assignment(lead, said.support)
        breaks = (
            (view.section != section and numbered and bool(told))
            or (fresh and ((items and numbered) or bool(_RUN_IN.match(text, at)) or not (is_news or goes_on)))
            or (view.is_heading and bool(_NUMBERED.match(text, view.start)))
        )
        section, paragraph, floor = view.section, view.paragraph, view.end
        own.append(said)
        bare = not is_news and not goes_on and begin == view.start and _is_bare(text, view.start)
        bare = bare or (not is_news and begin == view.start and _another_acts(text, view.start))
        last = _last_lead(told)
        orders = not said.lead and not breaks and _is_addressed(last) and bool(_ORDERS.search(text, begin, view.end))
        lead = () if view.is_heading or orders else said.lead or speaker
        item = _item_kind(text, at) if fresh else _ordinal(text, begin)
        opened = bool(item) and _opened(text, at)
        told.append(Told(lead, breaks, aside=bare, passing=_passes(lead), item=item, opened=opened))
    return told, own


def _is_addressed(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is a class of units to which a speech is addressed (各地, 有关部门)."""
    return bool(lead) and all("各" in a.name[:3] or a.name[:2] in ("有关", "相关") for a in lead)


def _passes(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is a part of the places or bodies addressed, not one of them by name."""
    return any(a.rule == "agency.fitting" or _PART.search(a.name) for a in lead)


def _last_lead(told: Sequence[Told]) -> tuple[Agency, ...]:
    """Who led last, unless the carry was broken since."""
    return next((t.lead for t in reversed(told[-_MEMORY:]) if t.lead or t.breaks), ())


def _is_bare(text: str, start: int) -> bool:
    """Whether a sentence of a plan begins with its verb: a task of the document, not of the last subject."""
    opener = name_patterns()["opener"].match(text, start)
    return bool(opener) and not _OWES.match(text, start) and text[max(0, start - 1) : start] in "。！？\n "


def _another_acts(text: str, start: int) -> bool:
    """Whether a duty is that of people or parties who are no unit (申请人应当……): the last unit does not act in it."""
    return bool(_OTHER.match(text, start)) and not name_patterns()["opener"].match(text, start)


def _item_kind(text: str, at: int) -> str:
    """The kind of the enumerator with which a line begins: its mark without the number; empty for none."""
    m = _ITEM.match(text, at)
    return re.sub(r"[①-⑳]", "①", re.sub(r"[一二三四五六七八九十]+|\d+|[\s　]", "", m[0])) or "1" if m else ""


def _ordinal(text: str, begin: int) -> str | None:
    """The kind of item that 第二， opens inside of a paragraph."""
    return "第" if _ORDINAL.match(text, begin) else None


def _goes_on(text: str, at: int) -> bool:
    """Whether the paragraph at ``at`` continues the one before it: an item of a list, or behind a colon."""
    return bool(_ITEM.match(text, at)) or _opened(text, at)


def _opened(text: str, at: int) -> bool:
    """Whether the line before ``at`` leaves something open: it ends with a colon or a semicolon."""
    return text[max(0, at - 40) : at].rstrip().endswith(("：", ":", "；", ";"))


def _combined(own: Assignment, governing: Assigned | None, carried: tuple[Agency, ...]) -> Assignment:
    if governing is None:
        return Assignment(own.lead or carried, own.support)
    given = governing.assignment
    if own.lead:
        named = {a.name for a in own.lead}
        rest = merge([Assignment(support=(*own.support, *given.lead, *given.support))]).support
        return Assignment(own.lead, tuple(a for a in rest if a.name not in named))
    if not given.lead:
        return Assignment(carried, given.support)
    return merge([given, Assignment(support=own.support)])


def assign(
    text: str,
    sentences: Sequence[SentenceView],
    assignments: Sequence[Assigned],
    *,
    rules: AgencyRules | None = None,
) -> list[Assignment]:
    """Lead and support of each sentence, in the order given; empty where nobody is named.

    An explicit subject leads and the units assigned to its item support; otherwise the item's units; otherwise the
    lead stated before in the same passage. Headings give none.
    """
    rules = rules or load_agency_rules()
    governing = _governing(text, sentences, assignments)
    told, own = _told(Prose(text, rules), sentences, items=bool(assignments))
    carried = carry_over(told)
    return [
        Assignment() if view.is_heading else _combined(mine, over, lead)
        for view, mine, over, lead in zip(sentences, own, governing, carried, strict=True)
    ]
