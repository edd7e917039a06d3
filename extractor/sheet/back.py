"""A sheet that came back, against the ledger: nothing is lost, nothing is overwritten, everything odd is said."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from extractor.ledger.entries import Entry
from extractor.ledger.intake import Hand
from extractor.ledger.replay import StepError, check_next
from extractor.problem import Problem
from extractor.sheet.base import OWN_KEYS, fingerprint, plain_value
from extractor.sheet.by_hand import hand_rows, is_alike, is_day_unread
from extractor.sheet.cells import fit_text, ledger_values
from extractor.sheet.conflicts import Conflict, Decision, Take
from extractor.sheet.days import done_days, due_days
from extractor.sheet.grid import Grid, Line
from extractor.sheet.layout import Layout, load_layout
from extractor.sheet.typed import Typed, entries_of, problem_at
from extractor.table import Row

History = Callable[[Sequence[str]], Iterable[Entry]]
"""All entries of the measures named."""

_TOGETHER = (frozenset({"state", "evidence", "done_on"}), frozenset({"extend_to", "extend_why"}))
"""Cells that say one thing together: where one of them is in conflict, the others wait for the decision too."""


@dataclass
class Returned:
    """What a sheet that came back comes to. ``expect``: entries of each measure when it was compared."""

    entries: list[Entry] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    expect: dict[str, int] = field(default_factory=dict)
    added: int = 0


@dataclass(frozen=True, slots=True)
class _Change:
    """A row with the cells that people changed, as text by key."""

    line: Line
    row: Row
    changed: Mapping[str, str]


@dataclass(frozen=True)
class _Desk:
    """What lies on the desk while a sheet is compared: the sheet, the ledger's rows, the pen and the growing plan."""

    grid: Grid
    current: Mapping[str, Row]
    plan: Returned
    hand: Hand
    take: Take | None

    @cached_property
    def people(self) -> list[str]:
        """The keys of the people's columns."""
        return [one.key for one in self.grid.layout.fields["ledger"] if one.people]


def plan_return(
    grid: Grid, current: Mapping[str, Row], *, hand: Hand, history: History, take: Take | None = None
) -> Returned:
    """The entries, conflicts and problems of a sheet against the ledger's rows by id; changes nothing itself.

    ``take`` decides all conflicts: ``theirs`` what the sheet says, ``ours`` what the ledger says; None leaves
    them open.
    """
    plan = Returned(problems=list(grid.problems))
    if _is_of_another(grid, current):
        said = "表里的编号没有一个在这本台账上，像是另一本台账的表，没有读"
        plan.problems.append(problem_at(grid.lines[0], "other", said, "请核对 --ledger 指的是不是写出这份表的台账。"))
        return plan
    desk = _Desk(grid, current, plan, hand, take)
    changes = [change for line, measure in _rows(desk) if (change := _compare(line, measure, desk))]
    known = {_measure(row): row for row in current.values()}
    for line, row in hand_rows(grid.lines, known, hand.on, plan.problems):
        change = _compare_added(line, row, known.get(row["id"]), desk)
        changes += [change] if change else []
    _plan(changes, plan, hand, history)
    _say_deleted(desk)
    return plan


def plan_decisions(
    decisions: Iterable[Decision],
    current: Mapping[str, Row],
    *,
    hand: Hand,
    history: History,
    take: Take | None = None,
) -> Returned:
    """What people chose in a sheet of conflicts, as entries; what is still open stays a conflict.

    A cell that the ledger has changed again since the conflict was written is a conflict with the new value.
    """
    plan, layout = Returned(), load_layout("zh")
    chosen: dict[tuple[str, str], _Change] = {}
    for one in decisions:
        conflict, row = one.conflict, current.get(one.conflict.id)
        if row is None:
            plan.problems.append(problem_at(one.line, "unknown", f"台账上没有编号 {conflict.id}"))
            continue
        ours, choice = _ours(row, conflict.key, layout), one.take or take
        theirs = _taken(conflict.key, conflict.theirs, ours)
        if theirs == ours or choice == "ours":
            continue
        if choice is None or (ours != conflict.ours and take is None):
            plan.conflicts.append(replace(conflict, ours=ours, text=row["text"]))
            continue
        change = chosen.setdefault((conflict.id, conflict.where), _Change(one.line, row, {}))
        chosen[conflict.id, conflict.where] = replace(change, changed={**change.changed, conflict.key: theirs})
    _plan(chosen.values(), plan, hand, history)
    return plan


def _ours(row: Row, key: str, layout: Layout) -> str:
    """What the ledger says now in the place of a cell, as a cell would hold it."""
    value = ledger_values(row, layout)["due" if key == "extend_to" else key]
    return plain_value(fit_text(value, "")[0] if isinstance(value, str) else value)


