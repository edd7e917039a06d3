"""Spark: the same archive by ``--jobs 2`` and by ``--engine spark --master local[2]``, and that the tables are the same.

python -m benchmarks.spark [COUNT]
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.articles import MANY, QUICK, write_lines

COUNT = MANY or (200 if QUICK else 20_000)
COMMAND = [sys.executable, "-c", "from extractor.cli import main; main()", "extract", "--quiet"]


def clock(*options: str, folder: str) -> float:
    """Wall seconds of one command."""
    start = time.perf_counter()
    subprocess.run([*COMMAND, *options], cwd=folder, check=True, capture_output=True)
    return time.perf_counter() - start


def table(path: Path) -> list[int]:
    """The rows of a Parquet file or folder as one number each, in order; batch by batch, so that any number fits."""
    import pyarrow.dataset as ds

    found = ds.dataset(path, format="parquet", partitioning="hive")
    columns = [name for name in found.schema.names if name != "year"]
    batches = found.to_batches(columns=columns, batch_size=10_000)
    return sorted(hash(repr(sorted(row.items()))) for batch in batches for row in batch.to_pylist())


def report(count: int = COUNT) -> Iterator[str]:
    """The section on Spark as lines of Markdown."""
    if not shutil.which("java"):
        yield "Java is not installed."
        return
    with tempfile.TemporaryDirectory() as folder:
        write_lines(Path(folder, "archive.jsonl"), count)
        local = clock("archive.jsonl", "-o", "local.parquet", "--jobs", "2", "--no-cache", folder=folder)
        spark = clock("--engine", "spark", "--master", "local[2]", "archive.jsonl", "spark", folder=folder)
        ours, theirs = table(Path(folder, "local.parquet")), table(Path(folder, "spark", "rows"))
    same = "the same" if ours == theirs else "NOT THE SAME"
    yield f"{count:,} articles, {len(ours):,} rows by `--jobs 2`, {len(theirs):,} by Spark: {same}, order aside."
    yield ""
    yield "| | seconds | |"
    yield "| --- | ---: | ---: |"
    yield f"| `--jobs 2` | {local:.1f} | |"
    yield f"| `--engine spark --master 'local[2]'` | {spark:.1f} | {spark / local - 1:+.0%}, {spark - local:+.1f} s |"


if __name__ == "__main__":
    print("\n".join(report(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
