"""Kill a writer with SIGKILL at random moments, again and again: nothing acknowledged may be lost.

python benchmarks/ledger_kill.py [--kills 100] [--ledger URL]      (SQLite in a temporary folder without a URL)
python benchmarks/ledger_kill.py --writers 5000 [--ledger URL]     two writers in parallel, 5,000 entries each
"""

from __future__ import annotations

import argparse
import random
import signal
import subprocess
import sys
import tempfile
import time
from datetime import UTC, date, datetime
from pathlib import Path

from extractor.ledger.check import check_ledger
from extractor.ledger.entries import Entry
from extractor.ledger.store import Ledger

DAY = date(2026, 4, 1)
MEASURES = 20


def moment() -> datetime:
    """The clock, for the writers of this script."""
    return datetime.now(UTC)


def set_up(url: str) -> None:
    """A ledger with some measures."""
    rows = [
        {"id": f"m{n}", "article": "a.md", "text": f"完成第{n}项任务", "published": "2026-03-02"}
        for n in range(MEASURES)
    ]
    with Ledger.open(url) as ledger:
        ledger.append([Entry(r["id"], "opened", date(2026, 3, 2), "张三", moment(), data={"row": r}) for r in rows])


def write(url: str, name: str, count: int) -> None:
    """The writer: one entry at a time; each is acknowledged on standard output once it is stored."""
    chance = random.Random(name)
    with Ledger.open(url) as ledger:
        for number in range(count):
            note = f"{name}-{number}"
            measure = f"m{chance.randrange(MEASURES)}"
            ledger.append([Entry(measure, "reported", DAY, name, moment(), data={"note": note})])
            print(note, flush=True)


def start(url: str, name: str, count: int) -> subprocess.Popen[str]:
    """A writer in a process of its own."""
    command = [sys.executable, __file__, "--ledger", url, "--write", name, "--count", str(count)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def stored(url: str) -> tuple[set[str], int]:
    """(notes on the ledger, how many problems ``check`` finds)."""
    with Ledger.open(url) as ledger:
        return {e.data["note"] for e in ledger.entries() if e.kind == "reported"}, len(list(check_ledger(ledger)))


def kill_test(url: str, kills: int) -> int:
    """Kill writers; 0 where nothing was lost and nothing was wrong."""
    set_up(url)
    chance, acknowledged, began = random.Random(1), set[str](), time.monotonic()
    lost = problems = 0
    for number in range(kills):
        writer = start(url, f"k{number}", 100_000)
        assert writer.stdout is not None
        first = writer.stdout.readline()  # it has begun to write
        time.sleep(chance.uniform(0, 0.15))
        writer.send_signal(signal.SIGKILL)
        rest, _ = writer.communicate()
        acknowledged.update(line for line in (first + rest).splitlines(keepends=False) if line)
        there, found = stored(url)
        # the last line may have been cut off by the kill: then it is no acknowledgement
        lost += len({note for note in acknowledged if note.count("-") == 1 and note.split("-")[1].isdigit()} - there)
        problems += found
    print(
        f"{kills} kills in {time.monotonic() - began:.0f} s: {len(acknowledged)} acknowledged, {len(there)} stored, "
        f"{lost} lost, {problems} problems"
    )
    return int(bool(lost or problems))


def two_writers(url: str, count: int) -> int:
    """Two writers at once; 0 where everything is there."""
    set_up(url)
    began = time.monotonic()
    writers = [start(url, name, count) for name in ("a", "b")]
    for writer in writers:
        writer.communicate()
    there, problems = stored(url)
    print(
        f"two writers, {count} entries each, {time.monotonic() - began:.0f} s: {len(there)} stored, {problems} problems"
    )
    return int(len(there) != 2 * count or bool(problems))


def main() -> None:
    """Run what the command line asks for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--writers", type=int)
    parser.add_argument("--ledger")
    parser.add_argument("--write")
    parser.add_argument("--count", type=int, default=0)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = args.ledger or f"sqlite:///{Path(folder) / 'kill.db'}"
        if args.write:
            write(url, args.write, args.count)
        elif args.writers:
            sys.exit(two_writers(url, args.writers))
        else:
            sys.exit(kill_test(url, args.kills))


if __name__ == "__main__":
    main()
