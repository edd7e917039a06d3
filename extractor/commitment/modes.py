"""The mode of each piece: what the passage it stands in tells of.

``plan``: a document of duties and plans; ``next``: what a report says will be done; ``done``: what it says was done;
``open``: none of these, in a text or passage that looks ahead.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from operator import itemgetter

from extractor.commitment.cues import Cue
from extractor.language.outline import Outline
from extractor.rulebook.kept import compile_re

_PLAN_TITLE = compile_re(
    r"(?:通知|意见|方案|规划|计划|办法|措施|纲要|要点|清单|任务|分工|细则|条例|决定|责任书|实事|行动|政策|流程|制度|承诺|安排|目标|规定|台账"
    r"|分解表|任务表|情况表|一览表|通报|公告|公示|通告|会议纪要|十条|条|(?<!皮)书)(?:》)?(?:（[^）]*）|\([^)]*\))*$|工作报告(?!明确|提出|指出)|关于[^，。]{4,60}的(?:通知|意见|决定|通报)"
)
_HEADLINE = compile_re(
    r"^(?!关于)(?:.*(?:提前|超额|圆满|如期|加快|助力|聚焦|推出|出台|发布|公布|印发|启动|获评|迎来|再添|落实|迈|跑出|按下|完成[^，]{2,16}(?:任务|目标)$)|[^：:]{2,14}[：:][^：:]*(?:将|完成|力争|确保|年底|月底))(?!.*(?:通知|意见|决定|公告|通告)(?:》)?$)"
)
_NEWS = (
    "记者",
    "本报讯",
    "新华社",
    "日前",
    "近日",
    "据悉",
    "据了解",
    "据介绍",
    "笔者",
    "通讯员",
    "同期声",
    "正文】",
    "昨日",
)
_MOST_NEWS = 3
"""No more signs of reporting count."""
_AHEAD = frozenset(
    {
        *("commitment.will", "commitment.intend", "commitment.aim", "commitment.next_time", "commitment.target"),
        *("commitment.duty", "commitment.requires", "commitment.forbid", "structure.date_sharp"),
    }
)
_TURNS = frozenset(
    {"mode_plan", "mode_done", "mode_open", "heading_plan", "heading_ahead", "heading_done", "heading_open"}
)
"""What a piece says that turns the mode; few do."""
_says = itemgetter(1)
_OUTWEIGHS = 1.5
_SPOKEN = compile_re(
    r"[\u4e00-\u9fff·【】、]{2,24}(?:局|厅|部|委|办|院|主任|书记|长|经理|负责人|总裁|总工程师|发言人)[ 　][\u4e00-\u9fff·]{2,5}[：:]"
)
"""Who speaks, before the words of a broadcast (市水务局局长 陈川：……): bare verbs in them tell what will be done."""
_NOTHING: frozenset[str] = frozenset()
_NUMBERED = frozenset({"part", "article", "major", "minor", "number", "paren", "circle"})


def genre_of(title: str, outline: Outline) -> str:
    """``plan`` for circulars, plans, lists and reports of planned work, ``open`` for news and everything else.

    Decided by form: signs of reporting against numbered paragraphs, headings and the class of document in the title.
    """
    paragraphs = outline.paragraphs
    kinds = [p.kind for p in paragraphs]
    numbered = sum([p.marker in _NUMBERED for p in paragraphs])
    titled = _PLAN_TITLE.search(title.strip("《》 ")) is not None and not _HEADLINE.search(title)
    share = (kinds.count("row") + numbered) / (len(kinds) - kinds.count("heading") or len(kinds) or 1)
    score = 2 * titled + (share >= 0.15) + (share >= 0.4)
    return "plan" if score > _MOST_NEWS or (score and score > _news(outline.text, score)) else "open"


def _news(text: str, most: int) -> int:
    """How many signs of reporting a text has; no matter by how many it has more than ``most``."""
    news = 0
    for word in _NEWS:
        news += text.count(word)
        if news >= most:
            break
    return news


def reports(text: str) -> bool:
    """Whether a text has a sign of reporting (据悉, 本报讯)."""
    return any(word in text for word in _NEWS)


def find_modes(outline: Outline, cues: Sequence[Sequence[Cue]], *, genre: str) -> list[str]:
    """The mode of each piece: the genre's, until a frame or a heading turns it.

    A frame (下一步……, 去年以来……) holds from its piece to the next frame or heading of the same or a higher level.
    """
    modes: list[str] = []
    mode, section = genre, -2
    headings: dict[int, str] = {}
    paragraphs = outline.paragraphs
    for piece, found in zip(outline.pieces, cues, strict=True):
        paragraph = paragraphs[piece.paragraph]
        said = _NOTHING
        for cue in found:
            if cue.says in _TURNS:
                said |= {cue.says}
        if paragraph.kind == "heading":
            done, plan = "heading_done" in said, ("heading_plan" if genre == "plan" else "heading_ahead") in said
            parent = headings.get(paragraph.section, genre)
            forward = "plan" if genre == "plan" else "next"
            own = "done" if done and not plan else forward if plan and not done else parent
            headings[piece.paragraph] = "open" if "heading_open" in said else own
            modes.append(headings[piece.paragraph])
            continue
        if paragraph.section != section:
            section = paragraph.section
            turned = headings.get(section)
            mode = turned if turned and (turned != genre or genre == "plan") else mode if genre == "open" else genre
        if said:
            mode = _turned(mode, said, genre=genre)
        modes.append(mode)
    return modes if genre == "plan" else _look_back(outline, cues, modes)


def _turned(mode: str, said: AbstractSet[str], *, genre: str) -> str:
    """The mode from a piece on that says what turns it."""
    if "mode_plan" in said:
        return "plan" if genre == "plan" else "next"
    if "mode_done" in said and genre != "plan":
        return "done"
    return "open" if "mode_open" in said else mode


def _look_back(outline: Outline, cues: Sequence[Sequence[Cue]], modes: Sequence[str]) -> list[str]:
    """Open passages of a report tell what was done, unless the text or what stands before them looks ahead.

    A report does not mark what was done sentence by sentence: a bare verb has the tense of the plain statements around
    it. The text looks ahead where promises outweigh what was done by half, or where neither is found and nothing shows
    that somebody reports. What an official says on the air has no tense of its own.
    """
    looks = [_look(found) if found else "" for found in cues]
    text = outline.text
    back = sum(["achievement" in map(_says, found) for found in cues if found])
    ahead = looks.count("ahead") > _OUTWEIGHS * back or not (back or reports(text))
    out: list[str] = []
    before, paragraph, spoken = "", -1, False
    for piece, mode, look in zip(outline.pieces, modes, looks, strict=True):
        if piece.paragraph != paragraph:
            before, paragraph = "", piece.paragraph
            spoken = _SPOKEN.match(text, piece.start, piece.end) is not None
        told = look == "back" or (not look and (before == "back" or (not before and not ahead and not spoken)))
        out.append("done" if mode == "open" and told else mode)
        before = look or before
    return out


def _look(cues: Iterable[Cue]) -> str:
    """Whether a piece plainly promises (``ahead``) or plainly tells what was done (``back``)."""
    look = ""
    for cue in cues:
        if cue.rule in _AHEAD:
            return "ahead"
        if cue.says == "achievement":
            look = "back"
    return look
