"""The numbers that Word makes itself: 一、（一）1. stand in the file as a list level only."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_HAN = "零一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"


def han_number(value: int) -> str:
    """12 → 十二; numbers of a hundred and more in digits."""
    if not 0 < value < 100:
        return str(value)
    tens, ones = divmod(value, 10)
    head = "" if not tens else "十" if tens == 1 else _HAN[tens] + "十"
    return head + (_HAN[ones] if ones else "")


def _roman(value: int) -> str:
    out = ""
    for number, letters in (
        (100, "C"),
        (90, "XC"),
        (50, "L"),
        (40, "XL"),
        (10, "X"),
        (9, "IX"),
        (5, "V"),
        (4, "IV"),
        (1, "I"),
    ):
        while 0 < number <= value < 400:
            out, value = out + letters, value - number
    return out or str(value)


def _letter(value: int) -> str:
    return chr(96 + (value - 1) % 26 + 1) * ((value - 1) // 26 + 1) if 0 < value < 200 else str(value)


_FORMATS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(
        (
            "chineseCounting",
            "chineseCountingThousand",
            "ideographDigital",
            "japaneseCounting",
            "taiwaneseCounting",
            "taiwaneseCountingThousand",
            "japaneseDigitalTenThousand",
            "koreanCounting",
        ),
        han_number,
    ),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese"),
        lambda n: _CIRCLED[n - 1] if 0 < n <= 20 else f"({n})",
    ),
    "upperRoman": _roman,
    "lowerRoman": lambda n: _roman(n).lower(),
    "upperLetter": lambda n: _letter(n).upper(),
    "lowerLetter": _letter,
    "decimalZero": lambda n: f"{n:02d}",
    "none": lambda _: "",
}


@dataclass(frozen=True, slots=True)
class Level:
    """One level of a list: how its number looks and where it starts."""

    form: str = "decimal"
    pattern: str = "%1."
    start: int = 1
    suffix: str = "tab"


class Numbering:
    """Counts the list paragraphs of a document in order and says the label of each."""

    def __init__(self, root: Any | None) -> None:
        self._abstract: dict[str, dict[int, Level]] = {}
        self._lists: dict[str, tuple[str, dict[int, int]]] = {}
        self._counts: dict[str, dict[int, int]] = {}
        self._started: set[tuple[str, int]] = set()
        if root is not None:
            self._load(root)

    def _load(self, root: Any) -> None:
        for abstract in root.iter(f"{_W}abstractNum"):
            levels = {_integer(level.get(f"{_W}ilvl")): _level(level) for level in abstract.iter(f"{_W}lvl")}
            self._abstract[abstract.get(f"{_W}abstractNumId")] = levels
        for number in root.iter(f"{_W}num"):
            of = number.find(f"{_W}abstractNumId")
            starts = {
                _integer(one.get(f"{_W}ilvl")): _integer(one.find(f"{_W}startOverride").get(f"{_W}val"))
                for one in number.iter(f"{_W}lvlOverride")
                if one.find(f"{_W}startOverride") is not None
            }
            if of is not None:
                self._lists[number.get(f"{_W}numId")] = (of.get(f"{_W}val"), starts)

    def label(self, list_id: str, depth: int) -> str:
        """The label of the next paragraph on a level of a list (``（二）``); empty where the list is unknown."""
        if list_id not in self._lists:
            return ""
        abstract, starts = self._lists[list_id]
        levels = self._abstract.get(abstract, {})
        counts = self._counts.setdefault(abstract, {})
        if depth in starts and (list_id, depth) not in self._started:
            counts.pop(depth, None)
        self._started.add((list_id, depth))
        counts[depth] = counts.get(depth, starts.get(depth, levels.get(depth, Level()).start) - 1) + 1
        for deeper in [level for level in counts if level > depth]:
            del counts[deeper]
        return _label(levels, counts, depth)


def _label(levels: dict[int, Level], counts: dict[int, int], depth: int) -> str:
    level = levels.get(depth, Level())
    if level.form == "bullet":
        return "•"
    label = re.sub(r"%([1-9])", lambda m: _one(levels, counts, int(m[1]) - 1, depth), level.pattern)
    closed = not label or ord(label[-1]) > 0x2E80 or level.suffix == "nothing"
    return label if closed else f"{label} "


def _one(levels: dict[int, Level], counts: dict[int, int], depth: int, own: int) -> str:
    level = levels.get(depth, Level())
    value = counts.get(depth, level.start)
    # A decimal number that quotes a level above writes that one in digits too (1.2 below 一、).
    form = "decimal" if depth < own and levels.get(own, Level()).form == "decimal" else level.form
    return _FORMATS.get(form, str)(value)


def _level(node: Any) -> Level:
    def value(name: str, default: str) -> str:
        child = node.find(f"{_W}{name}")
        return default if child is None else child.get(f"{_W}val") or default

    pattern = node.find(f"{_W}lvlText")
    return Level(
        value("numFmt", "decimal"),
        "" if pattern is None else pattern.get(f"{_W}val") or "",
        _integer(value("start", "1")),
        value("suff", "tab"),
    )


def _integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.lstrip("-").isdigit() and len(text) < 9 else 0
