"""From a draft to an article: the publication date and why, title, source, issuer, and what is wrong with the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from pathlib import PurePosixPath

from extractor.article import Article
from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, date_in_name, date_in_text, dateline
from extractor.reading.draft import Draft, Task
from extractor.reading.encoding import clean_characters, garbled_sign
from extractor.reading.header import Header, read_header
from extractor.reading.requote import requote
from extractor.reading.traditional import is_traditional, simplified_view, words_of

GIVEN = "指定的日期（--published）"
"""``Article.published_from`` where the date was given by the caller."""

_DATE_PREFIX = re.compile(r"^(?:19|20)\d{2}[-_.年]?\d{1,2}[-_.月]?\d{1,2}日?[-_ 　]*")
_MOST_LOST = 0.1
_NO_DATE_HINT = "请在文件头写 date: 2022-03-15，或把日期放进文件名，或用 --published 2022-03-15 指定；没有日期时“6月底前”之类不会换算"


def finish(draft: Draft, task: Task, *, published: date | None, today: date | None) -> Iterator[Article | Problem]:
    """The article of a draft, then the problems found with it; only problems where there is no text to read."""
    refused = _refusal(draft, task)
    if refused:
        yield refused
        return
    text, replaced = clean_characters(draft.text)
    view = simplified_view(text) if is_traditional(text) else text
    header = _header(draft, text, view)
    day, why, problems = _publication(draft, task, view, published, today)
    yield Article(
        text=text,
        path=task.path + draft.place,
        title=_clean(header.title) or _stem(task.path),
        source=_clean(draft.source or header.source or draft.issuer or header.issuer),
        published=day,
        published_from=why,
        issuer=_clean(draft.issuer or header.issuer),
        number=_clean(draft.number or header.number),
        genre=_clean(draft.genre),
        url=_clean(draft.url),
        headings=requote(draft.headings, text) if replaced else draft.headings,
        tables=requote(draft.tables, text) if replaced else draft.tables,
        page_starts=draft.page_starts,
        meta={key: _clean(value) for key, value in _meta(draft, header, dateline(view)).items()},
    )
    yield from draft.remarks
    yield from problems
    yield from _text_remarks(draft, task, text, replaced)


def _header(draft: Draft, text: str, view: str) -> Header:
    """The header, found in the view of a traditional text and given in the text's own words."""
    header = read_header(view, title=draft.title)
    if view is text:
        return header
    said = {name: words_of(getattr(header, name), text, view) for name in ("title", "source", "issuer", "number")}
    return Header(**said, fields={name: words_of(value, text, view) for name, value in header.fields.items()})


def _refusal(draft: Draft, task: Task) -> Problem | None:
    if not draft.text.strip("\ufeff \n\r\t\u3000\x00"):
        return task.problem("empty", "文件里没有文字", "请确认存的是正文，而不是只有图片或空白", place=draft.place)
    if len(draft.text) > task.limits.text:
        message = f"文字太长：{len(draft.text)} 字，上限 {task.limits.text} 字"
        return task.problem("too_long", message, "请把文件拆成几份", place=draft.place)
    if draft.text.count("\ufffd") > _MOST_LOST * len(draft.text):
        return task.problem(
            "binary",
            "读不出文字：大部分内容不是任何常用编码的文本",
            "请确认文件没有损坏、扩展名没有改错",
            place=draft.place,
        )
    return None


def _publication(
    draft: Draft, task: Task, text: str, published: date | None, today: date | None
) -> tuple[date | None, str, list[Problem]]:
    """The first source that names a day: the file's own statement, its name, its text, what the caller gave."""
    problems: list[Problem] = []
    name = PurePosixPath(task.path.rpartition("!")[2]).name
    looks: tuple[Callable[[], Dated | BadDate | None], ...] = (
        lambda: draft.date,
        lambda: date_in_name(name),
        lambda: date_in_text(text),
    )
    for look in looks:
        found = look()
        if isinstance(found, BadDate):
            message = f"{found.why}里的日期“{_clean(found.words)[:40]}”不是一个有效的日子，没有采用"
            problems.append(task.problem("date", message, "请改成实际的发布日期", place=draft.place))
        elif found and today and found.day > today:
            message = f"{found.why}里的发布日期 {found.day} 晚于今天，请核对"
            problems.append(task.problem("future_date", message, "相对时限仍按这个日期推算", place=draft.place))
            return found.day, found.why, problems
        elif found:
            return found.day, found.why, problems
    if published:
        return published, GIVEN, problems
    missing = task.problem("no_date", "没有找到发布日期", _NO_DATE_HINT, place=draft.place)
    # Nothing is wrong as long as no deadline has to be counted from it; who finds one says so.
    return None, "", [*problems, replace(missing, notice=True)]


def _meta(draft: Draft, header: Header, line: str) -> Mapping[str, str]:
    return {
        **draft.meta,
        **header.fields,
        **({"电头": line} if line else {}),
        **({"编码": draft.encoding} if draft.encoding else {}),
    }


def _text_remarks(draft: Draft, task: Task, text: str, replaced: int) -> Iterator[Problem]:
    lost = draft.text.count("\ufffd")
    if lost:
        message = f"有 {lost} 处字节不能按 {draft.encoding or '原编码'} 解读，用 \ufffd 代替"
        yield task.problem("encoding", message, "请用原编码另存为 UTF-8 再试", place=draft.place)
    if replaced:
        yield task.problem(
            "characters", f"有 {replaced} 个不能保存的控制字符或残缺字符，用 \ufffd 代替", place=draft.place
        )
    sign = garbled_sign(text)
    if sign:
        hint = "这份文件多半在转存时用错过编码，请找原文重新保存"
        yield task.problem("garbled", f"文字里有乱码（如“{_clean(sign)}”）", hint, place=draft.place)


def _clean(text: str) -> str:
    """One line that every table and data base can hold."""
    return clean_characters(" ".join(text.split()))[0]


def _stem(path: str) -> str:
    stem = PurePosixPath(path.rpartition("!")[2]).stem
    return _DATE_PREFIX.sub("", stem) or stem
