"""RRULEs are read by another library, and fall on the days that the words name."""

from __future__ import annotations

import csv
from datetime import date, datetime
from pathlib import Path

import pytest
from dateutil.rrule import rrulestr

from extractor.deadline import find_deadlines, load_deadline_rules, resolve

START = datetime(2023, 12, 31)  # noqa: DTZ001 - RRULEs of days have no zone


def days(rrule: str, count: int = 3) -> list[date]:
    """The first days of a rule after the start of 2024."""
    return [moment.date() for _, moment in zip(range(count), rrulestr(f"RRULE:{rrule}", dtstart=START), strict=False)]


def _sentences() -> list[str]:
    examples = [e.text for rule in load_deadline_rules().rules for e in rule.examples]
    with (Path(__file__).parent / "expressions.tsv").open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE)
        return examples + [row["sentence"] for row in rows if row["class"] == "recurs"]


def test_every_rule_that_is_written_is_read():
    found = [d for sentence in _sentences() for d in find_deadlines(sentence, published=date(2024, 1, 1))]
    rules = {d.rrule for d in found if d.recurs}
    assert None not in rules
    assert all(days(str(rule)) for rule in rules)


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        ("每年3月底前", ["2024-03-31", "2025-03-31"]),
        ("每月10日前", ["2024-01-10", "2024-02-10"]),
        ("每月底前", ["2023-12-31", "2024-01-31", "2024-02-29"]),
        ("每季度末", ["2023-12-31", "2024-03-31", "2024-06-30"]),
        ("每季度首月15日前", ["2024-01-15", "2024-04-15"]),
        ("每周五", ["2024-01-05", "2024-01-12"]),
        ("每周一、周三", ["2024-01-01", "2024-01-03", "2024-01-08"]),
        ("每两年", ["2023-12-31", "2025-12-31"]),
        ("每年6月、12月底前", ["2023-12-31", "2024-06-30"]),
        ("每日", ["2023-12-31", "2024-01-01"]),
    ],
)
def test_a_rule_falls_on_the_days_that_the_words_name(words, wanted):
    deadline = resolve(words, published=date(2024, 1, 1))
    assert [str(day) for day in days(str(deadline.rrule), len(wanted))] == wanted
