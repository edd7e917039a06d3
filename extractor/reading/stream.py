"""From paths to articles: each source's bytes go to the reader of their kind, and what it says becomes articles."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.problem import Problem
from extractor.reading.dates import Dated, date_in_url
from extractor.reading.draft import Columns, Draft, Limits, Task
from extractor.reading.files import Found, bytes_of, find_files, is_url, read_beginning, read_bytes, stamp
from extractor.reading.finish import GIVEN, finish
from extractor.reading.kinds import KINDS, kind_of
from extractor.reading.names import unsupported
from extractor.reading.seen import Seen

_LARGE = 2_000_000
"""Files larger than this are read in a process of their own whatever their kind, so that the time limit holds."""
_LARGE_PAGE = 500_000
"""The same for web pages, whose structure may be slow to walk."""
_MOST_LINKS = 200
"""So many entries of one feed are followed to their pages; of the others the feed's own words are read."""

Items = Iterator[Article | Problem]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What holds for all files of one call of :func:`extractor.reading.read`, which describes each."""

    published: date | None = None
    today: date | None = None
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)
    seen: Seen | None = None
    private_web: bool = False
    follow: bool = False
    ocr: tuple[str, ...] = ()


def read_sources(given: list[str], options: Options) -> Items:
    """Articles and problems of files, folders, addresses and standard input, one after the other."""
    for path in given:
        if path == "-":
            yield from read_data("-", _stdin(options.limits), options)
        elif is_url(path):
            yield from _page(path, options)
        else:
            for found in find_files([path]):
                yield from [found] if isinstance(found, Problem) else _found(found, options)


def _stdin(limits: Limits) -> bytes | Problem:
    return bytes_of("-", lambda: sys.stdin.buffer.read(limits.size + 1), limits)


def _page(url: str, options: Options, known: Dated | None = None) -> Items:
    """A page from the web; ``known`` is the date by which others know it, the address often holds one as well."""
    from extractor.reading.web import fetch

    page = fetch(url, limits=options.limits, allow_private=options.private_web)
    if isinstance(page, Problem):
        yield page
        return
    # A date that the page itself states comes first.
    named = date_in_url(page.url)
    other = known or (named if isinstance(named, Dated) else None)
    dated = replace(options, published=other.day) if other else options
    for item in read_data(url, page.data, dated):
        if isinstance(item, Article):
            why = other.why if other and item.published_from == GIVEN else item.published_from
            yield replace(item, url=item.url or page.url, published_from=why)
        else:
            yield item


def _found(found: Found, options: Options) -> Items:
    """Read a file, where it is not known from before."""
    seen = options.seen
    size, changed = stamp(found.file)
    if seen and seen.is_untouched(found.path, size, changed):
        return
    data, file = _bytes(found, size, options.limits)
    if seen and not isinstance(data, Problem) and seen.is_known(found.path, file or data, size=size, changed=changed):
        return
    was_read = False
    for item in read_data(found.path, data, options, given=found.given, file=file):
        was_read = was_read or isinstance(item, Article)
        yield item
    if seen and not was_read:
        seen.forget(found.path)


def _bytes(found: Found, size: int, limits: Limits) -> tuple[bytes | Problem, Path | None]:
    """The bytes of a file, or of a large one that is read piece by piece its first bytes and where it lies."""
    if size > min(_LARGE, limits.size):
        head = read_beginning(found)
        if isinstance(head, bytes) and not head.startswith(b"PK") and _is_piecewise(kind_of(found.path, head)):
            return head, found.file
    return read_bytes(found, limits), None


def _is_piecewise(name: str) -> bool:
    return name in KINDS and KINDS[name].piecewise


def read_data(
    path: str, data: bytes | Problem, options: Options, *, given: bool = True, file: Path | None = None
) -> Items:
    """Articles and problems of the bytes of one file; ``given`` where the user named it.

    Where ``data`` is only the beginning of a file, the rest is read from ``file``.
    """
    if isinstance(data, Problem):
        yield data
        return
    task = Task(path=path, data=data, file=file, limits=options.limits, columns=options.columns, given=given)
    refused = next(unsupported(path), None)
    name = kind_of(path, data)
    if refused:
        yield refused
    elif name == "zip":
        yield from _archive(task, options)
    elif name:
        yield from _drafts(task, name, options)
    else:
        yield task.problem(
            "kind",
            "认不出这是什么文件，没有读",
            "支持 Markdown、文本、网页、Word、PDF、Excel、CSV、JSONL、Parquet 和 zip",
        )


def _archive(task: Task, options: Options) -> Items:
    from extractor.reading.archive import read_members

    said = False
    for member in read_members(task):
        said = said or not (isinstance(member, Problem) and member.notice)
        yield from [member] if isinstance(member, Problem) else read_data(*member, options, given=False)
    if not said:
        yield task.problem("empty", "压缩包里没有文稿", "支持的格式见说明；如果这是 Word 或 Excel 文件，它已损坏")


def _drafts(task: Task, name: str, options: Options) -> Items:
    said, links = False, 0
    for draft in _said(task, name, options):
        said = True
        if isinstance(draft, Problem):
            yield draft
        elif name == "feed" and options.follow and draft.url and links < _MOST_LINKS:
            links += 1
            yield from _linked(draft, task, options)
        else:
            yield from finish(draft, task, published=options.published, today=options.today)
    if not said and task.given:  # a file found in a folder says nothing only where it is a result of our own
        yield task.problem("empty", "文件里没有文章", "请确认表头下面有内容")
    if links == _MOST_LINKS:
        yield task.problem("cut", f"订阅源的链接只打开了前 {links} 条", "其余各条只读了订阅源里的文字", place="：链接")


def _said(task: Task, name: str, options: Options) -> Iterator[Draft | Problem]:
    """What the reader of a kind says; a file without text goes to the user's OCR command, where there is one."""
    from extractor.reading.isolation import run_isolated
    from extractor.reading.ocr import recognise

    kind = KINDS[name]
    apart = kind.isolated or task.file or len(task.data) > (_LARGE_PAGE if name == "html" else _LARGE)
    for draft in run_isolated(kind, task) if apart else kind.reader()(task):
        if options.ocr and isinstance(draft, Problem) and draft.code == "reading.no_text_layer":
            yield from recognise(task, options.ocr)
        else:
            yield draft


def _linked(draft: Draft, task: Task, options: Options) -> Items:
    """The page behind an entry of a feed; where it cannot be read, that and the words of the feed itself."""
    read = False
    for item in _page(draft.url, options, draft.date if isinstance(draft.date, Dated) else None):
        read = read or isinstance(item, Article)
        yield item
    if not read and draft.text:
        yield from finish(draft, task, published=options.published, today=options.today)
