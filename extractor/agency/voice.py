"""Who speaks in a text, and whom words such as 我们, 公司 and 该局 stand for."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import replace

from extractor.agency.assigned import agency_at
from extractor.agency.names import is_unit, normalise
from extractor.agency.prose import Prose
from extractor.agency.sentences import Sentences
from extractor.agency.subject import speaker_in
from extractor.measure import Agency

_COMPANY = re.compile(
    r"[^，。；\n]{0,12}?(?P<name>[一-龥][一-龥（）()A-Za-z0-9]{2,24}?公司)(?=是|专|主|成立|作为|由|副?总|董|，|于|占|拟)"
)
_WE = re.compile("我们|咱们?")
_THAT = re.compile(
    "该(?P<kind>局|委|厅|办|部|院|校|省|市|县|区|州|旗|镇|乡|村|街道|集团|公司|中心|医院|学校|学院|大学|银行|单位)"
)
_CLOSED = re.compile("”")
_STANDING = "我咱该公"
"""How the words begin that stand for a unit named elsewhere."""
_PASSAGE = 800
_QUOTE = 600
_STOP = re.compile(r"[。！？：，\n]")
_SAID = 80


class Voices:
    """The people who speak in a text with their organisations, learnt sentence by sentence."""

    def __init__(self, prose: Prose, sentences: Sentences) -> None:
        self._prose = prose
        self._sentences = sentences
        self._people: dict[str, tuple[Agency, ...]] = {}
        self.named: dict[int, str] = {}
        """Who has spoken before the sentence, by the number of the sentence that names him; the first of several."""
        self.quoted = _quoted(prose, sentences)
        """The end of the quotation in which a sentence stands, by the number of the sentence."""

    def speaker(self, n: int) -> tuple[Agency, ...]:
        """The organisation of who speaks in the n-th sentence.

        It is stated there, by a name known from before, or directly behind the quotation in which the sentence stands.
        """
        prose, sentences = self._prose, self._sentences
        start, end, bits = sentences.begins[n], sentences.ends[n], sentences.bits[n]
        found = self._stated(start, end, bits) if bits & prose.speaker_bits else ()
        if found:
            return found
        if n in self.named:
            return self._people[self.named[n]]
        return self._behind(self.quoted[n]) if n in self.quoted else ()

    def _stated(self, start: int, end: int, bits: int) -> tuple[Agency, ...]:
        found, person = speaker_in(self._prose, start, end, bits)
        if found and person:
            if person not in self._people:
                self._look_for(person)
            self._people[person] = found
        return found

    def _look_for(self, person: str) -> None:
        """Note the sentences that hold the name of somebody who has not spoken before."""
        text, begins, ends = self._prose.text, self._sentences.begins, self._sentences.ends
        at = text.find(person)
        while at >= 0:
            n = bisect_right(begins, at) - 1
            if n >= 0 and at + len(person) <= ends[n]:
                self.named.setdefault(n, person)
            at = text.find(person, at + 1)

    def _behind(self, close: int) -> tuple[Agency, ...]:
        """Who is named as the speaker directly behind the quotation that ends at ``close``."""
        text = self._prose.text
        stop = _STOP.search(text, close, close + _SAID)
        end = stop.start() if stop else min(len(text), close + _SAID)
        return self._stated(close + 1, end, self._prose.open_for(close + 1, end))


def _quoted(prose: Prose, sentences: Sentences) -> dict[int, int]:
    """The sentences that stand in a quotation of whole sentences, each with the place at which it ends."""
    text, begins, ends = prose.text, sentences.begins, sentences.ends
    out: dict[int, int] = {}
    before = -1
    for m in _CLOSED.finditer(text):
        close = m.start()
        if text[close - 1] in "。！？，":
            line = max(before + 1, prose.lines.start(close))
            first = bisect_left(begins, max(line, close - _QUOTE + 1))
            last = bisect_right(begins, close, first)
            opened = text.find("“", line, ends[last - 1]) if first < last else -1
            if opened >= 0:
                out.update((n, close) for n in range(first, last) if opened < ends[n])
        before = close
    return out


def stands_for(
    prose: Prose, lead: tuple[Agency, ...], start: int, last: tuple[Agency, ...], speaker: tuple[Agency, ...]
) -> tuple[Agency, ...]:
    """The unit that 我们, 公司 or 该局 stands for; ``last`` is the lead before, ``speaker`` who speaks here.

    该局 keeps its name, as the text has it, and takes the normalised name of the unit meant.
    """
    if len(lead) != 1 or lead[0].name[0] not in _STANDING:
        return lead
    name = lead[0].name
    if speaker and _WE.match(name):
        return speaker
    that = _THAT.fullmatch(name)
    if that and that["kind"] != "公司":
        meant = _meant(prose.text, start, that["kind"], last)
        return (replace(lead[0], normal=meant),) if meant else lead
    return _company(prose, lead, start, last) if name in ("公司", "该公司", "我们") else lead


def _company(prose: Prose, lead: tuple[Agency, ...], start: int, last: tuple[Agency, ...]) -> tuple[Agency, ...]:
    """The company that a bare 公司 stands for: named at the head of the paragraph, or the last lead of that kind."""
    if last and (lead[0].name == "我们" or last[0].name.endswith("公司")):
        return last
    at = prose.lines.start(start)
    m = _COMPANY.match(prose.text, at, max(start, lead[0].quote.start)) if lead[0].name != "我们" else None
    return (agency_at(prose.text, *m.span("name"), "agency.subject"),) if m else lead


def _meant(text: str, start: int, kind: str, last: tuple[Agency, ...]) -> str:
    """The normalised name of the last unit of a kind named before ``start``; empty if there is none."""
    if last and last[0].normal.endswith(kind) and not last[0].name.startswith("该"):
        return last[0].normal
    named = re.compile(
        rf"(?:^|[^一-龥]|[从据由向对经])(?:目前|近日|日前|昨日|今年|去年)?(?P<name>(?![该本各我])(?:(?!记者|[从据由向])[一-龥]){{1,16}}?{kind})"
    )
    found = [m["name"] for m in named.finditer(text, max(0, start - _PASSAGE), start)]
    place = kind in "省市县区州旗镇乡村"
    return next((normalise(n) for n in reversed(found) if place or is_unit(n)), "")
