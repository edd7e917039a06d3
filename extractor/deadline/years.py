"""The year that is not written: inherited from the sentence, the paragraph, the section or the title."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date

from extractor.deadline.engine import Found
from extractor.deadline.place import Context, Reading
from extractor.deadline.point import Point
from extractor.deadline.role import sentence_ends

_PLAN_WORDS = "工作|任务|安排|计划|目标|要点|打算|思路|重点|举措|实事|清单|方案|措施|部署|建议|展望|攻坚|行动"
_TITLE = re.compile(rf"(?<!\d)((?:19|20)\d{{2}})(?:年度?)[^\n。；]{{0,40}}(?:{_PLAN_WORDS})")
_HEADING = re.compile(rf"[^。；\n]{{0,16}}(?:{_PLAN_WORDS})[^。；，\n]{{0,16}}\Z")
_MARKERS = (
    re.compile(r"\n[ 　#*]*(?:[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+(?:部分|章)|#)"),
    re.compile(
        r"\n[ 　#*]*(?:\([一二三四五六七八九十]{1,3}\)|[一二三四五六七八九十]{1,3}、|第[一二三四五六七八九十]+(?:部分|章)|#)"
    ),
)
_LONGEST_HEADING = 44
_TITLE_REACH = 160
_NEAR_BEFORE = 120


_Inherited = tuple[int | None, str, bool]
"""A year for an expression that has none, why, and whether the text leaves another reading."""
_NO_YEAR: _Inherited = (None, "", False)


class Years:
    """What the expressions read so far say about the year of the next one."""

    def __init__(self, text: str, published: date | None, events: Mapping[str, str], title: str) -> None:
        self.text = text
        self.published = published
        self._events = events
        self._section: tuple[int, int, int] | None = None
        self._last: tuple[int, date | None, bool] | None = None
        self._set: tuple[int, int] | None = None
        self._opened: tuple[int, int] | None = None
        head = title or text[: max(0, text.find("\n"))][:_TITLE_REACH]
        found = _TITLE.search(head)
        self._titled = int(found[1]) if found else None

    def before(self, at: int, point: Point | None) -> Context:
        """What holds for an expression that begins at ``at``; no year where the words of its point say it themselves."""
        settled = point is not None and point.has_year and not point.following and point.shift != 0
        year, source, is_open = _NO_YEAR if settled else self._year_before(at)
        previous, near, rolled = None, False, False
        if self._last and at - self._last[0] <= _NEAR_BEFORE:
            end, previous, rolled = self._last
            near = not sentence_ends(self.text, end, at)
            rolled = rolled and near
        return Context(self.published, year, source, is_open, previous, near, rolled, events=self._events)

    def _year_before(self, at: int) -> _Inherited:
        if self._set and not self._far(self._set[0], at):
            return self._set[1], "本句", False
        if self._opened and self._same_line(self._opened[0], at):
            return self._opened[1], "本段", False
        if self._set and self._same_line(self._set[0], at) and not self._is_past(self._set[1]):
            return self._set[1], "本段", True
        if self._section and self._section[0] <= at < self._section[1]:
            return self._section[2], "本节标题", False
        if self._titled is not None and not self._is_past(self._titled):
            return self._titled, "标题", False
        return _NO_YEAR

    def _is_past(self, year: int) -> bool:
        return self.published is not None and year < self.published.year

    def _far(self, begin: int, end: int) -> bool:
        return end - begin > 400 or sentence_ends(self.text, begin, end)

    def _same_line(self, begin: int, end: int) -> bool:
        return end - begin <= 1500 and self.text.find("\n", begin, end) < 0

    def saw(self, found: Found, point: Point | None, reading: Reading, *, past: bool) -> None:
        """Take note of an expression that was read."""
        day = reading.last or reading.due
        told = past or point is None or point.has_year or reading.ambiguous
        rolled = not told and day is not None and self.published is not None and day.year > self.published.year
        self._last = (found.end, day if not past else None, rolled)
        if point is None or day is None:
            return
        if point.is_year and point.has_year:
            self._year_alone(found.start, found.end, day.year, found.groups.get("lead", ""), past=past)
        elif (point.year is not None or point.shift is not None) and not past:
            self._set = (found.end, day.year)

    def _year_alone(self, start: int, end: int, year: int, lead: str, *, past: bool) -> None:
        begin = self.text.rfind("\n", max(0, start - 60), start) + 1
        stop = self.text.find("\n", end, end + 60)
        line_end = stop if stop >= 0 else min(len(self.text), end + 60)
        heading = line_end - begin <= _LONGEST_HEADING and (stop >= 0 or line_end == len(self.text))
        if heading and _HEADING.match(self.text[end:line_end]) and not lead:
            self._section = (end, self._section_end(begin, line_end), year)
            return
        follows = self.text[end : end + 1]
        before = self.text[start - 1 : start]
        if lead or follows not in {"，", ":", "、", ")"}:
            return
        if follows == ":" and before in {"", "\n", "；", "。", " ", "　"}:
            self._opened = (end, year)
        elif not past:
            self._set = (end, year)

    def _section_end(self, begin: int, end: int) -> int:
        line = "\n" + self.text[begin:end]
        for marker in _MARKERS:
            if marker.match(line):
                found = marker.search(self.text, end)
                return found.start() if found else len(self.text)
        return len(self.text)
