"""The cells that people changed in one row → the entries of the ledger that say the same, or a problem on that row."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from extractor.ledger.entries import Entry, EntryKind
from extractor.ledger.evidence import read_evidence
from extractor.ledger.intake import Hand
from extractor.problem import Problem, UsageError
from extractor.sheet.base import plain_value
from extractor.sheet.days import exact_day
from extractor.sheet.grid import Line
from extractor.sheet.layout import load_layout
from extractor.table import Row


@dataclass(frozen=True, slots=True)
class Typed:
    """One row that came back: where it stands, the ledger's row, what was changed by key, and who brings it.

    Days among ``changed`` and in ``done_on`` are ISO text where they could be read; ``problems`` grows.
    """

    line: Line
    row: Row
    changed: Mapping[str, str]
    hand: Hand
    problems: list[Problem]
    done_on: str = ""

    def entry(self, kind: EntryKind, *, on: date | None = None, why: str = "", **data: Any) -> Entry:
        """An entry about the row; of a recurring measure it names the period."""
        measure, _, period = str(self.row["id"]).partition("@")
        said = data | ({"period": period} if period and kind not in {"assigned", "corrected"} else {})
        return Entry(measure, kind, on or self.hand.on, self.hand.by, self.hand.recorded, why=why, data=said)

    def refuse(self, code: str, said: str, hint: str = "") -> None:
        """Note a problem on the row."""
        self.problems.append(problem_at(self.line, code, said, hint))


def problem_at(line: Line, code: str, said: str, hint: str = "") -> Problem:
    """A problem on a row of the sheet."""
    return Problem(line.where, f"sheet.{code}", said, hint)


def entries_of(typed: Typed) -> Iterator[Entry]:
    """The entries for the changed cells of one row, in an order in which they are allowed."""
    changed, state = typed.changed, _state_asked(typed)
    closing = list(_closing(typed, state))
    # what is told about a measure that is crossed off as of an earlier day held on that day already
    on = min([typed.hand.on, *(entry.on for entry in closing if entry.kind == "closed")])
    if state == "open":
        yield typed.entry("reopened", why=changed.get("remark") or "表格里改回在办")
    if changed.get("progress"):
        yield typed.entry("reported", on=on, **_report(changed["progress"]))
    if changed.get("person"):
        yield typed.entry("assigned", on=on, person=changed["person"])
    yield from _extension(typed, on)
    if "remark" in changed:
        yield typed.entry("corrected", set={"remark": changed["remark"]})
    yield from closing
    _say_cleared(typed, state)


def _held(row: Row) -> list[str]:
    return [str(piece.get("value")) for piece in row.get("evidence") or ()]


def _say_cleared(typed: Typed, state: str | None) -> None:
    """The ledger only grows: what was cleared from a cell still stands, which is said."""
    changed = typed.changed
    cleared = [heading for key, heading in (("progress", "进展"), ("person", "责任人")) if changed.get(key) == ""]
    if state != "open":
        cleared += ["完成日期"] if changed.get("done_on") == "" else []
        gone = "evidence" in changed and set(_held(typed.row)) - set(changed["evidence"].split("\n"))
        cleared += ["佐证"] if gone else []
    for heading in cleared:
        typed.refuse("cleared", f"“{heading}”被清空或删去了一部分；台账只增不减，原来的内容仍在账上")


def _state_asked(typed: Typed) -> str | None:
    """The state asked for, where it is another one; empty where a sheet cannot reach it, which is said."""
    said = typed.changed.get("state")
    if said is None:
        return None
    state = load_layout("zh").state_of(said)
    if state is None:
        typed.refuse("state", f"状态“{said}”不认识，没有记", "请从下拉列表里选。")
    elif state in {"dropped", "merged"}:
        command = "drop" if state == "dropped" else "merge"
        hint = f"请用 xiaozhang ledger {command} {typed.row['id']}。"
        typed.refuse("state", f"{said}要有理由、批准人或去向，表里写不下", hint)
        return ""
    return state or ""


_PROGRESS = re.compile(r"\s*(\d{1,3}(?:\.\d+)?)\s*[%％]\s*[；;，,：:。]?\s*(.*)", re.DOTALL)


def _report(words: str) -> dict[str, Any]:
    """``60%；已招标`` → progress and note."""
    found = _PROGRESS.fullmatch(words)
    if not found or float(found[1]) > 100:
        return {"note": words}
    share = float(found[1])
    said: dict[str, Any] = {"progress": int(share) if share == int(share) else share}
    return said | ({"note": found[2]} if found[2] else {})


_ODD_DAY = "请写成 2026-6-30 或“6月底前”的样子。"


def _extension(typed: Typed, on: date) -> Iterator[Entry]:
    words, why = typed.changed.get("extend_to"), plain_value(typed.line.values.get("extend_why"))
    if words:
        due = exact_day(words)
        if due is None:
            typed.refuse("date", f"“{words}”读不出日期，没有记延期", _ODD_DAY)
        elif not why:
            typed.refuse("reason", f"延期至 {due} 没有写理由，没有记", "请填“延期理由”再读一次。")
        else:
            yield typed.entry("extended", on=on, why=why, due=due.isoformat())
    elif why and "extend_why" in typed.changed and not plain_value(typed.line.values.get("extend_to")):
        typed.refuse("date", "写了延期理由，没有写延期至哪一天，没有记", "请填“延期至”再读一次。")


def _closing(typed: Typed, state: str | None) -> Iterator[Entry]:
    """The entries that cross off, where state and evidence say so; evidence and day alone are said to be too little."""
    changed, row = typed.changed, typed.row
    held = _held(row)
    words = plain_value(typed.line.values.get("evidence")).split("\n")
    pieces = [piece for piece in words if piece and piece not in held] if "evidence" in changed else []
    stays_closed = state is None and row.get("state") == "closed"
    if state == "closed":
        yield from _close(typed, pieces)
    elif stays_closed and pieces:
        yield from _add_evidence(typed, pieces)
    elif stays_closed and changed.get("done_on"):
        _refuse_day(typed)
    elif state in {None, "open"} and not stays_closed and (pieces or changed.get("done_on")):
        said = "填了佐证或完成日期，状态却不是“已销账”，没有记"
        typed.refuse("open", said, "办结的请把状态也改了，再读一次。")


def _refuse_day(typed: Typed) -> None:
    hint = f"请先用 xiaozhang ledger undo 撤回销账，再重新销账（{typed.row['id']}）。"
    typed.refuse("done", f"已销账的完成日期不能在表里改成“{typed.done_on}”，没有记", hint)


def _add_evidence(typed: Typed, pieces: Sequence[str]) -> Iterator[Entry]:
    """More evidence for what is crossed off; it stays crossed off from its day, or a later one that was typed."""
    ended = date.fromisoformat(str(typed.row["ended"]))
    asked = exact_day(typed.done_on) if typed.changed.get("done_on") else None
    on = asked if asked and ended <= asked <= typed.hand.on else ended
    if typed.changed.get("done_on") and on != asked:
        _refuse_day(typed)
    closing = list(_closed(typed, pieces, on))
    if closing:
        yield typed.entry("reopened", on=ended, why="补充佐证")
        yield from closing


def _close(typed: Typed, pieces: Sequence[str]) -> Iterator[Entry]:
    on = exact_day(typed.done_on) if typed.done_on else None
    if typed.done_on and on is None:
        typed.refuse("date", f"完成日期“{typed.done_on}”读不出日期，没有记销账", _ODD_DAY)
    elif on and on > typed.hand.on:
        typed.refuse("date", f"完成日期 {on} 还没有到，没有记销账", "请核对完成日期。")
    elif not pieces:
        typed.refuse("evidence", "改成了“已销账”，却没有佐证，没有记", "请填“佐证”再读一次。")
    else:
        yield from _closed(typed, pieces, on)


def _closed(typed: Typed, pieces: Sequence[str], on: date | None) -> Iterator[Entry]:
    try:
        yield typed.entry("closed", on=on, evidence=[read_evidence(piece) for piece in pieces])
    except UsageError as error:
        typed.refuse("evidence", str(error))
