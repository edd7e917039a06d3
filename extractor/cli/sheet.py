"""``xiaozhang sheet``: the ledger goes out as a workbook and comes back with what people typed."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import PROBLEMS, end, example, parse_day, print_note, print_table, today
from extractor.cli.extract import Lang
from extractor.cli.ledger_options import (
    Filter,
    Place,
    When,
    matches,
    moment_of,
    name_of,
    now,
    open_ledger,
    settings,
    spread,
    tell,
    view_of,
)
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Row
    from extractor.sheet.workbook import Setup


class Take(StrEnum):
    """Whose value a conflict takes."""

    THEIRS = "theirs"
    OURS = "ours"


class Split(StrEnum):
    """What one workbook each is written for."""

    UNIT = "unit"


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(
        help="台账表：写出去给人填，再读回来。",
        no_args_is_help=True,
        rich_markup_mode=None,
        epilog=example("xiaozhang sheet write -o 台账.xlsx"),
    )
    group.command("write", epilog=example("xiaozhang sheet write -o 台账.xlsx --unit 市水利局"))(spread(write))
    group.command("read", epilog=example("xiaozhang sheet read 台账.xlsx --by 王某 --dry-run"))(spread(read))
    app.add_typer(group, name="sheet")


def write(
    place: Place,
    when: When,
    wanted: Filter,
    output: Annotated[
        Path, typer.Option("--output", "-o", metavar="文件", help=".xlsx；分单位时写文件夹或 .zip。")
    ] = Path("台账.xlsx"),
    within: Annotated[str | None, typer.Option("--within", metavar="30d", help="只要逾期的和这些天内到期的。")] = None,
    split_by: Annotated[Split | None, typer.Option("--split-by", help="每个单位一份。")] = None,
    template: Annotated[
        Path | None, typer.Option("--template", metavar="文件", help="本单位的表样（.xlsx），照它的格式填。")
    ] = None,
    lang: Annotated[Lang, typer.Option("--lang", help="表头的语言。")] = Lang.ZH,
) -> None:
    """写出台账表：浅黄底的列归人填写，填好后用 sheet read 读回来。"""
    from extractor.ledger.lights import horizon, parse_window
    from extractor.sheet.workbook import Setup, write_workbook

    view, set_up = view_of(when), settings()
    with open_ledger(place) as ledger:
        rows = [row for row in ledger.rows(view, known_at=moment_of(when)) if matches(row, wanted)]
    if within:
        last = horizon(view.as_of, parse_window(within)).isoformat()
        rows = [row for row in rows if row["state"] == "open" and row["due_date"] and row["due_date"] <= last]
    setup = Setup(
        lang=lang.value,
        as_of=view.as_of,
        returns=True,
        warn_days=set_up.lights.yellow.length,
        red_days=set_up.lights.red.length,
    )
    if template:
        from extractor.sheet.template import fill_template

        problems = fill_template(template, rows, output, as_of=view.as_of)
    elif split_by:
        problems = _write_split(rows, output, setup)
    else:
        problems = write_workbook(rows, output, setup=setup)
    print_note(f"{len(rows)} 条写到了 {output}")
    end(problems)


def _write_split(rows: list[Row], output: Path, setup: Setup) -> list[Problem]:
    """One workbook a lead unit, into a folder or a zip whose bytes depend on the ledger alone."""
    from extractor.sheet.split import write_split

    return write_split(rows, output, setup=setup)


def read(
    place: Place,
    path: Annotated[Path, typer.Argument(metavar="文件", help="填好的台账表（.xlsx）。")],
    by: Annotated[str | None, typer.Option("--by", metavar="姓名", help="谁填的，默认取配置，再取登录名。")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="日期", help="从哪一天起算，默认今天。")] = None,
    take: Annotated[
        Take | None, typer.Option("--take", help="两边都改了的，取表里的（theirs）还是台账的（ours）。")
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看，不记。")] = False,
) -> None:
    """读回填好的表：改过的记成台账记录，冲突和问题逐条列出；同一份读两遍不多记。"""
    from extractor.ledger.intake import Hand
    from extractor.ledger.rows import View
    from extractor.sheet.back import plan_return, say_conflicts
    from extractor.sheet.grid import read_grid

    if not path.is_file():
        raise UsageError(f"没有文件“{path}”。")
    day = parse_day(on) if on else today()
    hand = Hand(name_of(by), day, now())
    grid = read_grid(path)
    with open_ledger(place) as ledger:
        current = {str(row["id"]): row for row in ledger.rows(View(max(day, today())))}
        plan = plan_return(
            grid,
            current,
            hand=hand,
            history=lambda measure: list(ledger.entries([measure])),
            take=take.value if take else None,
        )
        entries = plan.entries if dry_run else ledger.append(plan.entries, expect=plan.expect)
    tell(entries, as_json=False)
    if dry_run:
        print_note("只是预览，没有记。")
    if plan.conflicts:
        heads = ("位置", "编号", "列", "表里", "台账里")
        print_table(heads, say_conflicts(plan.conflicts), title="两边都改了，请定取哪边（--take theirs 或 ours）")
    end(plan.problems)
    if plan.conflicts:
        raise typer.Exit(PROBLEMS)
