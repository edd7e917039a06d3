"""What people typed → entries of the ledger: nothing is lost, nothing is overwritten, everything odd is said."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, Literal, NamedTuple

from extractor.article import Article, Quote
from extractor.deadline import find_deadlines
from extractor.ledger.entries import Entry, EntryKind
from extractor.ledger.evidence import read_evidence
from extractor.ledger.intake import Hand
from extractor.ledger.replay import StepError, check_next
from extractor.measure import DEADLINE_ROLES, Measure
from extractor.metric import find_metrics
from extractor.problem import Problem, UsageError
from extractor.sheet.base import fingerprint, plain_value
from extractor.sheet.cells import ledger_values
from extractor.sheet.grid import Grid, Line, as_date
from extractor.table import Row, identify, to_row

BY_HAND = "手工立账"
Take = Literal["theirs", "ours"]
History = Callable[[str], Sequence[Entry]]


@dataclass(frozen=True, slots=True)
class Conflict:
    """A cell that changed on both sides since the sheet was written."""

    where: str
    id: str
    heading: str
    theirs: str
    ours: str


@dataclass
class Returned:
    """What a sheet that came back comes to. ``expect``: entries of each measure when it was compared."""

    entries: list[Entry] = field(default_factory=list)
    conflicts: list[Conflict] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    expect: dict[str, int] = field(default_factory=dict)
    added: int = 0


def plan_return(
    grid: Grid, current: Mapping[str, Row], *, hand: Hand, history: History, take: Take | None = None
) -> Returned:
    """The entries, conflicts and problems of a sheet against the ledger's rows by id; changes nothing itself.

    ``history`` gives the entries of a measure. ``take`` decides all conflicts: ``theirs`` what the sheet says,
    ``ours`` what the ledger says; None leaves them open.
    """
    plan = Returned(problems=list(grid.problems))
    desk = _Desk(grid, current, plan, hand, history, take)
    seen: dict[str, Line] = {}
    for line in grid.lines:
        measure = plain_value(line.values.get("id"))
        if not measure:
            _add_by_hand(line, desk)
        elif measure in seen:
            if any(plain_value(v) != plain_value(seen[measure].values.get(k)) for k, v in line.values.items()):
                plan.problems.append(_problem(line, "twice", f"编号 {measure} 有两行，内容不一样，只读了前一行"))
        else:
            seen[measure] = line
            _compare(line, measure, desk)
    for measure in grid.base.prints if grid.base else ():
        if measure not in seen:
            said = f"编号 {measure} 的一行被删掉了；台账里的不会因此删除"
            plan.problems.append(Problem(measure, "sheet.deleted", said, "要撤销请用 xiaozhang ledger drop。"))
    return plan


@dataclass(frozen=True, slots=True)
class _Desk:
    """What lies on the desk while a sheet is compared: the sheet, the ledger's rows, the pen and the growing plan."""

    grid: Grid
    current: Mapping[str, Row]
    plan: Returned
    hand: Hand
    history: History
    take: Take | None


def _problem(line: Line, code: str, said: str, hint: str = "") -> Problem:
    return Problem(line.where, f"sheet.{code}", said, hint)


_DATES = frozenset({"done_on", "extend_to"})


def _theirs(line: Line, key: str) -> str:
    value = line.values.get(key)
    if key in _DATES and value not in ("", None):
        return plain_value(as_date(value) or value)
    return _share(value) if key == "progress" and isinstance(value, float) else plain_value(value)


def _share(value: float) -> str:
    """0.6 in a cell shown as 60%, or 60: both are 60%."""
    return f"{value * 100 if 0 < value <= 1 else value:g}%"


def _compare(line: Line, measure: str, desk: _Desk) -> None:
    grid, plan, row = desk.grid, desk.plan, desk.current.get(measure)
    if row is None:
        plan.problems.append(
            _problem(line, "unknown", f"台账上没有编号 {measure}", "编号请不要改；新举措请把编号空着。")
        )
        return
    base = grid.base.prints.get(measure, {}) if grid.base else None
    changed = _changes(line, row, base, desk)
    if changed:
        _plan_row(line, row, changed, desk)


def _changes(line: Line, row: Row, base: Mapping[str, str] | None, desk: _Desk) -> dict[str, str]:
    """The cells that people changed and the ledger does not hold yet, without those in conflict."""
    values, changed = ledger_values(row, desk.grid.layout), {}
    for one in desk.grid.layout.fields["ledger"]:
        if not one.people or one.key not in line.values:
            continue
        theirs = _theirs(line, one.key)
        ours = plain_value(values["due" if one.key == "extend_to" else one.key])
        if (
            one.key == "extend_why"
            or theirs == ours
            or (base is not None and fingerprint(theirs) == base.get(one.key, ""))
        ):
            continue
        if base is None and not theirs:
            continue
        before = None if base is None else base.get("due" if one.key == "extend_to" else one.key, "")
        fresh = before == fingerprint(ours) or (base is None and not ours)
        if fresh or desk.take == "theirs":
            changed[one.key] = theirs
        elif desk.take is None:
            desk.plan.conflicts.append(Conflict(line.where, str(row["id"]), one.heading, theirs, ours))
    return changed


