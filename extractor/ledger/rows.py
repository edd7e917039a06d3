"""What stands, as rows: the row with which a measure was opened, as changed since, and where it is now."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from extractor.ledger.entries import Row
from extractor.ledger.lights import Lights, light, thresholds
from extractor.ledger.periods import begun_periods, missed_reports, next_report
from extractor.ledger.replay import part_of
from extractor.ledger.standing import Day, Standing, rest_of

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


def article_part(row: Mapping[str, Any], measure: str) -> Row:
    """The row with which a measure was opened, without keys that the ledger fills, under the measure's id."""
    return {name: value for name, value in row.items() if name not in ROW_FIELDS} | {"id": measure}


def rows_of(opening: Row, standing: Standing, *, version: int, view: View) -> Sequence[Row]:
    """The rows of one measure on a day: one, or for a recurring one a row for each period that has begun.

    The keys are those of the opening's :func:`article_part` (which is used up) and of :data:`ROW_FIELDS`. A
    period's ``id`` is ``measure@period``.
    """
    row = opening
    row |= standing.changes
    if standing.recurs is None or not row.get("due"):
        row |= ledger_fields(standing.state, standing.due, rest_of(standing), version=version, view=view)
        return (row,)
    return list(_period_rows(row, standing, version, view)) or [_ended_series(row, standing, version, view)]


def _ended_series(row: Row, standing: Standing, version: int, view: View) -> Row:
    """A recurring measure whose last day lies before its first period: still a row, so that nobody loses sight of it."""
    return row | ledger_fields(standing.state, row["due"].get("date"), rest_of(standing), version=version, view=view)


def _period_rows(row: Row, standing: Standing, version: int, view: View) -> Iterator[Row]:
    due = row["due"]
    first = date.fromisoformat(row.get("published") or standing.opened)
    whole = {
        "every": standing.every,
        "every_since": standing.every_since,
        "person": standing.person,
        "proposed": standing.proposed,
    }
    # before the first has begun it is shown, too: a duty from next year on stands on the ledger
    begins = max(first, date.fromisoformat(due["start"])) if due.get("start") else first
    for period in begun_periods(due, first, view.as_of) or begun_periods(due, first, begins)[:1]:
        part = part_of(standing, period.name)
        due = part.due or period.due.isoformat()
        fields = ledger_fields(part.state, due, rest_of(part) | whole, version=version, view=view)
        yield {**row, **fields, "id": f"{row['id']}@{period.name}", "period": period.name}


def ledger_fields(state: str, due: Day | None, rest: Mapping[str, Any], *, version: int, view: View) -> Row:
    """What the ledger adds to a row (:data:`ROW_FIELDS`), out of a standing's state, due and :func:`rest_of` it.

    Nothing of the article is needed for it, so an answer of many rows need not read their articles' part.
    """
    said = rest.get
    left = days_left(state, due, view.as_of)
    every = said("every") or view.report_every
    since = max(said("last_report") or rest["opened"], said("every_since") or "")
    following, missed = _reports(every, since, view.as_of) if every and state == "open" else (None, 0)
    return {
        "period": None,
        "version": version,
        "state": state,
        "light": light(state, due, last_red=view.last_red, last_yellow=view.last_yellow),
        "due_date": due,
        "days_left": left,
        "days_over": -left if left is not None and left < 0 else 0,
        "progress": said("progress"),
        "note": said("note", ""),
        "last_report": said("last_report"),
        "next_report": following,
        "missed_reports": missed,
        "urged": said("urged", 0),
        "last_urged": said("last_urged"),
        "extended": said("extended", 0),
        "opened": rest["opened"],
        "ended": said("ended"),
        "into": said("into"),
        "person": said("person", ""),
        "evidence": list(said("evidence", ())),
        "proposed": list(said("proposed", ())),
    }


def days_left(state: str, due: Day | None, as_of: date) -> int | None:
    """Days until due, negative when overdue; None where nothing is to come."""
    if state != "open" or due is None:
        return None
    return date.fromisoformat(due).toordinal() - as_of.toordinal()


def _reports(every: str, since: Day, as_of: date) -> tuple[Day, int]:
    last = date.fromisoformat(since)
    return next_report(every, last).isoformat(), missed_reports(every, last, as_of)
