"""The hidden sheet of a workbook that comes back: ids, the state in which it left, and a checksum."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from hashlib import blake2b
from typing import Any

from xlsxwriter.workbook import Workbook

from extractor.sheet.layout import Layout
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
    return blake2b(said.encode("utf-8", "surrogatepass"), digest_size=4).hexdigest() if said else ""


def checksum(lines: Iterable[str]) -> str:
    """One short sum over the lines of the base."""
    digest = blake2b(digest_size=8)
    for line in lines:
        digest.update(line.encode("utf-8", "surrogatepass") + b"\n")
    return digest.hexdigest()


def base_keys(layout: Layout) -> list[str]:
    """The columns of which the base keeps a fingerprint: those of people, and the day due."""
    return ["due", *(field.key for field in layout.fields["ledger"] if field.people)]


def write_base(
    book: Workbook, rows: Iterable[tuple[Row, Mapping[str, Any]]], layout: Layout, *, as_of: date | None
) -> None:
    """Add the hidden sheet: a line of settings, the keys, then id, number of entries and fingerprints of each row."""
    keys = base_keys(layout)
    lines = [
        [str(row["id"]), str(row.get("version", 0)), *(fingerprint(values.get(key)) for key in keys)]
        for row, values in rows
    ]
    sheet = book.add_worksheet(BASE_SHEET)
    total = checksum("\t".join(line) for line in lines)
    for at, value in enumerate((VERSION, layout.lang, str(as_of or ""), total)):
        sheet.write_string(0, at, value)
    for number, line in enumerate([["id", "version", *keys], *lines], start=1):
        for at, value in enumerate(line):
            sheet.write_string(number, at, value)
    sheet.protect("")
    sheet.very_hidden()
