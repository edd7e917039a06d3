"""Rows that people put in by hand 手工立账: their dates, figures and units are read by the same code as an article's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from extractor.agency import SentenceView, assign, find_assignments, units_in_cell
from extractor.article import Article, Quote
from extractor.deadline import find_deadlines
from extractor.measure import DEADLINE_ROLES, Agency, Deadline, Measure
from extractor.metric import find_metrics
from extractor.problem import Problem
from extractor.sheet.base import plain_value
from extractor.sheet.days import done_days, exact_day
from extractor.sheet.grid import Line
from extractor.sheet.typed import problem_at
from extractor.table import Row, identify, to_row

BY_HAND = "手工立账"
"""What stands as article and source of a measure that was put in by hand."""

_ARTICLE = Article(text="", path=BY_HAND, title=BY_HAND, source=BY_HAND)


def hand_rows(
    lines: Iterable[Line], opened: Mapping[str, Row], on: date, problems: list[Problem]
) -> Iterator[tuple[Line, Row]]:
    """The lines without an id, each with its row; two that say the same are one, and what is no measure is said.

    A line that is on the ledger already (in ``opened``, by measure) is read as on the day on which it was opened.
    """
    met: dict[str, list[Row]] = {}
    for line in lines:
        if plain_value(line.values.get("id")):
            continue
        text = plain_value(line.values.get("text"))
        if not text:
            said = "这一行没有编号，也没有写举措，没有读"
            problems.append(problem_at(line, "text", said, "请在“举措”一列写明要做什么。"))
            continue
        same = met.setdefault(text, [])
        day = opened.get(identify(_ARTICLE, text, len(same)), {}).get("published")
        row = hand_row(line, text, date.fromisoformat(day) if day else _begun(line, on), ordinal=len(same))
        if any(is_alike(row, other) for other in same):
            problems.append(problem_at(line, "twice", "这一行和上面手工填的一行一样，只立一次"))
            continue
        same.append(row)
        yield line, row


def _begun(line: Line, on: date) -> date:
    """The day on which a line goes on the ledger: that of reading, or the earlier one on which it was done already."""
    value = line.values.get("done_on")
    days = done_days(value, on=on) if value not in ("", None) else []
    return min(days[0], on) if days else on


def is_alike(row: Row, other: Row) -> bool:
    """Whether two rows of the same words name the same units and the same day."""
    days = [(one.get("due") or {}).get("date") for one in (row, other)]
    return days[0] == days[1] and all(row[name] == other[name] for name in ("lead", "support"))


def hand_row(line: Line, text: str, on: date, *, ordinal: int = 0) -> Row:
    """The row of a measure put in by hand on that day; ``ordinal`` tells apart rows of the same words."""
    article = replace(_ARTICLE, text=text)
    measure = Measure(
        Quote(0, len(text), text),
        kind="commitment",
        strength="firm",
        due=_due_in_words(line, text, on),
        metrics=tuple(find_metrics(text)),
    )
    row = to_row(article, measure, ordinal=ordinal)
    row |= {"id": identify(article, text, ordinal), "published": on.isoformat()}
    row["due"] = _day_typed(line) or row["due"] or _words_only(line)
    lead, support = _units(line, text)
    return row | {"lead": lead, "support": support}


def _first_due(words: str, on: date) -> Deadline | None:
    return next((one for one in find_deadlines(words, published=on) if one.role in DEADLINE_ROLES), None)


def _day_typed(line: Line) -> dict[str, Any] | None:
    """The deadline of a full date in the cell 到期日, which wins over words."""
    typed = line.values.get("due")
    day = exact_day(typed) if typed not in ("", None) else None
    if day is None:
        return None
    words = day.isoformat() if isinstance(typed, (int, float)) else plain_value(typed)
    return _due(plain_value(line.values.get("due_text")) or words, day=day.isoformat(), precision="day")


def _due_in_words(line: Line, text: str, on: date) -> Deadline | None:
    """The deadline that 到期日, 时限原文 or else the measure itself says in words."""
    typed, words = (plain_value(line.values.get(key)) for key in ("due", "due_text"))
    found = (_first_due(said, on) for said in (typed, words or text) if said)
    return next((one for one in found if one), None)


def _words_only(line: Line) -> dict[str, Any] | None:
    """What says no day (长期) is kept as its words."""
    words = plain_value(line.values.get("due_text")) or plain_value(line.values.get("due"))
    return _due(words, day=None, precision=None) if words else None


def _due(words: str, *, day: str | None, precision: str | None) -> dict[str, Any]:
    said = {"text": words, "date": day, "start": None, "precision": precision}
    return said | {"recurs": None, "rrule": None, "ambiguous": False, "also": [], "event": None}


def is_day_unread(line: Line, row: Row) -> bool:
    """Whether 到期日 or 时限原文 says something of which only the words were kept."""
    due, said = row["due"] or {}, (plain_value(line.values.get(key)) for key in ("due", "due_text"))
    return any(said) and not any(due.get(name) for name in ("date", "recurs", "event"))


def _units(line: Line, text: str) -> tuple[list[str], list[str]]:
    """Lead and support: from their cells; where 责任单位 is empty, from the words of the measure itself."""
    lead, support = _in_cell(line, "lead")
    more, helpers = _in_cell(line, "support")
    if not lead and not more:
        view = SentenceView(0, len(text), paragraph=0, section=0, kind="commitment")
        (said,) = assign(text, [view], find_assignments(text))
        lead, support = _names(said.lead), _names(said.support)
    whole = [*support, *more, *helpers]
    return lead, [name for name in dict.fromkeys(whole) if name not in lead]


def _in_cell(line: Line, key: str) -> tuple[list[str], list[str]]:
    cell = plain_value(line.values.get(key))
    if not cell:
        return [], []
    labelled = [one.assignment for one in find_assignments(cell)]
    read = labelled or [units_in_cell(cell, 0, len(cell), role="lead" if key == "lead" else "support")]
    lead, support = (_names([unit for one in read for unit in getattr(one, part)]) for part in ("lead", "support"))
    if not lead and not support:  # a name that the rules do not know is a name all the same
        return ([cell], []) if key == "lead" else ([], [cell])
    return lead, support


def _names(units: Sequence[Agency]) -> list[str]:
    return list(dict.fromkeys(unit.name for unit in units))
