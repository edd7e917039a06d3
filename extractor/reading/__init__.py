"""Reading: every form in which policy texts come → :class:`~extractor.article.Article`.

``read`` takes files and folders and yields articles, and a problem for everything that could not be read.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.problem import Problem, UsageError
from extractor.reading.draft import Columns, Limits
from extractor.reading.files import check_paths, is_url
from extractor.reading.finish import GIVEN
from extractor.reading.ocr import check_command
from extractor.reading.reprints import Reprints
from extractor.reading.seen import Seen
from extractor.reading.stream import Options, read_data, read_sources
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
    follow: bool = False,
    ocr: str = "",
) -> Iterator[Article | Problem]:
    """Read files and folders (``-`` is standard input) lazily, folders in sorted order.

    ``published`` is the date of articles that name none themselves, ``today`` the day after which a publication
    date is called wrong (not checked without it). With ``seen``, files that it knows are not read again; with
    ``reprints``, a text that was read under another name is a Problem that names it. ``web`` lets http and https
    addresses be read (feeds too), ``private_web`` those inside the own network as well, ``follow`` opens the page behind
    each entry of a feed. ``ocr`` is the user's own command that prints the text of a scan (``tesseract {} - -l
    chi_sim``). A path or a command that does not exist raises UsageError before anything is read; every other trouble
    is a Problem in the stream.
    """
    given = [str(path) for path in paths]
    for url in filter(is_url, given):
        if not web:
            msg = f"读网址要联网，请明确要求（--url）：{url}"
            raise UsageError(msg)
    if follow and not web:
        msg = "打开订阅源的链接要联网，请明确要求（--url）。"
        raise UsageError(msg)
    check_paths(path for path in given if not is_url(path))
    options = Options(
        published=published,
        today=today,
        limits=limits or Limits(),
        columns=columns or Columns(),
        seen=seen,
        private_web=private_web,
        follow=follow,
        ocr=check_command(ocr) if ocr else (),
    )
    return _without_reprints(read_sources(given, options), reprints)


def _without_reprints(items: Iterator[Article | Problem], reprints: Reprints | None) -> Iterator[Article | Problem]:
    for item in items:
        problem = reprints.problem(item) if reprints and isinstance(item, Article) else None
        yield problem or item


def read_bytes_as(
    path: str,
    data: bytes,
    *,
    published: date | None = None,
    today: date | None = None,
    limits: Limits | None = None,
    ocr: str = "",
) -> Iterator[Article | Problem]:
    """Read bytes that are already here as the file ``path`` (its suffix says what it is); options as for :func:`read`."""
    options = Options(
        published=published, today=today, limits=limits or Limits(), ocr=check_command(ocr) if ocr else ()
    )
    return read_data(path, data, options)
