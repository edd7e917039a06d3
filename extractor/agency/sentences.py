"""The sentences of which measures are parts: where each begins, with what, and which rules it may concern."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Literal, NamedTuple

from extractor.agency.lines import behind_mark, item_kind
from extractor.agency.prose import Prose

ViewKind = Literal["commitment", "achievement", ""]
_ORDINAL = re.compile("第[一二三四五六七八九十]{1,2}[，、]")
_ENDS = "。！？；!?;\n|｜"


class SentenceView(NamedTuple):
    """A sentence or a measure as the assignment sees it: its place, paragraph and section numbers, and what it is."""

    start: int
    end: int
    paragraph: int
    section: int
    is_heading: bool = False
    kind: ViewKind = ""


class Sentences:
    """Measures that stand one behind the other, and beside each what its sentence begins with and holds."""

    def __init__(self, prose: Prose, views: Sequence[SentenceView]) -> None:
        self.views = views
        self.lines: list[int] = []
        """Where the line of each paragraph begins."""
        self.begins: list[int] = []
        """Where each sentence begins, on its line and behind the measure before it."""
        self.items: list[str | None] = []
        """The kind of item that it begins; empty where other text of a paragraph begins, None inside of one."""
        self.ends = [view.end for view in views]
        self._begin(prose)
        self.bits = prose.open_each(self.begins, self.ends)
        """The rules that each may concern, as in :meth:`Prose.open_for`."""

    def _begin(self, prose: Prose) -> None:
        text, lines = prose.text, prose.lines
        paragraph = line = before = -1
        for view in self.views:
            start = view.start
            item: str | None = None
            if view.paragraph != paragraph:
                paragraph, line = view.paragraph, lines.start(start)
                item = item_kind(text, line)
            begin = max(before, line)
            if begin < start:
                begin = start if text[start - 1] in _ENDS else _sentence_start(text, start, begin)
            if item is None and text.startswith("第", begin) and _ORDINAL.match(text, begin):
                item = "第"
            self.lines.append(line)
            self.begins.append(begin)
            self.items.append(item)
            before = view.end


def _sentence_start(text: str, start: int, floor: int) -> int:
    """Where the sentence begins that goes on at ``start``, not before ``floor``."""
    at = start
    while at > floor and text[at - 1] not in _ENDS:
        at -= 1
    if at > floor and text[at] in '”"':
        at += 1
    begin = behind_mark(text, at)
    return begin if begin <= start else at
