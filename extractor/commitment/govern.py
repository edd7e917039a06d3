"""Which deadline holds for which segment: its own, its sentence's frame, its item's label, its table row, its section."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cached_property

from extractor.commitment.candidates import Candidate
from extractor.commitment.places import Places
from extractor.commitment.segments import Segment, segment_at
from extractor.language.outline import Outline
from extractor.measure import DEADLINE_ROLES, PAST_ROLES, Deadline

_FRAME_TAIL = re.compile(r"[期时]?[间末]?(?:里|内|度|以前|之前|前|底前)?[，,：:]")
_LIST_TAIL = re.compile(
    r"[：:]\s*$|——$|(?:如下|以下(?:主要|重点|预期|具体)?(?:目标|任务|工作|举措|措施|事项|实事|几))[^，,。]{0,10}$"
)
_YEAR = re.compile(r"[，,](?:20\d\d年|今年|明年)")
_AGENDA = re.compile(r"年[^，,。]{0,10}(?:工作重点|重点工作|重点任务|主要任务|工作安排)")
_YEAR_OF_PLANS = re.compile(
    r"年度?[^，,。]{0,12}(?:打算|安排|计划|任务|重点|目标|要点|举措|思路|部署|实事|(?:重点|主要)工作)$|年[^，,。]{0,24}实事$"
)
_THAN_LAST_YEAR = re.compile(r"[比较](?:上年|去年)")
_UNFOLDS = re.compile(r"(?:具体|主要)(?:内容|任务|举措|安排|包括)")
_LABEL = re.compile(
    r"^[（(〔\[]?(?:完成|整改|办理|工作)?(?:时限|期限|时间|节点|时间节点|进度安排|时序)[^：:]{0,4}[：:]|^[（(〔]"
)
_DAY_LINE = re.compile(r"[（(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日[）)]?")
_BACKWARD = re.compile(r"^(?:以上|上述|前述|(?:该|此|本|这)项(?=工作|任务|整改|行动))[^，,]{0,12}")
_TARGETS = re.compile(r"达到?|以上|左右|基本|全面|明显|显著|进一步|稳定|不低于|覆盖|形成|建成|实现|提高|下降|\d")
_PARENTHESISED = re.compile(r"[（(][^（）()]*[）)]\s*[：:]?$")
_PREAMBLE, _ACTION = "commitment.none_preamble", "commitment.action"
_ITEMS = frozenset({"part", "major", "minor", "article", "number", "paren", "circle"})
_SENTENCE_ENDS = frozenset("。！？!?|｜\t")


def pick(deadlines: Sequence[Deadline]) -> Deadline | None:
    """The one deadline of a segment: a dated one before a recurring one, a due date before a start, the first first."""
    if len(deadlines) < 2:
        return deadlines[0] if deadlines else None
    ranked = sorted(
        deadlines,
        key=lambda d: (d.recurs is not None and d.due is None, d.role == "start", d.quote.start),
    )
    return ranked[0]


def _has(candidate: Candidate, rule: str) -> bool:
    return any(cue.rule == rule for cue in candidate.cues)


def _told(candidate: Candidate) -> bool:
    """Whether a candidate speaks of what is done."""
    return any(cue.says == "achievement" and not cue.rule.startswith("structure.") for cue in candidate.cues)


class _Frames:
    """The deadlines of one text by place, and the rules by which they reach beyond their own segment."""

    def __init__(
        self,
        outline: Outline,
        candidates: Sequence[Candidate],
        kinds: Sequence[str],
        dates: Sequence[Deadline],
        telling: Sequence[Deadline],
    ) -> None:
        self.outline, self.candidates, self.kinds = outline, candidates, kinds
        self.segments = [c.segment for c in candidates]
        self.dates = Places(dates)
        self.own = self.dates.inside_each(self.segments)
        self._sections: dict[int, Deadline | None] = {-1: None}
        if telling:
            self._admit(telling)

    @cached_property
    def items(self) -> list[int]:
        """For each paragraph the number of the item it belongs to."""
        return _item_numbers(self.outline)

    def of_section(self, section: int) -> Deadline | None:
        """The deadline that the nearest heading with one names, from that of a section upwards."""
        known = self._sections
        if section not in known:
            heading = self.outline.paragraphs[section]
            named = self.dates.inside(heading.start, heading.end)
            words = self.outline.text[heading.start : heading.end]
            known[section] = (_of_heading(words, named) if named else None) or self.of_section(heading.section)
        return known[section]

    def _admit(self, telling: Sequence[Deadline]) -> None:
        """A date that looks told of (2017年，完成……) is a deadline where it opens what the passage makes a promise."""
        text, starts = self.outline.text, [segment.start for segment in self.segments]
        for date in telling:
            at = date.quote.start
            n = segment_at(self.segments, starts, at)
            if n is None or self.kinds[n] != "commitment" or self.own[n]:
                continue
            opens = at <= starts[n] + 2 or text[at - 1] in "，,"
            if opens and not _told(self.candidates[n]):
                self.own[n] = (date,)

    def _leads(self, start: int, end: int) -> bool:
        """Whether a comma stands behind a date, or before a year with whose subject a clause goes on (，明年县里将……)."""
        text = self.outline.text
        return bool(_FRAME_TAIL.match(text, end, end + 6) or _YEAR.fullmatch(text, start, end))

    def ending_at(self, n: int, end: int) -> Deadline | None:
        return next((d for d in self.own[n] if d.quote.end == end), None)

    def text_of(self, n: int) -> str:
        if n >= len(self.segments):
            return ""
        return self.outline.text[self.segments[n].start : self.segments[n].end]

    def opens(self, n: int) -> Deadline | None:
        """The deadline with which a segment opens as a frame (“今年，……”), else None."""
        segment = self.segments[n]
        for d in self.own[n]:
            lead, end = d.quote.start - segment.start, d.quote.end
            first = not lead and d.precision in {"year", "plan"}
            if lead <= 8 and (first or self._leads(d.quote.start - 1, end)):
                return d
        return None

    def new_sentence(self, n: int) -> bool:
        """Whether a segment stands in another piece than the one before it, and that one ends a sentence."""
        before, piece = self.segments[n - 1].piece, self.segments[n].piece
        return before != piece and self.outline.pieces[before].end_mark[:1] in _SENTENCE_ENDS

    def unfolds(self, n: int) -> bool:
        """Whether a segment begins to tell what the one before it spoke of in general (主要任务……)."""
        return n < len(self.segments) and bool(_UNFOLDS.match(self.outline.text, *self.segments[n][:2]))

    def heads_list(self, n: int) -> bool:
        """Whether a segment ends as one that a list follows does."""
        text = self.text_of(n)
        marked = "下" in text or "：" in text or ":" in text or "——" in text
        return marked and bool(_LIST_TAIL.search(text))


def _of_heading(words: str, deadlines: Sequence[Deadline]) -> Deadline | None:
    """The deadline that a heading names for what stands under it, of those that stand in it."""
    return pick(
        [
            d
            for d in deadlines
            if d.precision not in {"year", "plan"}
            or d.start
            or re.search(r"前|底|末|到", d.text)
            or "（" in words
            or (d.precision == "year" and _YEAR_OF_PLANS.search(words))
        ]
    )


def _item_numbers(outline: Outline) -> list[int]:
    """For each paragraph the number of its item: a marked paragraph or heading opens the next one."""
    out: list[int] = []
    item = 0
    for paragraph in outline.paragraphs:
        item += paragraph.kind != "body" or paragraph.marker in _ITEMS
        out.append(item)
    return out


def _sentence_frames(frames: _Frames) -> tuple[list[Deadline | None], list[Deadline | None]]:
    """For each segment its own deadline or its sentence's frame, and the frame of the list that it stands in."""
    pieces, paragraphs = frames.outline.pieces, frames.outline.paragraphs
    own_dates, count = frames.own, len(frames.own)
    out: list[Deadline | None] = [None] * count
    lists: list[Deadline | None] = [None] * count
    frame: Deadline | None = None
    listed: Deadline | None = None
    listed_section = -2
    opens_paragraph = False
    for n, segment in enumerate(frames.segments):
        if frame is None and listed is None and not own_dates[n]:
            opens_paragraph = False
            continue
        piece = pieces[segment.piece]
        before = pieces[frames.segments[n - 1].piece] if n else None
        new_paragraph = before is None or before.paragraph != piece.paragraph
        if frame and (
            new_paragraph or (frames.new_sentence(n) and not _holds_on(frames, frame, n, opens=opens_paragraph))
        ):
            frame = None
        opened = frames.opens(n)
        if opened:
            first = before is None or new_paragraph or (before.index == 0 and frames.kinds[n - 1] == "none")
            opens_paragraph = opens_paragraph or first
        elif not frame:
            opens_paragraph = False
        frame = opened or (None if own_dates[n] else frame)
        section = paragraphs[piece.paragraph].section
        if listed is not None and (section != listed_section or paragraphs[piece.paragraph].kind == "heading"):
            listed = None
        own = pick(own_dates[n])
        agenda = _AGENDA.search(frames.text_of(n)) if own and frames.unfolds(n + 1) else None
        if agenda:
            own = frames.ending_at(n, segment.start + agenda.start() + 1) or own
        heads = own and (
            frames.heads_list(n) or agenda or (opened and _heads_dashes(frames.outline, piece.paragraph, own))
        )
        if heads and not _has(frames.candidates[n], _PREAMBLE):
            listed, listed_section = own, section
        elif opened and new_paragraph:
            listed = None
        out[n], lists[n] = own or frame, listed
    return out, lists


