"""RSS and Atom feeds: an entry is an article, with the text that the feed itself carries."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urljoin

from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, parse_date
from extractor.reading.draft import Draft, Task, written
from extractor.reading.files import is_url
from extractor.reading.markup import render
from extractor.reading.writer import TextWriter, join_lines

_MOST_ENTRIES = 2000


def read_feed(task: Task) -> Iterator[Draft | Problem]:
    """One feed → a draft an entry."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, fromstring

    try:
        root = fromstring(task.data)
    except (DefusedXmlException, ParseError, ValueError, LookupError):
        yield task.problem("damaged", "订阅源的 XML 不合格或不安全，没有读", "请核对网址")
        return
    entries = [node for node in root.iter() if _name(node) in {"item", "entry"}]
    channel = next((_words(node) for node in root.iter() if _name(node) == "title"), "")
    if not entries:
        yield task.problem("empty", "XML 里没有文章条目", "只读 RSS 和 Atom 订阅源")
    for at, entry in enumerate(entries[:_MOST_ENTRIES], start=1):
        yield _draft(entry, channel, at, task.path if is_url(task.path) else "")
    if len(entries) > _MOST_ENTRIES:
        yield task.problem(
            "cut", f"订阅源有 {len(entries)} 条，只读了前 {_MOST_ENTRIES} 条", "请核对订阅源", place=":条目"
        )


def _name(node: Any) -> str:
    return str(node.tag).rpartition("}")[2].lower() if isinstance(node.tag, str) else ""


def _words(node: Any) -> str:
    return join_lines("".join(node.itertext()))


def _draft(entry: Any, channel: str, at: int, base: str) -> Draft:
    parts: dict[str, Any] = {}
    for child in entry:
        parts.setdefault(_name(child), child)
    body = next((parts[name] for name in ("encoded", "content", "description", "summary") if name in parts), None)
    writer = TextWriter()
    if body is not None:
        _write(body, writer)
    fields: dict[str, Any] = written(writer)
    return Draft(
        title=_words(parts["title"]) if "title" in parts else "",
        source=_words(parts["source"]) if "source" in parts else channel,
        date=_date(next((_words(parts[n]) for n in ("pubdate", "published", "date", "updated") if n in parts), "")),
        url=urljoin(base, _link(entry)),
        place=f":{at}",
        **fields,
    )


def _link(entry: Any) -> str:
    """The address of the page of an entry: its link of the kind ``alternate``, else an RSS guid that is an address."""
    links = [node for node in entry if _name(node) == "link" and node.get("rel", "alternate") == "alternate"]
    found = next((node.get("href") or _words(node) for node in links), "")
    guid = next((_words(node) for node in entry if _name(node) == "guid"), "")
    return found or (guid if is_url(guid) else "")


def _write(body: Any, writer: TextWriter) -> None:
    from selectolax.lexbor import LexborHTMLParser

    root = LexborHTMLParser(f"<body>{''.join(body.itertext())}").body
    if root is not None:
        render(root, writer, keep_lines=True)


def _date(words: str) -> Dated | BadDate | None:
    if not words:
        return None
    try:
        day: date | None = parse_date(words) or parsedate_to_datetime(words).date()
    except (ValueError, TypeError, IndexError):
        return BadDate(words, "订阅源")
    return Dated(day, "订阅源") if day else None
