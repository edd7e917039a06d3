"""Rows and hostile strings that the tests of sheets share."""

from __future__ import annotations

import pytest

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(1,1)",
    "\t=1+1",
    "\r=1+1",
    "\n=1+1",
    "＝1＋1",
    "＋1",
    "－1",
    "＠A1",
    '=HYPERLINK("http://evil.example","点")',
    "=cmd|' /C calc'!A0",
    '=DDE("cmd";"/C calc";"x")',
    "@SUM(1+9)*cmd|' /C calc'!A0",
    "{=1+1}",
    "'=1+1",
    '"=1+1"',
    ";=1+1",
    ",=1+1",
    "http://evil.example/a b",
    "https://evil.example",
    "mailto:a@b.example",
    "file:///etc/passwd",
    "internal:'台账'!A1",
    "external:c:\\x",
    "\\\\server\\share",
    "<script>alert(1)</script>",
    "</script><script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "]]>",
    "<!-- x -->",
    "&lt;&amp;&#0;",
    "<a href='javascript:alert(1)'>x</a>",
    "\x00\x01\x08",
    "\x0b\x0c\x1f\x7f",
    "\ud800",
    "a\udfffb",
    "\ufffe\uffff",
    "_x0041_ _x000D_",
    "长" * 40_000,
    "😀" * 20_000,
    "x" * 40_000,
    "行一\r\n行二\r行三",
    "\u202e右到左",
    "\u200b零宽",
    "BEGIN:VEVENT\r\nEND:VCALENDAR",
    "a;b,c\\n:d",
    "{{7*7}}{% x %}",
    "|a|b|",
    "1e999",
    "00123",
    "2026-02-30",
    "TRUE",
    "#REF!",
    "```\n# 题\n```",
    "",
    " ",
]


def make_row(at: int = 0, **changes) -> dict:
    row = {
        "id": f"abcdefgh{at:04d}", "article": "plans/a.md", "title": "水利工作要点", "source": "市报",
        "published": "2026-03-01", "section": "一、重点任务", "text": f"6月底前整治河道{at}条", "start": at, "end": at + 10,
        "kind": "commitment", "strength": "firm",
        "due": {"text": "6月底前", "date": "2026-06-30", "start": None, "precision": "month", "recurs": None, "rrule": None,
                "ambiguous": False, "also": [], "event": None},
        "lead": ["市水利局"], "support": ["市财政局"],
        "metrics": [{"text": f"河道{at}条", "indicator": "河道", "value": at, "value_high": None, "unit": "条", "bound": ">=",
                     "change": None, "direction": None, "baseline": None}],
        "rules": ["deadline.month_end"], "confidence": 0.93, "review": False, "condition": "",
    }  # fmt: skip
    return row | changes


@pytest.fixture
def rows() -> list[dict]:
    return [make_row(at) for at in range(5)]


def hostile_rows() -> list[dict]:
    return [
        make_row(at, text=odd, title=odd, lead=[odd], section=odd, article=odd, source=odd)
        for at, odd in enumerate(HOSTILE)
    ]
