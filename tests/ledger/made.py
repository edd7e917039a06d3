"""Rows and entries for the tests of the ledger."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from extractor.ledger.entries import Entry
from extractor.ledger.rows import View

START = datetime(2026, 1, 5, 9, tzinfo=UTC)


def row(measure="m1", text="6月底前完成老旧小区改造", *, due="2026-06-30", published="2026-03-02", **more):
    """A row as the table makes it."""
    deadline = {"text": "6月底前", "date": due, "start": None, "recurs": None, "rrule": None} if due else None
    usual = {
        "id": measure,
        "article": "a.md",
        "title": "城市更新工作方案",
        "source": "市政府",
        "published": published,
        "section": "",
        "text": text,
        "start": 0,
        "end": len(text),
        "kind": "commitment",
        "due": deadline,
        "lead": ["市住建局"],
        "support": [],
        "metrics": [],
        "rules": [],
    }
    return {**usual, **more}


def entry(kind, on, measure="m1", *, after=0, why="", by="张三", **data):
    """An entry recorded ``after`` minutes from the start."""
    recorded = START + timedelta(minutes=after)
    return Entry(measure, kind, date.fromisoformat(on), by, recorded, why=why, data=data)


def opened(measure="m1", on="2026-03-02", **more):
    return entry("opened", on, measure, row=row(measure, **more))


def closed(on, measure="m1", **more):
    return entry("closed", on, measure, evidence=[{"kind": "text", "value": "验收合格"}], **more)


def view(day):
    return View(date.fromisoformat(day))


def standing(ledger, day, **more):
    """{id: (state, due day, light)} on a day."""
    rows = ledger.rows(view(day), **more)
    return {one["id"]: (one["state"], one["due_date"], one["light"]) for one in rows}
