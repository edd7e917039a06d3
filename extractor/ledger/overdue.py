"""Overdue 逾期未销账, due soon, undated: which open rows are late on a day, and whose they are."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.ledger.entries import Row
from extractor.ledger.lights import Window, horizon
from extractor.ledger.quick import read_one, write_one
from extractor.ledger.rows import View, ledger_fields
from extractor.ledger.standing import Day

NO_UNIT = "（未写明单位）"
"""Where rows without a lead unit are counted."""


@dataclass(frozen=True, slots=True)
class DueRow:
    """An open row with a day by which it is due, built only when it is shown: an answer may have many of them.

    ``text`` is JSON in UTF-8: the whole row, or where ``rest`` is given (what the ledger says of it, as
    :func:`~extractor.ledger.standing.rest_of` makes it, in JSON) the article's part of it.
    """

    due: Day
    id: str
    text: bytes
    rest: str = ""
    version: int = 0

    @classmethod
    def of(cls, row: Row) -> DueRow:
        """A row that is there already."""
        return cls(row["due_date"], row["id"], write_one(row))

    def to_json(self, view: View) -> bytes:
        """The row as one line of JSON, without taking the article's part of it apart."""
        if not self.rest:
            return self.text
        fields = ledger_fields("open", self.due, read_one(self.rest), version=self.version, view=view)
        return self.text[:-1] + b"," + write_one(fields)[1:]

    def to_row(self, view: View) -> Row:
        """The row."""
        row: Row = read_one(self.to_json(view))
        return row


def overdue(rows: Iterable[Row], *, as_of: date, within: Window, undated: int = 0) -> dict[str, Any]:
    """``{"as_of", "overdue", "due_soon", "undated"}``: open rows past due, those due within the window, the rest's number.

    Rows are those of the ledger on that day. A row is overdue when its last day on time lies before ``as_of``;
    ``days_over`` says by how much. Both lists go by due day, then id. ``undated`` is added to the open rows without a
    day that are among the rows.
    """
    open_rows = [row for row in rows if row["state"] == "open"]
    undated += sum(row["due_date"] is None for row in open_rows)
    dated = ((row["due_date"], row["id"], row) for row in open_rows if row["due_date"] is not None)
    return _parted(dated, as_of, within, undated)


def overdue_of_rows(rows: Iterable[Row], *, as_of: date, within: Window) -> dict[str, Any]:
    """As :func:`overdue`, but of due rows."""
    found = overdue(rows, as_of=as_of, within=within)
    return {**found, **{name: [DueRow.of(row) for row in found[name]] for name in ("overdue", "due_soon")}}


def overdue_of_due_rows(found: Iterable[DueRow], *, as_of: date, within: Window, undated: int) -> dict[str, Any]:
    """As :func:`overdue`, out of due rows."""
    return _parted(((row.due, row.id, row) for row in found), as_of, within, undated)


def _parted(dated: Iterable[tuple[Day, str, Any]], as_of: date, within: Window, undated: int) -> dict[str, Any]:
    day, last = as_of.isoformat(), horizon(as_of, within).isoformat()
    in_turn = sorted((one for one in dated if one[0] <= last), key=lambda one: one[:2])
    late = bisect_left(in_turn, day, key=lambda one: one[0])
    rows = [one[2] for one in in_turn]
    return {"as_of": day, "overdue": rows[:late], "due_soon": rows[late:], "undated": undated}


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
