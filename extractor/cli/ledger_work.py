"""Write on the ledger: report, urge, extend, close and all the other steps, one measure or many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import example, parse_day, today
from extractor.cli.ledger_look import Ids
from extractor.cli.ledger_options import Filter, Pen, Place, entry_for, name_of, now, open_ledger, record, spread, tell
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Entry, Row
    from extractor.ledger.store import Ledger

Reason = Annotated[str, typer.Option("--reason", metavar="理由", help="理由。")]
Note = Annotated[str | None, typer.Option("--note", metavar="说明", help="说明。")]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    commands: dict[str, tuple[Callable[..., None], str]] = {
        "report": (_report, "xiaozhang ledger report 3fk2 --progress 60 --note 主体完工"),
        "urge": (_urge, "xiaozhang ledger urge --light red --yes"),
        "extend": (_extend, "xiaozhang ledger extend 3fk2 --due 2026-09-30 --reason 汛期停工"),
        "close": (_close, "xiaozhang ledger close 3fk2 --evidence 验收报告.pdf"),
        "drop": (_drop, "xiaozhang ledger drop 3fk2 --reason 政策调整 --approved-by 李主任"),
        "merge": (_merge, "xiaozhang ledger merge 3fk2 --into 7qm5"),
        "assign": (_assign, "xiaozhang ledger assign 3fk2 --lead 市住建局 --every monthly"),
        "correct": (_correct, "xiaozhang ledger correct 3fk2 --due 2026-06-30 --reason 原录有误"),
        "reopen": (_reopen, "xiaozhang ledger reopen 3fk2 --reason 验收未过"),
        "undo": (_undo, "xiaozhang ledger undo 3fk2.4"),
        "accept": (_accept, "xiaozhang ledger accept 3fk2"),
        "reject": (_reject, "xiaozhang ledger reject 3fk2 --reason 转载有误"),
    }
    for name, (command, line) in commands.items():
        group.command(name, epilog=example(line))(spread(command))


def _is_open(row: Row) -> bool:
    return bool(row["state"] == "open")


def _report(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    progress: Annotated[float | None, typer.Option("--progress", min=0, max=100, help="进度，百分数。")] = None,
    note: Note = None,
) -> None:
    """反馈：进度和说明。"""
    record(
        place,
        ids or (),
        wanted,
        pen,
        lambda row: _unless_ended(ids, row, "reported", pen, progress=progress, note=note),
    )


def _unless_ended(ids: list[str] | None, row: Row, kind: str, pen: Pen, *, why: str = "", **data: Any) -> Entry | None:
    """An entry; where options chose the rows, those that have ended are left out."""
    return entry_for(row, kind, pen, why=why, **data) if ids or _is_open(row) else None


def _urge(*, place: Place, wanted: Filter, pen: Pen, ids: Ids = None, note: Note = None) -> None:
    """催办。"""
    record(place, ids or (), wanted, pen, lambda row: _unless_ended(ids, row, "urged", pen, note=note))


def _extend(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    due: Annotated[date, typer.Option("--due", metavar="日期", parser=parse_day, help="新的到期日。")],
    reason: Reason,
    ids: Ids = None,
) -> None:
    """延期：新的到期日和理由。"""
    day = due.isoformat()
    record(place, ids or (), wanted, pen, lambda row: _unless_ended(ids, row, "extended", pen, why=reason, due=day))


def _close(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    evidence: Annotated[
        list[str],
        typer.Option("--evidence", metavar="佐证", help="一段说明、链接、文件，或 原文:文章:一句话；可重复。"),
    ],
    ids: Ids = None,
    note: Note = None,
) -> None:
    """销账：要有佐证。"""
    from extractor.ledger.evidence import read_evidence

    proof = [read_evidence(words) for words in evidence]
    record(place, ids or (), wanted, pen, lambda row: _unless_ended(ids, row, "closed", pen, evidence=proof, note=note))


def _drop(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    reason: Reason,
    approved_by: Annotated[str, typer.Option("--approved-by", metavar="姓名", help="批准人。")],
    ids: Ids = None,
) -> None:
    """撤销：要有理由和批准人。"""
    record(
        place,
        ids or (),
        wanted,
        pen,
        lambda row: _unless_ended(ids, row, "dropped", pen, why=reason, approved=approved_by),
    )


def _merge(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    into: Annotated[str, typer.Option("--into", metavar="编号", help="并入哪一条。")],
    ids: Ids = None,
    reason: Reason = "",
) -> None:
    """并账：几条其实是一件事。"""
    with open_ledger(place) as ledger:
        target = ledger.resolve(into)
    record(
        place,
        ids or (),
        wanted,
        pen,
        lambda row: (
            None if row["id"] == target and not ids else _unless_ended(ids, row, "merged", pen, why=reason, into=target)
        ),
    )


def _assign(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    lead: Annotated[list[str] | None, typer.Option("--lead", metavar="单位", help="牵头单位，可重复。")] = None,
    support: Annotated[list[str] | None, typer.Option("--support", metavar="单位", help="配合单位，可重复。")] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="姓名", help="责任人。")] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="周期", help="反馈周期：weekly、monthly、quarterly、yearly。")
    ] = None,
) -> None:
    """交办：谁牵头、谁配合、谁负责、多久反馈一次。"""
    from extractor.ledger.periods import period_start

    if every:
        period_start(every, today())
    data: dict[str, Any] = {"lead": lead or None, "support": support or None, "person": person, "every": every}
    record(place, ids or (), wanted, pen, lambda row: _unless_ended(ids, _whole(row), "assigned", pen, **data))


def _whole(row: Row) -> Row:
    """The measure itself, where the row is one of its periods."""
    return {**row, "id": str(row["id"]).partition("@")[0], "period": None}


def _correct(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    new_text: Annotated[str | None, typer.Option("--new-text", metavar="文字", help="举措改为。")] = None,
    due: Annotated[
        date | None,
        typer.Option("--due", metavar="日期", parser=parse_day, help="到期日改为（原录有误时；延期请用 extend）。"),
    ] = None,
    lead: Annotated[list[str] | None, typer.Option("--lead", metavar="单位", help="牵头单位改为，可重复。")] = None,
    support: Annotated[
        list[str] | None, typer.Option("--support", metavar="单位", help="配合单位改为，可重复。")
    ] = None,
    reason: Reason = "",
) -> None:
    """更正：原先录错的。"""

    def make(row: Row) -> Entry:
        fields = {"text": new_text, "lead": lead or None, "support": support or None}
        said: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}
        if due is not None:
            said["due"] = {**(row.get("due") or {"text": ""}), "date": due.isoformat(), "recurs": None}
        return entry_for(_whole(row), "corrected", pen, why=reason, set=said)

    record(place, ids or (), wanted, pen, make)


def _reopen(*, place: Place, wanted: Filter, pen: Pen, reason: Reason, ids: Ids = None) -> None:
    """重启：已了结的再办。"""
    record(
        place,
        ids or (),
        wanted,
        pen,
        lambda row: entry_for(row, "reopened", pen, why=reason) if ids or not _is_open(row) else None,
    )


def _undo(
    *,
    ids: Annotated[list[str], typer.Argument(metavar="编号...", help="3fk2.4 撤回那条记录；3fk2 撤回最后一条。")],
    place: Place,
    pen: Pen,
    reason: Reason = "",
) -> None:
    """撤回记错的记录：另记一条更正，从那条记录的日子起不算；原记录仍在。"""
    with open_ledger(place) as ledger:
        entries = [_undoing(ledger, one, pen, reason) for one in ids]
        tell(ledger.append(entries), as_json=pen.as_json)


def _undoing(ledger: Ledger, one: str, pen: Pen, reason: str) -> Entry:
    from extractor.ledger.entries import Entry
    from extractor.ledger.replay import in_order

    prefix, _, number = one.partition(".")
    measure = ledger.resolve(prefix)
    entries = list(ledger.entries([measure]))
    if number and not number.isdigit():
        raise UsageError(f"“{one}”不是记录号，请写成 {measure}.4 的样子。")
    nr = int(number) if number else max(entry.nr for entry in in_order(entries))
    target = next((entry for entry in entries if entry.nr == nr), None)
    on = target.on if target else today()
    return Entry(measure, "corrected", on, name_of(pen.by), now(), why=reason, data={"voids": nr})


def _proposals(ledger: Ledger, ids: list[str]) -> list[Entry]:
    from extractor.ledger.replay import replay

    found = []
    for one in ids:
        measure = ledger.resolve(one)
        entries = list(ledger.entries([measure]))
        standing = replay(entries, refused=[])
        waiting = standing.proposed if standing else ()
        if not waiting:
            raise UsageError(f"{measure} 没有待定的改动。")
        found += [entry for entry in entries if entry.nr in waiting]
    return found


def _accept(
    *,
    ids: Annotated[list[str], typer.Argument(metavar="编号...", help="有待定改动的举措。")],
    place: Place,
    pen: Pen,
) -> None:
    """采纳文章改动带来的待定改动。"""
    from extractor.ledger.intake import decide

    with open_ledger(place) as ledger:
        hand: dict[str, Any] = {"by": name_of(pen.by), "on": pen.on or today(), "recorded": now()}
        entries = [new for entry in _proposals(ledger, ids) for new in decide(entry, **hand)]
        tell(ledger.append(entries), as_json=pen.as_json)


def _reject(
    *,
    ids: Annotated[list[str], typer.Argument(metavar="编号...", help="有待定改动的举措。")],
    place: Place,
    pen: Pen,
    reason: Reason = "",
) -> None:
    """不采纳待定改动；同样的改动不再提出。"""
    from extractor.ledger.entries import Entry

    with open_ledger(place) as ledger:
        entries = [
            Entry(e.measure, "corrected", e.on, name_of(pen.by), now(), why=reason, data={"voids": e.nr})
            for e in _proposals(ledger, ids)
        ]
        tell(ledger.append(entries), as_json=pen.as_json)