def _is_of_another(grid: Grid, current: Mapping[str, Row]) -> bool:
    """Whether the sheet has ids, and none of them is on this ledger."""
    ids = {plain_value(line.values.get("id")) for line in grid.lines} - {""}
    return len(ids) > 1 and not ids & current.keys()


def _rows(desk: _Desk) -> Iterator[tuple[Line, str]]:
    """The rows with an id, each id once: of two the one that somebody touched."""
    found: dict[str, list[Line]] = {}
    for line in desk.grid.lines:
        measure = plain_value(line.values.get("id"))
        if measure:
            found.setdefault(measure, []).append(line)
    for measure, lines in found.items():
        base = desk.grid.base.prints.get(measure, {}) if desk.grid.base else {}
        touched = [line for line in lines if _is_touched(line, base, desk)] if len(lines) > 1 else lines
        first = (touched or lines)[0]
        for other in touched[1:]:
            if any(plain_value(other.values.get(key)) != plain_value(first.values.get(key)) for key in desk.people):
                said = f"编号 {measure} 有不止一行，内容不一样，只读了 {first.where}"
                desk.plan.problems.append(problem_at(other, "twice", said, "请合成一行再读一次。"))
        yield first, measure


def _is_touched(line: Line, base: Mapping[str, str], desk: _Desk) -> bool:
    """Whether any of the people's cells differs from what left."""
    values = line.values
    return any(key in values and fingerprint(values[key]) != base.get(key, "") for key in desk.people)


def _compare(line: Line, measure: str, desk: _Desk) -> _Change | None:
    """The changes of a row that the sheet left with; what people changed in the tool's columns is said."""
    row, grid = desk.current.get(measure), desk.grid
    if row is None:
        hint = "编号请不要改；新举措请把编号空着。"
        desk.plan.problems.append(problem_at(line, "unknown", f"台账上没有编号 {measure}", hint))
        return None
    base = grid.base.prints.get(measure, {}) if grid.base else None
    if base is not None:
        _say_locked(line, row, base, desk)
        if not _is_touched(line, base, desk):
            return None
    changed = _changes(line, row, base, desk)
    return _Change(line, row, changed) if changed else None


def _say_locked(line: Line, row: Row, base: Mapping[str, str], desk: _Desk) -> None:
    """What people changed in the tool's columns is not taken over, but said."""
    for one in desk.grid.layout.fields["ledger"]:
        if one.key not in OWN_KEYS or one.key not in line.values or one.key not in base:
            continue
        theirs = plain_value(line.values[one.key])
        if fingerprint(theirs) != base[one.key] and theirs != _ours(row, one.key, desk.grid.layout):
            said = f"“{one.heading}”由程序写，改成“{theirs[:40]}”没有记"
            hint = "改到期日请填“延期至”；改单位请用 xiaozhang ledger assign。"
            desk.plan.problems.append(problem_at(line, "locked", said, hint))


def _theirs(line: Line, key: str, ours: str, desk: _Desk) -> str:
    """What the cell says, as text; a day as ISO text where it can be read."""
    value = line.values.get(key)
    if key in {"extend_to", "done_on"} and value not in ("", None):
        written, on = desk.grid.base.as_of if desk.grid.base else None, desk.hand.on
        days = [
            str(day)
            for day in (due_days(value, written=written, on=on) if key == "extend_to" else done_days(value, on=on))
        ]
        return ours if ours in days else days[0] if days else plain_value(value)
    if key == "state":
        words = desk.grid.layout.words["state"]
        return words.get(desk.grid.layout.state_of(plain_value(value)) or "", plain_value(value))
    if key == "progress" and isinstance(value, float):  # 0.6 in a cell that shows 60%, or 60: both are 60%
        return f"{value * 100 if 0 < value <= 1 else value:g}%"
    return plain_value(value)


