"""Words without what names a document or its source: numbers as 0, quoted names as Q, place names as P."""

from __future__ import annotations

import re
from collections.abc import Sequence

# The first character of a repeat stands apart, for then `re` passes over all others in one loop.
_DIGITS = re.compile(r"\d\d*(?:[.,．]\d+)?")
_QUOTED = re.compile(r"[“《「][^”》」\n]{1,40}[”》」]")
_SEAT = re.compile(r"(?:省|市|县|镇|乡|村|自治区|自治州)(?=[^场民政域级区长内委里直属\n])")


def masked(text: str) -> str:
    """The text with numbers as 0, quoted names as Q and place names as P; never across lines."""
    if "”" in text or "》" in text or "」" in text:
        text = _QUOTED.sub("Q", text)
    return _without_places(_DIGITS.sub("0", text))


def masked_each(texts: Sequence[str]) -> list[str]:
    """Each text masked; all are masked as the lines of one text, for a pass over a line costs more than its words."""
    if not texts:
        return []
    lines = "\n".join(texts)
    if lines.count("\n") >= len(texts):
        lines = "\n".join([text.replace("\n", " ") for text in texts])
    return masked(lines).split("\n")


def _without_places(text: str) -> str:
    """The text with P for two or three characters and the kind of place behind them (清河县, 枫林镇).

    The kinds are found first, since most characters are none; what stands before them is looked at afterwards.
    """
    out: list[str] = []
    done = 0
    for seat in _SEAT.finditer(text):
        at = seat.start()
        name = text[max(done, at - 3) : at]
        long = len(name) - 2
        if long >= 0 and "\u4e00" <= name[-1] <= "\u9fff" and "\u4e00" <= name[-2] <= "\u9fff":
            begin = at - 3 if long and "\u4e00" <= name[0] <= "\u9fff" else at - 2
            out.append(text[done:begin])
            done = seat.end()
    if not out:
        return text
    out.append(text[done:])
    return "P".join(out)
