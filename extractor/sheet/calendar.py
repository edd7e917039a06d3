"""The calendar ``.ics``: a day for every open measure, with alarms; a newer file replaces what an older one put in.

RFC 5545: the UID of an event is the measure's id, SEQUENCE its number of entries, so a client that has the event
takes the later version.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from extractor.ledger.periods import CROSSED_OFF, begun_periods
from extractor.problem import UsageError
from extractor.sheet.cells import as_day, due_day
from extractor.table import Row, showable


def render_calendar(rows: Iterable[Row], *, as_of: date, alarms: Iterable[int] = (7, 1)) -> bytes:
    """The calendar of these rows of the ledger; ``alarms`` are days before. The same rows and day, the same bytes.

    A measure that is closed or dropped is there as cancelled, so that a client takes it out.
    """
    try:
        from icalendar import Calendar
    except ImportError as error:
        raise UsageError("写日历需要 icalendar，请先运行：pip install 'xiaozhang[reports]'") from error
    calendar = Calendar()
    for name, value in (("prodid", "-//xiaozhang//ledger//ZH"), ("version", "2.0"), ("method", "PUBLISH")):
        calendar.add(name, value)
    calendar.add("x-wr-calname", "政策举措台账")
    days = list(alarms)
    for own in _by_measure(rows).values():
        events = _series(own, as_of, days) if _recurs(own[0]) else [_event(row, as_of, days) for row in own]
        for event in events:
            calendar.add_component(event)
    made: bytes = calendar.to_ical()
    return made


def _by_measure(rows: Iterable[Row]) -> dict[str, list[Row]]:
    """The rows with a day, by measure and period."""
    found: dict[str, list[Row]] = {}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        if due_day(row) is not None:
            found.setdefault(str(row["id"]).partition("@")[0], []).append(row)
    return found


def _recurs(row: Row) -> str:
    """How often the row comes again, as it is crossed off; empty where it does not."""
    often = (row.get("due") or {}).get("recurs") or ""
    return CROSSED_OFF.get(often, often)


def _event(row: Row, as_of: date, alarms: Sequence[int], *, is_open: bool | None = None) -> Any:
    from icalendar import Alarm, Event

    due, event = due_day(row), Event()
    assert due is not None
    shown = row["state"] == "open" if is_open is None else is_open
    lead = "、".join(row.get("lead") or ())
    event.add("uid", f"{showable(str(row['id']).partition('@')[0] if _recurs(row) else str(row['id']))}@xiaozhang")
    event.add("dtstamp", datetime.combine(as_of, time(), UTC))
    event.add("sequence", int(row.get("version") or 0))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", _plain(row["text"] if lead in row["text"] else f"{lead}：{row['text']}")[:200])
    event.add("description", _plain(f"{row['text']}\n{row.get('title') or ''}\n{row.get('article') or ''}"))
    event.add("status", "CONFIRMED" if shown else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    for days in alarms if shown else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days))
        alarm.add("description", _plain(row["text"])[:200])
        event.add_component(alarm)
    return event


def _series(rows: Sequence[Row], as_of: date, alarms: Sequence[int]) -> Iterator[Any]:
    """One event for all periods: those crossed off are taken out, those put off are moved."""
    usual = _usual_days(rows, as_of)
    first = min(usual.values())
    event = _event(rows[0] | {"due_date": first.isoformat()}, as_of, alarms, is_open=_goes_on(rows))
    event.add("rrule", _rule(rows[0]["due"]))
    done = [usual[row["period"]] for row in rows if row["state"] != "open" and row.get("period") in usual]
    if done and _goes_on(rows):
        event.add("exdate", done)
    yield event
    for row in rows:
        day = usual.get(row.get("period") or "")
        if row["state"] == "open" and day and due_day(row) != day:
            moved = _event(row, as_of, alarms)
            moved.add("recurrence-id", day)
            yield moved


def _usual_days(rows: Sequence[Row], as_of: date) -> dict[str, date]:
    """Period → the day by which it is due when nobody puts it off."""
    row, days = rows[0], [day for day in map(due_day, rows) if day]
    begun = begun_periods(row["due"], as_day(row.get("published")) or days[0], max([as_of, *days]))
    names = {str(row.get("period") or "") for row in rows}
    return {one.name: one.due for one in begun if one.name in names} or {str(row.get("period") or ""): days[0]}


def _goes_on(rows: Sequence[Row]) -> bool:
    """Whether more periods will come: not where the whole measure was dropped, merged or closed."""
    last, ended = rows[-1], {row.get("ended") for row in rows}
    if any(row["state"] == "open" for row in rows):
        return True
    return last["state"] == "closed" and not (len(rows) > 1 and len(ended) == 1)


def _rule(due: Row) -> Any:
    """The rule of a recurring measure: as the deadline has it, else by the ends of its periods."""
    from icalendar import vRecur

    until = {"UNTIL": date.fromisoformat(due["date"])} if due.get("date") else {}
    if due.get("rrule") and due["recurs"] not in CROSSED_OFF:
        return vRecur({**vRecur.from_ical(str(due["rrule"]).removeprefix("RRULE:")), **until})
    often = CROSSED_OFF.get(due["recurs"], due["recurs"])
    if often in {"weekly", "yearly"}:
        return vRecur({"FREQ": often.upper(), **until})
    return vRecur({"FREQ": "MONTHLY", "INTERVAL": 3 if often == "quarterly" else 1, "BYMONTHDAY": -1, **until})


def _plain(text: str) -> str:
    """The text with line ends as the format knows them."""
    return showable(text).replace("\r\n", "\n").replace("\r", "\n")