def _heads_dashes(outline: Outline, paragraph: int, frame: Deadline) -> bool:
    """Whether a paragraph of targets (到2025年，……) is followed by dashed items, for which its frame holds too."""
    below = outline.paragraphs[paragraph + 1] if paragraph + 1 < len(outline.paragraphs) else None
    return below is not None and below.marker == "dash" and frame.text.startswith(("到", "至"))


def _holds_on(frames: _Frames, frame: Deadline, n: int, *, opens: bool) -> bool:
    """Whether a frame still holds for the next sentence.

    One that opened a paragraph of targets (到2025年，……) holds for targets; 今年 for what is compared with 上年.
    """
    text = frames.text_of(n)
    if frame.text in {"今年", "全年", "本年度", "今年全年"} and _THAN_LAST_YEAR.search(text):
        return True
    if not opens:
        return False
    target = _TARGETS.search(text) and (not _has(frames.candidates[n], _ACTION) or re.search(r"\d", text))
    return frame.text.startswith(("到", "至")) and frame.precision in {"year", "plan"} and bool(target)


def _label_deadlines(frames: _Frames, columns: Mapping[int, str]) -> dict[int, list[tuple[int, Deadline]]]:
    """By item number: deadlines that stand in labels, parentheses, run-in headings and due cells, with their segment."""
    out: dict[int, list[tuple[int, Deadline]]] = {}
    text = frames.outline.text
    for n, segment in enumerate(frames.segments):
        if frames.kinds[n] != "none" or not frames.own[n]:
            continue
        piece = frames.outline.pieces[segment.piece]
        words = text[segment.start : segment.end]
        run_in = piece.index == 0 and len(words) <= 40 and bool(_PARENTHESISED.search(words))
        line = frames.outline.paragraphs[piece.paragraph]
        if _DAY_LINE.fullmatch(text, line.start, line.end):
            continue  # the day on which the text was passed or published
        if _LABEL.match(words) or columns.get(segment.piece) == "due" or run_in or _BACKWARD.match(words):
            found = pick(frames.own[n])
            if found:
                out.setdefault(frames.items[piece.paragraph], []).append((n, found))
    return out


