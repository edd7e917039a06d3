"""The hidden sheet of a workbook that comes back: ids, the state in which it left, and a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import blake2b
from typing import Any

from xlsxwriter.workbook import Workbook

from extractor.sheet.layout import Layout
from extractor.sheet.stream import RowStream, plan_cells
from extractor.table import Row

BASE_SHEET = "_xiaozhang"
VERSION = "1"


def plain_value(value: Any) -> str:
    """A cell's value as text that does not depend on the program that saved it last."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return "\n".join(line.strip() for line in str(value).replace("\r\n", "\n").replace("\r", "\n").strip().split("\n"))


def fingerprint(value: Any) -> str:
    """Eight characters that stand for a cell's value; empty for an empty cell."""
    said = plain_value(value)
    return _digest(said) if said else ""


@lru_cache(maxsize=4096)
def _digest(said: str) -> str:
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest()


class Checksum:
    """One short sum over the lines of the base, line by line."""

    def __init__(self) -> None:
        self._digest = blake2b(digest_size=8)

    def add(self, cells: Iterable[str]) -> None:
        """One more line."""
        self._digest.update("\t".join(cells).encode("utf-8", "surrogatepass") + b"\n")

    def __str__(self) -> str:
        return self._digest.hexdigest()


OWN_KEYS = ("text", "lead", "support", "due_text", "due")
"""Columns of the tool of which it is said when people change them in spite of the protection."""


def base_keys(layout: Layout) -> list[str]:
    """The columns of which the base keeps a fingerprint: those of people, and what the tool says of the measure."""
    return [*OWN_KEYS, *(field.key for field in layout.fields["ledger"] if field.people)]


class BaseSheet:
    """The hidden sheet being filled: a line of settings, the keys, then id, entries and fingerprints of each row."""

    def __init__(self, book: Workbook, layout: Layout) -> None:
        self.rows = RowStream(first=3)
        self._sheet, self._lang, self._keys = book.add_worksheet(BASE_SHEET), layout.lang, base_keys(layout)
        self._plan = plan_cells([None] * (2 + len(self._keys)))
        self._sum = Checksum()

    def add(self, row: Row, shown: Mapping[str, Any]) -> None:
        """A row of the ledger as it leaves; ``shown`` are its cells by key, as they were written."""
        line = [str(row["id"]), str(row.get("version", 0)), *(fingerprint(shown.get(key)) for key in self._keys)]
        self._sum.add(line)
        self.rows.add(line, self._plan)

    def finish(self, as_of: date | None) -> None:
        """Write what stands above the lines, their sum among it, and hide the sheet."""
        settings = (VERSION, self._lang, str(as_of or ""), str(self._sum))
        for number, line in enumerate((settings, ("id", "version", *self._keys))):
            for at, value in enumerate(line):
                self._sheet.write_string(number, at, value)
        self._sheet.protect("")
        self._sheet.very_hidden()
