"""Markdown and plain text: the body stays as it is, or becomes clean text where it is HTML."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from extractor.article import Heading, Quote
from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, parse_date
from extractor.reading.draft import Draft, Task, written
from extractor.reading.encoding import decode
from extractor.reading.frontmatter import FrontMatter, split_front_matter
from extractor.reading.markup import render
from extractor.reading.tables import find_tables
from extractor.reading.writer import TextWriter

_HTML = re.compile(
    r"</?(?:p|div|br|span|font|strong|b|em|i|u|table|tbody|tr|td|th|ul|ol|li|h[1-6]|section|article|center|img|blockquote|hr|a)(?:\s[^<>]{0,2000})?/?>",
    re.IGNORECASE,
)
_PAGE = re.compile(r"\A\s*(?:<!doctype\s+html|<html[\s>]|<\?xml[^>]{0,200}>\s*<!doctype\s+html)", re.IGNORECASE)
_HEADING = re.compile(r"^ {0,3}(?P<marks>#{1,6})[ \t]+(?P<words>[^\n]*?)[ \t]*#*[ \t]*$", re.MULTILINE)
_UNDERLINED = re.compile(r"^(?P<words>[^\n|#>\-*+=\s][^\n|]{0,80})\n(?P<line>=+|-{3,})[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^(?:```|~~~)", re.MULTILINE)
_LINK = r"!?\[[^\]\n]{0,200}\]\([^()\s]{0,500}\)"
_AUTOLINK = re.compile(r"<(?:https?|ftp|mailto):[^<>\s]{1,1000}>")
_LINKS_ONLY = re.compile(
    rf"^[ \t]*(?:{_LINK}|{_AUTOLINK.pattern})(?:[ \t|｜·、/]*(?:{_LINK}|{_AUTOLINK.pattern}))*[ \t]*$", re.MULTILINE
)
_INLINE_LINK = re.compile(r"!\[[^\]\n]{0,200}\]\([^()\s]{0,500}\)|\[(?P<words>[^\]\n]{0,200})\]\([^()\s]{0,500}\)")


def read_markdown(task: Task) -> Iterator[Draft | Problem]:
    """A Markdown file → one draft; HTML in its body becomes clean text."""
    yield from _read(task, markdown=True)


def read_plain(task: Task) -> Iterator[Draft | Problem]:
    """A plain text file → one draft; front matter is read there too, HTML is not looked for."""
    yield from _read(task, markdown=False)


def _read(task: Task, *, markdown: bool) -> Iterator[Draft | Problem]:
    decoded = decode(task.data)
    if decoded is None:
        yield task.problem(
            "binary", "这个文件不是文本：内容是二进制数据", "请确认文件没有损坏，或按原来的格式改回扩展名"
        )
        return
    text = decoded.text.replace("\r\n", "\n").replace("\r", "\n")
    if _PAGE.match(text):
        from extractor.reading.html import html_draft

        yield html_draft(text, encoding=decoded.encoding)
        return
    yield text_draft(task, text, encoding=decoded.encoding, markdown=markdown)


def text_draft(task: Task, text: str, *, encoding: str = "", markdown: bool = True) -> Draft:
    """The draft of a text that may begin with front matter."""
    front = split_front_matter(text)
    body = text[front.body_start :]
    is_html = markdown and bool(_HTML.search(body))
    fields = _clean_html(body) if is_html else _as_it_is(body, markdown=markdown)
    return Draft(
        title=front.value("title") or _first_heading(fields),
        source=front.value("source"),
        date=_date(front),
        issuer=front.value("issuer"),
        number=front.value("number"),
        genre=front.value("genre"),
        url=front.value("url"),
        encoding=encoding,
        meta=dict(front.fields),
        remarks=_remarks(task, front),
        **fields,
    )


def _as_it_is(body: str, *, markdown: bool) -> dict[str, Any]:
    return {"text": body, "headings": _headings(body) if markdown else (), "tables": find_tables(body)}


def _clean_html(body: str) -> dict[str, Any]:
    """Markdown with HTML in it: lines of links only (back to the home page) are no text."""
    from selectolax.lexbor import LexborHTMLParser

    body = _LINKS_ONLY.sub("", body)
    body = _INLINE_LINK.sub(lambda m: m["words"] or "", _AUTOLINK.sub("", body))
    writer = TextWriter()
    root = LexborHTMLParser(f"<!doctype html><body>{body}").body
    if root is not None:
        render(root, writer, keep_lines=True)
    fields: dict[str, Any] = written(writer)
    return {**fields, "tables": fields["tables"] or find_tables(writer.text)}


def _headings(body: str) -> tuple[Heading, ...]:
    """Markdown headings outside code blocks, without their marks."""
    fences = [m.start() for m in _FENCE.finditer(body)]
    found = [(m.start("words"), m["words"], len(m["marks"]), m.start()) for m in _HEADING.finditer(body)]
    found += [
        (m.start("words"), m["words"].rstrip(), 1 if m["line"][0] == "=" else 2, m.start())
        for m in _UNDERLINED.finditer(body)
    ]
    outside = (f for f in sorted(found) if f[1] and sum(fence < f[3] for fence in fences[:200]) % 2 == 0)
    return tuple(Heading(Quote(start, start + len(words), words), level) for start, words, level, _ in outside)


def _first_heading(fields: dict[str, Any]) -> str:
    """A heading of the first level names the text where it stands at its top."""
    headings: tuple[Heading, ...] = fields["headings"]
    top = headings[0] if headings and headings[0].level == 1 else None
    return top.quote.text if top and not fields["text"][: top.quote.start].strip("# \n\t\u3000") else ""


def _date(front: FrontMatter) -> Dated | BadDate | None:
    words = front.value("published")
    if not words:
        return None
    try:
        day = parse_date(words)
    except ValueError:
        return BadDate(words, "文件头")
    return Dated(day, "文件头") if day else BadDate(words, "文件头")


def _remarks(task: Task, front: FrontMatter) -> tuple[Problem, ...]:
    if not front.broken:
        return ()
    hint = "键和值写成“date: 2022-03-15”的样子，含冒号的值加引号；正文照常读了"
    return (task.problem("front_matter", front.broken, hint, place=f":{front.line}"),)
