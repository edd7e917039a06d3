"""What each sentence says by itself of who acts, and whether it breaks with the sentence before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property
from typing import Literal, NamedTuple

from extractor.agency.assigned import NOBODY
from extractor.agency.names import opens
from extractor.agency.prose import Prose
from extractor.agency.subject import own_assignment
from extractor.agency.voice import Voices, stands_for
from extractor.measure import Agency, Assignment

ViewKind = Literal["commitment", "achievement", ""]

NUMBERED = re.compile(
    r"[\s　#*]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十]{1,3}[）)〕]|\d{1,3}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]{1,4}[条章节])"
)
"""How a numbered paragraph begins."""
_PARTS = ("地区", "区域", "省份", "城市")
_OTHER = re.compile(
    r"[一-龥（）“”]{0,20}?(?:媒体|人员|团队|队伍|平台|窗口|负责人|负责同志|干部|教师|医生|法人|主体|申请人|家庭|居民|业主|经营者|使用人|承租人|当事人|申请者)"
    r"(?:都|也|还|均)?(?:要(?!求|点|素|件|闻|领)|应当?(?!急|用)|须|必须)"
)
_MEMORY = 40
_NEWS = re.compile("记者|本报|通讯员|据悉|据介绍|据了解|获悉|了解到|介绍说|年度工作会议")
_OFFICIAL_SAYS = re.compile(
    r"(?:局长|部长|厅长|司长|院长|校长|主任|负责人|经理|市长|县长|书记)[^，。]{0,6}(?:说|介绍|表示)"
)
_LATELY = re.compile("日前|近日|昨日|昨天|连日来")
_NUMERALS = "一二三四五六七八九十第"
"""The Chinese characters with which :data:`NUMBERED` can begin; no item begins with any."""
_ITEM = re.compile(
    r"[\s　]*(?:[（(]\d{1,2}[）)]|[①-⑳]|——|[•·●-]\s?|\d{1,2}[.、．)]|[（(〔][一二三四五六七八九十]{1,3}[）)〕])"
)
_NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+|[\s　]")
_CIRCLED = re.compile(r"[①-⑳]")
_ORDINAL = re.compile("第[一二三四五六七八九十]{1,2}[，、]")
_RUN_IN = re.compile(NUMBERED.pattern + r"\s*[^，。；：\n]{2,24}。[ 　]*\S")
_ORDERS = re.compile(r"[，：说]要(?!求)")
_OWES = re.compile(
    r"[^。；\n]{0,60}?(?:[，,](?:还|也|都|均)?|[^重主首需只])(?:要(?!求|点|素|件|闻|领)|应(?!急|用|对|收|届|有)|须|必须)"
)
_DUTY_WITHIN = 64
"""A duty that :data:`_OWES` or :data:`_OTHER` sees stands within so many characters."""
_ENDS = "。！？；!?;\n|｜"
_OPENING = ("：", ":", "；", ";")


class SentenceView(NamedTuple):
    """A sentence or a measure as the assignment sees it: its place, paragraph and section numbers, and what it is."""

    start: int
    end: int
    paragraph: int
    section: int
    is_heading: bool = False
    kind: ViewKind = ""


class Carry:
    """Who acts in sentence after sentence: the lead that it states, else the last one stated since the last break."""

    def __init__(self) -> None:
        self._current: tuple[Agency, ...] = ()
        self._lists: dict[str, tuple[Agency, ...]] = {}

    @property
    def knows(self) -> bool:
        """Whether anybody has acted since the last break, or a list goes on."""
        return bool(self._current or self._lists)

    def take(self, lead: tuple[Agency, ...], item: str | None, *, opened: bool, breaks: bool) -> tuple[Agency, ...]:
        """Who acts in the next sentence, which states ``lead``.

        A lead that is only a part of those addressed (有条件的地方, 湘北地区) acts in its own sentence and takes nothing
        over. ``item`` is the kind of mark with which an item of a list begins, empty where other text begins, None
        inside of either; ``opened`` says that a colon stands before it, so that who is named there acts in every item.
        """
        if item:
            before = self._at_item(item, self._current if opened else ())
            self._current = self._current if _binds_himself(self._current) else before
        elif item is not None:
            self._lists.clear()
        if breaks:
            self._current = ()
            self._lists.clear()
        if lead and not _passes(lead):
            self._current = lead
        return lead or self._current

    def _at_item(self, kind: str, current: tuple[Agency, ...]) -> tuple[Agency, ...]:
        """Who acts at the head of an item: who was named before its list; the lists inside of the last item are over."""
        lists = self._lists
        if kind not in lists:
            lists[kind] = current
        for inner in list(lists)[list(lists).index(kind) + 1 :]:
            del lists[inner]
        return lists[kind]


def _binds_himself(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is who signs the text (我局, 乙方): he goes on acting from item to item."""
    return bool(lead) and all(a.name[0] in "我本甲乙" for a in lead)


