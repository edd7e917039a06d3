"""Workbook of 50,000 rows beside plain pandas and openpyxl in the same run: seconds and peak memory of each.

Each part runs in a process of its own: ``python benchmarks/sheet.py [ROWS]``.
"""

from __future__ import annotations

import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

DAY = date(2026, 5, 31)


def rows(number: int) -> Iterator[dict[str, Any]]:
    """Made-up rows, one at a time."""
    plain = {
        "start": None,
        "precision": "month",
        "recurs": None,
        "rrule": None,
        "ambiguous": False,
        "also": [],
        "event": None,
    }
    for at in range(number):
        text = f"6月底前完成第{at}段河道清淤、堤防加固和沿线截污管网改造，整治河道{at % 90}公里"
        metric = {
            "text": f"{at % 90}公里",
            "indicator": "整治河道",
            "value": at % 90,
            "value_high": None,
            "unit": "公里",
        }
        metric |= {"bound": "=", "change": None, "direction": None, "baseline": None}
        yield {
            "id": f"abcd{at:08d}", "article": f"plans/{at // 40}.md", "title": f"第{at // 40}号工作方案", "source": "市报",
            "published": "2026-03-01", "section": "一、重点任务", "text": text, "start": at, "end": at + len(text),
            "kind": "commitment", "strength": "firm", "due": {"text": "6月底前", "date": "2026-06-30", **plain},
            "lead": [f"市第{at % 60}局"], "support": ["市财政局"], "metrics": [metric], "rules": ["deadline.month_end"],
            "confidence": 0.9, "review": False, "condition": "",
        }  # fmt: skip


def write_ours(path: Path, number: int) -> float:
    """The workbook with all its formatting."""
    from extractor.sheet.workbook import write_workbook

    began = time.perf_counter()
    write_workbook(rows(number), path, as_of=DAY, returns=True)
    return time.perf_counter() - began


def write_pandas(path: Path, number: int) -> float:
    """The same rows by ``DataFrame.to_excel`` with openpyxl, without any formatting."""
    from extractor.table import to_frame

    frame = to_frame(rows(number))
    began = time.perf_counter()
    frame.to_excel(path, index=False, engine="openpyxl")
    return time.perf_counter() - began


def read_ours(path: Path, number: int) -> float:
    """The edits of the workbook against its ledger rows."""
    from datetime import UTC, datetime

    from extractor.ledger.intake import Hand
    from extractor.sheet.back import plan_return
    from extractor.sheet.grid import read_grid

    ledger = {"state": "open", "due_date": "2026-06-30", "version": 0}
    current = {row["id"]: row | ledger for row in rows(number)}
    began = time.perf_counter()
    plan = plan_return(read_grid(path), current, hand=Hand("x", DAY, datetime.now(UTC)), history=lambda _measures: [])
    assert not plan.entries
    return time.perf_counter() - began


def read_pandas(path: Path, _number: int) -> float:
    """The same file by ``pandas.read_excel``."""
    import pandas as pd

    began = time.perf_counter()
    pd.read_excel(path, sheet_name="台账", engine="openpyxl")
    return time.perf_counter() - began


PARTS = {"write_ours": write_ours, "write_pandas": write_pandas, "read_ours": read_ours, "read_pandas": read_pandas}


def main() -> None:
    """Run each part alone and print seconds and peak memory."""
    if len(sys.argv) == 4:
        seconds = PARTS[sys.argv[1]](Path(sys.argv[2]), int(sys.argv[3]))
        print(f"{seconds:.1f} s, peak {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
        return
    number = sys.argv[1] if len(sys.argv) > 1 else "50000"
    with tempfile.TemporaryDirectory() as folder:
        for part in PARTS:
            path = Path(folder) / ("plain.xlsx" if part == "write_pandas" else "ours.xlsx")
            command = [sys.executable, __file__, part, str(path), number]
            print(part, subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip(), flush=True)


if __name__ == "__main__":
    main()
