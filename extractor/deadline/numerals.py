"""Numbers as they stand in dates: 12, 十二, 廿三, 二〇二五, 两千零二十五, 半."""

from __future__ import annotations

from functools import lru_cache

_DIGITS = {
    c: n
    for n, chars in enumerate(("〇零", "一壹元", "二两贰", "三叁", "四", "五", "六", "七", "八", "九"))
    for c in chars
}
_UNITS = {"十": 10, "百": 100, "千": 1000}
_TENS = {"廿": "二十", "卅": "三十"}


@lru_cache(maxsize=4096)
def number(words: str) -> int:
    """The whole number that ``words`` say; ValueError where they say none.

    Digits may stand one by one (二〇二五) or with their units (两千零二十五).
    """
    if words.isascii():
        return int(words)
    for short, long in _TENS.items():
        words = words.replace(short, long)
    if not any(c in _UNITS for c in words):
        return int("".join(c if c.isdigit() and c.isascii() else str(_digit(c)) for c in words))
    return _with_units(words)


def _digit(char: str) -> int:
    if char not in _DIGITS:
        raise ValueError(f"{char!r} is no digit")
    return _DIGITS[char]


def _with_units(words: str) -> int:
    total, digit = 0, 0
    for char in words:
        if char in _UNITS:
            total += (digit or (1 if char == "十" or not total else 0)) * _UNITS[char]
            digit = 0
        else:
            digit = int(char) if char.isascii() and char.isdigit() else _digit(char)
    return total + digit


def year_number(words: str) -> int:
    """The year that ``words`` say; two digits are of this century (``25`` → 2025)."""
    year = number(words)
    return year + 2000 if year < 100 else year
