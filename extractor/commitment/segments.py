"""Where a measure begins and ends: pieces cut at later deadlines and between what is done and what is promised."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from extractor.language.outline import Outline
from extractor.measure import DEADLINE_ROLES, Deadline
from extractor.rulebook import load_lexicons
from extractor.rulebook.kept import compile_re

_SHORTEST_ACTION = 5

_COMMA = compile_re(r"[，,（(〔）)〕：:](?:(?<![：:])|(?<=(?:件事|方面|工作|任务|举措|措施|目标|如下|以下).))")
_CLOSES = compile_re(
    r"^[^，,]{0,3}?(?:之?前|前后)?(?:不折不扣|圆满|高质量|按期|如数|力争|争取|确保|保证|预计|计划|可|要|将|须|全部|全面|基本|整体|正式|如期|按时|初步|顺利|同步|"
    r"陆续|分批|实现|达到|予以|组织|集中|也|均|都|再)*"
    r"(?:完成|建成|投用|投产|竣工|完工|启用|运行|试运行|运营|交付|使用|落实|到位|见效|实施|施行|开工|启动|通车|贯通|验收|上线|"
    r"销号|清零|整改|结束|办结|出台|印发|发布|公布|上报|收尾|落地|达标|达产|兑现|覆盖|退出|摘牌|并网|通水|供热|供气|开放|"
    r"投入|施工|封顶|合龙|入住|开业|开馆|开园|开诊|开学|交房|交工|收官|首发|首飞|交验|试生产|试运营|试用|治理|拆除|清理|拨付|到位|生产|试点|推开|推广|见底|实现|并|后|全覆盖|目标|任务|工作|建设|改造|整治|和|且)+$"
)
_QUANTITY = compile_re(
    r"^[^，,\d]{0,3}(?:不少于|不低于|不超过|至少)\s*[\d一二两三四五六七八九十百千万几]"
    r"|^(?:不少于|不低于|不超过|至少|最高|最多|最低|约|共|平均|分别|奖励)*(?:为|达到?|不超过|不低于)?[\d一二两三四五六七八九十百千万几]"
)
_ALL = compile_re(r"^(?:全部|全面|各项|所有|上述|有关|相关)[^，,\d]{0,12}$")
_REPORTS = compile_re(
    r"^(?:并)?(?:上报|报送|报)(?:至|到|给)?[^，,]{2,14}(?:局|委|办|部|厅|室|中心|政府|党委|公司|处|科|组|会)$|^(?:并)?报[^，,]{2,14}(?:审定|审议|审批|备案|批准|审核|印发|同意)$|^(?:顺利)?通过[^，,]{0,10}(?:评审|验收|审查|审议|论证|鉴定|核查|评估)$"
)
_NEW_SUBJECT = compile_re(
    r"(?!其|所)[^，,的]{2,12}(?:局|委|办|部|厅|政府|公司|集团|中心|处|科|院|校|单位|部门)(?![^，,]{0,3}\d)"
)
_BARE_MODAL = compile_re(r"^(?:应当?|要|须|将|需|必须|可)?(?:于|在)?$")
_FRAME = compile_re(
    r"^(?:为|为了|(?:经)?综合考虑|考虑到?|围绕|针对|根据|按照|依据|据|随着|通过|以|在|对|由于|因|从|会议|记者|其中|同时|此外|目前|下一步|坚持|聚焦"
    r"|截[至止]|经(?![营济费常])|受[^，,]{2,12}影响|鉴于|会同|联合|由[^，,]{2,20}(?:负责|牵头|承担|实施)$|[^，,]{2,24}(?:牵头|负责|配合)$|[^，,]{2,16}(?:期间|过程中|阶段)$|[^，,]{0,30}(?:认为|预测|看来)$)"
)
_NAMED = compile_re(r"《[^》]*》|“[^”]*”")
_CASE = compile_re(
    r"^(?:对于?|凡|如|若|属于?|因|需要?)[^，,]*的$|^(?:根据|按照?|依据|遵照)[^，,]*(?:安排|要求|部署|精神|规定|意见|决定|通知|标准|分工|职责)$"
)
"""The case for which a duty holds (对于需要补建的，……), or on what it is based (根据……安排，……): no action of its own."""
_COUNTED = compile_re(r"^(?:其中)?[新续改扩在重]建[^，,\d]{0,4}(?:项目|工程|小区|道路)\d+[个项条座]$")
"""Only how many there are of which a deadline's clause then speaks (新建项目9项，……)."""
_SPEAKER = compile_re(r"^[\u4e00-\u9fff·【】、 　]{4,30}[：:](?=[在对以按从围针])")
_DONE = compile_re(
    r"[换用装住]上(?!级|述|报|下)|已(?!有序|知)(?![^，,]{0,10}的(?![一二三四五六七八九\d多大全][成\d半分多数部]|\d))|(?<=[成立开建安出完制签引设])了|累计|截[至止]|(?:近年|去年|今年|年初|月初?|开工|实施|施工)以?来"
    r"|由[^，,]{1,10}(?:提高|压缩|降|精简|缩短)[^，,]{0,2}[到至为]|顺利完成并|(?:工作|任务|工程)(?:已)?(?:基本|全部|全面)完成$|主体[^，,]{0,6}封顶|列入(?:了)?|上半年[^，,]{0,8}完成"
    r"|于(?:去年|上月|本月初)[^，,]{0,6}(?:开工|启动)"
)
_AT_PRESENT = compile_re(r"^(?:目前|当前|现在)|正在|^是[^，,]{4,}(?:之一|一年|项目|工程)$")
_TELLS = compile_re(
    r"已|了|上(?<=[换用装住]上)|累计|截[至止]|来(?<=[年初月工施以]来)|由(?=[^，,]{1,10}(?:提高|压缩|降|精简|缩短))|顺利完成并|基本完成|全部完成|全面完成|封顶"
    r"|列入|上半年|于去年|于上月|于本月初|目前|当前|现在|正在|是(?<=[，,：:]是)"
)
"""Stands in a clause that ``_DONE`` matches, and in one behind another that ``_AT_PRESENT`` matches: hardly a piece
has any, which one look over the text tells."""
_ONGOING = compile_re(r"正在|进行中|抓紧|在建|推进中")
_FUTURE = compile_re(
    r"(?<![即必])将(?!近|[^，,]{1,30}(?:作为|纳入|列入|列为|融入|分解为|细化为))|预计|计划(?=于|在|今|明|年|\d)|力争|争取|确保|拟|要(?!求|素|点)|有望|(?:底|日|末|旬|月|季度|年)(?:之)?前|明年|"
    r"下一步|接下来|后续|今后|届时|(?:我们|还|也)会(?!议)|需(?:完成|要)|再(?:引进|新建|完成|新增)|同步建成"
)


