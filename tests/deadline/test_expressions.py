"""Sentences of every class of expression with the answer worked out by hand: tests/deadline/expressions.tsv.

``reading``: ``2022-06-30`` is the day due, ``? 2022-07-31`` another reading that must be kept, ``A..B`` a period, ``A..``
a start, ``~yearly RRULE`` a recurrence (the RRULE may be left out), ``!汛期`` an event without a date, ``-`` nothing
that is a deadline anywhere in the sentence.
"""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from extractor.deadline import find_deadlines
from extractor.measure import DEADLINE_ROLES, Deadline

with (Path(__file__).parent / "expressions.tsv").open(encoding="utf-8", newline="") as _file:
    ROWS = list(csv.DictReader(_file, delimiter="\t", quoting=csv.QUOTE_NONE))


def says(deadline: Deadline, reading: str) -> bool:
    """Whether a deadline is what the row says."""
    due, start = str(deadline.due or ""), str(deadline.start or "")
    if reading.startswith("!"):
        return not due and reading[1:] in (deadline.event or "")
    if reading.startswith("~"):
        word, _, rrule = reading[1:].partition(" ")
        return deadline.recurs == word and rrule in {"", deadline.rrule}
    if ".." in reading:
        return f"{start}..{due}" == reading
    first, *others = reading.split(" ? ")
    return due == first and set(others) <= set(map(str, deadline.also))


@pytest.mark.parametrize("row", ROWS, ids=[f"{row['class']}-{n}" for n, row in enumerate(ROWS, start=2)])
def test_a_sentence_says_when(row: dict[str, str]) -> None:
    sentence, expression, reading = row["sentence"], row["expression"], row["reading"]
    found = find_deadlines(sentence, published=date.fromisoformat(row["published"]))
    told = [d for d in found if d.role in DEADLINE_ROLES and (d.due or d.start or d.recurs or d.event)]
    if reading == "-":
        assert not [d for d in told if d.due or d.start or d.recurs], found
        return
    at = sentence.index(expression)
    near = [d for d in told if d.quote.start < at + len(expression) and at < d.quote.end]
    assert any(says(d, reading) for d in near), found


def test_every_class_has_its_twenty_sentences() -> None:
    assert min(Counter(row["class"] for row in ROWS).values()) >= 20
