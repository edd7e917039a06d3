"""Lines of a PDF page → paragraphs: columns in reading order, headers, footers and page numbers left out."""

from __future__ import annotations

import itertools
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from statistics import median

from extractor.reading.pdf_page import Piece, tidy_words

_PAGE_NUMBER = re.compile(
    r"[\s—–\-·.|~]*(?:第\s*)?(?:\d{1,4}|[ivxlc]{1,6})(?:\s*页)?(?:\s*[/／]\s*\d{1,4}|[\s,，/／]*共\s*\d{1,4}\s*页)?[\s—–\-·.|~]*|page\s*\d+(?:\s*of\s*\d+)?",
    re.IGNORECASE,
)
_ITEM = re.compile(
    r"[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]|\d{1,2}[.、．](?!\d)|第[一二三四五六七八九十\d]{1,4}[条章节]|[•·●—]{1,2}|附件"
)
_MARKER = re.compile(rf"\[?(?:{_ITEM.pattern})\]?")
# What a browser prints above and below a page.
_PRINTED = re.compile(
    r"(?:https?|file)://\S+(?:\s+\d{1,4}/\d{1,4})?"
    r"|(?:\d{4}[/.-]\d{1,2}[/.-]\d{1,2}|\d{1,2}/\d{1,2}/\d{2,4}),?\s*(?:[上下]午)?\s*\d{1,2}:\d{2}(?:\s*[AP]M)?(?:\s.*)?"
)
_ENDS = re.compile(r"[。！？：；!?;:][”’」』）)]*\s*$")
_WIDEST, _NARROW = 2.2, 1.2
"""A gap of so many heights of the letters parts a row of text; the narrower one where it may part two columns."""
_MARGIN = 0.1
LARGER = 1.15
"""Letters this many times as high as the usual ones make a title."""
_WIDE = re.compile(r"[\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef“”‘’…—]")


