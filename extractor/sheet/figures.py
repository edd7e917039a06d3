"""The figures of a bulletin: what was done, is due, overdue and was extended, by unit and by policy."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from extractor.ledger.overdue import units
from extractor.resources import data_folder
from extractor.sheet.cells import due_day, progress_words
from extractor.table import Row

Line = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bulletin:
    """What a bulletin says, as text: a summary, tables of lines, and the overdue count of each unit for the chart."""

    texts: dict[str, Any]
    period: str
    summary: str
    tables: tuple[tuple[str, tuple[str, ...], tuple[Line, ...]], ...]
    chart: tuple[tuple[str, int], ...]
    foot: str


@lru_cache(maxsize=1)
def bulletin_texts() -> dict[str, Any]:
    """The words of ``reports/bulletin.yaml``."""
    import yaml

    said: dict[str, Any] = yaml.safe_load((data_folder("reports") / "bulletin.yaml").read_text("utf-8"))
    return said


def left_of(row: Row, as_of: date) -> int | None:
    """Days until due of an open row."""
    due = due_day(row)
    return (due - as_of).days if due and row["state"] == "open" else None


def is_late(row: Row, as_of: date) -> bool:
    """Past due and not crossed off."""
    left = left_of(row, as_of)
    return left is not None and left < 0


def is_soon(row: Row, as_of: date, days: int) -> bool:
    """Due within so many days."""
    left = left_of(row, as_of)
    return left is not None and 0 <= left <= days


def make_bulletin(rows: Iterable[Row], before: Iterable[Row], *, as_of: date, since: date, days: int = 30) -> Bulletin:
    """The bulletin of ``rows`` (the ledger on ``as_of``) against ``before`` (the ledger on ``since``, the last one)."""
    texts, now = bulletin_texts(), sorted(rows, key=lambda row: (str(due_day(row) or "9999"), str(row["id"])))
    earlier = {str(row["id"]): row for row in before}
    lists = {
        "overdue": [row for row in now if is_late(row, as_of)],
        "soon": [row for row in now if is_soon(row, as_of, days)],
        "newly": [row for row in now if row["state"] == "closed" and _was(earlier, row, "state", "open") != "closed"],
        "extended": [row for row in now if (row.get("extended") or 0) > (_was(earlier, row, "extended", 0) or 0)],
    }
    counts = {name: len(found) for name, found in lists.items()}
    states = [row["state"] for row in now]
    counted = counts | {
        "total": len(now),
        "open": states.count("open"),
        "closed": states.count("closed"),
        "undated": sum(row["state"] == "open" and due_day(row) is None for row in now),
        "opened": sum(str(row["id"]) not in earlier for row in now),
    }
    said = {"as_of": _day(as_of), "since": _day(since), "rate": _rate(counted["closed"], len(now)), "days": days}
    by_unit = _groups(now, units, as_of, days)
    policies = _groups(now, lambda row: [row.get("title") or row.get("article") or ""], as_of, days)
    tables = [(texts["units"], tuple(texts["unit_columns"]), by_unit)]
    tables.append((texts["policies"], tuple(texts["policy_columns"]), policies))
    notes = {
        "newly": lambda row: texts["done"].format(day=row.get("ended") or ""),
        "extended": lambda row: texts["moved"].format(day=due_day(earlier.get(str(row["id"])) or row) or ""),
    }
    tables += [
        (texts["lists"][name], tuple(texts["columns"]), _list(found, as_of, notes.get(name)))
        for name, found in lists.items()
    ]
    late = [(line[0], int(line[3])) for line in by_unit if int(line[3])]
    return Bulletin(
        texts=texts,
        period=texts["period"].format(**said),
        summary=" ".join(texts["summary"].split()).replace("。 ", "。").format(**counted, **said),
        tables=tuple(tables),
        chart=tuple(late[:12]),
        foot=texts["foot"].format(**said),
    )


def last_month(as_of: date) -> date:
    """The day of the last bulletin, where nobody says: the end of the month before."""
    return as_of.replace(day=1) - timedelta(days=1)


def _was(earlier: dict[str, Row], row: Row, key: str, usual: Any) -> Any:
    return earlier.get(str(row["id"]), {}).get(key, usual)


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _rate(part: int, whole: int) -> str:
    return f"{part / whole:.1%}" if whole else "—"


def _groups(rows: Sequence[Row], names: Callable[[Row], list[str]], as_of: date, days: int) -> tuple[Line, ...]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        for name in names(row):
            found.setdefault(name, []).append(row)
    lines = []
    for name, own in found.items():
        closed = sum(row["state"] == "closed" for row in own)
        late, soon = sum(is_late(row, as_of) for row in own), sum(is_soon(row, as_of, days) for row in own)
        lines.append((late, (name, str(len(own)), str(closed), str(late), str(soon), _rate(closed, len(own)))))
    return tuple(line for _, line in sorted(lines, key=lambda pair: (-pair[0], pair[1][0])))


def _list(rows: Iterable[Row], as_of: date, note: Callable[[Row], str] | None) -> tuple[Line, ...]:
    """The lines of a list; ``note`` says more of a row than its progress."""
    return tuple(
        (
            str(row["id"]),
            row["text"],
            "、".join(row.get("lead") or ()),
            str(due_day(row) or ""),
            "" if left_of(row, as_of) is None else str(left_of(row, as_of)),
            "；".join(filter(None, [note(row) if note else "", progress_words(row)])),
        )
        for row in rows
    )
