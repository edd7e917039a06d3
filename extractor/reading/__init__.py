"""Reading: every form in which policy texts come → :class:`~extractor.article.Article`.

``read`` takes files and folders and yields articles, and a problem for everything that could not be read.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.problem import Problem
from extractor.reading.draft import Columns, Limits, Task
from extractor.reading.files import Found, bytes_of, check_paths, find_files, read_bytes
from extractor.reading.finish import GIVEN, finish
from extractor.reading.kinds import KINDS, kind_of
from extractor.reading.tables import Column, column_role, column_roles, find_tables, table_headings, table_roles

__all__ = [
    "GIVEN",
    "REMARKS",
    "Column",
    "Columns",
    "Limits",
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


def read(
    paths: Iterable[Path | str],
    *,
    published: date | None = None,
    today: date | None = None,
    limits: Limits | None = None,
    columns: Columns | None = None,
    known: Callable[[str, bytes], bool] | None = None,
) -> Iterator[Article | Problem]:
    """Read files and folders (``-`` is standard input) lazily, folders in sorted order.

    ``published`` is the date of articles that name none themselves, ``today`` the day after which a publication
    date is called wrong (not checked without it). ``known`` is asked for each file with its path and bytes; where
    it says yes the file is not read. A path that does not exist raises UsageError before anything is read; every
    other trouble is a Problem in the stream.
    """
    given = check_paths(paths)
    options = _Options(published, today, limits or Limits(), columns or Columns(), known)
    return _read(given, options)


class _Options:
    """What holds for all files of one call."""

    def __init__(
        self,
        published: date | None,
        today: date | None,
        limits: Limits,
        columns: Columns,
        known: Callable[[str, bytes], bool] | None,
    ) -> None:
        self.published = published
        self.today = today
        self.limits = limits
        self.columns = columns
        self.known = known


def _read(given: list[str], options: _Options) -> Iterator[Article | Problem]:
    for path in given:
        for found in [Found("-", Path("-"), given=True)] if path == "-" else find_files([path]):
            if isinstance(found, Problem):
                yield found
                continue
            data = _stdin(options.limits) if path == "-" else read_bytes(found, options.limits)
            yield from [data] if isinstance(data, Problem) else _file(found.path, data, options, given=found.given)


def _stdin(limits: Limits) -> bytes | Problem:
    return bytes_of("-", lambda: sys.stdin.buffer.read(limits.size + 1), limits)


def read_bytes_as(
    path: str, data: bytes, *, published: date | None = None, today: date | None = None, limits: Limits | None = None
) -> Iterator[Article | Problem]:
    """Read bytes that are already here as the file ``path`` (its suffix says what it is)."""
    return _file(path, data, _Options(published, today, limits or Limits(), Columns(), None), given=True)


def _file(path: str, data: bytes, options: _Options, *, given: bool) -> Iterator[Article | Problem]:
    if options.known and options.known(path, data):
        return
    task = Task(path=path, data=data, limits=options.limits, columns=options.columns, given=given)
    name = kind_of(path, data)
    if name == "zip":
        from extractor.reading.archive import read_members

        for member in read_members(task):
            if isinstance(member, Problem):
                yield member
            else:
                yield from _file(*member, options, given=False)
    elif name:
        yield from _drafts(task, name, options)
    else:
        yield task.problem(
            "kind",
            "认不出这是什么文件，没有读",
            "支持 Markdown、文本、网页、Word、PDF、Excel、CSV、JSONL、Parquet 和 zip",
        )


def _drafts(task: Task, name: str, options: _Options) -> Iterator[Article | Problem]:
    from extractor.reading.isolation import run_isolated

    kind = KINDS[name]
    drafts = run_isolated(kind, task) if kind.isolated or len(task.data) > _LARGE else kind.reader()(task)
    for draft in drafts:
        yield from (
            [draft]
            if isinstance(draft, Problem)
            else finish(draft, task, published=options.published, today=options.today)
        )


_LARGE = 2_000_000
"""Files larger than this are read in a process of their own whatever their kind, so that the time limit holds."""
