"""Overdue 逾期未销账, due soon, undated: which open rows are late on a day, and whose they are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from extractor.ledger.entries import Row
from extractor.ledger.lights import Window, horizon

NO_UNIT = "（未写明单位）"
"""Where rows without a lead unit are counted."""


def overdue(rows: Iterable[Row], *, as_of: date, within: Window, undated: int = 0) -> dict[str, Any]:
    """``{"as_of", "overdue", "due_soon", "undated"}``: open rows past due, those due within the window, the rest's number.

    Rows are those of the ledger on that day. A row is overdue when its last day on time lies before ``as_of``;
    ``days_over`` says by how much. Both lists go by due day, then id. ``undated`` is added to the open rows without a
    day that are among the rows.
    """
    day, last = as_of.isoformat(), horizon(as_of, within).isoformat()
    late: list[Row] = []
    soon: list[Row] = []
    for row in rows:
        due = row["due_date"]
        if row["state"] != "open":
            continue
        if due is None:
            undated += 1
        elif due < day:
            late.append(row)
        elif due <= last:
            soon.append(row)
    for part in (late, soon):
        part.sort(key=lambda row: (row["due_date"], row["id"]))
    return {"as_of": day, "overdue": late, "due_soon": soon, "undated": undated}


def units(row: Mapping[str, Any]) -> list[str]:
    """The lead units of a row, one placeholder where it names none."""
    return list(row.get("lead") or ()) or [NO_UNIT]


def by_unit(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Per lead unit: how many rows are overdue and due soon, most overdue first; a row counts for each of its leads."""
    return _count(found, units)


def by_month(found: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Per month of the due day: how many rows are overdue and due soon, oldest month first."""
    return sorted(_count(found, lambda row: [row["due_date"][:7]]), key=lambda group: str(group["name"]))


def _count(found: Mapping[str, Any], names: Any) -> list[dict[str, Any]]:
    counts: dict[str, dict[str, Any]] = {}
    for part in ("overdue", "due_soon"):
        for row in found[part]:
            for name in names(row):
                group = counts.setdefault(name, {"name": name, "overdue": 0, "due_soon": 0, "longest": 0})
                group[part] += 1
                group["longest"] = max(group["longest"], row["days_over"])
    return sorted(counts.values(), key=lambda group: (-group["overdue"], -group["due_soon"], group["name"]))
