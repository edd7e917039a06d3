"""The rows of a long worksheet as XML, spooled to disk as they come: one pass, memory that does not grow.

XlsxWriter makes everything else of a workbook; a call for each cell was what made long sheets slow. The rows follow
ECMA-376 part 1, 18.3.1 (worksheets): text as inline strings, days as numbers, so nothing can turn into a formula.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from math import isfinite
from tempfile import TemporaryFile
from typing import IO, Any, NamedTuple

from xlsxwriter.utility import xl_col_to_name

MOST_ROWS = 1_048_576
"""Rows of a worksheet, its headings among them."""

MOST_LINKS = 60_000
"""Excel takes some 65,530 links a sheet; beyond this number cells are plain text."""

_DAY_ZERO = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)
_ESCAPE = re.compile(r"_x[0-9A-Fa-f]{4}_")
_ODD = re.compile(r"[&<>\r]|^\s|\s$|_x[0-9A-Fa-f]{4}_")


class Link(NamedTuple):
    """A place inside the workbook (``'文章'!A2``) and the words that stand for it."""

    target: str
    words: str


class Formula(NamedTuple):
    """A formula without its ``=``, and the value that is shown until it is computed again."""

    text: str
    value: str | int


def escape(text: str, *, quotes: bool = False) -> str:
    """The text for XML; ``quotes`` for an attribute. Characters that XML cannot hold must be gone already."""
    shown = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;").replace("\r", "&#13;")
    return shown.replace('"', "&quot;").replace("\n", "&#10;") if quotes else shown


def _text(text: str) -> str:
    """The inline string of a text; what looks like an escape of the format (``_x0041_``) stays as it is."""
    if not _ODD.search(text):
        return f"<is><t>{text}</t></is>"
    shown = escape(_ESCAPE.sub(lambda found: f"_x005F{found[0]}", text))
    return f'<is><t xml:space="preserve">{shown}</t></is>'


_short_text = lru_cache(maxsize=4096)(_text)
"""Units, titles and words of state come again and again; long texts hardly ever."""


@dataclass
class RowStream:
    """The rows of one worksheet, from ``first`` (counted from 1, below the headings) on."""

    first: int = 2
    links: list[str] = field(default_factory=list)
    _file: IO[bytes] = field(default_factory=lambda: TemporaryFile(buffering=1 << 20))  # noqa: SIM115 - see close
    _next: int = 0

    def __post_init__(self) -> None:
        self._next = self.first

    @property
    def next_row(self) -> int:
        """The number of the row that comes next."""
        return self._next

    def add(self, values: Sequence[Any], plan: Sequence[tuple[str, str]], *, height: float | None = None) -> None:
        """One row. ``plan`` says column and style of each cell (see :func:`plan_cells`); an empty one shows its style."""
        number = self._next
        self._next += 1
        high = "" if height is None else f' ht="{height:g}" customHeight="1"'
        cells = [f'<row r="{number}"{high}>']
        for (column, style), value in zip(plan, values, strict=True):
            head = f'<c r="{column}{number}"{style}'
            if value is None or value == "":
                cells.append(f"{head}/>" if style else "")
            elif type(value) is str:
                shown = _short_text(value) if len(value) < 40 else _text(value)
                cells.append(f'{head} t="inlineStr">{shown}</c>')
            else:
                cells.append(head + self._other(value, f"{column}{number}"))
        cells.append("</row>")
        self._file.write("".join(cells).encode())

    def _other(self, value: Any, place: str) -> str:
        """What follows the opening of a cell that holds no plain text."""
        if isinstance(value, Formula):
            kind, shown = ("", value.value) if isinstance(value.value, int) else (' t="str"', escape(value.value))
            return f"{kind}><f>{escape(value.text)}</f><v>{shown}</v></c>"
        if isinstance(value, date) and value >= _FIRST_DAY:
            return f"><v>{(value - _DAY_ZERO).days}</v></c>"
        if isinstance(value, Link):
            if len(self.links) < MOST_LINKS:
                target, words = escape(value.target, quotes=True), escape(value.words[:255], quotes=True)
                self.links.append(f'<hyperlink ref="{place}" location="{target}" display="{words}"/>')
            return f' t="inlineStr">{_text(value.words)}</c>'
        if isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value):
            return f"><v>{value!r}</v></c>"
        return f' t="inlineStr">{_text(str(value))}</c>'

    @property
    def is_huge(self) -> bool:
        """Whether the rows come near to the size at which a zip needs its large form."""
        return self._file.tell() > 1_500_000_000

    def copy_to(self, target: IO[bytes]) -> None:
        """Write all rows to ``target``."""
        self._file.seek(0)
        while block := self._file.read(1 << 20):
            target.write(block)

    def close(self) -> None:
        """Let go of the file on disk."""
        self._file.close()


def plan_cells(styles: Sequence[int | None]) -> list[tuple[str, str]]:
    """Column letter and style attribute of each cell of a row; None for a cell without a style of its own."""
    return [(xl_col_to_name(at), "" if one is None else f' s="{one}"') for at, one in enumerate(styles)]
