"""The calendar ``.ics``: a day for every open measure, with alarms; a newer file replaces what an older one put in.

RFC 5545: the UID of an event is the measure's id, SEQUENCE its number of entries, so a client that has the event
takes the later version.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from extractor.problem import UsageError
from extractor.sheet.cells import due_day
from extractor.table import Row, showable

_RULES = {"daily": "DAILY", "weekly": "WEEKLY", "monthly": "MONTHLY", "yearly": "YEARLY"}


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
    for row in _events(rows):
        calendar.add_component(_event(row, as_of, list(alarms)))
    made: bytes = calendar.to_ical()
    return made


def _events(rows: Iterable[Row]) -> list[Row]:
    """The rows with a day; of a recurring measure with a rule its first period stands for all of them."""
    found: dict[str, Row] = {}
    for row in sorted(rows, key=lambda row: str(row["id"])):
        if due_day(row) is not None:
            measure = str(row["id"]).partition("@")[0]
            rule = (row.get("due") or {}).get("recurs")
            found.setdefault(measure if rule else str(row["id"]), row)
    return list(found.values())


def _event(row: Row, as_of: date, alarms: list[int]) -> Any:
    from icalendar import Alarm, Event

    due, event = due_day(row), Event()
    assert due is not None
    stamp = datetime.combine(as_of, time(), UTC)
    recurs = (row.get("due") or {}).get("recurs")
    uid = str(row["id"]).partition("@")[0] if recurs else str(row["id"])
    lead = "、".join(row.get("lead") or ())
    event.add("uid", f"{showable(uid)}@xiaozhang")
    event.add("dtstamp", stamp)
    event.add("sequence", int(row.get("version") or 0))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("summary", _plain(f"{lead}：{row['text']}" if lead else row["text"])[:200])
    event.add("description", _plain(f"{row['text']}\n{row.get('title') or ''}\n{row.get('article') or ''}"))
    event.add("status", "CONFIRMED" if row["state"] == "open" else "CANCELLED")
    event.add("transp", "TRANSPARENT")
    rule = _rule(row.get("due") or {})
    if rule:
        event.add("rrule", rule)
    for days in alarms if row["state"] == "open" else ():
        alarm = Alarm()
        alarm.add("action", "DISPLAY")
        alarm.add("trigger", timedelta(days=-days))
        alarm.add("description", _plain(row["text"])[:200])
        event.add_component(alarm)
    return event


def _rule(due: Row) -> Any:
    """The rule of a recurring measure: as the deadline has it, else by its period."""
    from icalendar import vRecur

    if not due.get("recurs"):
        return None
    if due.get("rrule"):
        return vRecur.from_ical(str(due["rrule"]).removeprefix("RRULE:"))
    if due["recurs"] == "quarterly":
        return vRecur({"FREQ": "MONTHLY", "INTERVAL": 3})
    return vRecur({"FREQ": _RULES[due["recurs"]]})


def _plain(text: str) -> str:
    """The text with line ends as the format knows them."""
    return showable(text).replace("\r\n", "\n").replace("\r", "\n")
