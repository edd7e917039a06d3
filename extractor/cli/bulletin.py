"""``xiaozhang bulletin``: the monthly bulletin out of the ledger."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import example, parse_day, print_note
from extractor.cli.ledger_options import Filter, Place, When, matches, moment_of, open_ledger, spread, view_of


def register(app: typer.Typer) -> None:
    """Add the command."""
    epilog = example("xiaozhang bulletin -o 通报.docx --as-of 2026-06-30 --since 2026-05-31")
    app.command("bulletin", epilog=epilog)(spread(bulletin))


def bulletin(
    place: Place,
    when: When,
    wanted: Filter,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="文件", help=".docx、.html、.md 或 .csv（只有清单）。")
    ] = Path("通报.docx"),
    since: Annotated[
        date | None, typer.Option("--since", metavar="日期", parser=parse_day, help="上一期的日期，默认上月末。")
    ] = None,
    within: Annotated[str, typer.Option("--within", metavar="30d", help="多少天内到期算临近。")] = "30d",
) -> None:
    """写通报：办结、到期、逾期、延期各多少，按单位、按文件，附清单。"""
    from dataclasses import replace

    from extractor.ledger.lights import parse_window
    from extractor.sheet.bulletin import write_bulletin
    from extractor.sheet.figures import last_month, make_bulletin

    view = view_of(when)
    last = since or last_month(view.as_of)
    with open_ledger(place) as ledger:
        known = moment_of(when)
        rows, before = (
            [row for row in ledger.rows(one, known_at=known) if matches(row, wanted)]
            for one in (view, replace(view, as_of=last))
        )
    made = make_bulletin(rows, before, as_of=view.as_of, since=last, days=parse_window(within).length)
    write_bulletin(made, output)
    print_note(f"通报写到了 {output}")
