"""Conflicts 冲突: cells that changed on both sides, as a workbook in which people choose, and read back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from pathlib import Path
from typing import Any, Literal

from extractor.problem import DataError, Problem
from extractor.sheet.base import plain_value
from extractor.sheet.book import Book, open_book
from extractor.sheet.cells import fit_text, line_count
from extractor.sheet.grid import Line
from extractor.sheet.layout import load_layout

Take = Literal["theirs", "ours"]

CONFLICT_SHEET = "冲突"
_HEADS = ("位置", "编号", "举措", "列", "表里的值", "台账里的值", "取舍")
_WIDTHS = (24, 16, 46, 11, 30, 30, 12)
_KEPT = "_xiaozhang"
_CHOICES: dict[str, Take] = {"取表里的": "theirs", "取台账的": "ours"}
_NOTE = (
    "下列各格在表里和台账里都改过。请在“取舍”一列选定，存盘后用 xiaozhang sheet read 读回；空着的仍算未定，台账不动。"
)


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that changed on both sides since the sheet was written.

    ``values`` are the people's cells of its row as they came back, as text by key: what a decision needs to know.
    """

    where: str
    id: str
    key: str
    heading: str
    theirs: str
    ours: str
    text: str = ""
    values: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class Decision:
    """A conflict and what was chosen; ``take`` is None where the choice was left open."""

    conflict: Conflict
    take: Take | None

    @property
    def line(self) -> Line:
        """The row of the sheet as it came back then."""
        return Line(self.conflict.where, dict(self.conflict.values))


def write_conflicts(conflicts: Sequence[Conflict], path: Path, *, as_of: date) -> None:
    """Write the workbook in which people choose between both values; the same conflicts and day, the same bytes."""
    import xlsxwriter

    from extractor.sheet.formats import Formats
    from extractor.table.files import replacing

    with replacing(path) as draft:
        book = xlsxwriter.Workbook(str(draft), {"strings_to_formulas": False, "strings_to_urls": False})
        book.set_properties({"title": CONFLICT_SHEET, "created": datetime(as_of.year, as_of.month, as_of.day)})  # noqa: DTZ001
        _fill(book, book.add_worksheet(CONFLICT_SHEET), conflicts, Formats(book))
        kept = book.add_worksheet(_KEPT)
        for row, cells in enumerate([_kept_heads(), *(_record(one) for one in conflicts)]):
            for at, cell in enumerate(cells):
                kept.write_string(row, at, fit_text(cell, "")[0])
        kept.very_hidden()
        book.close()


_OWN = ("where", "id", "key", "heading", "theirs", "ours")


def _kept_heads() -> list[str]:
    return [*_OWN, *(one.key for one in load_layout("zh").fields["ledger"] if one.people)]


def _record(one: Conflict) -> list[str]:
    return [getattr(one, name) if name in _OWN else one.values.get(name, "") for name in _kept_heads()]


def _fill(book: Any, sheet: Any, conflicts: Sequence[Conflict], formats: Any) -> None:
    sheet.merge_range(0, 0, 0, len(_HEADS) - 1, _NOTE, formats.note)
    sheet.set_row(0, 32)
    choice = book.add_format(formats.cell | {"bg_color": "#FFFBE6", "locked": False, "align": "center"})
    for at, (head, width) in enumerate(zip(_HEADS, _WIDTHS, strict=True)):
        sheet.set_column(at, at, width)
        sheet.write_string(1, at, head, formats.people_head if head == "取舍" else formats.head)
    for row, one in enumerate(conflicts, start=2):
        said = (one.where, one.id, one.text, one.heading, one.theirs, one.ours)
        shown = [fit_text(words, "")[0] for words in said]
        lines = max(line_count(words, width) for words, width in zip(shown, _WIDTHS, strict=False))
        sheet.set_row(row, min(409, lines * 15.5 + 4))
        for at, words in enumerate(shown):
            sheet.write_string(row, at, words, formats.plain)
        sheet.write_blank(row, len(_HEADS) - 1, None, choice)
    last = max(len(conflicts) + 1, 2)
    choices = {"validate": "list", "source": list(_CHOICES), "error_message": "请从下拉列表里选。"}
    sheet.data_validation(2, len(_HEADS) - 1, last, len(_HEADS) - 1, choices)
    sheet.freeze_panes(2, 0)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.protect("", {"format_columns": True, "format_rows": True, "sort": True, "autofilter": True})


def read_decisions(path: Path, *, book: Book | None = None) -> list[Decision] | None:
    """What people chose in a workbook of conflicts (``book`` where it is open already); None for another workbook.

    DataError where the file is no workbook, or its hidden sheet is damaged.
    """
    book = book or open_book(path)
    if CONFLICT_SHEET not in book.names:
        return None
    if _KEPT not in book.names:
        said = "冲突表里隐藏的底表不见了"
        raise DataError(Problem(str(path), "sheet.conflicts", said, "请重读原来的表，另写一份冲突表。"))
    heads, *rows = book.cells(_KEPT)
    kept = [dict(zip(heads, map(str, row), strict=False)) for row in rows]
    chosen = _choices(book.cells(CONFLICT_SHEET), path)
    return [Decision(one, chosen.get((one.where, one.id, one.heading))) for one in map(_conflict, kept)]


def _conflict(kept: Mapping[str, str]) -> Conflict:
    return Conflict(
        **{name: kept[name] for name in _OWN}, values={name: kept[name] for name in kept if name not in _OWN}
    )


def _choices(cells: Iterable[Sequence[Any]], path: Path) -> dict[tuple[str, str, str], Take | None]:
    """(place, id, heading) → choice, wherever rows and columns were moved."""
    rows = [[plain_value(cell) for cell in row] for row in cells]
    head = next((at for at, row in enumerate(rows) if {"位置", "编号", "列", "取舍"} <= set(row)), None)
    if head is None:
        raise DataError(Problem(str(path), "sheet.conflicts", "冲突表里少了“位置”“编号”“列”或“取舍”一列"))
    where, measure, heading, choice = (rows[head].index(name) for name in ("位置", "编号", "列", "取舍"))
    found: dict[tuple[str, str, str], Take | None] = {}
    for number, row in enumerate(rows[head + 1 :], start=head + 2):
        said = row[choice]
        if said and said not in _CHOICES:
            hint = f"请从下拉列表里选：{'、'.join(_CHOICES)}。"
            raise DataError(
                Problem(f"{path.name}:{CONFLICT_SHEET}!{number}", "sheet.choice", f"取舍“{said}”不认识", hint)
            )
        found[row[where], row[measure], row[heading]] = _CHOICES.get(said)
    return found


def say_conflicts(conflicts: Iterable[Conflict]) -> list[tuple[str, str, str, str, str]]:
    """The conflicts as lines of a table: place, id, column, what the sheet says, what the ledger says."""
    return [(one.where, one.id, one.heading, one.theirs, one.ours) for one in conflicts]
