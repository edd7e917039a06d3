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
# The day of publication before the day on which a document was signed, and both before a bare “日期”.
_LABELS = (
    "发布时间|发布日期|发布于|发表时间|发表日期|公布日期|公布时间|公开日期|公开时间|印发日期|印发时间|刊发日期|刊发时间|见报日期|发稿时间|上传时间",
    "成文日期|成文时间|发文日期|发文时间|生成日期|生成时间|签发日期|制发日期",
    "日期|时间|更新日期|更新时间|录入时间|添加时间|填报日期|填报时间|填表日期|填表时间|制表日期|制表时间",
)
_BEFORE_LABEL = r"(?<![\u4e00-\u9fff])(?:信息|文章|稿件|网页|网站|本文|公文)?"
_LABELLED = tuple(
    re.compile(rf"{_BEFORE_LABEL}(?P<label>{labels})\s*[:：|｜\]】]?\s*[〖【（(]?(?:{_NUMERIC})") for labels in _LABELS
)
_SIGNED = re.compile(
    rf"^[ \t　]{{0,200}}(?:{_NUMERIC}|(?P<han>[{_DIGITS}]{{4}}年[一二三四五六七八九十]{{1,2}}月[一二三四五六七八九十]{{1,3}}日))[ \t　]{{0,200}}$",
    re.MULTILINE,
)
_BODY_NAME = re.compile(r"(?:政府|办公[厅室]|委员会|局|厅|部|委|院|会|中心|公司|集团|组)[ \t　]*\n+$")
_FOOT = 600


_FIELDS = "来源|来 源|稿源|作者|记者|通讯员|编辑|责编|审核|校对|供稿|撰稿|文字|摄影|字体|字号|浏览|点击|阅读|访问|人气|次数|分享|打印|关闭|收藏|纠错|保护视力|视力保护"
_STAMPED = re.compile(
    rf"{_NUMERIC}(?=\s{{0,6}}(?:\d{{1,2}}:\d{{2}}|(?:星期|周)[一二三四五六日天]|(?:文章|信息|稿件)?来源|作者|记者|编辑))"
)
_PAPER_DAY = re.compile(rf"(?:日报|晚报|时报|早报|晨报|商报|周报)\s{{0,4}}{_NUMERIC}")
_CLOCK = re.compile(r"\d{1,2}[:：]\d{2}(?:[:：]\d{2})?|(?:星期|周)[一二三四五六日天]|上午|下午|农历\S{2,10}")
_FIELD = re.compile(rf"[【\[（(]?(?:文章|信息|稿件|新闻|责任)?(?:{_FIELDS})")
_SIGNER = re.compile(
    r"[《“]?[\u4e00-\u9fff·（）]{2,24}(?:[报网社台刊]|发布|客户端|公众号|政府|办公[厅室]|委员会|[局委厅部院会]|中心|集团|公司)[》”]?"
    r"|第?[ A-Z]?\d{1,3}版[:：]?\S{0,10}"
)
_NOTE = re.compile(rf"(?:来源|稿源|原载于?|转载自|摘自|刊于|刊载于)[:：\s]*[^\n。]{{0,30}}?{_NUMERIC}")
_IMPRINT = re.compile(rf"^[^\n，。；]{{2,60}}?{_NUMERIC}\s?印发[ \t　。]{{0,20}}$", re.MULTILINE)
_PASSED = re.compile(rf"[（(]{_NUMERIC}[^）)\n]{{0,120}}[）)]")
_HEAD_LINES = 12
_BARE_LINES = 6
_LONGEST_STAMP = 120


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
    """The date that stands behind 发布时间, else behind 成文日期, else behind 日期 and the like; 截止日期 is none of them."""
    found = next(filter(None, (pattern.search(text) for pattern in _LABELLED)), None)
    return _dated(found, found["label"]) if found else None


def stamped_date(text: str) -> Dated | BadDate | None:
    """The first date that stands like a stamp: before a time of day or a source, or behind the name of a newspaper."""
    found = _STAMPED.search(text) or _PAPER_DAY.search(text)
    return _dated(found, "网页所标日期") if found else None


def date_in_text(text: str) -> Dated | BadDate | None:
    """The publication date as the text itself gives it.

    A labelled date, the line below the title that holds date and source, a dateline with its year, a note of the
    source at the end, the signing date.
    """
    head, foot = text[:3000], text[-_FOOT:]
    found = _DATELINE.search(head)
    if found and not found["year"]:
        found = None
    line = labelled_date(head) or line_date(head)
    if line or found:
        return line or (_dated(found, f"电头“{found[0].strip(' 　#*□■◎（')}”".replace("\n", "")) if found else None)
    note = _NOTE.search(foot)
    said = (_dated(note, "来源说明") if note else None) or labelled_date(foot) or _signing_date(text)
    printed = None if said else _IMPRINT.search(text)
    return said or (_dated(printed, "印发日期") if printed else None)


def line_date(head: str) -> Dated | BadDate | None:
    """The date of a line near the top that holds nothing but it and what usually stands beside it (来源, 作者, 字体 …)."""
    lines = [line for line in head[: _HEAD_LINES * 200].split("\n") if line.strip(" \t　#*|")]
    for at, line in enumerate(lines[:_HEAD_LINES]):
        if line.rstrip(" \t　”’）)").endswith("。"):
            return None  # the body has begun
        found = DATE.search(line) if len(line) <= _LONGEST_STAMP else None
        if found is None:
            continue
        rest = _CLOCK.sub(" ", f"{line[: found.start()]} {line[found.end() :]}").strip(
            " \t　#*|｜/-—:：（()）[]【】〔〕"
        )
        if not rest and at < _BARE_LINES:
            return _dated(found, "题下日期")
        if rest and _is_beside_date(rest):
            return _dated(found, "来源行")
        passed = _PASSED.fullmatch(line.strip(" \t　")) if at < _BARE_LINES else None
        if passed:
            return _dated(passed, "题注")
    return None


def _is_beside_date(rest: str) -> bool:
    """Whether words beside a date are fields (来源：…), names of papers and bodies, pages: no title, no sentence."""
    field = _FIELD.search(rest)
    before = rest[: field.start()] if field else rest
    names = [word for word in re.split(r"[\s|｜/　]+", before) if word]
    sentence = field is None or not re.search(r"[。；，]", rest[field.start() :])
    return sentence and all(_SIGNER.fullmatch(word) for word in names)


def _signing_date(text: str) -> Dated | BadDate | None:
    """A line that holds a date only: below the name of a body (annexes may follow), else one at the end of the text."""
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
