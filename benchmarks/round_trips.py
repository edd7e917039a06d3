"""Random edit scripts on the people's columns of a sheet, by openpyxl and by LibreOffice, and what came back.

``python benchmarks/round_trips.py [SCRIPTS]``: so many scripts by each program. Each must come back as exactly the
entries and problems that a model apart from the program's expects (``tests/sheet/scripts.py``).
"""

from __future__ import annotations

import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "sheet"))

BATCH = 25
"""Workbooks that one session of LibreOffice opens."""


def by_openpyxl(trips: Any, base: Path, scripts: dict[int, Any], folder: Path) -> Iterator[tuple[int, Path]]:
    """Each script typed with openpyxl."""
    import openpyxl

    book = openpyxl.load_workbook(base)
    for seed, edits in scripts.items():
        yield seed, trips.type_with_openpyxl(book, edits, folder / "typed.xlsx")


def by_office(trips: Any, base: Path, scripts: dict[int, Any], folder: Path) -> Iterator[tuple[int, Path]]:
    """Each script typed in LibreOffice, saved as .xlsx or .ods."""
    seeds = sorted(scripts)
    for first in range(0, len(seeds), BATCH):
        some = {seed: scripts[seed] for seed in seeds[first : first + BATCH]}
        yield from trips.type_with_office(base, some, folder, folder / "home").items()


def main() -> None:
    """Run all scripts and print how many came back as expected."""
    import office
    import trips
    from conftest import make_row
    from scripts import expected, script

    from extractor.ledger import Ledger

    number = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    programs = {"openpyxl": by_openpyxl} | ({"LibreOffice": by_office} if office.is_installed() else {})
    wrong = 0
    for place, (name, typed) in enumerate(programs.items()):
        with tempfile.TemporaryDirectory() as folder, Ledger.open(f"{folder}/ledger.db") as ledger:
            began, edited, found = time.perf_counter(), 0, 0
            trips.fill(ledger, map(make_row, range(8)))
            rows = trips.rows_of(ledger)
            base = trips.write(ledger, Path(folder) / "sheet.xlsx")
            scripts = {seed: script(seed, rows) for seed in range(place * number, (place + 1) * number)}
            for seed, path in typed(trips, base, scripts, Path(folder)):
                made, edited = trips.plan(ledger, path), edited + len(scripts[seed])
                found += len(made.entries) + len(made.problems)
                if made.conflicts or trips.came_back(made) != expected(scripts[seed], rows):
                    wrong += 1
                    print(f"{name}, script {seed}: {scripts[seed]} came back as {trips.came_back(made)}"[:2000])
            seconds = time.perf_counter() - began
        print(f"{name}: {number} scripts, {edited} cells typed, {found} entries and problems, {seconds:.0f} s")
    print(f"{wrong} scripts came back otherwise than expected")
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