def _changes(line: Line, row: Row, base: Mapping[str, str] | None, desk: _Desk) -> dict[str, str]:
    """The cells that people changed and the ledger does not hold yet, without those in conflict.

    ``base`` None: it is not known how the row left, so that what differs from the ledger is a conflict.
    """
    fields = [one for one in desk.grid.layout.fields["ledger"] if one.people and one.key in line.values]
    changed: dict[str, str] = {}
    disputed: dict[str, str] = {}
    for one in fields:
        ours = _ours(row, one.key, desk.grid.layout)
        theirs = _theirs(line, one.key, ours, desk)
        if theirs == ours or (base is not None and fingerprint(theirs) == base.get(one.key, "")):
            continue
        if base is None and not theirs:
            continue
        before = None if base is None else base.get("due" if one.key == "extend_to" else one.key, "")
        fresh = one.key == "extend_why" or before == fingerprint(ours) or (base is None and not ours)
        taken = theirs if fresh else _taken(one.key, theirs, ours)
        if taken == ours:
            continue
        if fresh or desk.take == "theirs":
            changed[one.key] = taken
        else:
            disputed[one.key] = theirs
    for group in _TOGETHER:
        if group & disputed.keys():
            disputed |= {key: changed.pop(key) for key in group & changed.keys()}
    if desk.take is None:
        typed = {one.key: _theirs(line, one.key, "", desk) for one in fields}
        desk.plan.conflicts += [
            Conflict(
                line.where, str(row["id"]), one.key, one.heading, disputed[one.key],
                _ours(row, one.key, desk.grid.layout), row["text"], typed,
            )
            for one in fields
            if one.key in disputed and one.key != "extend_why"
        ]  # fmt: skip
    return changed


def _taken(key: str, theirs: str, ours: str) -> str:
    """What taking theirs comes to: evidence only grows, so that of both sides stands."""
    return "\n".join(dict.fromkeys([*ours.split("\n"), *theirs.split("\n")])) if key == "evidence" else theirs


def _compare_added(line: Line, row: Row, known: Row | None, desk: _Desk) -> _Change | None:
    """Open a measure put in by hand, or compare it with what was opened when the file was read before."""
    plan, hand = desk.plan, desk.hand
    if known is None:
        on = date.fromisoformat(row["published"])
        plan.entries.append(Entry(row["id"], "opened", on, hand.by, hand.recorded, data={"row": row}))
        plan.expect[row["id"]], plan.added = 0, plan.added + 1
        if is_day_unread(line, row):
            said = f"时限“{row['due']['text']}”读不出日期，立账时没有到期日"
            plan.problems.append(problem_at(line, "date", said, "要有到期日请填“延期至”和“延期理由”，如 2026-6-30。"))
        state = row | {"state": "open", "version": 0, "due_date": (row["due"] or {}).get("date")}
    else:
        state = known
        if not is_alike(row, known):
            said = f"这一行先前已立账（{row['id']}），责任单位或到期日与台账不同，没有改"
            hint = "改到期日请填“延期至”；改单位请用 xiaozhang ledger assign。"
            plan.problems.append(problem_at(line, "locked", said, hint))
    changed = _changes(line, state, _hand_base(line, row, desk.grid.layout), desk)
    return _Change(line, state, changed) if changed else None


def _hand_base(line: Line, row: Row, layout: Layout) -> dict[str, str]:
    """What a row put in by hand held before anything was typed: an open measure with its day; no state is none asked."""
    state = layout.words["state"]["open"] if plain_value(line.values.get("state")) else ""
    return {"state": fingerprint(state), "due": fingerprint((row["due"] or {}).get("date"))}


def _plan(changes: Iterable[_Change], plan: Returned, hand: Hand, history: History) -> None:
    """The entries of all changed rows, each checked against the history of its measure."""
    changes = list(changes)
    known: dict[str, list[Entry]] = {}
    opened = {entry.measure for entry in plan.entries}
    for entry in [*plan.entries, *history(sorted({_measure(one.row) for one in changes} - opened))]:
        known.setdefault(entry.measure, []).append(entry)
    for one in changes:
        measure = _measure(one.row)
        own = known.setdefault(measure, [])
        typed = Typed(one.line, one.row, one.changed, hand, plan.problems, _done_on(one, hand))
        for made in entries_of(typed):
            entry = replace(made, nr=len(own) + 1)
            try:
                check_next(own, entry)
            except StepError as error:
                typed.refuse("step", str(error))
                continue
            own.append(entry)
            plan.entries.append(entry)
            plan.expect[measure] = int(one.row.get("version") or 0)


def _measure(row: Row) -> str:
    return str(row["id"]).partition("@")[0]


def _done_on(change: _Change, hand: Hand) -> str:
    value = change.line.values.get("done_on")
    days = done_days(value, on=hand.on) if value not in ("", None) else []
    return str(days[0]) if days else plain_value(value)


def _say_deleted(desk: _Desk) -> None:
    seen = {plain_value(line.values.get("id")) for line in desk.grid.lines}
    for measure in desk.grid.base.prints if desk.grid.base else ():
        if measure not in seen:
            words = str(desk.current.get(measure, {}).get("text", ""))
            named = f"（{words[:20]}{'…' if len(words) > 20 else ''}）" if words else ""
            said = f"编号 {measure} 的一行{named}被删掉了；台账里的不会因此删除"
            desk.plan.problems.append(Problem(measure, "sheet.deleted", said, "要撤销请用 xiaozhang ledger drop。"))
