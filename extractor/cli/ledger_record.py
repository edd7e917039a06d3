"""Write an entry for every row that ids or options mean: all or none, shown first where options chose them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from extractor.cli.console import print_note, today
from extractor.cli.ledger_options import (
    Filter,
    Pen,
    Place,
    When,
    count_rows,
    entry_for,
    measure_of,
    open_ledger,
    print_rows,
    select,
    tell,
)
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Row
    from extractor.ledger.store import Ledger

Say = Callable[["Row"], Mapping[str, Any] | None]
"""What an entry says of a row; None leaves the row out."""

_ENDS_WHOLE = frozenset({"closed", "dropped", "reopened"})
"""The steps that mean the whole of a recurring measure where no period is named."""


_DEPENDS = frozenset({"extended", "corrected"})
"""The steps that are made out of the row as it was read."""


def record(
    place: Place,
    ids: Sequence[str] | None,
    wanted: Filter,
    pen: Pen,
    kind: str,
    *,
    why: str = "",
    say: Say | None = None,
    **data: Any,
) -> None:
    """Make an entry for every row meant, show what it comes to, and append them all or none.

    Rows that options chose are shown first and written only with ``--yes``; those of them for which the step is
    not allowed are left out. Where options chose them, or the entry is made out of the row, a row that somebody else
    changed meanwhile stops the whole; a report on a measure that was named stands beside whatever others wrote.
    """
    if not ids and wanted == Filter():
        raise UsageError("请写明编号，或用 --unit、--article 等条件来选。")
    if pen.on is not None and pen.on > today():
        print_note(f"注意：{pen.on} 还没有到，到那天才算。")
    with open_ledger(place) as ledger:
        rows = _meant(ledger, ids or (), wanted, pen, kind)
        said = [(row, data if say is None else say(row)) for row in rows]
        rows = [row for row, words in said if words is not None]
        entries = [entry_for(row, kind, pen, why=why, **words) for row, words in said if words is not None]
        if not entries:
            raise UsageError("没有选中任何能这样记的举措；可先用 xiaozhang ledger list 加同样的条件看看。")
        if not ids and not pen.yes:
            print_rows(rows, title=f"将记在这 {len(entries)} 条上（加 --yes 才真的记）")
            print_note(f"共 {count_rows(rows)}。还没有记；加 --yes 才真的记。")
            return
        depends = not ids or kind in _DEPENDS
        expect = {measure_of(row): row["version"] for row in rows} if depends else {}
        tell(ledger.append(entries, expect=expect), as_json=pen.as_json)


def _meant(ledger: Ledger, ids: Sequence[str], wanted: Filter, pen: Pen, kind: str) -> list[Row]:
    """The rows of which the entries speak: of periods where the step is taken period by period, else of measures."""
    from extractor.ledger.states import INSTANCE_KINDS, next_state

    rows = select(ledger, ids, wanted, When(as_of=max(today(), pen.on or today())))
    if kind not in INSTANCE_KINDS:
        rows = _whole(rows)
    elif ids:
        rows = _as_named(rows, {ledger.resolve(one) for one in ids if "@" not in one}, kind)
    return rows if ids else [row for row in rows if next_state(row["state"], kind) is not None]


def _whole(rows: Iterable[Row]) -> list[Row]:
    """The measures of the rows, each once."""
    return list({measure_of(row): {**row, "id": measure_of(row), "period": None} for row in rows}.values())


def _as_named(rows: Sequence[Row], without_period: set[str], kind: str) -> list[Row]:
    """The rows, but the measure itself where a recurring one was named without a period."""
    kept = [row for row in rows if not (row["period"] and measure_of(row) in without_period)]
    whole = _whole(row for row in rows if row["period"] and measure_of(row) in without_period)
    if whole and kind not in _ENDS_WHOLE:
        last = next(row["id"] for row in reversed(rows) if measure_of(row) == whole[0]["id"])
        raise UsageError(f"{whole[0]['id']} 是周期性举措，请写明是哪一期，如 {last}。")
    for row in whole:
        print_note(f"{row['id']} 是周期性举措，没有写期次：记在整条上，各期都随它。")
    return [*kept, *whole]
