"""What is read: an article, its headings and tables, and quotes of its text.

Every offset is a code point of ``Article.text`` as stored; ``article.text[q.start:q.end] == q.text``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from extractor.frozen import quickly_made


@quickly_made
@dataclass(frozen=True, slots=True, order=True)
class Quote:
    """A verbatim piece of a text: ``text[start:end]``, offsets in code points."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading that the source itself marks (Markdown ``##``, ``<h2>``, a Word style); ``level`` counts from 1."""

    quote: Quote
    level: int


@dataclass(frozen=True, slots=True)
class Table:
    """A table whose cells stand in the text: ``rows[r][c]`` quotes the cell, empty cells are empty quotes.

    ``header`` is the number of leading rows that name the columns (0 where none does).
    """

    rows: tuple[tuple[Quote, ...], ...]
    header: int = 1


@dataclass(frozen=True, slots=True)
class Article:
    """One document as read. ``published`` is the base of its relative deadlines, ``published_from`` says why.

    ``path`` is the path as the user gave it (a member of an archive follows ``!``); ``page_starts`` holds
    the offset at which each page of a paged document begins.
    """

    text: str
    path: str = ""
    title: str = ""
    source: str = ""
    published: date | None = None
    published_from: str = ""
    issuer: str = ""
    number: str = ""
    genre: str = ""
    url: str = ""
    headings: tuple[Heading, ...] = ()
    tables: tuple[Table, ...] = ()
    page_starts: tuple[int, ...] = ()
    meta: dict[str, str] = field(default_factory=dict, compare=False)
