"""Dates that say when a text was published: how they are written and where they stand.

Nothing here resolves a deadline; a day that does not exist (2月30日) is a :class:`ValueError`, never moved.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

_DIGITS = "〇○零Ｏ一二三四五六七八九"
_VALUES = {"〇": 0, "○": 0, "零": 0, "Ｏ": 0, **{c: n for n, c in enumerate("一二三四五六七八九", 1)}}
_NUMERIC = r"(?P<year>(?:19|20)\d{2})\s*(?:年|(?P<sep>[-/.]))\s*(?P<month>\d{1,2})\s*(?:月|(?P=sep))\s*(?P<day>\d{1,2})\s*(?:日|号|(?!\d))"
DATE = re.compile(_NUMERIC)
HAN_DATE = re.compile(
    rf"(?P<year>[{_DIGITS}]{{4}})年(?P<month>[一二三四五六七八九十]{{1,2}})月(?P<day>[一二三四五六七八九十]{{1,3}})日"
)
_NAMED = re.compile(
    r"(?<!\d)(?P<year>(?:19|20)\d{2})(?P<sep>[-_.年/]?)(?P<month>0[1-9]|1[0-2]|(?<=[-_.年/])[1-9])(?:(?P=sep)|月)(?P<day>0[1-9]|[12]\d|3[01]|(?<=[-_.月/])[1-9])(?!\d)"
)
_DATELINE = re.compile(
    r"(?:^|\n)[\s　#*□■◎]*(?:[（(【]?(?:本报|本刊|本网|本台|新华社|人民网|央视网|中新网|中新社|[一-龥]{2,10}[社报网台])[^，。\n]{0,24}?)"
    r"(?:(?P<year>20\d{2})年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})日(?P<tail>讯|电|消息|\s|（|\(|】|）)"
)
_LABELLED = re.compile(
    r"(?P<label>发布时间|发布日期|公布日期|公开日期|发文日期|印发日期|成文日期|生成日期|签发日期|日期|时间)\s*[:：|｜\]】]?\s*"
    rf"(?:{_NUMERIC})"
)
_SIGNED = re.compile(
    rf"^[ \t　]{{0,200}}(?:{_NUMERIC}|(?P<han>[{_DIGITS}]{{4}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日))[ \t　]{{0,200}}$",
    re.MULTILINE,
)
_BODY_NAME = re.compile(r"(?:政府|办公[厅室]|委员会|局|厅|部|委|院|会|中心|公司|集团|组)[ \t　]*\n+$")


_STAMPED = re.compile(
    rf"{_NUMERIC}(?=\s{{0,6}}(?:\d{{1,2}}:\d{{2}}|(?:星期|周)[一二三四五六日天]|(?:文章|信息|稿件)?来源|作者|记者|编辑))"
)
_PAPER_DAY = re.compile(rf"(?:日报|晚报|时报|早报|晨报|商报|周报)\s{{0,4}}{_NUMERIC}")


@dataclass(frozen=True, slots=True)
class Dated:
    """A publication date and, in the words of the user, where it was found."""

    day: date
    why: str


@dataclass(frozen=True, slots=True)
class BadDate:
    """Words that are written as a date but name no day (2月30日)."""

    words: str
    why: str


def parse_date(text: str) -> date | None:
    """The day that a value names (``2022-03-15 09:11 +0800``, ``2022年3月15日``, ``二〇二二年三月十五日``).

    None where it is no date; ValueError where it names a day that does not exist.
    """
    found = DATE.search(text) or HAN_DATE.search(text) or _NAMED.search(text)
    return _day(found) if found else None


def _day(found: re.Match[str]) -> date:
    return date(_number(found["year"]), _number(found["month"]), _number(found["day"]))


def _number(text: str) -> int:
    if text.isascii():
        return int(text)
    if len(text) == 4:
        return int("".join(str(_VALUES[c]) for c in text))
    tens, ten, ones = text.rpartition("十")
    return (_VALUES.get(tens, 1) * 10 if ten else 0) + _VALUES.get(ones, 0)


def _dated(found: re.Match[str], why: str) -> Dated | BadDate:
    try:
        return Dated(_day(found), why)
    except ValueError:
        return BadDate(found[0].strip(), why)


def date_in_name(name: str) -> Dated | BadDate | None:
    """``2022-03-15-标题.md``, ``t20220315_1.html``, ``2022年3月15日 通知.docx``."""
    found = _NAMED.search(name)
    return _dated(found, "文件名") if found else None


def date_in_url(url: str) -> Dated | BadDate | None:
    """``…/2022/03/15/…`` or ``…/t20220315_1.html``."""
    found = _NAMED.search(url)
    return _dated(found, "网址") if found else None


def dateline(text: str) -> str:
    """The words of a dateline at the head of the text (``本报临沂3月15日讯``), empty where there is none."""
    found = _DATELINE.search(text[:3000])
    return found[0].strip(" \n　#*□■◎（(【】") if found else ""


def labelled_date(text: str) -> Dated | BadDate | None:
    """The first date that stands behind 发布时间, 成文日期 and the like."""
    found = _LABELLED.search(text)
    return _dated(found, found["label"]) if found else None


def stamped_date(text: str) -> Dated | BadDate | None:
    """The first date that stands like a stamp: before a time of day or a source, or behind the name of a newspaper."""
    found = _STAMPED.search(text) or _PAPER_DAY.search(text)
    return _dated(found, "网页所标日期") if found else None


def date_in_text(text: str) -> Dated | BadDate | None:
    """The publication date as the text itself gives it: a labelled date, a dateline with its year, the signing date."""
    labelled = labelled_date(text[:3000])
    if labelled:
        return labelled
    found = _DATELINE.search(text[:3000])
    if found and found["year"]:
        return _dated(found, f"电头“{found[0].strip(' 　#*□■◎（')}”".replace("\n", ""))
    return _signing_date(text)


def _signing_date(text: str) -> Dated | BadDate | None:
    """A line that holds a date only: below the name of a body (annexes may follow), else the last one."""
    lines = list(_SIGNED.finditer(text))
    if not lines:
        return None
    below_name = (line for line in lines if _BODY_NAME.search(text, max(0, line.start() - 40), line.start()))
    line = next(below_name, lines[-1])
    try:
        return Dated(_signed_day(line), "落款日期")
    except ValueError:
        return BadDate(line[0].strip(), "落款日期")


def _signed_day(found: re.Match[str]) -> date:
    han = HAN_DATE.match(found["han"]) if found["han"] else None
    return _day(han or found)
