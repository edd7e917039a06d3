"""Many cores: the same articles by one process and by two, and again from the cache.

    python -m benchmarks.processes [COUNT]

Wall time of ``extract_articles``, the start of the processes included.
"""

from __future__ import annotations

import multiprocessing
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from benchmarks.articles import MANY, QUICK, made
from extractor.article import Article
from extractor.scale import Remembered, extract_articles

COUNT = MANY or (2_000 if QUICK else 10_000)
REMEMBERED = 10_000
"""Of so many articles at most are the rows kept for the next run."""


def clock(articles: list[Article], *, jobs: int, remembered: Remembered | None = None) -> tuple[float, int, float]:
    """Wall seconds, rows, and the peak memory of a working process in MB."""
    start = time.perf_counter()
    rows, memory = 0, 0.0
    for at, one in enumerate(extract_articles(articles, jobs=jobs, remembered=remembered)):
        rows += len(one.rows)
        if at % 1000 == 999:
            memory = max(memory, peak())
    return time.perf_counter() - start, rows, memory


def peak() -> float:
    """The most memory that one of the working processes has held, in MB.

    ``getrusage`` would say for children what their parent held when it started them.
    """
    found = [Path(f"/proc/{process.pid}/status") for process in multiprocessing.active_children()]
    lines = [line for file in found if file.exists() for line in file.read_text().splitlines()]
    return max((int(line.split()[1]) / 1024 for line in lines if line.startswith("VmHWM")), default=0.0)


def report(count: int = COUNT) -> Iterator[str]:
    """The section on processes as lines of Markdown."""
    articles = list(made(count))
    size = sum(len(article.text) for article in articles)
    one, _, _ = clock(articles, jobs=1)
    two, rows, memory = clock(articles, jobs=2)
    with tempfile.TemporaryDirectory() as folder:
        times = []
        for _ in range(2):
            with Remembered(Path(folder, "a.db")) as remembered:
                times.append(clock(articles[:REMEMBERED], jobs=2, remembered=remembered)[0])
    yield f"{count:,} articles, {size:,} characters, {rows:,} rows."
    yield ""
    yield "| | seconds | beside |"
    yield "| --- | ---: | ---: |"
    yield f"| `jobs=1` | {one:.1f} | |"
    yield f"| `jobs=2` | {two:.1f} | {one / two:.2f} times as fast (at least 1.8) |"
    some = f" of {REMEMBERED:,} articles" if count > REMEMBERED else ""
    yield f"| `jobs=2`, rows{some} remembered for the next run | {times[0]:.1f} | |"
    yield f"| the next run | {times[1]:.1f} | {times[0] / times[1]:.0f} times as fast, {remembered.hits:,} not read again |"
    yield ""
    yield f"Peak memory of a working process: {memory:.0f} MB."


if __name__ == "__main__":
    print("\n".join(report(int(sys.argv[1]) if len(sys.argv) > 1 else COUNT)))
