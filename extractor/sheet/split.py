"""One workbook for each lead unit: a folder of files, or one zip."""

from __future__ import annotations

import re
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path

from extractor.ledger.overdue import units
from extractor.problem import Problem, UsageError
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


def write_split(
    rows: Iterable[Row], output: Path, *, write: Callable[[list[Row], Path], list[Problem]]
) -> list[Problem]:
    """``write`` one workbook a unit into the folder ``output``, or into one zip where that is its suffix.

    UsageError where ``output`` is named like a file of another kind.
    """
    packs = output.suffix.lower() == ".zip"
    if not packs and (output.is_file() or output.suffix.lower() in {".xlsx", ".xls", ".xlsm", ".ods", ".csv"}):
        raise UsageError(f"分单位写要给文件夹或 .zip，不能写成“{output.name}”。")
    found, problems = by_unit(rows), list[Problem]()
    names = file_names(found)
    if not packs:
        for unit, own in found.items():
            problems += write(own, output / f"{names[unit]}.xlsx")
        return list(dict.fromkeys(problems))
    with tempfile.TemporaryDirectory() as folder, replacing(output) as draft, zipfile.ZipFile(draft, "w") as packed:
        for number, (unit, own) in enumerate(found.items()):
            file = Path(folder) / f"{number}.xlsx"
            problems += write(own, file)
            packed.writestr(zipfile.ZipInfo(f"{names[unit]}.xlsx"), file.read_bytes())
    return list(dict.fromkeys(problems))
