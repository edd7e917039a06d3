"""What stands, as rows: the row with which a measure was opened, as changed since, and where it is now."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from extractor.ledger.entries import Row
from extractor.ledger.lights import Lights, light, thresholds
from extractor.ledger.periods import begun_periods, missed_reports, next_report
from extractor.ledger.replay import Standing, part_of

ROW_FIELDS: dict[str, str] = {
    "period": "周期性举措的期次，如 2026-03；其余为空",
    "state": "状态：open 在办，closed 已销账，dropped 已撤销，merged 已并账",
    "light": "灯：green 绿，yellow 黄，red 红，grey 灰",
    "due_date": "现行到期日（延期之后），没有时为空",
    "days_left": "离到期日还有几天；逾期为负，没有到期日或已了结为空",
    "days_over": "逾期几天，没有逾期为 0",
    "progress": "最近反馈的进度，百分数",
    "note": "最近反馈的说明",
    "last_report": "最近反馈的日子",
    "next_report": "下次应反馈的日子（设了反馈周期时）",
    "missed_reports": "漏掉的反馈次数",
    "urged": "催办次数",
    "last_urged": "最近催办的日子",
    "extended": "延期次数",
    "opened": "立账的日子",
    "ended": "销账、撤销或并账的日子",
    "into": "并入的那一条",
    "person": "责任人",
    "evidence": "佐证",
    "proposed": "待定的改动（记录号）",
    "version": "记录条数，供改动时核对",
}
"""What the ledger adds to a row, and what it says."""


@dataclass(frozen=True, slots=True)
class View:
    """From where the ledger is looked at: the day, the windows of the lights, how often a report is due.

    ``last_red`` and ``last_yellow`` follow from them: the last due days that are red, and yellow.
    """

    as_of: date
    lights: Lights = field(default_factory=Lights)
    report_every: str | None = None
    last_red: str = field(init=False, repr=False, compare=False)
    last_yellow: str = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        last_red, last_yellow = thresholds(self.lights, self.as_of)
        object.__setattr__(self, "last_red", last_red)
        object.__setattr__(self, "last_yellow", last_yellow)


def rows_of(opening: Row, measure: str, standing: Standing, *, version: int, view: View) -> Sequence[Row]:
    """The rows of one measure on a day: one, or for a recurring one a row for each period that has begun.

    The keys are those of the opening row (which is used up) and of :data:`ROW_FIELDS`. A period's ``id`` is
    ``measure@period``.
    """
    row = opening
    row |= standing.changes
    row["id"] = measure
    row["period"] = None
    row["version"] = version
    if standing.recurs is None or not row.get("due"):
        _fill(row, standing, standing, view)
        return (row,)
    return list(_period_rows(row, standing, view))


def _period_rows(row: Row, standing: Standing, view: View) -> Iterator[Row]:
    first = date.fromisoformat(row.get("published") or standing.opened)
    for period in begun_periods(row["due"], first, view.as_of):
        part = part_of(standing, period.name)
        now = part if part.due else replace(part, due=period.due.isoformat())
        own = {**row, "id": f"{row['id']}@{period.name}", "period": period.name}
        _fill(own, standing, now, view)
        yield own


def _fill(row: Row, whole: Standing, now: Standing, view: View) -> None:
    """Write what stands into a row, field by field: there are many rows."""
    left = days_left(now.state, now.due, view.as_of)
    row["state"] = now.state
    row["light"] = light(now.state, now.due, last_red=view.last_red, last_yellow=view.last_yellow)
    row["due_date"] = now.due
    row["days_left"] = left
    row["days_over"] = -left if left is not None and left < 0 else 0
    row["progress"] = now.progress
    row["note"] = now.note
    row["last_report"] = now.last_report
    row["next_report"], row["missed_reports"] = _reports(now, whole.every or view.report_every, view.as_of)
    row["urged"] = now.urged
    row["last_urged"] = now.last_urged
    row["extended"] = now.extended
    row["opened"] = whole.opened
    row["ended"] = now.ended
    row["into"] = now.into
    row["person"] = whole.person
    row["evidence"] = list(now.evidence)
    row["proposed"] = list(whole.proposed)


def days_left(state: str, due: str | None, as_of: date) -> int | None:
    """Days until due, negative when overdue; None where nothing is to come."""
    if state != "open" or due is None:
        return None
    return date.fromisoformat(due).toordinal() - as_of.toordinal()


def _reports(now: Standing, every: str | None, as_of: date) -> tuple[str | None, int]:
    if every is None or now.state != "open":
        return None, 0
    since = date.fromisoformat(now.last_report or now.opened)
    return next_report(every, since).isoformat(), missed_reports(every, since, as_of)
