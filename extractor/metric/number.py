"""Numbers as policy texts write them: 1,200, １.５, 一百二十, 三千五百, 两 → float; 万 and 亿 → factors."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_STEPS = {"十": 10, "百": 100, "千": 1000}
_SPACES = re.compile(r"[\s,，]")


def factor(scale: str) -> float:
    """What a scale word multiplies by: ``万`` is 10,000, ``百万`` 1,000,000, ``万亿`` 10**12, an empty one 1."""
    out = 1.0
    for character in scale:
        out *= {"万": 1e4, "亿": 1e8}.get(character) or _STEPS.get(character, 1)
    return out


def _below_ten_thousand(words: str) -> int:
    if words and all(c in _DIGITS for c in words):
        return int("".join(str(_DIGITS[c]) for c in words))
    total, digit = 0, 0
    for character in words:
        if character in _STEPS:
            total += (digit or 1) * _STEPS[character]
            digit = 0
        else:
            digit = _DIGITS[character]
    return total + digit


def _hanzi(words: str) -> float:
    whole, _, fraction = words.partition("点")
    total = section = 0
    for piece in re.split(r"([万亿])", whole):
        if piece in ("万", "亿"):
            total = (total + section) * int(factor(piece)) if piece == "亿" else total + section * 10000
            section = 0
        else:
            section = _below_ten_thousand(piece)
    return (
        float(f"{total + section}.{''.join(str(_DIGITS[c]) for c in fraction)}") if fraction else float(total + section)
    )


def read_number(words: str) -> float:
    """The value of a number in Arabic (any width, thousands separators, spaces) or Chinese digits.

    Raises ``ValueError`` for anything else.
    """
    if words.isascii() and words.isdigit():
        return float(words)
    plain = _SPACES.sub("", unicodedata.normalize("NFKC", words))
    if plain and plain[0] in "0123456789":
        return float(plain)
    if not plain or any(c not in _DIGITS and c not in _STEPS and c not in "万亿点" for c in plain):
        raise ValueError(words)
    return _hanzi(plain)
