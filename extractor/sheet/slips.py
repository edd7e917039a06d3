"""Urging slips 催办单: one Word paper for each unit with what it is late with or has to finish soon."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

from extractor.sheet.cells import due_day, progress_words
from extractor.sheet.figures import bulletin_texts, is_late, is_soon, left_of
from extractor.sheet.split import by_unit, file_names
from extractor.sheet.word import new_document, save_document
from extractor.table import Row
from extractor.table.files import replacing


def wanted_rows(rows: Iterable[Row], *, as_of: date, days: int) -> list[Row]:
    """The open rows that are late or due within so many days, by day due."""
    found = [row for row in rows if is_late(row, as_of) or is_soon(row, as_of, days)]
    return sorted(found, key=lambda row: (str(due_day(row)), str(row["id"])))


def write_slips(rows: Iterable[Row], folder: Path, *, as_of: date) -> dict[str, Path]:
    """Write a slip for each lead unit into the folder; unit → its file."""
    found = by_unit(rows)
    names, written = file_names(found), {}
    for unit, own in found.items():
        path = folder / f"催办单-{names[unit]}.docx"
        with replacing(path) as draft:
            _write_slip(unit, own, draft, as_of)
        written[unit] = path
    return written


def _left(days: int | None, texts: dict[str, Any]) -> str:
    if days is None:
        return ""
    said: str = texts["late"] if days < 0 else texts["today"] if days == 0 else texts["left"]
    return said.format(days=abs(days))


def _write_slip(unit: str, rows: list[Row], path: Path, as_of: date) -> None:
    texts = bulletin_texts()["slip"]
    day = f"{as_of.year}年{as_of.month}月{as_of.day}日"
    paper = new_document(texts["title"])
    paper.add_text(texts["to"].format(unit=unit), indent=False)
    paper.add_text("".join(texts["body"].split()).format(as_of=day, count=len(rows)))
    lines = [
        (
            str(number),
            row["text"],
            str(due_day(row)),
            _left(left_of(row, as_of), texts),
            progress_words(row),
            row.get("title") or row.get("article") or "",
        )
        for number, row in enumerate(rows, start=1)
    ]
    paper.add_table(texts["columns"], lines, widths=(1.2, 5.9, 2.5, 2.0, 2.2, 2.8))
    paper.add_text(texts["sign"], right=True)
    paper.add_text(day, right=True)
    save_document(paper, path)