def _plan_row(line: Line, row: Row, changed: Mapping[str, str], desk: _Desk) -> None:
    plan = desk.plan
    measure = str(row["id"]).partition("@")[0]
    known = [*desk.history(measure), *(entry for entry in plan.entries if entry.measure == measure)]
    for made in _entries(line, row, changed, plan, desk.hand):
        entry = replace(made, nr=len(known) + 1)
        try:
            check_next(known, entry)
        except StepError as error:
            plan.problems.append(_problem(line, "step", str(error)))
            continue
        known.append(entry)
        plan.entries.append(entry)
        plan.expect[measure] = int(row.get("version") or 0)


def _entries(line: Line, row: Row, changed: Mapping[str, str], plan: Returned, hand: Hand) -> Iterator[Entry]:
    """The entries for the changed cells of one row, in an order in which they are allowed."""

    def entry(kind: EntryKind, *, on: date | None = None, why: str = "", **data: Any) -> Entry:
        measure, _, period = str(row["id"]).partition("@")
        said = data | ({"period": period} if period and kind not in {"assigned", "corrected"} else {})
        return Entry(measure, kind, on or hand.on, hand.by, hand.recorded, why=why, data=said)

    state = _state_change(line, row, changed, plan)
    if state == "open":
        yield entry("reopened", why=changed.get("remark") or "表格里改回在办")
    if changed.get("progress"):
        yield entry("reported", **_report(changed["progress"]))
    if changed.get("person"):
        yield entry("assigned", person=changed["person"])
    if "remark" in changed:
        yield entry("corrected", set={"remark": changed["remark"]})
    if "extend_to" in changed:
        yield from _extension(line, changed["extend_to"], plan, entry)
    yield from _closing(line, row, changed, _Ask(state, plan, entry))
    for key in ("progress", "person", "evidence"):
        if changed.get(key) == "":
            said = "台账只增不减，清空的内容仍在账上"
            plan.problems.append(_problem(line, "cleared", f"“{_HEADS[key]}”被清空了；{said}"))


_HEADS = {"progress": "进展", "person": "责任人", "evidence": "佐证"}
_Make = Callable[..., Entry]


class _Ask(NamedTuple):
    """The state asked for, where problems go, and how an entry about the row is made."""

    state: str | None
    plan: Returned
    entry: _Make


def _state_change(line: Line, row: Row, changed: Mapping[str, str], plan: Returned) -> str | None:
    """The state asked for, where it is another one and can be reached from a sheet."""
    words = {word: state for lang in ("zh", "en") for state, word in _state_words(lang).items()}
    if "state" not in changed:
        return None
    state = words.get(changed["state"])
    if state is None:
        plan.problems.append(_problem(line, "state", f"状态“{changed['state']}”不认识", "请从下拉列表里选。"))
    elif state in {"dropped", "merged"}:
        command = "drop" if state == "dropped" else "merge"
        hint = f"请用 xiaozhang ledger {command} {row['id']}。"
        plan.problems.append(_problem(line, "state", f"{changed['state']}要有理由、批准人或去向，表里写不下", hint))
        return None
    return state


def _state_words(lang: str) -> Mapping[str, str]:
    from extractor.sheet.layout import load_layout

    return load_layout(lang).words["state"]


_PROGRESS = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*[%％]\s*[；;，,：:。]?\s*(.*)", re.DOTALL)


def _report(words: str) -> dict[str, Any]:
    """``60%；已招标`` → progress and note."""
    found = _PROGRESS.fullmatch(words)
    if not found or float(found[1]) > 100:
        return {"note": words}
    share = float(found[1])
    said: dict[str, Any] = {"progress": int(share) if share == int(share) else share}
    return said | ({"note": found[2]} if found[2] else {})


def _extension(line: Line, words: str, plan: Returned, entry: _Make) -> Iterator[Entry]:
    due, why = as_date(words), plain_value(line.values.get("extend_why"))
    if not words:
        return
    if due is None:
        plan.problems.append(_problem(line, "date", f"“{words}”不是日期", "请写成 2026-6-30 的样子。"))
    elif not why:
        plan.problems.append(_problem(line, "reason", f"延期至 {due} 没有写理由，没有记", "请填“延期理由”再读一次。"))
    else:
        yield entry("extended", why=why, due=due.isoformat())


