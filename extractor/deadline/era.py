"""Years counted by an era: 民国115年 (the republican calendar of Taiwan), 康熙三年, 20世纪90年代."""

from __future__ import annotations

from extractor.deadline.calendar import month_span
from extractor.deadline.numerals import number
from extractor.deadline.place import Context, Reading, bounded, place
from extractor.deadline.point import Point, parse_point

ERAS = {
    "贞观": 627, "永徽": 650, "神龙": 705, "开元": 713, "天宝": 742, "洪武": 1368, "永乐": 1403, "嘉靖": 1522, "万历": 1573,
    "崇祯": 1628, "顺治": 1644, "康熙": 1662, "雍正": 1723, "乾隆": 1736, "嘉庆": 1796, "道光": 1821, "咸丰": 1851, "同治": 1862,
    "光绪": 1875, "宣统": 1909, "民国": 1912, "昭和": 1926, "平成": 1989, "令和": 2019,
}  # fmt: skip
"""The first year of each era; months before 民国 are those of the lunar calendar and stand as they are written."""


def read_era(groups: dict[str, str], context: Context) -> Reading:
    """A year of an era, with what stands behind it: 民国115年6月底前 → 2026-06-30."""
    count = 1 if groups["count"] == "元" else number(groups["count"])
    rest = parse_point(groups["rest"]) if groups.get("rest") else Point()
    point = rest._replace(year=ERAS[groups["era"]] + count - 1, whole_year=rest == Point())
    placed = place(point, context)
    return bounded(point, placed, bound=groups.get("bound", ""), lead=groups.get("lead", ""), clock="", context=context)


def read_decade(groups: dict[str, str], _context: Context) -> Reading:
    """Ten years: 20世纪90年代, 本世纪30年代; without a century those of the last one (九十年代)."""
    words = groups.get("century") or "上"
    century = {"本": 21, "上": 20}.get(words[0]) or number(words.removesuffix("世纪"))
    first = 100 * (century - 1) + number(groups["decade"])
    start, last = month_span(first, 1, 12).first, month_span(first + 9, 1, 12).last
    return Reading(due=last, precision="year", ambiguous=True, first=start, last=last, settled=True)
