"""What each sentence says by itself of who acts, and whether it breaks with the sentence before it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cached_property

from extractor.agency.assigned import NOBODY
from extractor.agency.lines import is_numbered, is_opened, item_kind, runs_in
from extractor.agency.names import opens
from extractor.agency.prose import Prose
from extractor.agency.sentences import Sentences, SentenceView
from extractor.agency.subject import own_assignment
from extractor.agency.voice import Voices, stands_for
from extractor.measure import Agency, Assignment
from extractor.rulebook.kept import compile_re

_PARTS = ("地区", "区域", "省份", "城市")
_OTHER = re.compile(
    r"[一-龥（）“”]{0,20}?(?:媒体|人员|团队|队伍|平台|窗口|负责人|负责同志|干部|教师|医生|法人|主体|申请人|家庭|居民|业主|经营者|使用人|承租人|当事人|申请者)"
    r"(?:都|也|还|均)?(?:要(?!求|点|素|件|闻|领)|应当?(?!急|用)|须|必须)"
)
_MEMORY = 40
_REPORTS = compile_re(
    "记者|本报|通讯员|据悉|据介绍|据了解|获悉|了解到|介绍说|年度工作会议"
    "|(?:局长|部长|厅长|司长|院长|校长|主任|负责人|经理|市长|县长|书记)[^，。]{0,6}(?:说|介绍|表示)"
    "|(?P<day>日前|近日|昨日|昨天|连日来)"
)
"""What reports hold anywhere, and the days with which lines of theirs begin."""
_ORDERS = re.compile(r"[，：说]要(?!求)")
_OWES = re.compile(
    r"[^。；\n]{0,60}?(?:[，,](?:还|也|都|均)?|[^重主首需只])(?:要(?!求|点|素|件|闻|领)|应(?!急|用|对|收|届|有)|须|必须)"
)
_DUTY_WITHIN = 64
"""A duty that :data:`_OWES` or :data:`_OTHER` sees stands within so many characters."""


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


def _is_news(prose: Prose) -> bool:
    """Whether a text reports: it quotes somebody, or a line begins with the day."""
    text, lines = prose.text, prose.lines
    for m in _REPORTS.finditer(text):
        day = m.start()
        if not m["day"] or day == 0 or (text[day - 1].isspace() and not text[lines.start(day) : day].strip()):
            return True
    return False


class Teller:
    """Asks one sentence after the other what it says; ``items`` breaks the carry at every numbered paragraph."""

    def __init__(self, prose: Prose, sentences: Sentences, *, items: bool) -> None:
        self._prose = prose
        self._sentences = sentences
        self._voices = Voices(prose, sentences)
        self._carry = Carry()
        self._items = items
        self._last: tuple[Agency, ...] = ()
        self._last_at = 0

    @cached_property
    def _is_news(self) -> bool:
        return _is_news(self._prose)

    def tell(self) -> tuple[list[Assignment], list[tuple[Agency, ...]]]:
        """The units that each sentence names in its own words, and who acts in it.

        Where nobody has acted and no rule can find anybody there is nothing to ask.
        """
        sentences, quoted, named = self._sentences, self._voices.quoted, self._voices.named
        own = [NOBODY] * len(sentences.views)
        acting: list[tuple[Agency, ...]] = [()] * len(own)
        knows = self._knows
        for n, (bits, item) in enumerate(zip(sentences.bits, sentences.items, strict=True)):
            if bits or item or knows or n in quoted or n in named:
                own[n], acting[n] = self._sentence(n)
                knows = self._knows
        return own, acting

    @property
    def _knows(self) -> bool:
        """Whether anybody has acted who may do so in the next sentence."""
        return bool(self._last or self._carry.knows)

    def _sentence(self, n: int) -> tuple[Assignment, tuple[Agency, ...]]:
        prose, sentences = self._prose, self._sentences
        view, begin, bits, item = sentences.views[n], sentences.begins[n], sentences.bits[n], sentences.items[n]
        start, end = view.start, view.end
        said = own_assignment(prose, begin, start, end, bits) if bits and not view.is_heading else NOBODY
        voices = self._voices
        speaker = voices.speaker(n) if bits or n in voices.quoted or n in voices.named else ()
        if not (said.lead or speaker or item or self._knows):
            return said, ()
        last = self._last if n - self._last_at <= _MEMORY else ()
        if len(said.lead) == 1:
            said = _meaning(said, stands_for(prose, said.lead, start, last, speaker))
        breaks = self._breaks(n)
        lead = said.lead
        if speaker and not lead and not view.is_heading:
            orders = not breaks and _is_addressed(last) and _ORDERS.search(prose.text, begin, end)
            lead = () if orders else speaker
        opened = bool(item) and is_opened(prose.text, sentences.lines[n])
        acting = self._carry.take(lead, item, opened=opened, breaks=breaks)
        if acting and not lead and not self._is_news and begin == start and self._stands_aside(n):
            acting = ()
        if lead or breaks:
            self._last, self._last_at = lead, n
        return said, acting

    def _breaks(self, n: int) -> bool:
        """Whether who acted before does not act in the n-th sentence."""
        text, views, line = self._prose.text, self._sentences.views, self._sentences.lines[n]
        view, before = views[n], views[n - 1] if n else None
        if before is None or view.paragraph != before.paragraph:
            if not (self._is_news or self._sentences.items[n] or is_opened(text, line)):
                return True
            if is_numbered(text, line) if self._items else runs_in(text, line):
                return True
        if before and view.section != before.section and is_numbered(text, line):
            return True
        return view.is_heading and is_numbered(text, view.start)

    def _stands_aside(self, n: int) -> bool:
        """Whether a sentence of a plan is a task of the document or the duty of others, not of the last subject."""
        text, start, line = self._prose.text, self._sentences.views[n].start, self._sentences.lines[n]
        if opens(text, start):
            return _is_bare(text, start) and not (item_kind(text, line) or is_opened(text, line))
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


def told_of(
    prose: Prose, views: Sequence[SentenceView], *, items: bool
) -> tuple[list[Assignment], list[tuple[Agency, ...]]]:
    """The units that each sentence names in its own words, and who acts in it."""
    return Teller(prose, Sentences(prose, views), items=items).tell()
