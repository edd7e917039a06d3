"""``xiaozhang sheet``: the ledger goes out as a workbook and comes back with what people typed."""

from __future__ import annotations

from datetime import date
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
    from extractor.ledger.intake import Hand
    from extractor.ledger.store import Ledger
    from extractor.sheet.back import Returned
    from extractor.sheet.conflicts import Conflict
    from extractor.sheet.conflicts import Take as Whose


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
    from extractor.sheet.split import write_split
    from extractor.sheet.template import fill_template
    from extractor.sheet.workbook import Setup, write_workbook

    view, set_up = view_of(when), settings()
    with open_ledger(place) as ledger:
        rows = [row for row in ledger.rows(view, known_at=moment_of(when)) if matches(row, wanted)]
    if within:
        last = horizon(view.as_of, parse_window(within)).isoformat()
        rows = [row for row in rows if row["state"] == "open" and row["due_date"] and row["due_date"] <= last]
    rows.sort(key=lambda row: (row["due_date"] or "9999-12-31", str(row["id"])))
    setup = Setup(
        lang=lang.value,
        as_of=view.as_of,
        returns=True,
        warn_days=set_up.lights.yellow.length,
        red_days=set_up.lights.red.length,
    )

    def write_one(own: list[Row], path: Path) -> list[Problem]:
        if template:
            return fill_template(template, own, path, as_of=view.as_of)
        return write_workbook(own, path, setup=setup)

    if split_by:
        problems = write_split(rows, output, write=write_one)
    elif output.suffix.lower() == ".xlsx":
        problems = write_one(rows, output)
    else:
        raise UsageError(f"台账表是 .xlsx：请把“{output.name}”的后缀写成 .xlsx。")
    print_note(f"{len(rows)} 条写到了 {output}")
    end(problems)


def read(
    place: Place,
    path: Annotated[Path, typer.Argument(metavar="文件", help="填好的台账表，或填好取舍的冲突表（.xlsx、.ods）。")],
    by: Annotated[str | None, typer.Option("--by", metavar="姓名", help="谁填的，默认取配置，再取登录名。")] = None,
    on: Annotated[
        date | None, typer.Option("--on", metavar="日期", parser=parse_day, help="从哪一天起算，默认今天。")
    ] = None,
    take: Annotated[
        Take | None, typer.Option("--take", help="两边都改了的，取表里的（theirs）还是台账的（ours）。")
    ] = None,
    conflicts: Annotated[
        Path | None,
        typer.Option("--conflicts", metavar="文件", help="有冲突时写成一张冲突表，填好“取舍”再用本命令读回。"),
    ] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看，不记。")] = False,
) -> None:
    """读回填好的表：改过的记成台账记录，冲突和问题逐条列出；同一份读两遍不多记。"""
    from extractor.ledger.intake import Hand
    from extractor.ledger.rows import View

    if not path.is_file():
        raise UsageError(f"没有文件“{path}”。")
    hand = Hand(name_of(by), on or today(), now())
    with open_ledger(place) as ledger:
        current = {str(row["id"]): row for row in ledger.rows(View(max(hand.on, today())))}
        plan = _plan(path, current, hand, ledger, take)
        entries = plan.entries if dry_run else ledger.append(plan.entries, expect=plan.expect)
    tell(entries, as_json=False, done="只是预览，没有记；要记的有 {} 条。" if dry_run else "记了 {} 条。")
    if plan.conflicts:
        _say_conflicts(plan.conflicts, conflicts, as_of=hand.on)
    end(plan.problems)
    if plan.conflicts:
        raise typer.Exit(PROBLEMS)


def _plan(path: Path, current: dict[str, Row], hand: Hand, ledger: Ledger, take: Take | None) -> Returned:
    """What a sheet that came back, or a sheet of conflicts with its choices, comes to."""
    from extractor.sheet.back import plan_decisions, plan_return
    from extractor.sheet.book import open_book
    from extractor.sheet.conflicts import read_decisions
    from extractor.sheet.grid import read_grid

    book = open_book(path)
    decisions = read_decisions(path, book=book)
    if decisions is not None:
        return plan_decisions(decisions, current, hand=hand, history=ledger.entries, take=_whose(take))
    return plan_return(read_grid(path, book=book), current, hand=hand, history=ledger.entries, take=_whose(take))


def _whose(take: Take | None) -> Whose | None:
    return None if take is None else "theirs" if take is Take.THEIRS else "ours"


def _say_conflicts(found: list[Conflict], output: Path | None, *, as_of: date) -> None:
    from extractor.sheet.conflicts import say_conflicts, write_conflicts

    heads = ("位置", "编号", "列", "表里", "台账里")
    print_table(heads, say_conflicts(found), title=f"两边都改了 {len(found)} 处，台账没有动")
    if output is None:
        print_note("请加 --conflicts 冲突.xlsx 写成一张可填取舍的表，或用 --take theirs、--take ours 一次定下。")
        return
    write_conflicts(found, output, as_of=as_of)
    print_note(f"冲突写到了 {output}；填好“取舍”后请运行：xiaozhang sheet read {output}")
