"""Whatever the steps: allowed states only, the past stays as it was, the journal loses nothing."""

from __future__ import annotations

import tempfile
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import example, given, settings
from hypothesis import strategies as st

from extractor.ledger.check import check_ledger
from extractor.ledger.entries import KIND_WORDS, Entry, from_line, to_line
from extractor.ledger.intake import Hand, known_of, take_in
from extractor.ledger.journal import export_lines, import_lines
from extractor.ledger.lights import Window
from extractor.ledger.overdue import overdue
from extractor.ledger.query import rows_of_entries
from extractor.ledger.replay import StepError, check_next, known, replay, spans
from extractor.ledger.rows import View
from extractor.ledger.standing import FOREVER
from extractor.ledger.states import INSTANCE_KINDS, STATE_WORDS
from extractor.ledger.store import Ledger
from extractor.problem import UsageError

FIRST = date(2026, 3, 2)
MOMENT = datetime(2026, 3, 2, tzinfo=UTC)
DATA = {
    "opened": {"row": {"id": "m", "text": "甲", "due": {"text": "", "date": "2026-06-30", "recurs": None}}},
    "assigned": {"lead": ["市水务局"]},
    "reported": {"progress": 40},
    "urged": {},
    "extended": {"due": "2026-09-30"},
    "closed": {"evidence": [{"kind": "text", "value": "合格"}]},
    "dropped": {"approved": "李四"},
    "merged": {"into": "n"},
    "corrected": {"set": {"text": "乙"}},
    "reopened": {},
}

kinds = st.sampled_from([*KIND_WORDS, "undo"])
steps = st.lists(st.tuples(kinds, st.integers(0, 40), st.integers(1, 12)), max_size=25)


def make(step, number):
    """(kind, day, what an undo takes back) → an entry."""
    kind, day, target = step
    data = {"voids": target} if kind == "undo" else DATA[kind]
    kind = "corrected" if kind == "undo" else kind
    return Entry("m", kind, FIRST + timedelta(day), "我", MOMENT + timedelta(number), why="x", data=data, nr=number)


def allowed(wanted):
    """The entries of the steps that are allowed one after the other."""
    entries = [make(("opened", 0, 0), 1)]
    for step in wanted:
        new = on_its_day(make(step, len(entries) + 1), entries)
        try:
            check_next(entries, new)
        except StepError:
            continue
        entries.append(new)
    return entries


def on_its_day(new, entries):
    """An undo holds from the day of what it takes back."""
    target = [entry for entry in entries if entry.nr == new.voids]
    return replace(new, on=target[0].on) if target else new


@given(steps)
def test_replay_of_allowed_steps_gives_an_allowed_state_on_every_day(wanted):
    entries = allowed(wanted)
    for day in range(42):
        standing = replay(entries, as_of=FIRST + timedelta(day))
        assert standing is not None
        assert standing.state in STATE_WORDS
        assert (standing.ended is None) == (standing.state == "open")


@given(steps, steps, st.integers(0, 40))
def test_a_past_day_is_the_same_whatever_came_later(wanted, later, day):
    entries = allowed(wanted)
    until = FIRST + timedelta(day)
    before = replay(entries, as_of=until)
    for step in later:
        new = make((step[0], day + 1 + step[1], step[2]), len(entries) + 1)
        if new.voids is not None:
            continue
        try:
            check_next(entries, new)
        except StepError:
            continue
        entries.append(new)
    assert replay(entries, as_of=until) == before


@given(steps, st.integers(0, 26))
def test_what_was_known_is_the_same_whatever_was_recorded_later(wanted, count):
    entries = allowed(wanted)
    moment = MOMENT + timedelta(count)
    earlier = [entry for entry in entries if entry.recorded <= moment]
    assert replay(entries, known_at=moment) == replay(earlier)


@given(steps)
def test_spans_are_what_replay_says_on_every_day(wanted):
    entries = allowed(wanted)
    found = spans(entries)
    assert found[-1].until == FOREVER
    assert all(one.until == two.start for one, two in pairwise(found))
    for day in range(42):
        on = (FIRST + timedelta(day)).isoformat()
        [span] = [one for one in found if one.start <= on < one.until]
        assert span.standing == replay(entries, as_of=FIRST + timedelta(day))


@given(steps)
def test_a_line_of_the_journal_is_its_entry(wanted):
    for entry in allowed(wanted):
        assert from_line(to_line(entry)) == entry
        assert to_line(from_line(to_line(entry))) == to_line(entry)


@settings(max_examples=25, deadline=None)
@given(steps, st.text(max_size=20))
def test_the_store_keeps_what_replay_says_and_the_journal_is_the_identity(wanted, note):
    with tempfile.TemporaryDirectory() as folder:
        with Ledger.open(str(Path(folder) / "a.db")) as ledger:
            ledger.append([make(("opened", 0, 0), 0)])
            ledger.append([Entry("m", "reported", FIRST, "我", MOMENT, data={"note": note, "progress": 1})])
            for step in wanted:
                if step[0] != "merged":
                    try:
                        ledger.append([on_its_day(make(step, 0), list(ledger.entries()))])
                    except StepError:
                        continue
            assert not list(check_ledger(ledger))
            entries = list(ledger.entries())
            lines = list(export_lines(ledger))
            for day in range(0, 42, 5):
                on = FIRST + timedelta(day)
                standing = replay(known(entries, as_of=on))
                [row] = ledger.rows(View(on))
                assert (row["state"], row["due_date"], row["progress"]) == (
                    standing.state,
                    standing.due,
                    standing.progress,
                )
        with Ledger.open(str(Path(folder) / "b.db")) as copy:
            assert import_lines(copy, lines) == (len(lines), [])
            assert list(export_lines(copy)) == lines


