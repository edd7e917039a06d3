"""The words of a measure: without what only stands around it, such as units in parentheses, labels, and who says so."""

from __future__ import annotations

import re
from collections.abc import Sequence

from extractor.agency import Assigned

_LABEL = re.compile(
    r"(?:【[^】]{1,8}】(?:[^，,。：:（(\n]{2,26}[\s　][\u4e00-\u9fff·]{2,5}[：:])?"
    r"|(?:整改|具体|工作|主要|重点|下步|下一步|目标|进展|完成|落实|推进|开展|取得|当前|目前)"
    r"(?:措施|举措|任务|安排|打算|计划|情况|进展|成效|目标|要求|内容)?[：:])\s*"
)
_LABEL_FIRSTS = frozenset("【整具工主重下目进完落推开取当")
_TELLS = re.compile(
    r"(?:[^，,：:]{2,8}[，,])?[^，,：:]{6,}(?:(?:表示|介绍说?|指出|透露|强调|提出|获悉|了解到|显示|告诉记者|(?<=[议知局部委厅长人府记还时并任])要求)[，,：:]|[ 　][\u4e00-\u9fff·]{2,5}[：:])“?"
)
"""Who says so, before what is said: left out of a measure where it would be half of it."""
_POINTS = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]?\s*$")
_LONGEST_TOLD = 160
"""Who says so is hardly half of a longer measure."""
_SHORTEST = 6


def _behind_who_tells(text: str, start: int, end: int) -> int:
    """Where a measure begins behind who says so, if that is half of it; its first comma tells most that have no such."""
    if end - start >= _LONGEST_TOLD or start < text.find("，", start + 9, end) < (start + end) // 2 - 1:
        return start
    who = _TELLS.match(text, start, end)
    return who.end() if who and start + end - 2 <= 2 * who.end() <= 2 * (end - _SHORTEST) else start


def trim(text: str, start: int, end: int, assigned: Sequence[Assigned]) -> tuple[int, int]:
    """The span of a measure without a parenthesis of responsible units or of points (15分) at its end.

    ``assigned`` are those that begin in ``text[start:end]``.
    """
    for a in reversed(assigned):
        if a.place == "paren" and start < a.start < end <= a.end:
            end = a.start
    if text.find("分", start, end) >= 0:
        points = _POINTS.search(text[start:end])
        end = start + points.start() if points and points.start() else end
    label = _LABEL.match(text, start, end) if text[start : start + 1] in _LABEL_FIRSTS else None
    start = label.end() if label and label.end() < end else start
    start = _behind_who_tells(text, start, end)
    while end > start and text[end - 1] in "，,、；; \t　|（(":
        end -= 1
    return start, end
