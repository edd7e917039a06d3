"""Start-up: how long a user waits for ``--help`` and for one small file, beside the imports that cannot be avoided."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

RUNS = 7
SAMPLE = Path(__file__).parents[1] / "samples" / "01_feature.md"
ONE = "xiaozhang extract one.md -o one.jsonl --no-cache"
AGAIN = "xiaozhang extract one.md -o one.jsonl"
ADD = "xiaozhang ledger add one.md"
OVERDUE = "xiaozhang overdue"
COMMAND = "from extractor.cli import main; main()"


def clock(code: str, *arguments: str, folder: str) -> float:
    """Wall seconds of one ``python -c CODE ARGUMENTS``, which finds byte code and cache as any run but the first does."""
    known = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    environment = {**known, "PYTHONPYCACHEPREFIX": f"{folder}/code", "XIAOZHANG_CACHE": f"{folder}/rules"}
    command = [sys.executable, "-c", code, *arguments]
    start = time.perf_counter()
    subprocess.run(command, cwd=folder, env=environment, check=True, capture_output=True)
    return time.perf_counter() - start


def measure() -> dict[str, float]:
    """Median seconds of each command, the commands taken in turns so that a busy moment hits all of them."""
    commands = {
        "python -c 'import typer'": ("import typer",),
        "xiaozhang --help": (COMMAND, "--help"),
        "xiaozhang extract --help": (COMMAND, "extract", "--help"),
        "xiaozhang ledger list --help": (COMMAND, "ledger", "list", "--help"),
        "python -c 'import spacy'": ("import spacy",),
        ONE: (COMMAND, "extract", str(SAMPLE), "-o", "one.jsonl", "--no-cache"),
        AGAIN: (COMMAND, "extract", str(SAMPLE), "-o", "one.jsonl"),
        "python -c 'import typer, sqlalchemy, rich.table'": ("import typer, sqlalchemy, rich.table",),
        ADD: (COMMAND, "ledger", "add", str(SAMPLE)),
        OVERDUE: (COMMAND, "overdue"),
    }
    taken: dict[str, list[float]] = {name: [] for name in commands}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(RUNS + 1):
            for name, (code, *arguments) in commands.items():
                taken[name].append(clock(code, *arguments, folder=folder))
    first = {f"{name}, first": times[0] for name, times in taken.items()}
    return {**first, **{name: statistics.median(times[1:]) for name, times in taken.items()}}


def report() -> Iterator[str]:
    """The section on start-up as lines of Markdown."""
    seconds = measure()
    typer, spacy = seconds["python -c 'import typer'"], seconds["python -c 'import spacy'"]
    base = seconds["python -c 'import typer, sqlalchemy, rich.table'"]
    one, spacy_first = (seconds[f"{name}, first"] for name in (ONE, "python -c 'import spacy'"))
    yield (
        f"Median of {RUNS} runs, taken in turns, after a first one that compiles the rules: there `{ONE}` took "
        f"{one:.3f} s beside {spacy_first:.3f} s."
    )
    yield ""
    yield "| command | seconds | beside | ratio | at most |"
    yield "| --- | ---: | --- | ---: | ---: |"
    yield f"| `python -c 'import typer'` | {typer:.3f} | | | |"
    yield f"| `python -c 'import spacy'` | {spacy:.3f} | | | |"
    yield f"| `python -c 'import typer, sqlalchemy, rich.table'` | {base:.3f} | typer | {base / typer:.2f} | |"
    for name, other, label, limit in (
        ("xiaozhang --help", typer, "typer", 3.0),
        ("xiaozhang extract --help", typer, "typer", 3.0),
        ("xiaozhang ledger list --help", typer, "typer", 3.0),
        (OVERDUE, typer, "typer", 3.0),
        (ADD, spacy, "spacy", ""),
        (ONE, spacy, "spacy", 1.3),
        (AGAIN, spacy, "spacy", 1.3),
    ):
        yield f"| `{name}` | {seconds[name]:.3f} | {label} | {seconds[name] / other:.2f} | {limit} |"
    yield ""
    yield f"`{OVERDUE}` reads a small ledger and prints a table: it needs SQLAlchemy and rich, whose import alone is shown."


if __name__ == "__main__":
    print("\n".join(report()))
