"""A ledger of 100,000 measures and 1,000,000 entries: how fast it answers, beside plain SQL over the same file.

    python benchmarks/ledger.py [--measures 100000] [--entries 1000000] [--folder FOLDER]

Prints, for today and for a past day, the process CPU of ``xiaozhang overdue --format json`` after import and its peak
memory (a process of its own each time), and the CPU of a plain SQL query over the entries themselves.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from extractor.ledger.entries import Entry, to_line
from extractor.ledger.journal import import_lines
from extractor.ledger.store import Ledger

FIRST = date(2023, 1, 1)
TODAY = date(2026, 6, 1)
VERBS = ("完成", "建成", "推进", "启动", "落实", "开展", "改造")
THINGS = ("老旧小区改造", "农村公路", "污水管网", "社区养老服务中心", "标准厂房", "智慧停车场", "河道治理", "学位")
UNITS = ("市住建局", "市水务局", "市教育局", "市交通运输局", "市民政局", "市发展改革委", "各县区政府")

PLAIN_SQL = """
WITH moved AS (
  SELECT measure, on_day, nr,
         CASE kind WHEN 'closed' THEN 'closed' WHEN 'dropped' THEN 'dropped' ELSE 'open' END AS state,
         row_number() OVER (PARTITION BY measure ORDER BY on_day DESC, nr DESC) AS place
  FROM entries WHERE on_day <= :day AND kind IN ('opened', 'closed', 'dropped', 'reopened')),
due AS (
  SELECT measure, COALESCE(json_extract(data, '$.due'), json_extract(data, '$.row.due.date')) AS due,
         row_number() OVER (PARTITION BY measure ORDER BY on_day DESC, nr DESC) AS place
  FROM entries WHERE on_day <= :day AND kind IN ('opened', 'extended'))
