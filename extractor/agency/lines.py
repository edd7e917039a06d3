"""Where the lines of a text begin, and how: with the number of a paragraph, the mark of an item or with words."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

NUMBERED = re.compile(
    r"[\s　#*]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十]{1,3}[）)〕]|\d{1,3}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]{1,4}[条章节])"
)
"""How a numbered paragraph begins."""
_NUMERALS = "一二三四五六七八九十第"
"""The Chinese characters with which :data:`NUMBERED` can begin; no item begins with any."""
_ITEM = re.compile(
    r"[\s　]*(?:[（(]\d{1,2}[）)]|[①-⑳]|——|[•·●-]\s?|\d{1,2}[.、．)]|[（(〔][一二三四五六七八九十]{1,3}[）)〕])"
)
_NUMBER = re.compile(r"[一二三四五六七八九十]+|\d+|[\s　]")
_CIRCLED = re.compile(r"[①-⑳]")
_RUN_IN = re.compile(NUMBERED.pattern + r"\s*[^，。；：\n]{2,24}。[ 　]*\S")
_OPENING = ("：", ":", "；", ";")
_BREAK = re.compile("\n")


class Lines:
    """The lines of a text: found once, so that a line of a million characters costs no more than its length."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *(m.end() for m in _BREAK.finditer(text)), len(text) + 1]
        """Where each line begins, and where one behind the last would."""

    def number(self, at: int) -> int:
        """The line on which a place lies; a break belongs to the line that it ends."""
        return bisect_right(self.starts, at) - 1

    def start(self, at: int) -> int:
        """Where the line of a place begins."""
        return self.starts[bisect_right(self.starts, at) - 1]

    def end(self, at: int) -> int:
        """Where the line of a place ends: at its break or at the end of the text."""
        return self.starts[bisect_right(self.starts, at)] - 1


class Line(NamedTuple):
    """How a line begins: whether with a number, the mark of an item, and whether the one before ends with a colon."""

    at: int = 0
    numbered: bool = False
    run_in: bool = False
    item: str = ""
    opened: bool = False


def line_at(text: str, at: int) -> Line:
    """The line that begins at ``at``."""
    opened = at > 0 and text[max(0, at - 40) : at].rstrip().endswith(_OPENING)
    if is_plain(text, at):
        return Line(at, opened=opened)
    numbered = NUMBERED.match(text, at) is not None
    return Line(at, numbered, numbered and _RUN_IN.match(text, at) is not None, item_kind(text, at), opened)


def is_plain(text: str, at: int) -> bool:
    """Whether neither a numbered paragraph nor an item begins at ``at``: a quick look at the first character."""
    return "一" <= text[at : at + 1] <= "鿿" and text[at] not in _NUMERALS


def item_kind(text: str, at: int) -> str:
    """The kind of the enumerator that stands at ``at``: its mark without the number; empty for none."""
    m = _ITEM.match(text, at)
    return _CIRCLED.sub("①", _NUMBER.sub("", m[0])) or "1" if m else ""


def behind_mark(text: str, at: int) -> int:
    """Where the words begin behind the number or the mark that stands at ``at``."""
    marker = None if is_plain(text, at) else NUMBERED.match(text, at) or _ITEM.match(text, at)
    return marker.end() if marker else at
