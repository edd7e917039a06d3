"""The outline of a text: paragraphs with their level, and the pieces that paragraphs are cut into.

A piece is what stands between 。！？； (and line ends, table cells, enumerators): the smallest unit that may be a
measure by itself. Offsets are code points of the text; nothing here looks at words, only at layout and punctuation.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from extractor.article import Heading
from extractor.rulebook.kept import compile_re

GLUED_NUMBER = compile_re(r"\d{1,2}\.(?=\d{1,5}(?:个(?![月百半])|[家户名所座条处辆场台套栋间株盏支批](?!\d)))")
"""The number of an item before what the item counts (2.50个小区): nobody counts halves of these."""
_MARKER = compile_re(
    r"""(?x)[\s　>*+]*(?:
      (?P<hash>\#{1,6})\s*
    | (?P<part>第[一二三四五六七八九十百\d]{1,4}(?:部分|[章编篇]))[\s　:：、.]*
    | (?P<article>第[一二三四五六七八九十百\d]{1,4}[条节款项])[\s　:：、.]*
    | (?P<major>[一二三四五六七八九十]{1,3}[、.．])\s*
    | (?P<minor>[（(〔][一二三四五六七八九十]{1,3}[）)〕])[、.．]?\s*
    | (?P<number>\d{1,3}(?:[、．]|\.(?!\d)|\.(?=\d{1,2}月|20\d\d年|\d{1,5}(?:个(?![月百半])|[家户名所座条处辆场台套栋间株盏支批](?!\d)))|\s*[)）](?!\d)))\s*
    | (?P<paren>[（(]\d{1,2}[）)])[、.．]?\s*
    | (?P<circle>[①-⑳❶-❿⑴-⒇㈠-㈩])\s*
    | (?P<dash>—{1,2}|──|-\s|[•·●■◆▪□○★])\s*
    | (?P<ordinal>[一二三四五六七八九十]是)
    )"""
)
_RULE = re.compile(r"[\s|:=+*_-]*")
_RULED = frozenset("|:=+*_-")
_MARKER_LETTERS = "第一二三四五六七八九十"
_LEVELS = {
    "hash": 1,
    "part": 1,
    "article": 4,
    "major": 2,
    "minor": 3,
    "number": 4,
    "paren": 5,
    "circle": 6,
    "dash": 6,
    "ordinal": 6,
}
# Both patterns begin with one set of characters: re passes quickly over those that do not stand in it.
_CUT = compile_re(
    r"[。！？；;!?（(〔\[【|｜\t….](?:(?<=[。！？；;!?])[。！？；;!?]*[”’」』\"）)]*|(?<=[（(〔\[【|｜\t])"
    r"|(?:(?<=…)…+|(?<=\.)\.{5,})[”’」』\"]*)"
)
_ENUMERATOR = compile_re(
    r"[^一-鿿，。、；：“”《》！？](?<=[\s　；;。,，：:].)(?:(?<=\d)(?=\d?[.、．](?!\d)\S)|(?<=[（(])(?=\d{1,2}[）)]\S)|(?<=[①-⑳])(?=\S)"
    r"|(?<=[\s　]\d)(?=\d?月?(?:[-—–~～至到]\d{1,2})?月(?:\d{1,2}日)?(?:[底末中初]|[上中下]旬)?前?[：:]))"
)
# 新华社某地3月15日电（记者某某）, 本报讯: what comes before the first sentence of a report.
_DATELINE = compile_re(
    r"[\s　]*[（(【]?(?:本报|本刊|本网|本台|新华社|人民网|央视网|中新[网社]|[\u4e00-\u9fff]{2,8}(?:日报|晚报|网|社))[^，。；：:\n（(]{0,20}?[讯电]"
    r"[）)】]?[\s　]*[（(][^（）()\n]{0,40}(?:记者|通讯员)[^（）()\n]{0,40}[）)]"
)
_CLOSERS = dict(zip("（(〔[【", "）)〕]】", strict=True))
_CELL_ENDS = frozenset("|｜\t")
_LONGEST_PARENTHESIS = 240
_LONGEST_HEADING = 48
_TERMINAL = "。；;！？!?，,、"
_DATE_LINE = re.compile(
    r"[（(]?\d{4}\s*[年/.-]\s*\d{1,2}\s*[月/.-]\s*\d{1,2}\s*日?[）)]?(?:\s*\d{1,2}:\d{2}(?::\d{2})?)?"
)
_LABEL = re.compile(r"[\s　]*[^\s，。；：:（）()|]{2,10}[：:]")


class Piece(NamedTuple):
    """One cut of a paragraph: ``text[start:end]`` without marker and closing punctuation.

    ``end_mark`` is the punctuation behind it (empty at a line end), ``marker`` the name of the enumerator before it.
    """

    start: int
    end: int
    paragraph: int
    index: int  # type: ignore[assignment]  # of the piece in its paragraph; no method of tuples
    end_mark: str = ""
    marker: str = ""
    cell: int = -1


class Paragraph(NamedTuple):
    """One line of the text. ``kind`` is heading, body or row (of a table); ``level`` is 0 for unmarked body text.

    ``section`` is the index of the heading paragraph that it stands under, -1 for none.
    """

    start: int
    end: int
    kind: str
    level: int
    marker: str
    section: int


@dataclass(frozen=True, slots=True)
class Outline:
    """Paragraphs and pieces of one text, in order."""

    text: str
    paragraphs: tuple[Paragraph, ...]
    pieces: tuple[Piece, ...]

    def path(self, paragraph: int) -> tuple[int, ...]:
        """Indices of the headings above a paragraph, the outermost first."""
        out: list[int] = []
        at = self.paragraphs[paragraph].section
        while at >= 0:
            out.append(at)
            at = self.paragraphs[at].section
        return tuple(reversed(out))

    def section_title(self, paragraph: int) -> str:
        """The heading path of a paragraph as shown to people: ``一、目标 / （一）线网``."""
        return " / ".join(
            self.text[p.start : p.end].strip("# ") for p in map(self.paragraphs.__getitem__, self.path(paragraph))
        )


@dataclass(slots=True)
class _Line:
    start: int
    end: int
    body: int
    marker: str
    level: int
    row: bool
    given: int = 0


def _lines(text: str, headings: Iterable[Heading]) -> list[_Line]:
    given = {h.quote.start: h.level for h in headings}
    celled = "|" in text or "｜" in text or "\t" in text
    out: list[_Line] = []
    at = 0
    for raw in text.splitlines(keepends=True):
        line = raw.rstrip()
        if line and (line[-1] not in _RULED or not _RULE.fullmatch(line)):
            start = at + len(raw) - len(raw.lstrip()) if raw[0].isspace() else at
            end = at + len(line)
            m = _marker(text, at, end)
            marker = str(m.lastgroup) if m else ""
            level = len(m["hash"]) if m and marker == "hash" else _LEVELS.get(marker, 0)
            row = celled and (" | " in line or "｜" in line or line.startswith("|") or "\t" in line.strip())
            out.append(_Line(start, end, m.end() if m else start, marker, level, row, given.get(start, 0)))
        at += len(raw)
    return out


def _is_heading(text: str, lines: list[_Line], i: int) -> bool:
    line = lines[i]
    if line.given or line.marker == "hash":
        return True
    body = text[line.body : line.end]
    if line.row or not body or len(body) > _LONGEST_HEADING or body[-1] in _TERMINAL or body[-1] in "：:）)":
        return bool(
            line.marker in {"major", "part"} and body and len(body) <= 30 and body[-1] in "：:）)" and not line.row
        )
    if _DATE_LINE.fullmatch(body) or _is_label(body):
        return False
    following = lines[i + 1] if i + 1 < len(lines) else None
    if not line.marker:
        # An unmarked short line is a heading where running text follows it.
        return following is not None and len(body) <= 36 and "。" not in body and not following.row
    return line.marker in {"part", "major"} or _heads_text(text, lines, i, following)


def _is_label(body: str) -> bool:
    """Whether a line is a field with its value (时间：…), not a heading (任务：…)."""
    return bool(_LABEL.match(body) and not re.match(r"[\s　]*(?:目标|任务|措施|规划)", body) and "：" in body[:8])


def _heads_text(text: str, lines: list[_Line], i: int, following: _Line | None) -> bool:
    """Whether a numbered line has text below it: one followed by a sibling is an item of a list, and so is the last."""
    line, above = lines[i], lines[i - 1] if i else None
    if following is None or following.marker == line.marker or (following.level and following.level < line.level):
        return False
    sibling = above if above is not None and above.marker == line.marker else None
    return line.marker not in {"number", "paren", "circle"} or not _is_bare(text, sibling)


def _is_bare(text: str, line: _Line | None) -> bool:
    """Whether a line is a short item without the mark of a sentence."""
    return (
        line is not None
        and not line.given
        and line.end - line.body <= _LONGEST_HEADING
        and text[line.end - 1] not in _TERMINAL
    )


def _paragraphs(text: str, lines: list[_Line]) -> list[Paragraph]:
    out: list[Paragraph] = []
    open_headings: list[tuple[int, int]] = []
    new = tuple.__new__  # half the time of Paragraph(…)
    for i, line in enumerate(lines):
        heading = _is_heading(text, lines, i)
        level = line.given or line.level or (5 if heading else 0)
        while heading and open_headings and open_headings[-1][0] >= level:
            open_headings.pop()
        section = open_headings[-1][1] if open_headings else -1
        kind = "heading" if heading else "row" if line.row else "body"
        out.append(new(Paragraph, (line.start, line.end, kind, level, line.marker, section)))
        if heading:
            open_headings.append((level, i))
    return out


def _cuts(text: str, paragraphs: Iterable[Paragraph]) -> Iterator[list[tuple[int, int]]]:
    """The marks between the pieces of each paragraph as (end of one, start of the next).

    Parentheses that close soon are not cut.
    """
    marks = [m.span() for m in _CUT.finditer(text)]  # none reaches beyond its paragraph
    marks.append((len(text), len(text)))
    n = 0
    for paragraph in paragraphs:
        end, closes_at = paragraph.end, paragraph.start
        cuts: list[tuple[int, int]] = []
        at, behind = marks[n]
        while at < end:
            if at >= closes_at:
                closer = _CLOSERS.get(text[at])
                if closer is None:
                    cuts.append(marks[n])
                else:
                    close = text.find(closer, behind, min(end, behind + _LONGEST_PARENTHESIS))
                    closes_at = close if close >= 0 else closes_at
                    # A parenthesis between two sentences (……。（甲局负责）推广……) belongs to the one before.
                    if close >= 0 and cuts and cuts[-1][1] == at and text[cuts[-1][0]] in "。；":
                        cuts.append((close + 1, close + 1))
            n += 1
            at, behind = marks[n]
        yield cuts


def _openings(text: str, paragraphs: Iterable[Paragraph]) -> list[int]:
    """Where pieces begin without a mark before them, in order: at enumerators and behind datelines; then the end."""
    out = [m.start() for m in _ENUMERATOR.finditer(text)]
    if "记者" in text or "通讯员" in text:
        datelines = (
            _DATELINE.match(text, p.start, p.end)
            for p in paragraphs
            if text.find("记者", p.start, p.end) >= 0 or text.find("通讯员", p.start, p.end) >= 0
        )
        out += [m.end() for m in datelines if m and m.end() < m.endpos]
        out.sort()
    out.append(len(text))
    return out


def _pieces(text: str, paragraphs: list[Paragraph]) -> list[Piece]:
    out: list[Piece] = []
    openings = _openings(text, paragraphs)
    first = 0
    new = tuple.__new__  # half the time of Piece(…)
    for n, (paragraph, cuts) in enumerate(zip(paragraphs, _cuts(text, paragraphs), strict=True)):
        at, end = paragraph.start, paragraph.end
        if openings[first] < end:
            first, last = bisect_left(openings, at, first), bisect_left(openings, end, first)
            cuts += [(opening, opening) for opening in openings[first:last]]
            cuts.sort()
            first = last
        cuts.append((end, end))
        index, cell = 0, 0 if paragraph.kind == "row" else -1
        for stop, resume in cuts:
            begin = until = at
            if stop > at:
                begin, until, marker = _trimmed(text, at, stop)
            if until > begin:
                out.append(new(Piece, (begin, until, n, index, text[stop:resume].strip(), marker, cell)))
                index += 1
            if cell >= 0 and resume > stop and text[stop] in _CELL_ENDS:
                cell += 1
            at = resume
    return out


def _trimmed(text: str, start: int, end: int) -> tuple[int, int, str]:
    """The words of ``text[start:end]`` without marker, spaces and commas around them, and the name of the marker."""
    marker = ""
    m = _marker(text, start, end)
    if m:
        marker, start = str(m.lastgroup), m.end()
    while start < end and text[start] in " \t　　|*":
        start += 1
    while end > start and text[end - 1] in " \t　　|*,，、":
        end -= 1
    return start, end, marker


def _marker(text: str, start: int, end: int) -> re.Match[str] | None:
    """The marker at ``start``, where there is a character; hardly a letter begins one."""
    first = text[start]
    return None if first.isalpha() and first not in _MARKER_LETTERS else _MARKER.match(text, start, end)


def find_outline(text: str, headings: Iterable[Heading] = ()) -> Outline:
    """Cut a text into paragraphs and pieces; ``headings`` are those that the source itself marks.

    Time is linear in the length of the text.
    """
    paragraphs = _paragraphs(text, _lines(text, headings))
    return Outline(text, tuple(paragraphs), tuple(_pieces(text, paragraphs)))
