"""What a reader of one format hands on: the text with its layout, and what the format itself says about it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from extractor.article import Heading, Table
from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated
from extractor.reading.writer import TextWriter

MB = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How much one file may cost: ``size`` in bytes on disk, ``text`` in characters read, ``seconds`` for one file.

    JSON lines and Parquet are read piece by piece: there ``size`` and ``seconds`` hold for a piece.
    """

    size: int = 60 * MB
    text: int = 20 * MB
    seconds: float = 30.0
    members: int = 20_000
    unpacked: int = 500 * MB


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Names of the columns in files that hold many articles; an empty name is guessed."""

    text: str = ""
    title: str = ""
    published: str = ""
    source: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text as a format gives it. ``date`` is the date that the format itself states (front matter, meta tag).

    ``remarks`` are problems found while the text could still be read; ``place`` names the part of the file
    (``第3行``, a sheet) where a file holds several articles.
    """

    text: str
    title: str = ""
    source: str = ""
    date: Dated | BadDate | None = None
    issuer: str = ""
    number: str = ""
    genre: str = ""
    url: str = ""
    place: str = ""
    encoding: str = ""
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    page_starts: tuple[int, ...] = ()
    meta: Mapping[str, str] = field(default_factory=dict)
    remarks: tuple[Problem, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """One file to be read by a format's reader: its name for people, its bytes and the options that hold.

    Where ``file`` is given, ``data`` is only its beginning, and the reader reads the file piece by piece.
    """

    path: str
    data: bytes
    file: Path | None = None
    limits: Limits = Limits()
    columns: Columns = Columns()
    given: bool = True

    def problem(self, code: str, message: str, hint: str = "", *, place: str = "") -> Problem:
        """A problem with this file (``code`` without the leading ``reading.``)."""
        return Problem(f"{self.path}{place}", f"reading.{code}", message, hint)


Reader = Callable[[Task], Iterator[Draft | Problem]]
"""Reads one file: mostly one draft, several where the file holds several articles, a problem where it holds none."""


def written(writer: TextWriter) -> dict[str, object]:
    """The fields of a draft that a writer has filled."""
    return {
        "text": writer.text,
        "headings": tuple(writer.headings),
        "tables": tuple(writer.tables),
        "page_starts": tuple(writer.page_starts),
    }
