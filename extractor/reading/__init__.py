"""Reading: every form in which policy texts come → :class:`~extractor.article.Article`.

``read`` takes files and folders and yields articles, and a problem for everything that could not be read.
"""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.problem import Problem, UsageError
from extractor.reading.draft import Columns, Limits, Task
from extractor.reading.files import Found, bytes_of, check_paths, find_files, is_url, read_bytes, stamp, unsupported
from extractor.reading.finish import GIVEN, finish
from extractor.reading.kinds import KINDS, kind_of
from extractor.reading.reprints import Reprints
from extractor.reading.seen import Seen
from extractor.reading.tables import Column, column_role, column_roles, find_tables, table_headings, table_roles

__all__ = [
    "GIVEN",
    "REMARKS",
    "Column",
    "Columns",
    "Limits",
    "Reprints",
    "Seen",
    "column_role",
    "column_roles",
    "find_tables",
    "is_remark",
    "read",
    "read_bytes_as",
    "table_headings",
    "table_roles",
]

REMARKS = frozenset(
    f"reading.{code}"
    for code in ("front_matter", "date", "future_date", "no_date", "encoding", "characters", "garbled", "cut")
)
"""Codes of problems with a file that was read all the same; every other problem means that it was not."""


def is_remark(problem: Problem) -> bool:
    """Whether the article was read in spite of the problem."""
    return problem.code in REMARKS


@dataclass(frozen=True, slots=True, kw_only=True)
class _Options:
    """What holds for all files of one call."""

    published: date | None = None
    today: date | None = None
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)
    seen: Seen | None = None
    reprints: Reprints | None = None


def read(
    paths: Iterable[Path | str],
    *,
    published: date | None = None,
    today: date | None = None,
    limits: Limits | None = None,
    columns: Columns | None = None,
    seen: Seen | None = None,
    reprints: Reprints | None = None,
    web: bool = False,
    private_web: bool = False,
) -> Iterator[Article | Problem]:
    """Read files and folders (``-`` is standard input) lazily, folders in sorted order.

    ``published`` is the date of articles that name none themselves, ``today`` the day after which a publication
    date is called wrong (not checked without it). With ``seen``, files that it knows are not read again; with
    ``reprints``, a text that was read under another name is a Problem that names it. ``web`` lets http and https
    addresses be read (feeds too), ``private_web`` those inside the own network as well. A path that does not exist
    raises UsageError before anything is read; every other trouble is a Problem in the stream.
    """
    given = [str(path) for path in paths]
    for url in filter(is_url, given):
        if not web:
            msg = f"读网址要联网，请明确要求（--url）：{url}"
            raise UsageError(msg)
    check_paths(path for path in given if not is_url(path))
    options = _Options(
        published=published,
        today=today,
        limits=limits or Limits(),
        columns=columns or Columns(),
        seen=seen,
        reprints=reprints,
    )
    return _linked(_read(given, options, private_web=private_web), reprints)


def _linked(items: Iterator[Article | Problem], reprints: Reprints | None) -> Iterator[Article | Problem]:
    for item in items:
        problem = reprints.problem(item) if reprints and isinstance(item, Article) else None
        yield problem or item


def _read(given: list[str], options: _Options, *, private_web: bool) -> Iterator[Article | Problem]:
    for path in given:
        if path == "-":
            yield from _bytes("-", _stdin(options.limits), options)
        elif is_url(path):
            yield from _page(path, options, private=private_web)
        else:
            for found in find_files([path]):
                yield from [found] if isinstance(found, Problem) else _found(found, options)


def _stdin(limits: Limits) -> bytes | Problem:
    return bytes_of("-", lambda: sys.stdin.buffer.read(limits.size + 1), limits)


def _page(url: str, options: _Options, *, private: bool) -> Iterator[Article | Problem]:
    from extractor.reading.dates import Dated, date_in_url
    from extractor.reading.web import fetch

    page = fetch(url, limits=options.limits, allow_private=private)
    if isinstance(page, Problem):
        yield page
        return
    # The address of a page often holds its date; one that the page itself states comes first.
    found = date_in_url(page.url)
    dated = replace(options, published=found.day) if isinstance(found, Dated) else options
    for item in _bytes(url, page.data, dated):
        if isinstance(item, Article):
            why = "网址" if dated is not options and item.published_from == GIVEN else item.published_from
            yield replace(item, url=item.url or page.url, published_from=why)
        else:
            yield item


def _found(found: Found, options: _Options) -> Iterator[Article | Problem]:
    """Read a file, where it is not known from before."""
    seen = options.seen
    if seen is None:
        yield from _bytes(found.path, read_bytes(found, options.limits), options, given=found.given)
        return
    size, changed = stamp(found.file)
    if seen.is_untouched(found.path, size, changed):
        return
    data = read_bytes(found, options.limits)
    if not isinstance(data, Problem) and seen.is_known(found.path, data, size=size, changed=changed):
        return
    was_read = False
    for item in _bytes(found.path, data, options, given=found.given):
        was_read = was_read or isinstance(item, Article)
        yield item
    if not was_read:
        seen.forget(found.path)


def read_bytes_as(
    path: str, data: bytes, *, published: date | None = None, today: date | None = None, limits: Limits | None = None
) -> Iterator[Article | Problem]:
    """Read bytes that are already here as the file ``path`` (its suffix says what it is)."""
    return _bytes(path, data, _Options(published=published, today=today, limits=limits or Limits()))


def _bytes(path: str, data: bytes | Problem, options: _Options, *, given: bool = True) -> Iterator[Article | Problem]:
    yield from [data] if isinstance(data, Problem) else _file(path, data, options, given=given)


def _file(path: str, data: bytes, options: _Options, *, given: bool) -> Iterator[Article | Problem]:
    task = Task(path=path, data=data, limits=options.limits, columns=options.columns, given=given)
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


def _archive(task: Task, options: _Options) -> Iterator[Article | Problem]:
    from extractor.reading.archive import read_members

    said = False
    for member in read_members(task):
        said = True
        yield from [member] if isinstance(member, Problem) else _file(*member, options, given=False)
    if not said:
        yield task.problem("empty", "压缩包里没有文稿", "支持的格式见说明；如果这是 Word 或 Excel 文件，它已损坏")


def _drafts(task: Task, name: str, options: _Options) -> Iterator[Article | Problem]:
    from extractor.reading.isolation import run_isolated

    kind = KINDS[name]
    apart = kind.isolated or len(task.data) > (_LARGE_PAGE if name == "html" else _LARGE)
    drafts = run_isolated(kind, task) if apart else kind.reader()(task)
    said = False
    for draft in drafts:
        said = True
        yield from (
            [draft]
            if isinstance(draft, Problem)
            else finish(draft, task, published=options.published, today=options.today)
        )
    if not said and task.given:  # a file found in a folder says nothing only where it is a result of our own
        yield task.problem("empty", "文件里没有文章", "请确认表头下面有内容")


_LARGE = 2_000_000
"""Files larger than this are read in a process of their own whatever their kind, so that the time limit holds."""
_LARGE_PAGE = 500_000
"""The same for web pages, whose structure may be slow to walk."""
