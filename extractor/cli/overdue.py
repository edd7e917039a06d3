"""``xiaozhang overdue``: what is late and not crossed off, today or as of any day."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import PROBLEMS, example, print_note
from extractor.cli.ledger_options import (
    Filter,
    Place,
    When,
    matches,
    moment_of,
    open_ledger,
    settings,
    spread,
    view_of,
)
from extractor.cli.overdue_forms import Format, Group, form_of, write_answer
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.lights import Window
    from extractor.ledger.rows import View


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command(
        "overdue", epilog=example("xiaozhang overdue --as-of 2026-06-30 --within 30d", "xiaozhang overdue --by unit")
    )(spread(_overdue))


def _overdue(
    *,
    place: Place,
    when: When,
    within: Annotated[
        str | None, typer.Option("--within", metavar="时间窗", help="临期：30d（天）或 10w（工作日）。")
    ] = None,
    unit: Annotated[str | None, typer.Option("--unit", metavar="单位", help="只看这个单位（含这几个字）。")] = None,
    by: Annotated[Group | None, typer.Option("--by", help="按单位或到期月份汇总。")] = None,
    form: Annotated[
        Format | None, typer.Option("--format", help="输出形式；不写就看 -o 的后缀，再不然是表格。")
    ] = None,
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="写到文件（xlsx 必须给）。")
    ] = None,
    limit: Annotated[int, typer.Option("--limit", min=1, help="表格最多显示多少条（文件和 JSON 不受限）。")] = 200,
    exit_code: Annotated[bool, typer.Option("--exit-code", help="有逾期时以 1 退出，供脚本用。")] = False,
) -> None:
    """逾期未销账、临期、没有日期的举措，按牵头单位分组；今天的，或截至任何一天的。"""
    form = form or form_of(output)
    if form is Format.XLSX and output is None:
        raise UsageError("写 xlsx 要用 -o 写明文件。")
    from extractor.ledger.lights import parse_window
    from extractor.ledger.query import uncollected

    window = parse_window(within) if within else settings().within
    view = view_of(when)
    _say_gap(window, view)
    with uncollected():
        found = _find(place, when, window, unit, view)
        write_answer(found, view, form=form, by=by, output=output, limit=limit)
    if exit_code and found["overdue"]:
        raise typer.Exit(PROBLEMS)


def _find(place: Place, when: When, window: Window, unit: str | None, view: View) -> dict[str, Any]:
    """The answer, of rows that are still to be built."""
    from extractor.ledger.overdue import overdue_of_rows

    with open_ledger(place) as ledger:
        if unit is None:
            return ledger.overdue(view, window, known_at=moment_of(when))
        rows = ledger.rows(view, known_at=moment_of(when), states=["open"])
    return overdue_of_rows((row for row in rows if matches(row, Filter(unit=unit))), as_of=view.as_of, within=window)


def _say_gap(window: Window, view: View) -> None:
    from extractor.ledger.lights import calendar_gap

    year = calendar_gap(window, view.as_of)
    if year is not None:
        print_note(f"工作日历缺 {year} 年，按周一至周五数。")
