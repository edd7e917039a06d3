"""What the other columns of a table row say of the task in it: who leads, who supports, by when."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from extractor.agency import is_strong, merge, units_in_cell
from extractor.article import Quote, Table
from extractor.commitment.places import Places
from extractor.commitment.segments import Segment
from extractor.measure import DEADLINE_ROLES, Assignment, Deadline
from extractor.reading.tables import table_roles

_SPEAKING = frozenset({"lead", "support", "due", "person", "number"})


class TaskCell(NamedTuple):
    """A cell that may hold a measure, with the units and the cells of the deadline of its row."""

    start: int
    end: int
    assignment: Assignment
    dues: tuple[Quote, ...]


def find_task_cells(text: str, tables: Iterable[Table]) -> list[TaskCell]:
    """The cells of all body rows whose columns name units or a deadline, in the order of the text.

    A merged cell of units or dates is quoted in each of its rows, wherever in the text its words stand.
    """
    out: list[TaskCell] = []
    for table in tables:
        roles = table_roles(table)
        for row in table.rows[table.header :] if table.header else ():
            out += _cells_of(text, [(cell, role) for cell, role in zip(row, roles, strict=False) if cell.text])
    return sorted(out, key=lambda cell: cell.start)


def _cells_of(text: str, row: Sequence[tuple[Quote, str]]) -> list[TaskCell]:
    units = [units_in_cell(text, c.start, c.end, role=role) for c, role in row if role in {"lead", "support"}]  # type: ignore[arg-type]
    units = units or [_bodies(units_in_cell(text, c.start, c.end, role="lead")) for c, role in row if role == "person"]
    dues = tuple(cell for cell, role in row if role == "due")
    if not units and not dues:
        return []
    assignment = merge(units)
    return [TaskCell(cell.start, cell.end, assignment, dues) for cell, role in row if role not in _SPEAKING]


def _bodies(assignment: Assignment) -> Assignment:
    """The bodies among those whom a column of persons names (责任人：县教育局); people are no units."""
    return Assignment(
        tuple(a for a in assignment.lead if is_strong(a.name)),
        tuple(a for a in assignment.support if is_strong(a.name)),
    )


def cell_of(segment: Segment, cells: Sequence[TaskCell]) -> TaskCell | None:
    """The task cell that a segment stands in."""
    at = bisect_right(cells, segment.start, key=lambda cell: cell.start) - 1
    return cells[at] if at >= 0 and segment.end <= cells[at].end else None


def due_of(cell: TaskCell, deadlines: Places[Deadline]) -> Deadline | None:
    """The deadline that the row's own column names; None where it names none (长期坚持)."""
    inside = (d for q in cell.dues for d in deadlines.inside(q.start, q.end))
    found = [d for d in inside if d.role in DEADLINE_ROLES]
    dated = [d for d in found if d.due]
    # 6月底前选址，11月底前建成: the task is done by the last of the stages.
    return max(dated, key=lambda d: d.due or date.min) if dated else next(iter(found), None)
