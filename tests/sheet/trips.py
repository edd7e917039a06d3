"""A ledger whose sheet goes out, is edited by a program, and comes back: what the round-trip tests share."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Mapping
from copy import copy
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import openpyxl

sys.path.insert(0, str(Path(__file__).parent))

from office import ODS, XLSX, run_edits
from scripts import DAY, Edits, expected

from extractor.ledger import Entry, Ledger
from extractor.ledger.intake import Hand
from extractor.ledger.rows import View
from extractor.sheet.back import Returned, plan_return
from extractor.sheet.grid import read_grid
from extractor.sheet.workbook import write_workbook

HAND = Hand("王某", DAY, datetime(2026, 5, 31, 8, tzinfo=UTC))
_OPENED = date(2026, 3, 1)


def fill(ledger: Ledger, rows: Iterable[Mapping[str, Any]]) -> None:
    """Open the rows; the last three of eight are reported, closed and remarked upon already."""
    ids = []
    for row in rows:
        ids.append(row["id"])
        ledger.append([Entry(row["id"], "opened", _OPENED, "李某", HAND.recorded, data={"row": row})])

    def entry(at: int, kind: Any, why: str = "", **data: Any) -> Entry:
        return Entry(ids[at], kind, date(2026, 3, 10), "李某", HAND.recorded, why=why, data=data)

    evidence = [{"kind": "text", "value": "旧佐证"}]
    ledger.append([
        entry(-3, "reported", progress=30, note="已开工"), entry(-3, "assigned", person="李某"),
        entry(-2, "closed", evidence=evidence), entry(-1, "closed", evidence=evidence),
        entry(-1, "corrected", set={"remark": "先前的备注"}),
    ])  # fmt: skip


def rows_of(ledger: Ledger) -> dict[str, dict[str, Any]]:
    """The ledger's rows on the day of the tests, by id."""
    return {row["id"]: row for row in ledger.rows(View(DAY))}


def write(ledger: Ledger, path: Path) -> Path:
    """The sheet as it goes out."""
    write_workbook(rows_of(ledger).values(), path, as_of=DAY, returns=True)
    return path


def plan(ledger: Ledger, path: Path, **options: Any) -> Returned:
    """What the sheet comes to."""
    return plan_return(read_grid(path), rows_of(ledger), hand=HAND, history=ledger.entries, **options)


def came_back(made: Returned) -> tuple[list[tuple], list[str]]:
    """The entries and the codes of the problems, in the form of :func:`scripts.expected`."""
    entries = [(e.measure, e.kind, e.on.isoformat(), e.why, dict(e.data)) for e in made.entries]
    return sorted(entries, key=str), sorted(problem.code for problem in made.problems)


def places(path: Path) -> tuple[dict[str, int], dict[str, int]]:
    """Row of each id and column of each heading, counted from 1."""
    rows = list(openpyxl.load_workbook(path)["台账"].iter_rows(values_only=True))
    columns = {head: at for at, head in enumerate(rows[0], start=1)}
    return {row[0]: at for at, row in enumerate(rows, start=1) if row[0]}, columns


def type_with_openpyxl(base: Any, edits: Edits, path: Path) -> Path:
    """Put the values into the cells of an open book, save it, and put the old ones back."""
    sheet = base["台账"]
    at = {cell.value: cell.column for cell in sheet[1]}
    line = {sheet.cell(n, at["编号"]).value: n for n in range(2, sheet.max_row + 1)}
    old = []
    for (measure, heading), value in edits.items():
        cell = sheet.cell(line[measure], at[heading])
        old.append((cell, cell.value, cell.data_type, copy(cell.number_format)))
        cell.value = value
        if isinstance(value, str):
            cell.data_type = "s"
    base.save(path)
    for cell, value, kind, form in reversed(old):
        cell.value, cell.number_format = value, form
        cell.data_type = kind
    return path


def type_with_office(base: Path, scripts: Mapping[int, Edits], folder: Path, home: Path) -> dict[int, Path]:
    """Each script typed into a copy of the sheet in one session of LibreOffice; every fifth is saved as .ods."""
    line, at = places(base)
    said, made = [], {}
    for seed, edits in scripts.items():
        copied = folder / f"in-{seed}.xlsx"
        copied.write_bytes(base.read_bytes())
        made[seed] = folder / f"out-{seed}.{'ods' if seed % 5 == 0 else 'xlsx'}"
        said.append(f"open\t{copied}\t台账")
        for (measure, heading), value in edits.items():
            place = f"{at[heading] - 1}\t{line[measure] - 1}"
            said.append(f"type\t{place}\t{value}" if isinstance(value, date) else f"text\t{place}\t{_one_line(value)}")
        said.append(f"hide\t{2 + seed % 5}")
        said.append(f"save\t{made[seed]}\t{ODS if seed % 5 == 0 else XLSX}")
    run_edits(home, said)
    return made


def _one_line(value: str | None) -> str:
    return (value or "").replace("\n", "\\n").replace("\t", "\\t")


def check(ledger: Ledger, seed: int, path: Path, edits: Edits) -> None:
    """Assert that the sheet came back as exactly the entries and problems that the script means."""
    made = plan(ledger, path)
    assert made.conflicts == [], f"script {seed}"
    assert came_back(made) == expected(edits, rows_of(ledger)), f"script {seed}: {edits}"