def _closing(line: Line, row: Row, changed: Mapping[str, str], ask: _Ask) -> Iterator[Entry]:
    state, plan, entry = ask
    held = [str(piece.get("value")) for piece in row.get("evidence") or ()]
    pieces = [words for words in _theirs(line, "evidence").split("\n") if words and words not in held]
    on = as_date(line.values.get("done_on") or "")
    if state == "closed":
        yield from _close(line, pieces, on, plan, entry)
    elif row.get("state") == "closed" and state is None and pieces and "evidence" in changed:
        yield entry("reopened", why="补充佐证")
        yield from _close(line, pieces, None, plan, entry)
    elif state is None and row.get("state") != "closed" and (changed.get("evidence") or changed.get("done_on")):
        said = "填了佐证或完成日期，状态却没有改成“已销账”，没有记"
        plan.problems.append(_problem(line, "open", said, "办结的请把状态也改了，再读一次。"))
    elif state is None and row.get("state") == "closed" and changed.get("done_on"):
        hint = f"请先用 xiaozhang ledger undo 撤回销账，再重新销账（{row['id']}）。"
        plan.problems.append(_problem(line, "done", "已销账的完成日期不能在表里改", hint))


def _close(line: Line, pieces: Sequence[str], on: date | None, plan: Returned, entry: _Make) -> Iterator[Entry]:
    written = line.values.get("done_on")
    if written not in ("", None) and as_date(written) is None:
        plan.problems.append(_problem(line, "date", f"完成日期“{written}”不是日期", "请写成 2026-6-30 的样子。"))
        return
    if not pieces:
        plan.problems.append(_problem(line, "evidence", "改成了“已销账”，却没有佐证，没有记", "请填“佐证”再读一次。"))
        return
    try:
        yield entry("closed", on=on, evidence=[read_evidence(piece) for piece in pieces])
    except UsageError as error:
        plan.problems.append(_problem(line, "evidence", str(error)))


def _add_by_hand(line: Line, desk: _Desk) -> None:
    """A row without an id is a measure put in by hand; read twice it is there once."""
    plan, current = desk.plan, desk.current
    text = plain_value(line.values.get("text"))
    if not text:
        if any(plain_value(line.values.get(key)) for key in ("lead", "due", "due_text", "remark", "person")):
            plan.problems.append(_problem(line, "text", "这一行没有编号，也没有写举措，没有读"))
        return
    row = hand_row(line, text, desk.hand.on)
    opened = current.get(row["id"]) or next((e for e in plan.entries if e.measure == row["id"]), None)
    if opened is None:
        entry = Entry(row["id"], "opened", desk.hand.on, desk.hand.by, desk.hand.recorded, data={"row": row})
        plan.entries.append(entry)
        plan.expect[row["id"]], plan.added = 0, plan.added + 1
    state = current.get(row["id"], row | {"state": "open", "version": 0, "due_date": (row["due"] or {}).get("date")})
    changed = _changes(line, state, None, desk)
    if changed:
        _plan_row(line, state, changed, desk)


def hand_row(line: Line, text: str, on: date) -> Row:
    """The row of a measure put in by hand: its deadline and metrics are read by the same code as an article's."""
    article = Article(text=text, path=BY_HAND, title=BY_HAND, source=BY_HAND)
    words = plain_value(line.values.get("due_text"))
    due = next((d for d in find_deadlines(words or text, published=on) if d.role in DEADLINE_ROLES), None)
    whole = Measure(
        Quote(0, len(text), text), kind="commitment", strength="firm", due=due, metrics=tuple(find_metrics(text))
    )
    row = to_row(article, whole, ordinal=0) | {"id": identify(article, text), "published": on.isoformat()}
    day = as_date(line.values.get("due") or "")
    if day:
        plain = {"start": None, "precision": "day", "recurs": None, "rrule": None, "ambiguous": False}
        row["due"] = {"text": words or day.isoformat(), "date": day.isoformat()} | plain | {"also": [], "event": None}
    return row | {"lead": _units(line, "lead"), "support": _units(line, "support")}


def _units(line: Line, key: str) -> list[str]:
    return [name for name in re.split(r"[、，,；;\s]+", plain_value(line.values.get(key))) if name]


def say_conflicts(conflicts: Iterable[Conflict]) -> list[tuple[str, str, str, str, str]]:
    """The conflicts as lines of a table: place, id, column, what the sheet says, what the ledger says."""
    return [(one.where, one.id, one.heading, one.theirs, one.ours) for one in conflicts]
