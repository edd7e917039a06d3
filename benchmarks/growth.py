"""Growth: microseconds a character and peak memory at 1,000, 10,000 and 100,000 articles of one process.

    python -m benchmarks.growth [COUNT…]

Each number runs in a process of its own; processor time, so that other programs count less.
"""

from __future__ import annotations

import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import islice

from benchmarks.articles import QUICK, made

COUNTS = (200, 1_000) if QUICK else (1_000, 10_000, 100_000)
RUNS = 1 if QUICK else 5
"""Small counts are run so often, in turns, since a busy moment of the machine weighs on them."""
AT_ONCE = 200
"""Articles made, and then read, at a time."""
WARM = 20 if QUICK else 500
"""Articles read before the clock starts: what is kept of words that come again and again fills with the first ones."""


def measure(count: int) -> tuple[float, float, int, float]:
    """Microseconds a character, characters a second, rows, peak memory in MB; making the text is not counted."""
    from extractor.pipeline import load_finders
    from extractor.table.extract import extract_rows

    nlp = load_finders()
    for _ in extract_rows(made(WARM, seed=1), nlp=nlp):
        pass
    spent, size, rows = 0.0, 0, 0
    articles = made(count)
    while some := list(islice(articles, AT_ONCE)):
        start = time.process_time()
        rows += sum(1 for _ in extract_rows(some, nlp=nlp))
        spent += time.process_time() - start
        size += sum(len(article.text) for article in some)
    return spent / size * 1e6, size / spent, rows, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def report(counts: tuple[int, ...] = COUNTS) -> Iterator[str]:
    """The section on growth as lines of Markdown."""
    yield "| articles | rows | microseconds a character | characters a second | peak memory |"
    yield "| ---: | ---: | ---: | ---: | ---: |"
    runs: dict[int, list[tuple[float, ...]]] = {count: [] for count in counts}
    for n in range(RUNS):
        for count in counts if n == 0 else [count for count in counts if count < counts[-1]]:
            command = [sys.executable, "-m", "benchmarks.growth", "--one", str(count)]
            out = subprocess.run(command, check=True, capture_output=True, text=True).stdout.split()
            runs[count].append(tuple(map(float, out)))
    spent: list[float] = []
    for count, found in runs.items():
        each, rate, rows, memory = map(statistics.median, zip(*found, strict=True))
        spent.append(each)
        yield f"| {count:,} | {rows:,.0f} | {each:.3f} | {rate:,.0f} | {memory:.0f} MB |"
    yield ""
    yield (
        f"From {counts[0]:,} to {counts[-1]:,} articles a character costs {spent[-1] / spent[0] - 1:+.1%} (at most 15%); "
        f"medians of {RUNS} runs, of one run for {counts[-1]:,}."
    )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(*measure(int(sys.argv[2])))
    else:
        print("\n".join(report(tuple(map(int, sys.argv[1:])) or COUNTS)))
