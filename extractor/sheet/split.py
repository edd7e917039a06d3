"""One workbook for each lead unit: a folder of files, or one zip."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Iterable
from pathlib import Path

from extractor.ledger.overdue import units
from extractor.problem import Problem
from extractor.sheet.workbook import Setup, write_workbook
from extractor.table import Row, showable
from extractor.table.files import replacing

_ODD = re.compile(r'[\\/:*?"<>|\x00-\x1f\s]+')


def by_unit(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """Lead unit → its rows, by name; a row stands with each of its leads."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        for unit in units(row):
            found.setdefault(unit, []).append(row)
    return dict(sorted(found.items()))


def file_names(names: Iterable[str]) -> dict[str, str]:
    """Unit → a file name that every system takes; two units never share one."""
    made: dict[str, str] = {}
    used: set[str] = set()
    for name in names:
        stem = _short(_ODD.sub("_", showable(name)).strip("._")) or "单位"
        plain, number = stem, 2
        while plain.casefold() in used:
            plain, number = f"{stem}-{number}", number + 1
        used.add(plain.casefold())
        made[name] = plain
    return made


def _short(name: str) -> str:
    """The beginning of the name, at most 120 bytes: file systems count bytes."""
    return name.encode("utf-8")[:120].decode("utf-8", "ignore")


def write_split(rows: Iterable[Row], output: Path, *, setup: Setup) -> list[Problem]:
    """Write one workbook a unit into the folder ``output``, or into one zip where that is its suffix."""
    found, problems = by_unit(rows), list[Problem]()
    names = file_names(found)
    if output.suffix.lower() != ".zip":
        for unit, own in found.items():
            problems += write_workbook(own, output / f"{names[unit]}.xlsx", setup=setup)
        return list(dict.fromkeys(problems))
    with tempfile.TemporaryDirectory() as folder, replacing(output) as draft, zipfile.ZipFile(draft, "w") as packed:
        for unit, own in found.items():
            file = Path(folder) / f"{len(problems)}.xlsx"
            problems += write_workbook(own, file, setup=setup)
            packed.writestr(zipfile.ZipInfo(f"{names[unit]}.xlsx"), file.read_bytes())
    return list(dict.fromkeys(problems))
