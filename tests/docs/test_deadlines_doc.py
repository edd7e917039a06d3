from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from extractor.deadline import find_deadlines, resolve

PAGE = Path(__file__).parents[2] / "docs" / "deadlines.md"
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in PAGE.read_text(encoding="utf-8").splitlines()
    if line.startswith("| ") and not line.startswith("| 例句")
]
READINGS = [row for row in ROWS if len(row) == 5]
ROLES = [row for row in ROWS if len(row) == 4]


def said(deadline, other):
    if deadline.recurs:
        return f"~{deadline.recurs}"
    if deadline.event:
        return f"!{deadline.event}"
    reading = f"{deadline.start}.." if deadline.start else ""
    reading += str(deadline.due) if deadline.due else ""
    return f"{reading} ? {deadline.also[0]}" if other else reading


def test_the_page_has_its_tables():
    assert len(READINGS) >= 50
    assert len(ROLES) >= 8
    assert len(READINGS) + len(ROLES) == len(ROWS)


@pytest.mark.parametrize("row", READINGS, ids=range(len(READINGS)))
def test_reading(row):
    sentence, published, quote, reading, _why = row
    found = {d.text: d for d in find_deadlines(sentence, published=date.fromisoformat(published))}
    assert quote in found
    assert said(found[quote], "?" in reading) == reading


@pytest.mark.parametrize("row", ROLES, ids=range(len(ROLES)))
def test_role(row):
    sentence, published, role, _why = row
    assert role in {d.role for d in find_deadlines(sentence, published=date.fromisoformat(published))}


def test_the_example_code():
    assert resolve("6月底前", published=date(2022, 3, 15)).due == date(2022, 6, 30)
    found = find_deadlines("自4月起，每月25日前报送。", published=date(2022, 3, 15))
    assert [d.text for d in found] == ["自4月起，每月25日前"]