SELECT moved.measure, due.due, opening.data FROM moved
JOIN due ON due.measure = moved.measure AND due.place = 1
JOIN entries opening ON opening.measure = moved.measure AND opening.nr = 1
WHERE moved.place = 1 AND moved.state = 'open' AND due.due < :day
"""


def made_row(number: int, chance: random.Random) -> dict[str, Any]:
    """A row of the table, of real proportions."""
    published = FIRST + timedelta(chance.randrange(1200))
    due = published + timedelta(chance.randrange(30, 500)) if chance.random() < 0.85 else None
    text = (
        (f"{due:%m}月底前" if due else "") + chance.choice(VERBS) + chance.choice(THINGS) + f"{number}处，形成长效机制"
    )
    deadline = (
        {"text": text[:4], "date": due.isoformat(), "start": None, "precision": "month", "recurs": None}
        if due
        else None
    )
    return {
        "id": f"m{number:011d}",
        "article": f"{published.year}/{number // 20:05d}.md",
        "title": f"关于印发第{number // 20}号工作方案的通知",
        "source": "市政府办公室",
        "published": published.isoformat(),
        "section": "二、重点任务",
        "text": text,
        "start": 100,
        "end": 100 + len(text),
        "kind": "commitment",
        "strength": "firm",
        "due": deadline,
        "lead": [chance.choice(UNITS)],
        "support": [],
        "metrics": [{"text": f"{number}处", "value": number, "value_high": None, "unit": "处", "bound": "="}],
        "rules": ["commitment.verb_first", "deadline.month_end"],
        "confidence": 0.9,
    }


def history(number: int, count: int, chance: random.Random) -> list[Entry]:
    """The entries of one measure: mostly reports, some extensions and urgings, two thirds crossed off."""
    row = made_row(number, chance)
    on, measure = date.fromisoformat(row["published"]), row["id"]
    moment = datetime.combine(on, datetime.min.time(), UTC)
    found = [Entry(measure, "opened", on, "张三", moment, data={"row": row}, nr=1)]
    ends = chance.random() < 0.67
    for nr in range(2, count + 1):
        on = min(on + timedelta(chance.randrange(1, 60)), TODAY)
        kind, why, data = "reported", "", {"progress": chance.randrange(100), "note": "按计划推进"}
        if ends and nr == count:
            kind, data = "closed", {"evidence": [{"kind": "text", "value": "验收合格"}]}
        elif chance.random() < 0.08 and row["due"]:
            kind, why, data = "extended", "汛期停工", {"due": (on + timedelta(90)).isoformat()}
        elif chance.random() < 0.1:
            kind, data = "urged", {}
        found.append(Entry(measure, kind, on, "张三", moment + timedelta(days=nr), why=why, data=data, nr=nr))  # type: ignore[arg-type]
    return found


def journal(measures: int, entries: int) -> Iterator[str]:
    """The lines of the journal."""
    chance = random.Random(7)
    for number in range(measures):
        for entry in history(number, entries // measures, chance):
            yield to_line(entry)


def cpu(work: Callable[[], Any]) -> tuple[float, Any]:
    """(seconds of process CPU, what the work gave)."""
    before = time.process_time()
    result = work()
    return time.process_time() - before, result


_ASK = """
import sys, time
from extractor.cli import app
from extractor.ledger.store import Ledger
empty = sys.argv.pop(1)
Ledger.open(empty).close()
app(["overdue", "--ledger", empty, "--format", "json"], standalone_mode=False)  # imports what is imported on first use
before = time.process_time()
app(sys.argv[1:], standalone_mode=False)
seconds = time.process_time() - before
status = open("/proc/self/status").read()  # ru_maxrss would count the parent before exec
print(seconds, int(status.split("VmHWM:")[1].split()[0]) // 1024)
"""


def ask(path: Path, day: date, answer: Path) -> tuple[float, int]:
    """(seconds of process CPU after import, peak memory in MB) of ``xiaozhang overdue`` in a process of its own."""
    command = ["overdue", "--ledger", str(path), "--as-of", day.isoformat(), "--format", "json", "-o", str(answer)]
    empty = str(answer.with_name("empty.db"))
    done = subprocess.run([sys.executable, "-c", _ASK, empty, *command], capture_output=True, text=True, check=True)
    seconds, memory = done.stdout.split()[-2:]
    return float(seconds), int(memory)


def plain_sql(path: Path, day: date) -> list[Any]:
    """Plain SQL over the entries in the same file, rows parsed as they must be for an answer."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        found = connection.execute(PLAIN_SQL, {"day": day.isoformat()}).fetchall()
    connection.close()
    return [(measure, due, json.loads(data)) for measure, due, data in found]


def build(path: Path, measures: int, entries: int) -> None:
    """Import the journal into a new ledger."""
    with Ledger.open(str(path)) as ledger:
        seconds, (count, problems) = cpu(lambda: import_lines(ledger, journal(measures, entries)))
    size = path.stat().st_size / 1e6
    print(
        f"import of {count} entries on {measures} measures: {seconds:.0f} s CPU, {len(problems)} problems, {size:.0f} MB"
    )


def compare(path: Path, day: date, rounds: int = 5) -> None:
    """Ask the command and plain SQL by turns, and print both."""
    answer = path.parent / "overdue.json"
    asked = [(ask(path, day, answer), cpu(lambda: plain_sql(path, day))) for _ in range(rounds)]
    found = json.loads(answer.read_text("utf-8"))
    ours, memory = [one[0][0] for one in asked], max(one[0][1] for one in asked)
    plain = [one[1][0] for one in asked]
    same = {row["id"] for row in found["overdue"]} == {row[0] for row in asked[0][1][1]}
    late, soon = len(found["overdue"]), len(found["due_soon"])
    print(f"as of {day}: {late} overdue, {soon} due soon, {found['undated']} undated; plain SQL finds the same: {same}")
    print(
        f"  xiaozhang overdue: {min(ours):.2f} s CPU after import (median {statistics.median(ours):.2f}), {memory} MB"
    )
    print(f"  plain SQL over the entries, same file: {min(plain):.2f} s (median {statistics.median(plain):.2f})")


def main() -> None:
    """Build the ledger, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--measures", type=int, default=100_000)
    parser.add_argument("--entries", type=int, default=1_000_000)
    parser.add_argument("--folder", type=Path, help="keep the ledger here, and use the one that is there")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = (args.folder or Path(folder)) / f"ledger-{args.measures}-{args.entries}.db"
        if not path.exists():
            build(path, args.measures, args.entries)
        for day in (TODAY, date(2025, 1, 15)):
            compare(path, day)


if __name__ == "__main__":
    main()
