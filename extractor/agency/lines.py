"""Where the lines of a text begin, and how: with the number of a paragraph, the mark of an item or with words."""

from __future__ import annotations

import re
from bisect import bisect_right
from functools import lru_cache

_NUMBERED = re.compile(
    r"[\s　#*]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(〔][一二三四五六七八九十]{1,3}[）)〕]|\d{1,3}(?:[、．]|\.(?!\d))|第[一二三四五六七八九十百\d]{1,4}[条章节])"
)
_NUMERALS = "一二三四五六七八九十第"
"""The Chinese characters with which the number of a paragraph or an item (一是) can begin."""
_GOES_ON = frozenset("，、：“”《》")
"""Signs with which neither begins, a quick look before the patterns."""
_MARK = re.compile(
    r"[\s　]*(?:[（(]\d{1,2}[）)]|[①-⑳]|——|[•·●-]\s?|\d{1,2}[.、．)]|[（(〔][一二三四五六七八九十]{1,3}[）)〕]|[一二三四五六七八九十]{1,3}是)"
)
_DIGITS = re.compile(r"[一二三四五六七八九十]+|\d+|[\s　]")
_CIRCLED = re.compile(r"[①-⑳]")
_RUN_IN = re.compile(_NUMBERED.pattern + r"\s*[^，。；：\n]{2,24}。[ 　]*\S")
_OPENING = ("：", ":", "；", ";")
_BREAK = re.compile("\n")


class Lines:
    """The lines of a text: found once, so that a line of a million characters costs no more than its length."""

    def __init__(self, text: str) -> None:
        self.starts = [0, *[m.end() for m in _BREAK.finditer(text)], len(text) + 1]
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


def is_opened(text: str, at: int) -> bool:
    """Whether the line before the one that begins at ``at`` ends with a colon."""
    return at > 0 and text[max(0, at - 40) : at].rstrip().endswith(_OPENING)


def is_numbered(text: str, at: int) -> bool:
    """Whether a numbered paragraph begins at ``at``."""
    return _number(text, at) is not None


def runs_in(text: str, at: int) -> bool:
    """Whether a numbered paragraph begins at ``at`` whose text goes on behind its heading."""
    return is_numbered(text, at) and _RUN_IN.match(text, at) is not None


def item_kind(text: str, at: int) -> str:
    """The kind of the enumerator that stands at ``at``: its mark without the number; empty for none."""
    m = _mark(text, at)
    return _kind(m[0]) if m else ""


@lru_cache(maxsize=512)
def _kind(mark: str) -> str:
    return _CIRCLED.sub("①", _DIGITS.sub("", mark)) or "1"


def behind_mark(text: str, at: int) -> int:
    """Where the words begin behind the number or the mark that stands at ``at``."""
    m = _number(text, at) or _mark(text, at)
    return m.end() if m else at


def _number(text: str, at: int) -> re.Match[str] | None:
    first = text[at : at + 1]
    goes_on = first in _GOES_ON or ("一" <= first <= "鿿" and first not in _NUMERALS)
    return None if goes_on else _NUMBERED.match(text, at)


def _mark(text: str, at: int) -> re.Match[str] | None:
    first = text[at : at + 1]
    goes_on = first in _GOES_ON or ("一" <= first <= "鿿" and first not in _NUMERALS)
    return None if goes_on else _MARK.match(text, at)
