"""What the groups of a quantity rule mean: named readers from a match to value, upper value and unit."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import NamedTuple

from extractor.metric.number import factor, read_number

Groups = Mapping[str, str]


class Amount(NamedTuple):
    """A quantity as its words say it: ``high`` is the upper end of a range, ``more`` whether 余 or 多 stands in it."""

    value: float
    unit: str
    high: float | None = None
    more: bool = False


def tidy(value: float) -> float:
    """The value without the noise of binary fractions (2.9 * 10**8 is 290000000)."""
    return value if value.is_integer() else round(value, 6)


def _unit(groups: Groups) -> str:
    """The unit as written, without white space and with ％ read as %."""
    return _unit_as_shown(groups.get("unit", ""))


@lru_cache(maxsize=1024)
def _unit_as_shown(unit: str) -> str:
    return "".join(unit.split()).replace("％", "%")


def _more(groups: Groups) -> bool:
    return bool(groups.get("more") or groups.get("more_too"))


def read_amount(groups: Groups) -> Amount:
    """``number``, ``scale`` and ``unit``; 1万多亿 has a second scale."""
    value = read_number(groups["number"])
    for scale in (groups.get("scale"), groups.get("scale_too")):
        if scale:
            value *= factor(scale)
    return Amount(tidy(value), _unit(groups), None, _more(groups))


def read_people(groups: Groups) -> Amount:
    """A number of people whose unit word is left out (0.6万贫困人口)."""
    return read_amount(groups)._replace(unit="人")


def read_range(groups: Groups) -> Amount:
    """``low`` and ``number``; the lower end takes the scale of the upper where it has neither scale nor unit."""
    scale = groups.get("scale", "")
    low_scale = groups.get("low_scale", "") or ("" if groups.get("low_unit") else scale)
    low, high = read_number(groups["low"]) * factor(low_scale), read_number(groups["number"]) * factor(scale)
    return Amount(tidy(low), _unit(groups) or groups.get("low_unit", ""), tidy(high))


def read_hundredth(groups: Groups) -> Amount:
    """百分之六 is 6 %, 千分之三 3 ‰, 万分之五 0.05 %."""
    value = read_number(groups["number"])
    base = groups["base"]
    return Amount(tidy(value / 100) if base == "万" else value, "‰" if base == "千" else "%")


def read_fraction(groups: Groups) -> Amount:
    """三分之二 is 0.6667 and has no unit."""
    return Amount(tidy(read_number(groups["number"]) / read_number(groups["base"])), "")


def read_tenths(groups: Groups) -> Amount:
    """九成 is 90 %, 八成半 85 %; a second number makes a range (七至八成)."""
    half = 5 if groups.get("half") else 0
    high = read_number(groups["number"]) * 10 + half
    return Amount(read_number(groups["low"]) * 10, "%", high) if groups.get("low") else Amount(high, "%")


def read_half(_: Groups) -> Amount:
    """一半 is 50 %."""
    return Amount(50.0, "%")


def read_half_unit(groups: Groups) -> Amount:
    """半个月 is 0.5 个月."""
    return Amount(0.5, _unit(groups))


def read_doubling(groups: Groups) -> Amount:
    """翻一番 is 2 倍, 翻两番 4 倍."""
    return Amount(2.0 ** read_number(groups["number"]), "倍")


def read_zero(_: Groups) -> Amount:
    """零增长 is 0 without a unit."""
    return Amount(0.0, "")


def read_bare_scale(groups: Groups) -> Amount:
    """百余家 is 100 家, 亿元以上 100000000 元: a scale word alone stands for one of it."""
    return Amount(factor(groups["scale"]), _unit(groups), more=_more(groups))


READERS: dict[str, Callable[[Groups], Amount]] = {
    "amount": read_amount,
    "people": read_people,
    "range": read_range,
    "hundredth": read_hundredth,
    "fraction": read_fraction,
    "tenths": read_tenths,
    "half": read_half,
    "half_unit": read_half_unit,
    "doubling": read_doubling,
    "zero": read_zero,
    "bare_scale": read_bare_scale,
}
