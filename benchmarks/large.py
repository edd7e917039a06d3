"""A large ledger and a large workbook: what ``benchmarks/ledger.py`` and ``benchmarks/sheet.py`` print."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.articles import QUICK

FOLDER = Path(__file__).parent
COMMANDS = (
    ("ledger.py", *(("--measures", "1000", "--entries", "10000") if QUICK else ())),
    ("sheet.py", *(("1000",) if QUICK else ())),
)


def report() -> Iterator[str]:
    """The section as lines of Markdown."""
    for script, *options in COMMANDS:
        done = subprocess.run(
            [sys.executable, str(FOLDER / script), *options], check=True, capture_output=True, text=True
        )
        yield from (
            f"`python benchmarks/{' '.join([script, *options])}`",
            "",
            "```text",
            done.stdout.strip(),
            "```",
            "",
        )


if __name__ == "__main__":
    print("\n".join(report()))
