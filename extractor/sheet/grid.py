"""A workbook that came back → its rows by key, whatever was moved, renamed, merged or added meanwhile."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from extractor.problem import DataError, Problem
from extractor.sheet.base import BASE_SHEET, Checksum, base_keys, fingerprint, plain_value
from extractor.sheet.book import Book, Cells, open_book
from extractor.sheet.layout import Layout, load_layout


@dataclass(frozen=True, slots=True)
class Base:
    """What the hidden sheet says: the fingerprints of each row as it left, by id and key, and the day it was written."""

    prints: Mapping[str, Mapping[str, str]]
    as_of: date | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the sheet: where it stands (``台账.xlsx:台账!12``) and its values by key (text, number, date)."""

    where: str
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Grid:
    """What came back; ``base`` is None where the hidden sheet is lost."""

    layout: Layout
    base: Base | None
    lines: tuple[Line, ...]
    problems: list[Problem] = field(default_factory=list)


class _Found(NamedTuple):
    """A sheet with rows of the ledger: its cells, the row of its headings (-1: none) and its columns by key."""

    name: str
    cells: Cells
    head: int
    columns: dict[str, int]


def read_grid(path: Path, *, book: Book | None = None) -> Grid:
    """The rows of the ledger in a workbook, of all its sheets; ``book`` where it is open already.

    DataError where there are none, or it is no workbook.
    """
    book = book or open_book(path)
    base, lang, problems = _read_base(book, path)
    for layout in [load_layout(lang)] if lang else [load_layout("zh"), load_layout("en")]:
        sheets = _find_sheets(book, layout, base)
        if sheets:
            problems += _check_columns(sheets[0].columns, layout, path)
            lines = [line for sheet in sheets for line in _lines(sheet, path)]
            return Grid(layout, base, tuple(lines), problems)
    hint = "要有“编号”“举措”“状态”等列；请用 xiaozhang sheet write 写出的表。"
    raise DataError(Problem(str(path), "sheet.none", "工作簿里找不到台账", hint))


def _read_base(book: Book, path: Path) -> tuple[Base | None, str, list[Problem]]:
    cells = _texts(book, BASE_SHEET) if BASE_SHEET in book.names else []
    if len(cells) < 2 or len(cells[0]) < 4:
        said = "隐藏的底表不见了，看不出哪些是改过的；凡与台账不同的都列为冲突"
        return None, "", [Problem(str(path), "sheet.base", said, "请在原来的文件里填写，不要另建新表。")]
    (_, lang, as_of, total), heads, rows = cells[0][:4], cells[1], cells[2:]
    problems, summed = [], Checksum()
    for row in rows:
        summed.add(row[: len(heads)])
    if str(summed) != total:
        problems.append(Problem(str(path), "sheet.checksum", "隐藏的底表被改动过", "请核对下面列出的改动。"))
    prints = {row[0]: dict(zip(heads[2:], row[2:], strict=False)) for row in rows}
    day = date.fromisoformat(as_of) if as_of else None
    return Base(prints, day), lang if lang in {"zh", "en"} else "zh", problems


def _texts(book: Book, name: str) -> list[list[str]]:
    return [[_text(cell) for cell in row] for row in book.cells(name)]


def _text(value: Any) -> str:
    return value if isinstance(value, str) else plain_value(value)


def _find_sheets(book: Book, layout: Layout, base: Base | None) -> list[_Found]:
    """The sheets with rows of the ledger: the one with the most headings (and the usual name) first."""
    ours = {name for key, name in layout.sheets.items() if key != "ledger"} | {BASE_SHEET}
    cells = {name: book.cells(name) for name in book.names if name not in ours}
    found = [one for name, grid in cells.items() if (one := _by_heads(name, grid, layout, base))]
    found.sort(key=lambda one: (-len(one.columns), one.name != layout.sheets["ledger"]))
    if base:
        named = {one.name for one in found}
        usual = found[0].columns if found else {key: at for at, key in enumerate(layout.names_of("ledger"))}
        rest = [(name, grid) for name, grid in cells.items() if name not in named]
        found += [one for name, grid in rest if (one := _by_ids(name, grid, usual, base))]
    return found


def _by_heads(name: str, cells: Cells, layout: Layout, base: Base | None) -> _Found | None:
    """The sheet by that row among its first twenty that has the most of the headings."""
    people = {one.key for one in layout.fields["ledger"] if one.people}
    found: list[_Found] = []
    for head, row in enumerate(cells[:20]):
        columns = _columns([_text(cell).strip() for cell in row], layout)
        if len(columns) < 5 or not people & columns.keys():
            continue
        ids = columns.get("id", _id_column(cells, base) if base else None)
        if ids is not None:
            found.append(_Found(name, cells, head, columns | {"id": ids}))
    return max(found, key=lambda one: len(one.columns), default=None)


def _by_ids(name: str, cells: Cells, usual: Mapping[str, int], base: Base) -> _Found | None:
    """A sheet without its headings to which rows were moved: known by its ids, and their words beside them."""
    ids = _id_column(cells, base)
    if ids is None:
        return None
    columns = {key: at - usual["id"] + ids for key, at in usual.items()}
    known = [row for row in cells if ids < len(row) and row[ids] in base.prints]
    text = columns.get("text", -1)
    same = [
        row for row in known if 0 <= text < len(row) and fingerprint(row[text]) == base.prints[row[ids]].get("text")
    ]
    if not same:
        return None
    first = next(at for at, row in enumerate(cells) if row in known)
    return _Found(name, cells, first - 1, {key: at for key, at in columns.items() if at >= 0})


def _lines(sheet: _Found, path: Path) -> Iterator[Line]:
    for number, row in enumerate(sheet.cells[sheet.head + 1 :], start=sheet.head + 2):
        values = {key: row[at] for key, at in sheet.columns.items() if at < len(row)}
        if any(value not in ("", None) for value in values.values()):
            yield Line(f"{path.name}:{sheet.name}!{number}", values)


def _columns(heads: Sequence[str], layout: Layout) -> dict[str, int]:
    """Key → column: by heading, by another name for it, else by the neighbour that it still has."""
    fields = layout.fields["ledger"]
    known = {one.heading: one.key for one in fields}
    columns: dict[str, int] = {}
    for names in (known, layout.also):
        for at, head in enumerate(heads):
            if head in names and at not in columns.values():
                columns.setdefault(names[head], at)
    if len(columns) < 5:
        return columns
    keys = [one.key for one in fields]
    free = [at for at, head in enumerate(heads) if head not in known and at not in columns.values()]
    for _ in keys:
        for place, key in enumerate(keys):
            if key not in columns:
                before = columns.get(keys[place - 1], -9) + 1 if place else 0
                after = columns.get(keys[place + 1], -9) - 1 if place + 1 < len(keys) else -9
                near = next((one for one in (before, after) if one in free), None)
                if near is not None:
                    columns[key] = near
                    free.remove(near)
    return columns


def _id_column(cells: Cells, base: Base) -> int | None:
    width = max((len(row) for row in cells), default=0)
    hits = [sum(1 for row in cells if at < len(row) and row[at] in base.prints) for at in range(width)]
    best = max(hits, default=0)
    return hits.index(best) if best else None


def _check_columns(columns: Mapping[str, int], layout: Layout, path: Path) -> list[Problem]:
    heads = {one.key: one.heading for one in layout.fields["ledger"]}
    lost = [heads[key] for key in base_keys(layout) if key not in columns]
    if not lost:
        return []
    return [Problem(str(path), "sheet.columns", f"表里少了列：{'、'.join(lost)}", "这些列当作没有改动。")]