class _Line(NamedTuple):
    """How a paragraph begins: the kind of its enumerator, and whether the line before it ends with a colon."""

    at: int = 0
    numbered: bool = False
    run_in: bool = False
    item: str = ""
    opened: bool = False


def _is_news(text: str) -> bool:
    """Whether a text reports: it quotes somebody, or a line begins with the day."""
    if _NEWS.search(text) or _OFFICIAL_SAYS.search(text):
        return True
    days = (m.start() for m in _LATELY.finditer(text))
    return any(not text[text.rfind("\n", 0, day) + 1 : day].strip() for day in days)


def _line_of(text: str, start: int) -> _Line:
    """The line on which ``start`` stands."""
    at = text.rfind("\n", 0, start) + 1
    opened = at > 0 and text[max(0, at - 40) : at].rstrip().endswith(_OPENING)
    if _is_plain(text, at):
        return _Line(at, opened=opened)
    numbered = NUMBERED.match(text, at) is not None
    return _Line(at, numbered, numbered and _RUN_IN.match(text, at) is not None, _item_kind(text, at), opened)


def _is_plain(text: str, at: int) -> bool:
    """Whether neither a numbered paragraph nor an item begins at ``at``: a quick look at the first character."""
    return "一" <= text[at : at + 1] <= "鿿" and text[at] not in _NUMERALS


def _item_kind(text: str, at: int) -> str:
    """The kind of the enumerator with which a line begins: its mark without the number; empty for none."""
    m = _ITEM.match(text, at)
    return _CIRCLED.sub("①", _NUMBER.sub("", m[0])) or "1" if m else ""


def _sentence_start(text: str, start: int, floor: int) -> int:
    """Where the sentence begins of which a measure is a part."""
    if floor >= start:
        return floor
    at = start
    while at > floor and text[at - 1] not in _ENDS:
        at -= 1
    if at == start:
        return at
    if at > floor and text[at] in '”"':
        at += 1
    if _is_plain(text, at):
        return at
    marker = NUMBERED.match(text, at) or _ITEM.match(text, at)
    return marker.end() if marker and marker.end() <= start else at