def _named_before(text: str, segment: Segment, deadline: Deadline) -> str:
    """What a label names before its date (完成时限：扶持意见5月上旬): the date is for that alone."""
    label, colon, lead = text[segment.start : deadline.quote.start].rpartition("：")
    if not colon or not label:
        return ""
    lead = lead.strip("（( 　")
    return lead if 2 <= len(lead) <= 8 and not re.search(r"完成|前|时限|期限", lead) else ""


def govern(
    outline: Outline,
    candidates: Sequence[Candidate],
    kinds: Sequence[str],
    deadlines: Sequence[Deadline],
    *,
    columns: Mapping[int, str],
    rows: Sequence[Deadline | None],
    title_frame: Deadline | None = None,
) -> list[Deadline | None]:
    """The deadline of each segment that is a commitment; None for the others and where none holds.

    ``rows`` holds for each segment the deadline that the column of its table row names.
    """
    if "commitment" not in kinds:
        return [None] * len(kinds)
    dates = [d for d in deadlines if d.role in DEADLINE_ROLES]
    telling = [d for d in deadlines if d.role in PAST_ROLES and d.due]
    if not dates and not telling:
        return [row or title_frame if kind == "commitment" else None for kind, row in zip(kinds, rows, strict=True)]
    frames = _Frames(outline, candidates, kinds, dates, telling)
    direct, lists = _sentence_frames(frames)
    labels = _label_deadlines(frames, columns)
    out: list[Deadline | None] = [None] * len(kinds)
    for n, kind in enumerate(kinds):
        if kind != "commitment":
            continue
        paragraph = outline.pieces[frames.segments[n].piece].paragraph
        out[n] = (
            direct[n]
            or rows[n]
            or (_from_label(frames, labels.get(frames.items[paragraph], ()), n) if labels else None)
            or lists[n]
            or frames.of_section(outline.paragraphs[paragraph].section)
            or title_frame
        )
    return out


def _from_label(frames: _Frames, labels: Sequence[tuple[int, Deadline]], n: int) -> Deadline | None:
    for at, deadline in labels:
        named = _named_before(frames.outline.text, frames.segments[at], deadline)
        if not named or named in frames.text_of(n):
            return deadline
    return None