class Segment(NamedTuple):
    """A candidate for one measure: ``text[start:end]`` of piece number ``piece``."""

    start: int
    end: int
    piece: int


def clauses_of(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """The clauses of a piece: cut at commas that stand outside of parentheses."""
    out: list[tuple[int, int]] = []
    depth, at = 0, start
    for m in _COMMA.finditer(text, start, end):
        mark = m[0]
        if mark in "（(〔":
            depth += 1
        elif mark in "）)〕":
            depth = max(0, depth - 1)
        elif (not depth and not text[m.end() : m.end() + 1].isdigit()) or (mark == "，" and not depth):
            out.append((at, m.start()))
            at = m.end()
    return [*out, (at, end)]


def _rest_after(text: str, clauses: Sequence[tuple[int, int]], n: int, deadline: Deadline) -> str:
    """What a deadline's clause says after the date; of the next clause where the date stands alone."""
    rest = text[deadline.quote.end : clauses[n][1]].strip(" 　：:")
    if not rest and n + 1 < len(clauses):
        rest = text[clauses[n + 1][0] : clauses[n + 1][1]]
    return rest


@cache
def _acts_later() -> re.Pattern[str]:
    """A clause that begins with a preposition and goes on to an action (按照……的思路重新梳理……), not 为推进……."""
    verbs = "|".join(sorted(load_lexicons("commitment")["plan_verbs"], key=len, reverse=True))
    return compile_re(
        rf"^(?:为|围绕|针对|根据|按照|依据|通过|以|在|对|从|依托|结合)(?!{verbs})[^，,]{{2,40}}?(?:{verbs})[^，,]{{2,}}"
    )


def _has_action(text: str) -> bool:
    """Whether the clauses before a deadline can stand by themselves: not a mere frame or purpose."""
    named = _NAMED.sub("", _SPEAKER.sub("", text)).replace(",", "，")
    parts = [part.strip() for part in named.split("，") if len(part.strip()) >= _SHORTEST_ACTION]
    if parts and _purpose().match(parts[0]):
        parts = [part for part in parts[1:] if not _purpose().match(f"为{part}")]
    parts = [part for part in parts if not _CASE.match(part) and not _COUNTED.match(part)]
    return any(not _FRAME.match(part) or _acts_later().match(part) for part in parts)


@cache
def _purpose() -> re.Pattern[str]:
    """A clause of purpose (为提升……), which goes on in clauses that begin with a verb (，完善……)."""
    words = load_lexicons("commitment")
    return re.compile(f"^为了?(?:{'|'.join(sorted([*words['adverbs'], *words['plan_verbs']], key=len, reverse=True))})")


def _deadline_cuts(text: str, clauses: Sequence[tuple[int, int]], dates: Sequence[Deadline]) -> list[int]:
    """Where clauses are cut that a later deadline opens."""
    if dates[-1].quote.start < clauses[0][1]:
        return []
    cuts: list[int] = []
    opened = clauses[0][0]
    dated = False
    for n, (start, end) in enumerate(clauses):
        inside = [d for d in dates if start <= d.quote.start < end]
        if not inside:
            continue
        first = inside[0]
        if n and _opens(text, start, first, dated=dated):
            rest = _rest_after(text, clauses, n, first)
            rest = rest.split("、")[0] if len(inside) > 1 else rest
            closing = _QUANTITY.match(rest) or (not dated and any(p.match(rest) for p in (_CLOSES, _ALL, _REPORTS)))
            closing = closing and not text[start : first.quote.start].startswith("其中")
            closing = closing and not _NEW_SUBJECT.match(text, start, first.quote.start)
            closing = closing or _continues(text[opened:start], text[start : first.quote.start])
            if not closing and (dated or _has_action(text[opened:start])):
                cuts.append(start)
                opened = start
        dated = True
    return cuts


def _continues(before: str, lead: str) -> bool:
    """Whether the words before a deadline (应于) go on from a long subject that stands before the comma."""
    modal = _BARE_MODAL.match(lead) and lead not in {"", "于", "在"}
    return bool(modal) and not re.search(r"[要应将须]|^(?:推|加|完|建|开|实|制|组|落)", before)


def _opens(text: str, start: int, deadline: Deadline, *, dated: bool) -> bool:
    """Whether a deadline opens its clause; a second deadline of a piece always opens a measure of its own."""
    return dated or deadline.quote.start - start <= 14 or "、" not in text[start : deadline.quote.start]


def _mode_cuts(text: str, clauses: Sequence[tuple[int, int]], coming: Sequence[int]) -> list[int]:
    """Cuts between clauses that tell what is done and clauses that promise: those in which a place of ``coming`` lies."""
    ahead = [bool([at for at in coming if start <= at < end]) for start, end in clauses]
    if False not in ahead or True not in ahead:
        return []
    cuts: list[int] = []
    mode, pending = "", -1
    for (start, end), future in zip(clauses, ahead, strict=True):
        clause = text[start:end]
        said = "future" if future else "done" if _DONE.search(clause) else ""
        if said and mode and said != mode:
            cuts.append(pending if said == "future" and pending >= 0 else start)
        if mode == "future" and not said and _AT_PRESENT.search(clause):
            cuts.append(start)
            mode = "present"
        # What is still going on (正在抓紧建设) belongs to the promise of its end, not to what is done.
        pending = (pending if pending >= 0 else start) if not said and _ONGOING.search(clause) else -1
        mode = said or mode
    return cuts


def segment_at(segments: Sequence[Segment], starts: Sequence[int], at: int) -> int | None:
    """The number of the segment that holds a place, None where none does; ``starts`` is where each segment begins."""
    n = bisect_right(starts, at) - 1
    return n if n >= 0 and at < segments[n].end else None


def find_segments(outline: Outline, deadlines: Sequence[Deadline]) -> list[Segment]:
    """Cut the pieces of an outline into candidates for measures, one deadline each.

    ``deadlines`` are all dates of the text in order; only those in a deadline role cut.
    """
    text, new = outline.text, tuple.__new__
    dates = [
        d for d in deadlines if d.role in DEADLINE_ROLES and text[d.quote.start - 1 : d.quote.start] not in {"比", "较"}
    ]
    begins = [*(d.quote.start for d in dates), len(text) + 1]
    told = [*(m.start() for m in _TELLS.finditer(text)), len(text) + 1]
    out: list[Segment] = []
    first = seen = 0
    for n, piece in enumerate(outline.pieces):
        at = start = piece.start
        end = piece.end
        while begins[first] < start:
            first += 1
        stop = first
        while begins[stop] < end:
            stop += 1
        while told[seen] < start:
            seen += 1
        tells = told[seen] < end
        if tells or (stop > first and begins[stop - 1] > start):
            for cut in _cuts(text, start, end, dates[first:stop], tells=tells):
                out.append(_trimmed(text, at, cut, n))
                at = cut
        # A piece ends without commas and spaces.
        whole = at == start and text[start] not in _EDGES
        out.append(new(Segment, (start, end, n)) if whole else _trimmed(text, at, end, n))
    return out


def words_ahead(text: str, start: int, end: int) -> list[int]:
    """Where in ``text[start:end]`` words of what is to come stand; none reaches beyond its clause."""
    return [m.start() for m in _FUTURE.finditer(text, start, end)]


def _cuts(text: str, start: int, end: int, dates: Sequence[Deadline], *, tells: bool) -> list[int]:
    """Where a piece is cut, never before its first comma.

    ``tells`` says whether anything in it may tell what is done: else all that can cut it is a date behind the comma.
    """
    comma = _COMMA.search(text, start, end)
    if comma is None:
        return []
    coming = [*(d.quote.start for d in dates), *words_ahead(text, start, end)] if tells else []
    dated = bool(dates) and dates[-1].quote.start > comma.start()
    if not (dated or coming):
        return []
    clauses = clauses_of(text, start, end)
    cuts = _deadline_cuts(text, clauses, dates) if dated else []
    if coming and len(clauses) > 1:
        cuts = sorted({*cuts, *_mode_cuts(text, clauses, coming)})
    return cuts


_EDGES = frozenset("，,、 \t　")


def _trimmed(text: str, start: int, end: int, piece: int) -> Segment:
    while end > start and text[end - 1] in _EDGES:
        end -= 1
    while start < end and text[start] in _EDGES:
        start += 1
    return Segment(start, end, piece)