class Teller:
    """Asks one sentence after the other what it says; ``items`` breaks the carry at every numbered paragraph."""

    def __init__(self, prose: Prose, *, items: bool) -> None:
        self.own: list[Assignment] = []
        self.acting: list[tuple[Agency, ...]] = []
        self._carry = Carry()
        self._prose = prose
        self._voices = Voices(prose)
        self._items = items
        self._line = _Line()
        self._before: SentenceView | None = None
        self._last: tuple[Agency, ...] = ()
        self._last_at = 0

    @cached_property
    def _is_news(self) -> bool:
        return _is_news(self._prose.text)

    def tell(self, view: SentenceView) -> None:
        """Add the units that a sentence names in its own words to ``own``, and who acts in it to ``acting``."""
        text, before, start, end = self._prose.text, self._before, view.start, view.end
        fresh = before is None or view.paragraph != before.paragraph
        if fresh:
            self._line = _line_of(text, start)
        line = self._line
        begin = _sentence_start(text, start, max(before.end, line.at) if before else line.at)
        bits = self._prose.open_for(begin, end)
        said = NOBODY if view.is_heading else own_assignment(self._prose, begin, start, end, bits)
        speaker = self._voices.speaker(begin, end, bits)
        last = self._last if len(self.acting) - self._last_at <= _MEMORY else ()
        item = line.item if fresh else _ordinal(text, begin)
        self._before = view
        self.own.append(said)
        if not (said.lead or speaker or item or self._last or self._carry.knows):
            self.acting.append(())
            return
        if len(said.lead) == 1:
            said = self.own[-1] = _meaning(said, stands_for(text, said.lead, start, last, speaker))
        breaks = self._breaks(view, before, fresh=fresh)
        lead = said.lead
        if speaker and not lead and not view.is_heading:
            orders = not breaks and _is_addressed(last) and _ORDERS.search(text, begin, end)
            lead = () if orders else speaker
        acting = self._carry.take(lead, item, opened=line.opened, breaks=breaks)
        if acting and not lead and not self._is_news and begin == start and self._stands_aside(text, start):
            acting = ()
        if lead or breaks:
            self._last, self._last_at = lead, len(self.acting)
        self.acting.append(acting)

    def _breaks(self, view: SentenceView, before: SentenceView | None, *, fresh: bool) -> bool:
        """Whether who acted before does not act here."""
        line = self._line
        if before and line.numbered and view.section != before.section:
            return True
        if fresh and (line.run_in or (self._items and line.numbered)):
            return True
        if fresh and not (self._is_news or line.item or line.opened):
            return True
        return view.is_heading and NUMBERED.match(self._prose.text, view.start) is not None

    def _stands_aside(self, text: str, start: int) -> bool:
        """Whether a sentence of a plan is a task of the document or the duty of others, not of the last subject."""
        if opens(text, start):
            return not (self._line.item or self._line.opened) and _is_bare(text, start)
        return _another_acts(text, start)


def _meaning(said: Assignment, lead: tuple[Agency, ...]) -> Assignment:
    """The same with the unit that its 我们 or 该局 stands for."""
    return said if lead is said.lead else Assignment(lead, said.support)


def _is_addressed(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is a class of units to which a speech is addressed (各地, 有关部门)."""
    return bool(lead) and all("各" in a.name[:3] or a.name[:2] in ("有关", "相关") for a in lead)


def _passes(lead: tuple[Agency, ...]) -> bool:
    """Whether a lead is a part of the places or bodies addressed, not one of them by name."""
    return bool(lead) and any(
        a.rule == "agency.fitting" or (a.name.endswith(_PARTS) and a.name[-3:-2] != "各") for a in lead
    )


def _owes(text: str, start: int) -> bool:
    """Whether a word of duty stands near: a quick look before the patterns that read around it."""
    words = text[start : start + _DUTY_WITHIN]
    return "要" in words or "应" in words or "须" in words


def _is_bare(text: str, start: int) -> bool:
    """Whether a sentence of a plan that begins with its verb says of nobody that he has to."""
    if text[max(0, start - 1) : start] not in "。！？\n ":
        return False
    return not _owes(text, start) or not _OWES.match(text, start)


def _another_acts(text: str, start: int) -> bool:
    """Whether a duty is that of people or parties who are no unit (申请人应当……): the last unit does not act in it."""
    return _owes(text, start) and _OTHER.match(text, start) is not None


def _ordinal(text: str, begin: int) -> str | None:
    """The kind of item that 第二， opens inside of a paragraph."""
    return "第" if text.startswith("第", begin) and _ORDINAL.match(text, begin) else None


def told_of(
    prose: Prose, views: Sequence[SentenceView], *, items: bool
) -> tuple[list[Assignment], list[tuple[Agency, ...]]]:
    """The units that each sentence names in its own words, and who acts in it."""
    teller = Teller(prose, items=items)
    for view in views:
        teller.tell(view)
    return teller.own, teller.acting
