"""Who speaks in a text, and whom words such as 我们, 公司 and 该局 stand for."""

from __future__ import annotations

import re
from dataclasses import replace

from extractor.agency.assigned import agency_at
from extractor.agency.names import is_unit, normalise
from extractor.agency.prose import Prose
from extractor.agency.subject import speaker_in
from extractor.measure import Agency

_COMPANY = re.compile(
    r"[^，。；\n]{0,12}?(?P<name>[一-龥][一-龥（）()A-Za-z0-9]{2,24}?公司)(?=是|专|主|成立|作为|由|副?总|董|，|于|占|拟)"
)
_WE = re.compile("我们|咱们?")
_THAT = re.compile(
    "该(?P<kind>局|委|厅|办|部|院|校|省|市|县|区|州|旗|镇|乡|村|街道|集团|公司|中心|医院|学校|学院|大学|银行|单位)"
)
_PASSAGE = 800
_QUOTE = 600
_STOP = re.compile(r"[。！？：，\n]")
_SAID = 80


class Voices:
    """The people who speak in a text with their organisations, learnt sentence by sentence."""

    def __init__(self, prose: Prose) -> None:
        self._prose = prose
        self._quotes = "”" in prose.text
        self._people: dict[str, tuple[Agency, ...]] = {}

    def speaker(self, start: int, end: int, bits: int) -> tuple[Agency, ...]:
        """The organisation of who speaks: stated here, by a name known from before, or behind the quotation.

        ``bits`` are the rules open for the sentence.
        """
        text = self._prose.text
        found = self._stated(start, end, bits) if bits & self._prose.speaker_bits else ()
        if found:
            return found
        for name, units in self._people.items():
            if text.find(name, start, end) >= 0:
                return units
        return self._behind(start, end) if self._quotes else ()

    def _stated(self, start: int, end: int, bits: int) -> tuple[Agency, ...]:
        found, person = speaker_in(self._prose, start, end, bits)
        if found and person:
            self._people[person] = found
        return found

    def _behind(self, start: int, end: int) -> tuple[Agency, ...]:
        """Who is named as the speaker directly behind the quotation in which a sentence stands."""
        text = self._prose.text
        line = text.rfind("\n", 0, start) + 1
        opened = text.rfind("“", line, end)
        if opened < 0 or opened <= text.rfind("”", line, start):
            return ()
        close = text.find("”", start, start + _QUOTE)
        if close < 0 or "\n" in text[start:close] or text[close - 1] not in "。！？，":
            return ()
        stop = _STOP.search(text, close, close + _SAID)
        end = stop.start() if stop else min(len(text), close + _SAID)
        return self._stated(close + 1, end, self._prose.open_for(close + 1, end))


def stands_for(
    text: str, lead: tuple[Agency, ...], start: int, last: tuple[Agency, ...], speaker: tuple[Agency, ...]
) -> tuple[Agency, ...]:
    """The unit that 我们, 公司 or 该局 stands for; ``last`` is the lead before, ``speaker`` who speaks here.

    该局 keeps its name, as the text has it, and takes the normalised name of the unit meant.
    """
    if len(lead) != 1:
        return lead
    name = lead[0].name
    if speaker and _WE.match(name):
        return speaker
    that = _THAT.fullmatch(name)
    if that and that["kind"] != "公司":
        meant = _meant(text, start, that["kind"], last)
        return (replace(lead[0], normal=meant),) if meant else lead
    return _company(text, lead, start, last) if name in ("公司", "该公司", "我们") else lead


def _company(text: str, lead: tuple[Agency, ...], start: int, last: tuple[Agency, ...]) -> tuple[Agency, ...]:
    """The company that a bare 公司 stands for: named at the head of the paragraph, or the last lead of that kind."""
    if last and (lead[0].name == "我们" or last[0].name.endswith("公司")):
        return last
    at = text.rfind("\n", 0, start) + 1
    m = _COMPANY.match(text, at, max(start, lead[0].quote.start)) if lead[0].name != "我们" else None
    return (agency_at(text, *m.span("name"), "agency.subject"),) if m else lead


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
