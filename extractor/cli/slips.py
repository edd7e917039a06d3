"""``xiaozhang slips``: an urging slip for every unit that is late."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import example, print_note
from extractor.cli.ledger_options import (
    Filter,
    Pen,
    Place,
    When,
    entry_for,
    matches,
    moment_of,
    open_ledger,
    spread,
    view_of,
)


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("slips", epilog=example("xiaozhang slips -o 催办 --within 7d --record --by 王某"))(spread(slips))


def slips(
    place: Place,
    when: When,
    wanted: Filter,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件夹", help="写到哪个文件夹。")] = Path("催办单"),
    within: Annotated[str, typer.Option("--within", metavar="7d", help="多少天内到期的也催。")] = "7d",
    record: Annotated[bool, typer.Option("--record", help="同时在台账上记一笔催办。")] = False,
    by: Annotated[str | None, typer.Option("--by", metavar="姓名", help="经办人。")] = None,
) -> None:
    """写催办单：每个单位一份 Word，列出逾期的和快到期的。"""
    from extractor.ledger.lights import parse_window
    from extractor.sheet.slips import wanted_rows, write_slips

    view = view_of(when)
    with open_ledger(place) as ledger:
        rows = [row for row in ledger.rows(view, known_at=moment_of(when)) if matches(row, wanted)]
        rows = wanted_rows(rows, as_of=view.as_of, days=parse_window(within).length)
        written = write_slips(rows, output, as_of=view.as_of)
        if record:  # the same slips written once more urge nobody twice
            pen, day = Pen(by=by, on=view.as_of), view.as_of.isoformat()
            ledger.append([entry_for(row, "urged", pen) for row in rows if row["last_urged"] != day])
    for unit, path in written.items():
        print_note(f"{unit}：{path}")
    print_note(f"{len(written)} 份催办单，{len(rows)} 条举措" + ("，已记催办。" if record else "。"))
