"""Take entries back, and decide on the changes that a later reading of an article proposes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import example, today
from extractor.cli.ledger_options import Pen, Place, Reason, name_of, now, open_ledger, spread, tell
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Entry
    from extractor.ledger.store import Ledger

Ids = Annotated[list[str], typer.Argument(metavar="编号...", help="有待定改动的举措，可写编号开头几位。")]
EntryIds = Annotated[
    list[str], typer.Argument(metavar="编号...", help="3fk2.4 撤回那条记录；3fk2 撤回最后一条，3fk2@2026-Q1 那一期的。")
]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    group.command("undo", epilog=example("xiaozhang ledger undo 3fk2.4"))(spread(_undo))
    group.command("accept", epilog=example("xiaozhang ledger accept 3fk2"))(spread(_accept))
    group.command("reject", epilog=example("xiaozhang ledger reject 3fk2 --reason 转载有误"))(spread(_reject))


def _undo(*, ids: EntryIds, place: Place, pen: Pen, reason: Reason = "") -> None:
    """撤回记错的记录：另记一条更正，从那条记录的日子起不算；原记录仍在。"""
    _write(ids, place, pen, lambda ledger, one: [_taking_back(_entry_named(ledger, one), pen, reason)])


def _accept(*, ids: Ids, place: Place, pen: Pen) -> None:
    """采纳文章改动带来的待定改动。"""
    from extractor.ledger.intake import decide

    def accepting(ledger: Ledger, one: str) -> Iterator[Entry]:
        for entry in _proposals(ledger, one):
            yield decide(entry, by=name_of(pen.by), on=pen.on or today(), recorded=now())

    _write(ids, place, pen, accepting)


def _reject(*, ids: Ids, place: Place, pen: Pen, reason: Reason = "") -> None:
    """不采纳待定改动；同样的改动不再提出。"""
    _write(ids, place, pen, lambda ledger, one: (_taking_back(entry, pen, reason) for entry in _proposals(ledger, one)))


def _write(
    ids: list[str], place: Place, pen: Pen, make: Callable[[Ledger, str], list[Entry] | Iterator[Entry]]
) -> None:
    """Append what ``make`` makes for each id, all or none."""
    with open_ledger(place) as ledger:
        entries = [entry for one in ids for entry in make(ledger, one)]
        tell(ledger.append(entries), as_json=pen.as_json)


def _taking_back(entry: Entry, pen: Pen, reason: str) -> Entry:
    """The entry that takes another back, from its day on."""
    from extractor.ledger.entries import Entry

    return Entry(entry.measure, "corrected", entry.on, name_of(pen.by), now(), why=reason, data={"voids": entry.nr})


def _entry_named(ledger: Ledger, one: str) -> Entry:
    """The entry of an id with its number, or the last one that counts, of a period where it is named."""
    from extractor.ledger.replay import in_order

    name, _, number = one.partition(".")
    measure, period = ledger.resolve(name), name.partition("@")[2]
    if number and not number.isdigit():
        raise UsageError(f"“{one}”不是记录号，请写成 {measure}.4 的样子。")
    entries = list(ledger.entries([measure]))
    if number:
        found = [entry for entry in entries if entry.nr == int(number)]
    else:
        counted = [entry for entry in in_order(entries) if not period or entry.data.get("period") == period]
        found = sorted(counted, key=lambda entry: entry.nr)[-1:]
    if not found:
        raise UsageError(f"{measure} 没有{f'第 {number} 条' if number else f' {period} 这一期的'}记录可撤回。")
    return found[0]


def _proposals(ledger: Ledger, one: str) -> list[Entry]:
    """The changes of a measure that wait for a decision."""
    from extractor.ledger.replay import replay

    measure = ledger.resolve(one)
    entries = list(ledger.entries([measure]))
    standing = replay(entries, refused=[])
    waiting = standing.proposed if standing else ()
    if not waiting:
        raise UsageError(f"{measure} 没有待定的改动。")
    return [entry for entry in entries if entry.nr in waiting]