@dataclass(slots=True)
class Line:
    """One line of text, its pieces joined."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    size: float
    pieces: list[Piece] = field(default_factory=list)
    column: int = 0
    """The column of a page of two that the line stands in, 1 or 2; 0 where it stands across both."""


def is_item(text: str) -> bool:
    """Whether a line begins with the number of an item (一、 （二） 3.)."""
    return bool(_ITEM.match(text))


def to_lines(pieces: Sequence[Piece]) -> list[Line]:
    """Pieces at the same height, near each other, make a line; from the top, left before right."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-p.middle, p.left)):
        row = next((r for r in rows[-3:] if _same_height(r[0], piece)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    rows = [sorted(row, key=lambda p: p.left) for row in rows]
    gutter = _gutter([line for row in rows for line in _row_lines(row, widest=_NARROW)])
    return [line for row in rows for line in _row_lines(row, gutter=gutter)]


def _same_height(one: Piece, other: Piece) -> bool:
    both = min(one.top, other.top) - max(one.bottom, other.bottom)
    return both > 0.5 * max(0.1, min(one.height, other.height))


def _row_lines(row: Sequence[Piece], *, widest: float = _WIDEST, gutter: float | None = None) -> list[Line]:
    """A row of pieces is cut where the gap is wide and at the gutter of two columns, not behind the number of an item."""
    groups: list[list[Piece]] = [[row[0]]]
    for piece in row[1:]:
        before = groups[-1][-1]
        most = _NARROW if gutter and before.right <= gutter <= piece.left else widest
        wide = piece.left - before.right > most * max(before.height, piece.height, 4)
        if wide and not (len(groups[-1]) == 1 and _MARKER.fullmatch(before.text)):
            groups.append([piece])
        else:
            groups[-1].append(piece)
    return [_line(group) for group in groups]


def _line(pieces: list[Piece]) -> Line:
    text = pieces[0].text
    for before, piece in itertools.pairwise(pieces):
        blank = _needs_blank(text, piece.text, piece.left - before.right, piece.height)
        gap = " " if blank and not (_MARKER.fullmatch(text) and _WIDE.match(piece.text)) else ""
        text += gap + piece.text
    return Line(
        min(p.left for p in pieces),
        min(p.bottom for p in pieces),
        max(p.right for p in pieces),
        max(p.top for p in pieces),
        tidy_words(text.strip()),
        max(p.height for p in pieces),
        pieces,
    )


def _needs_blank(left: str, right: str, gap: float, height: float) -> bool:
    wide = bool(_WIDE.match(left[-1:]) or _WIDE.match(right[:1]))
    narrow = left[-1:].isascii() or right[:1].isascii()
    return gap > (3.0 if wide and narrow else 0.8 if wide else 0.2) * height and not left.endswith(" ")


def drop_margins(pages: Sequence[tuple[list[Line], float]]) -> list[list[Line]]:
    """Lines of all pages (with the height of each) without page numbers and what repeats at top or bottom."""
    seen = Counter(key for lines, height in pages for key in {_key(line) for line in lines if _at_margin(line, height)})
    often = {key for key, count in seen.items() if count >= max(2, 0.4 * len(pages))}
    return [[line for line in lines if not _is_margin(line, height, often)] for lines, height in pages]


def _key(line: Line) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s", "", line.text))


def _at_margin(line: Line, height: float) -> bool:
    return line.bottom > height * (1 - _MARGIN) or line.top < height * _MARGIN


def _is_margin(line: Line, height: float, often: set[str]) -> bool:
    return _at_margin(line, height) and (
        _key(line) in often or bool(_PAGE_NUMBER.fullmatch(line.text) or _PRINTED.fullmatch(line.text))
    )


def reading_order(lines: Sequence[Line]) -> list[Line]:
    """Two columns are read one after the other; lines across both part the page into bands."""
    gutter = _gutter(lines)
    if gutter is None:
        return list(lines)
    out: list[Line] = []
    left: list[Line] = []
    right: list[Line] = []
    for line in lines:
        if line.left < gutter < line.right:
            out += [*left, *right, line]
            left, right = [], []
        else:
            line.column = 1 if line.right <= gutter else 2
            (left if line.column == 1 else right).append(line)
    return [*out, *left, *right]


def _gutter(lines: Sequence[Line]) -> float | None:
    """The x of the gap between two columns of running text; None for one column."""
    lines = [line for line in lines if not _PRINTED.fullmatch(line.text)]
    if len(lines) < 12:
        return None
    lowest, highest = min(line.left for line in lines), max(line.right for line in lines)
    best: tuple[int, float] | None = None
    for step in range(30, 71):
        x = lowest + (highest - lowest) * step / 100
        crossing = sum(line.left < x < line.right for line in lines)
        if best is None or crossing < best[0]:
            best = (crossing, x)
    assert best is not None
    x = best[1]
    sides = [[one for one in lines if one.right <= x], [one for one in lines if one.left >= x]]
    running = all(_is_running(side, room) for side, room in zip(sides, (x - lowest, highest - x), strict=True))
    return x if best[0] <= 0.3 * len(lines) and running else None


def _is_running(side: Sequence[Line], room: float) -> bool:
    """Whether lines are running text: most of them as long as the longest, which fills the room."""
    widths = [line.right - line.left for line in side]
    longest = max(widths, default=0.0)
    full = sum(width > 0.7 * longest for width in widths)
    return longest > 0.6 * room and full >= 5 and full >= 0.5 * len(side)


@dataclass(slots=True)
class Block:
    """Lines that make one paragraph; ``pages`` holds (offset in the text, page) where a page begins inside it."""

    text: str
    size: float
    page: int
    last: Line
    right: float
    page_breaks: list[tuple[int, int]] = field(default_factory=list)


def join_paragraphs(lines: Sequence[Line], page: int, open_block: Block | None, *, width: float) -> list[Block]:
    """The paragraphs of one page of a width; the first may go on with the paragraph left open on the page before."""
    if not lines:
        return []
    shape = _Shape(lines, width)
    blocks: list[Block] = []
    for at, line in enumerate(lines):
        before = blocks[-1] if blocks else None
        if before and shape.goes_on(before, lines[at - 1], line):
            _append(before, line)
        elif before is None and open_block and shape.goes_over(open_block, line):
            open_block.page_breaks.append((len(open_block.text) + len(_blank(open_block.text, line.text)), page))
            _append(open_block, line)
            blocks.append(open_block)
        else:
            blocks.append(Block(line.text, line.size, page, line, shape.right(line)))
    return blocks


def _blank(left: str, right: str) -> str:
    return "" if _WIDE.match(left[-1:]) or _WIDE.match(right[:1]) else " "


def _append(block: Block, line: Line) -> None:
    if block.text.endswith("-") and line.text[:1].islower():
        block.text = block.text[:-1] + line.text
    else:
        block.text += _blank(block.text, line.text) + line.text
    block.last = line


class _Shape:
    """The usual left edge, right edge, pitch and size of the lines of a page."""

    def __init__(self, lines: Sequence[Line], width: float) -> None:
        self._width = width
        self._size = median(line.size for line in lines)
        pitches = [
            a.bottom - b.bottom for a, b in itertools.pairwise(lines) if 0 < a.bottom - b.bottom < 4 * self._size
        ]
        self._pitch = median(pitches) if pitches else 1.5 * self._size
        self._lines = lines

    def _column(self, line: Line) -> list[Line]:
        return [
            other
            for other in self._lines
            if other.column == line.column and abs(other.size - line.size) < 0.25 * line.size
        ]

    def left(self, line: Line) -> float:
        """The left edge of the column that a line stands in."""
        lefts = sorted(other.left for other in self._column(line))
        return lefts[len(lefts) // 10]

    def right(self, line: Line) -> float:
        """The right edge of the column that a line stands in."""
        rights = sorted(other.right for other in self._column(line))
        if line.column or (len(rights) > 1 and rights[-2] > rights[-1] - 1.2 * line.size):
            return rights[-1]
        # Only one line is that long: none need reach the edge, which then lies as far in as the left one.
        return max(rights[-1], self._width - self.left(line) - line.size)

    def _is_full(self, line: Line, right: float) -> bool:
        return line.right > right - 2.1 * line.size

    def _is_indented(self, line: Line) -> bool:
        return line.left > self.left(line) + 1.2 * self._size

    def _is_centred(self, line: Line) -> bool:
        before, behind = line.left - self.left(line), self.right(line) - line.right
        return before > 2.5 * self._size and abs(before - behind) < line.size

    def _is_title(self, before: Line, line: Line, gap: float) -> bool:
        """Whether two lines are parts of one title: large, alike, one below the other in the middle."""
        large = before.size > LARGER * self._size and abs(before.size - line.size) < 0.15 * line.size
        middle = abs((before.left + before.right) - (line.left + line.right)) / 2 < line.size
        return large and middle and 0 < gap < 2.2 * line.size

    def goes_on(self, block: Block, before: Line, line: Line) -> bool:
        """Whether a line goes on with the paragraph of the line before it."""
        gap = before.bottom - line.bottom
        if self._is_title(before, line, gap):
            return True
        if self._is_centred(before) != self._is_centred(line):
            return False
        if abs(before.size - line.size) > 0.25 * max(before.size, line.size) or (gap > 0 and gap > 1.45 * self._pitch):
            return False
        if gap <= 0 or not self._is_full(before, self.right(before)):
            return (
                gap <= 0
                and self._is_full(before, self.right(before))
                and not self._is_indented(line)
                and not _ENDS.search(block.text)
            )
        return not self._is_indented(line) and not (_ITEM.match(line.text) and _ENDS.search(block.text))

    def goes_over(self, block: Block, line: Line) -> bool:
        """Whether the first line of a page goes on with the last paragraph of the page before."""
        same = abs(block.last.size - line.size) <= 0.25 * max(block.last.size, line.size)
        return (
            same
            and self._is_full(block.last, block.right)
            and not self._is_indented(line)
            and not _ENDS.search(block.text)
            and not _ITEM.match(line.text)
        )