def opening(measure, due):
    row = {
        "id": measure,
        "text": "甲",
        "title": "方案",
        "published": FIRST.isoformat(),
        "lead": [],
        "note": "文中的备注",
    }
    row["due"] = due and {"text": "", "start": None, **due}
    return Entry(measure, "opened", FIRST, "我", MOMENT, data={"row": row})


DUES = {
    "dated": {"date": "2026-03-20", "recurs": None},
    "undated": None,
    "monthly": {"date": None, "recurs": "monthly", "rrule": "FREQ=MONTHLY;BYMONTHDAY=10"},
}
NEW_DUES = st.sampled_from([*DUES.values(), {"date": "2026-04-05", "recurs": None}])
moves = st.lists(
    st.tuples(st.sampled_from([*DUES]), kinds, st.integers(0, 40), st.integers(1, 12), NEW_DUES, st.booleans()),
    max_size=25,
)


def moved(move, number):
    """A step of one of the measures; it may change the deadline, or speak of a period."""
    measure, kind, day, target, due, period = move
    new = replace(make((kind, day, target), number), measure=measure, nr=0)
    data = dict(new.data)
    if kind == "corrected":
        data["set"] = {"due": due and {"text": "", "start": None, **due}, "lead": ["市水务局"]}
    if period and kind in INSTANCE_KINDS:
        data["period"] = "2026-03"
    return replace(new, data=data)


@settings(max_examples=60, deadline=None)
@given(moves, st.integers(-1, 45), st.integers(-1, 26), st.sampled_from([0, 10, 40]))
def test_the_quick_answer_is_what_replay_says(wanted, day, known_to, length):
    """Overdue by spans and text, against the same question answered by replay of all entries."""
    with tempfile.TemporaryDirectory() as folder, Ledger.open(str(Path(folder) / "a.db")) as ledger:
        ledger.append([opening(measure, due) for measure, due in DUES.items()])
        for number, move in enumerate(wanted, start=1):
            own = list(ledger.entries([move[0]]))
            try:
                ledger.append([on_its_day(moved(move, number), own)])
            except UsageError:
                continue
        view = View(FIRST + timedelta(day), report_every="monthly")
        within = Window(length)
        for known_at in (None, MOMENT + timedelta(known_to)):
            rows = [row for measure in DUES for row in rows_of_entries(list(ledger.entries([measure])), view, known_at)]
            truth = overdue(rows, as_of=view.as_of, within=within)
            found = ledger.overdue(view, within, known_at=known_at)
            for part in ("overdue", "due_soon"):
                assert [(row.id, row.due) for row in found[part]] == [(r["id"], r["due_date"]) for r in truth[part]]
                found[part] = [row.to_row(view) for row in found[part]]
            assert found == truth


words = st.text(st.sampled_from("完成建设改造推进老旧小区养老"), min_size=1, max_size=12)
rows = st.lists(
    st.builds(
        lambda text, due, section: {
            "article": "a.md",
            "title": "方案",
            "source": "",
            "published": "2026-03-02",
            "text": text,
            "kind": "commitment",
            "section": section,
            "due": due and {"text": "", "date": due, "start": None, "recurs": None},
            "lead": [],
        },
        words,
        st.sampled_from([None, "2026-06-30", "2026-12-31"]),
        st.sampled_from(["一", "二"]),
    ),
    max_size=8,
).map(lambda found: [{**row, "id": f"m{place}"} for place, row in enumerate(found)])


def take(entries, read):
    """The ledger's entries after one more reading, and what it came to."""
    known_now = known_of(sorted(entries, key=lambda entry: (entry.measure, entry.nr)))
    hand = Hand("我", FIRST, MOMENT)
    intake = take_in(read, known_now, taken={entry.measure for entry in entries}, hand=hand)
    counts: dict[str, int] = {}
    for entry in entries:
        counts[entry.measure] = max(counts.get(entry.measure, 0), entry.nr)
    new = [
        Entry(e.measure, e.kind, e.on, e.by, e.recorded, e.why, e.data, counts.get(e.measure, 0) + 1)
        for e in intake.entries
    ]
    return [*entries, *new], intake


def row_of(measure, text, due):
    due = due and {"text": "", "date": due, "start": None, "recurs": None}
    row = {"article": "a.md", "title": "方案", "source": "", "published": "2026-03-02", "section": "一", "lead": []}
    return {**row, "id": measure, "text": text, "kind": "commitment", "due": due}


@settings(deadline=None)
@example(  # the words stand twice now: without their day where the measure was, with it where they are new
    first=[row_of("m0", "推进养老建设", "2026-06-30")],
    second=[row_of("m0", "推进养老建设", None), row_of("m1", "推进养老建设", "2026-06-30")],
)
@given(first=rows, second=rows)
def test_add_twice_is_add_once(first, second):
    entries, _ = take([], first)
    again, intake = take(entries, first)
    assert again == entries
    assert not intake.gone
    changed, _ = take(entries, second)
    once_more, _ = take(changed, second)
    assert once_more == changed
    assert {entry.measure for entry in entries} <= {entry.measure for entry in changed}
