"""``xiaozhang calendar``: the deadlines of the ledger as a calendar file."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import example, print_note
from extractor.cli.ledger_options import Filter, Place, When, matches, moment_of, open_ledger, spread, view_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("calendar", epilog=example("xiaozhang calendar -o 台账.ics --unit 市水利局"))(spread(calendar))


def calendar(
    place: Place,
    when: When,
    wanted: Filter,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help=".ics 文件。")] = Path("台账.ics"),
    alarm: Annotated[list[int] | None, typer.Option("--alarm", metavar="天数", help="提前几天提醒，可重复。")] = None,
) -> None:
    """写日历（.ics）：到期日进日历，带提醒；再导入一次就是更新。"""
    from extractor.sheet.calendar import render_calendar
    from extractor.table.files import replacing

    view = view_of(when)
    with open_ledger(place) as ledger:
        rows = [row for row in ledger.rows(view, known_at=moment_of(when)) if matches(row, wanted)]
    made = render_calendar(rows, as_of=view.as_of, alarms=(7, 1) if alarm is None else alarm)
    with replacing(output) as draft:
        draft.write_bytes(made)
    print_note(f"日历写到了 {output}")
