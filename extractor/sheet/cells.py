"""What goes into one cell: text that a cell can hold, its width on the page, and the values of a ledger row."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from functools import lru_cache
from typing import Any

from extractor.problem import Problem
from extractor.sheet.layout import Layout
from extractor.sheet.stream import Link
from extractor.table import Row, showable

CELL_LIMIT = 32_767
"""Characters that a cell holds, in UTF-16 units as Excel counts them."""

LINE_HEIGHT = 15.5
"""Points of one line of the workbook's font at 10 points, with air for Chinese."""

_CUT = "…（过长，未完）"


def _fitted(text: str) -> bool:
    """Whether a cell can hold the text as it is."""
    return len(text) < CELL_LIMIT // 2 and "\r" not in text and showable(text) == text


_short_fitted = lru_cache(maxsize=4096)(_fitted)
"""Units, titles and sections come again and again."""


def fit_text(text: str, where: str) -> tuple[str, list[Problem]]:
    """The text as a cell can hold it, and what was changed for that, said aloud."""
    if _short_fitted(text) if len(text) < 40 else _fitted(text):
        return text, []
    problems = []
    shown = showable(text).replace("\r\n", "\n").replace("\r", "\n")
    if "\ufffd" in shown and showable(text) != text:
        said = "有单元格存不下的字符（控制字符或残缺的编码），表里换成了“\ufffd”"
        problems.append(Problem(where, "sheet.characters", said, "原样的文字见 .jsonl 输出。"))
    if _units(shown) > CELL_LIMIT:
        said = f"文字有 {len(text)} 个字符，超过单元格的上限 {CELL_LIMIT}，表里只放得下前一部分"
        problems.append(Problem(where, "sheet.long", said, "全文见 .jsonl 输出。"))
        shown = _cut(shown)
    return shown, problems


def _units(text: str) -> int:
    return len(text) + sum(char > "\uffff" for char in text) if len(text) * 2 > CELL_LIMIT else len(text)


def _cut(text: str) -> str:
    units, room = 0, CELL_LIMIT - len(_CUT)
    for place, char in enumerate(text):
        units += 2 if char > "\uffff" else 1
        if units > room:
            return text[:place] + _CUT
    return text


def display_width(text: str) -> int:
    """Columns that the text takes: two for a Chinese character, one for a letter, as GB 18030 counts."""
    return len(text) if text.isascii() else len(text.encode("gb18030", "replace"))


def line_count(text: str, width: float) -> int:
    """Lines that the text takes in a wrapped cell of that width (in characters of the default font)."""
    room = max(int(width) - 1, 2)
    if len(text) * 2 <= room and "\n" not in text:
        return 1
    if "\n" not in text:
        return max(1, math.ceil(display_width(text) / room))
    return sum(max(1, math.ceil(display_width(line) / room)) for line in text.split("\n"))


def row_height(values: Sequence[Any], wrapped: Iterable[tuple[int, float]]) -> float:
    """The height in points that shows every wrapped cell whole, as far as Excel allows (409).

    ``wrapped`` holds place and width of the columns that wrap.
    """
    lines = 1
    for at, width in wrapped:
        value = values[at]
        words = value.words if isinstance(value, Link) else value
        if type(words) is str and (len(words) * 2 >= width or "\n" in words):
            lines = max(lines, line_count(words, width))
    return min(409.0, lines * LINE_HEIGHT + 4)


def as_day(value: Any) -> date | None:
    """The date of an ISO text; None where there is none."""
    return date.fromisoformat(value[:10]) if isinstance(value, str) and value else None


def due_day(row: Row) -> date | None:
    """The day by which the row is due: as the ledger has it now, else as the article said."""
    return as_day(row["due_date"] if "due_date" in row else (row.get("due") or {}).get("date"))


def metric_words(row: Row) -> str:
    """The metrics of a row in their own words."""
    return "；".join(dict.fromkeys(metric["text"] for metric in row.get("metrics") or ()))


def evidence_words(row: Row) -> str:
    """The evidence of a closed row, one piece a line."""
    said = row.get("evidence") or ()
    return "\n".join(str(piece.get("value") or "") for piece in said)


def progress_words(row: Row) -> str:
    """The last report: ``60%；已完成招标``."""
    progress = row.get("progress")
    share = "" if progress is None else f"{progress:g}%"
    return "；".join(part for part in (share, row.get("note") or "") if part)


def ledger_values(row: Row, layout: Layout) -> dict[str, Any]:
    """The values of one row of the sheet 台账 by key of its columns: texts, dates, None."""
    due = row.get("due") or {}
    return {
        "id": row["id"],
        "text": row["text"],
        "lead": "、".join(row.get("lead") or ()),
        "support": "、".join(row.get("support") or ()),
        "due_text": due.get("text") or "",
        "due": due_day(row),
        "state": layout.word("state", row.get("state", "open")),
        "progress": progress_words(row),
        "done_on": as_day(row.get("ended")) if row.get("state") == "closed" else None,
        "evidence": evidence_words(row),
        "extend_to": None,
        "extend_why": "",
        "remark": row.get("remark") or "",
        "person": row.get("person") or "",
        "metrics": metric_words(row),
        "strength": layout.word("strength", row.get("strength")),
        "review": layout.word("review", row.get("review") or None),
        "section": row.get("section") or "",
        "published": as_day(row.get("published")),
        "place": row.get("title") or row.get("article") or "",
    }


def metric_values(row: Row, metric: Mapping[str, Any], measure: Mapping[str, Any], layout: Layout) -> dict[str, Any]:
    """The values of one row of the sheet 指标; ``measure`` are those of its line in the sheet 台账."""
    words = {name: layout.word(name, metric.get(name)) for name in ("bound", "change", "direction")}
    numbers = {name: metric.get(name) for name in ("value", "value_high", "baseline")}
    plain = {"id": row["id"], "indicator": metric["indicator"], "unit": metric["unit"], "words": metric["text"]}
    return plain | words | numbers | {name: measure[name] for name in ("due", "lead", "text")}
