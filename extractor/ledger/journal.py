"""The journal: a ledger as plain text, one entry a line, so that it can live under version control.

Export → import → export gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Any

import sqlalchemy as sa

from extractor.ledger import tables
from extractor.ledger.entries import Entry, from_line, to_line
from extractor.ledger.records import derive, entries_of, entry_record, measure_record
from extractor.ledger.store import Ledger
from extractor.problem import Problem

_BATCH = 5_000
_MANY = 100


class _NothingWrittenError(Exception):
    """Rolls an import back."""


def export_lines(ledger: Ledger) -> Iterator[str]:
    """The lines of the journal, each with its line end, in the order in which the entries were stored."""
    for entry in ledger.entries():
        yield to_line(entry) + "\n"


def import_lines(ledger: Ledger, lines: Iterable[str], *, where: str = "journal") -> tuple[int, list[Problem]]:
    """Take a journal in, all or nothing: (number of new entries, problems). Entries already there are passed over.

    Where there are problems nothing was written; at most 100 are given.
    """
    try:
        return ledger.write(lambda connection: _import(connection, lines, where)), []
    except _NothingWrittenError as error:
        return 0, list(error.args[0])


def _import(connection: sa.Connection, lines: Iterable[str], where: str) -> int:
    problems: list[Problem] = []
    counts = _counts(connection)
    touched: set[str] = set()
    added = 0
    for batch in _batches(_read(lines, where, problems)):
        new = _new_entries(connection, batch, counts, problems)
        if new and not problems:
            _insert(connection, new)
        touched.update(entry.measure for entry in new)
        added += len(new)
        if len(problems) >= _MANY:
            break
    if not problems:
        problems += _derive(connection, touched, where)
    if problems:
        raise _NothingWrittenError(problems[:_MANY])
    return added


_Placed = tuple[str, Entry]


def _read(lines: Iterable[str], where: str, problems: list[Problem]) -> Iterator[_Placed]:
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            yield f"{where}:{number}", from_line(line)
        except ValueError as error:
            problems.append(Problem(f"{where}:{number}", "ledger.journal", f"{error}", "这一行不是台账导出的记录。"))


def _batches(placed: Iterator[_Placed]) -> Iterator[list[_Placed]]:
    while batch := list(islice(placed, _BATCH)):
        yield batch


def _counts(connection: sa.Connection) -> dict[str, int]:
    entry = tables.entries.c
    query = sa.select(entry.measure, sa.func.max(entry.nr)).group_by(entry.measure)
    return {measure: int(count) for measure, count in connection.execute(query)}


def _new_entries(
    connection: sa.Connection, batch: list[_Placed], counts: dict[str, int], problems: list[Problem]
) -> list[Entry]:
    there = _already_there(connection, batch, counts)
    new = []
    for place, entry in batch:
        stored = there.get((entry.measure, entry.nr))
        if stored is not None:
            if stored != to_line(entry):
                said = f"{entry.id} 与台账上已有的同号记录不同"
                problems.append(Problem(place, "ledger.conflict", said, "两本台账各记了一条；请在其中一本里重记。"))
        elif problem := _out_of_place(place, entry, counts):
            problems.append(problem)
        else:
            counts[entry.measure] = entry.nr
            new.append(entry)
    return new


def _already_there(connection: sa.Connection, batch: list[_Placed], counts: dict[str, int]) -> dict[Any, str]:
    known = sorted({entry.measure for _, entry in batch if entry.nr <= counts.get(entry.measure, 0)})
    return {(entry.measure, entry.nr): to_line(entry) for entry in entries_of(connection, known)}


def _out_of_place(place: str, entry: Entry, counts: dict[str, int]) -> Problem | None:
    expected = counts.get(entry.measure, 0) + 1
    if entry.nr != expected:
        return Problem(place, "ledger.gap", f"{entry.id} 之前缺第 {expected} 条记录", "请用完整的导出文件。")
    if (entry.nr == 1) != (entry.kind == "opened"):
        return Problem(place, "ledger.opening", f"{entry.id}：第一条记录，且只有第一条，应是立账")
    return None


def _insert(connection: sa.Connection, new: list[Entry]) -> None:
    opened = [measure_record(entry.measure, [entry]) for entry in new if entry.nr == 1]
    if opened:
        connection.execute(tables.measures.insert(), opened)
    connection.execute(tables.entries.insert(), [entry_record(entry) for entry in new])


def _derive(connection: sa.Connection, touched: set[str], where: str) -> list[Problem]:
    """Derive what follows from the new entries; the problems of steps that are not allowed."""
    return [
        Problem(f"{where}:{error.entry.id}", "ledger.step", str(error).rstrip("。"))
        for error in derive(connection, sorted(touched))
    ]
