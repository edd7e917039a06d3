"""What stands where on a page of a PDF: pieces of text with their boxes, and the ruled lines of tables.

All lengths are points, y grows upwards as in the file.
"""

from __future__ import annotations

import ctypes
import itertools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

_MOST_LETTERS = 100_000
_GAP = 0.8
"""A gap wider than this share of the height of the letters parts two pieces."""
_MOST_SEGMENTS = 20_000
_THIN = 3.0
_SHORTEST_RULE = 8.0


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text on one line with its box."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """How high the letters are, in points."""
        return self.top - self.bottom

    @property
    def middle(self) -> float:
        """Half way up the letters."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line: across (``level`` is its y) or down (``level`` is its x) from ``start`` to ``end``."""

    across: bool
    level: float
    start: float
    end: float


# Between Chinese and Latin letters or digits a PDF shows a gap of its own making; it is no blank of the text.
_OWN_GAP = re.compile(
    r"(?<=[\u2e80-\u9fff\uff00-\uffef“”‘’]) (?=[!-~])|(?<=[!-~]) (?=[\u2e80-\u9fff\uff00-\uffef“”‘’])"
    r"|(?<=\S) (?=[，。、；：！？）》”’])|(?<=[，。、；：！？（）《》“‘]) (?=\S)"
)


def tidy_words(text: str) -> str:
    """Words as they were typed: without the gaps of layout and the marks that pdfium puts for hyphens."""
    return _OWN_GAP.sub("", text.replace("\ufffe", "-").strip("\r\n\x00"))


def page_pieces(textpage: Any) -> list[Piece]:
    """The runs of text of a page, put together from its characters.

    The boxes that pdfium gives for whole runs overlap in files printed by browsers, and hold a comma apart from its line.
    """
    runs: list[_Run] = []
    for letter in _letters(textpage):
        if letter is None:
            runs.append(_Run())
        elif runs and runs[-1].takes(letter):
            runs[-1].letters.append(letter)
        elif letter.text.strip():
            runs.append(_Run([letter]))
    return [piece for piece in (run.piece() for run in runs) if piece]


@dataclass(slots=True)
class _Run:
    """Characters that stand one behind the other on one line."""

    letters: list[Piece] = field(default_factory=list)

    def takes(self, letter: Piece) -> bool:
        """Whether a character goes on with the run: at the same height, behind the last one, near it."""
        if not self.letters:
            return bool(letter.text.strip())
        last = self.letters[-1]
        if not letter.text.strip() or not last.text.strip():
            return True
        high = max(last.height, letter.height, 1.0)
        level = min(last.top, letter.top) - max(last.bottom, letter.bottom) > 0 or abs(last.middle - letter.middle) < (
            0.5 * high
        )
        return level and -high < letter.left - last.right < _GAP * high

    def piece(self) -> Piece | None:
        """The run as one piece; None for blanks."""
        filled = [letter for letter in self.letters if letter.text.strip()]
        text = tidy_words(_whole("".join(letter.text for letter in self.letters)).strip())
        if not filled or not text:
            return None
        # Brackets and fallback letters are higher than the rest, strokes like 一 lower: the middle one stands for all.
        usual = sorted(filled, key=lambda letter: letter.height)[len(filled) // 2]
        right = max(letter.right for letter in filled)
        return Piece(filled[0].left, usual.bottom, right, usual.top, text)


def _letters(textpage: Any) -> Iterator[Piece | None]:
    """The characters of a page with their boxes, None for the line ends that pdfium saw."""
    import pypdfium2.raw as pdfium

    for at in range(min(textpage.count_chars(), _MOST_LETTERS)):
        text = chr(pdfium.FPDFText_GetUnicode(textpage, at))
        if text in "\r\n":
            yield None
        elif text != "\x00":
            left, bottom, right, top = textpage.get_charbox(at, loose=True)
            yield Piece(left, bottom, right, top, text)


def _whole(text: str) -> str:
    """Text whose characters beyond U+FFFF may have come in halves."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def page_rules(page: Any) -> list[Rule]:
    """The straight lines drawn on a page, thin boxes counted as lines."""
    import pypdfium2.raw as pdfium

    rules: list[Rule] = []
    for item in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=3):
        if len(rules) > _MOST_SEGMENTS:
            break
        rules += _path_rules(item, pdfium)
    return rules


def _path_rules(item: Any, pdfium: Any) -> list[Rule]:
    points = list(_points(item, pdfium))
    if not points:
        return []
    xs, ys = [x for x, _, _ in points], [y for _, y, _ in points]
    width, height = max(xs) - min(xs), max(ys) - min(ys)
    if height <= _THIN < width:
        return _rule(across=True, level=sum(ys) / len(ys), start=min(xs), end=max(xs))
    if width <= _THIN < height:
        return _rule(across=False, level=sum(xs) / len(xs), start=min(ys), end=max(ys))
    return _segments(points)


def _segments(points: Sequence[tuple[float, float, bool]]) -> list[Rule]:
    rules: list[Rule] = []
    for (x, y, _), (to_x, to_y, drawn) in itertools.pairwise(points):
        if drawn and abs(y - to_y) < 1:
            rules += _rule(across=True, level=(y + to_y) / 2, start=min(x, to_x), end=max(x, to_x))
        elif drawn and abs(x - to_x) < 1:
            rules += _rule(across=False, level=(x + to_x) / 2, start=min(y, to_y), end=max(y, to_y))
    return rules


def _rule(*, across: bool, level: float, start: float, end: float) -> list[Rule]:
    return [Rule(across, level, start, end)] if end - start >= _SHORTEST_RULE else []


def _points(item: Any, pdfium: Any) -> Iterator[tuple[float, float, bool]]:
    """The corners of a path on the page: x, y and whether a line leads there from the corner before."""
    raw = item.raw
    matrix = pdfium.FS_MATRIX()
    if not pdfium.FPDFPageObj_GetMatrix(raw, matrix):
        return
    x, y = ctypes.c_float(), ctypes.c_float()
    first: tuple[float, float] | None = None
    for at in range(min(pdfium.FPDFPath_CountSegments(raw), 2000)):
        segment = pdfium.FPDFPath_GetPathSegment(raw, at)
        kind = pdfium.FPDFPathSegment_GetType(segment)
        if not pdfium.FPDFPathSegment_GetPoint(segment, x, y) or kind == pdfium.FPDF_SEGMENT_BEZIERTO:
            continue
        place = (matrix.a * x.value + matrix.c * y.value + matrix.e, matrix.b * x.value + matrix.d * y.value + matrix.f)
        drawn = kind == pdfium.FPDF_SEGMENT_LINETO
        first = first if drawn else place
        yield *place, drawn
        if first and pdfium.FPDFPathSegment_GetClose(segment):
            yield *first, True
