"""The ledger as a whole: take articles in, check, export, import, back up."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby, islice
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import end, example, print_line, print_note, today
from extractor.cli.extract import Paths, Published, Quiet, Rules
from extractor.cli.ledger_options import Pen, Place, When, name_of, now, open_ledger, spread, view_of
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Row
    from extractor.ledger.intake import Intake
    from extractor.ledger.store import Ledger

_ARTICLES_AT_ONCE = 200


def register(group: typer.Typer) -> None:
    """Add the commands."""
    add_to = group.command
    add_to("add", epilog=example("xiaozhang ledger add 文章/ --by 张三", "xiaozhang ledger add 举措.jsonl"))(
        spread(_add)
    )
    add_to("check", epilog=example("xiaozhang ledger check"))(spread(_check))
    add_to("export", epilog=example("xiaozhang ledger export journal.jsonl"))(spread(_export))
    add_to("import", epilog=example("xiaozhang ledger import journal.jsonl"))(spread(_import))
    add_to("backup", epilog=example("xiaozhang ledger backup 台账-备份.db"))(spread(_backup))
    add_to("rebuild", epilog=example("xiaozhang ledger rebuild"))(spread(_rebuild))


def _add(
    *,
    paths: Paths,
    place: Place,
    pen: Pen,
    published: Published = None,
    rules: Rules = None,
    quiet: Quiet = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只说会怎样，不写台账。")] = False,
) -> None:
    """把文章里的承诺立上台账；读过的不重立，改了的提出来请人定。也收 extract 写出的 .jsonl。"""
    from extractor.cli.intake import Intake as Reading
    from extractor.cli.intake import Work, find_rows

    problems: list[Problem] = []
    tables = [path for path in paths if _holds_rows(path)]
    others = [path for path in paths if path not in tables]
    bare: list[dict[str, Any]] = []
    reading = Reading(keeps=False, bare=bare)
    with open_ledger(place, create=True) as ledger:
        total = _take_in(ledger, _rows_in_files(tables, problems), pen, dry_run=dry_run)
        if others:
            rows = find_rows(others, reading, Work(rules=tuple(rules or ())), published=published, quiet=quiet)
            total += _take_in(ledger, rows, pen, dry_run=dry_run)
            total += _take_bare(ledger, bare)
    _say(total, pen, dry_run=dry_run)
    end([*problems, *reading.problems])


def _take_in(ledger: Ledger, rows: Iterable[Row], pen: Pen, *, dry_run: bool) -> Intake:
    """Append what the rows come to, some articles at a time."""
    from extractor.ledger.intake import Hand, Intake, known_of, take_in

    total, hand = Intake(), Hand(name_of(pen.by), pen.on or today(), now())
    articles = (list(group) for _, group in groupby(rows, key=lambda row: (row["article"], row.get("title"))))
    while batch := list(islice(articles, _ARTICLES_AT_ONCE)):
        known = known_of(ledger.entries(ledger.same_documents(own[0] for own in batch)))
        found = [row for own in batch for row in own]
        taken = ledger.versions([row["id"] for row in found])
        part = take_in(found, known, taken=taken, hand=hand)
        if not dry_run:
            ledger.append(part.entries)
        total += part
    return total


def _take_bare(ledger: Ledger, heads: Sequence[dict[str, Any]]) -> Intake:
    """What is on the ledger of articles in which nothing is promised any more."""
    from extractor.ledger.intake import Intake, known_of, take_bare

    total = Intake()
    for start in range(0, len(heads), _ARTICLES_AT_ONCE):
        batch = heads[start : start + _ARTICLES_AT_ONCE]
        total += take_bare(batch, known_of(ledger.entries(ledger.same_documents(batch))))
    return total


def _say(total: Intake, pen: Pen, *, dry_run: bool) -> None:
    recurring, rows = _rows_opened(total)
    if pen.as_json:
        said: dict[str, Any] = {"opened": total.opened, "proposed": total.proposed, "gone": total.missing}
        said |= {"known": len(total.known), "covered": total.covered, "recurring": recurring, "rows": rows}
        print_line(json.dumps(said, ensure_ascii=False))
        return
    head = "会新立" if dry_run else "新立"
    print_line(
        f"{head} {len(total.opened)} 条，已在账 {len(total.known) + total.covered} 条，改动待定 {len(total.proposed)} 条。"
    )
    if recurring:
        print_line(f"新立的有 {recurring} 条是周期性举措，每期一行、逐期销账：到 {today()} 台账上共 {rows} 行。")
    if total.proposed:
        print_line(f"原文改了，请看过后 ledger accept 或 reject：{'、'.join(total.proposed)}")
    if total.missing:
        print_line(f"文章里已不见、台账上照旧：{'、'.join(total.missing)}")


def _rows_opened(total: Intake) -> tuple[int, int]:
    """(recurring measures among those opened, rows that all opened ones have today)."""
    from extractor.ledger.query import rows_of_entries

    view = view_of(When())
    rows = [rows_of_entries([entry], view, None) for entry in total.entries if entry.kind == "opened"]
    return sum(any(row["period"] for row in own) for own in rows), sum(map(len, rows))


def _holds_rows(path: str) -> bool:
    """Whether a file holds rows as ``extract`` writes them (a JSONL file of articles is read as articles)."""
    file = Path(path)
    if file.suffix.lower() != ".jsonl" or not file.is_file():
        return False
    with file.open(encoding="utf-8", errors="replace") as lines:
        try:
            first = json.loads(next((line for line in lines if line.strip()), "null"))
        except ValueError:
            return False
    return isinstance(first, dict) and {"id", "article", "kind", "due"} <= set(first)


def _rows_in_files(paths: list[str], problems: list[Problem]) -> Iterator[Row]:
    for path in paths:
        with Path(path).open(encoding="utf-8", errors="replace") as lines:
            for number, line in enumerate(lines, start=1):
                if line.strip():
                    yield from _row_in(line, f"{path}:{number}", problems)


def _row_in(line: str, where: str, problems: list[Problem]) -> Iterator[Row]:
    from extractor.ledger.intake import row_fault

    try:
        row = json.loads(line)
        fault = row_fault(row) if isinstance(row, dict) else "这一行不是一条举措"
    except ValueError:
        row, fault = None, "这一行不是 JSON"
    if fault:
        problems.append(Problem(where, "ledger.row", fault, "请用 xiaozhang extract -o 举措.jsonl 写出的文件。"))
    else:
        yield row


def _check(
    *,
    place: Place,
    folder: Annotated[Path | None, typer.Option("--folder", help="佐证文件从哪个文件夹找起，默认当前。")] = None,
) -> None:
    """查台账有没有问题：记录缺漏、次序不通、日子早于发布、重复在办、佐证不在。什么也不改。"""
    from extractor.ledger.check import check_ledger

    with open_ledger(place) as ledger:
        end(list(check_ledger(ledger, folder=folder)))
    print_line("没有问题。")


def _export(
    *,
    place: Place,
    file: Annotated[str, typer.Argument(metavar="文件", help="写到哪里；- 是标准输出。")] = "-",
) -> None:
    """把台账写成一行一条的文本，可放进版本库。"""
    from extractor.ledger.journal import export_lines

    with open_ledger(place) as ledger:
        if file == "-":
            sys.stdout.writelines(export_lines(ledger))
            return
        with Path(file).open("w", encoding="utf-8", newline="\n") as out:
            out.writelines(export_lines(ledger))
    print_note(f"已写到 {file}。")


def _import(
    *,
    file: Annotated[str, typer.Argument(metavar="文件", help="ledger export 写出的文件；- 是标准输入。")],
    place: Place,
) -> None:
    """收进导出的文本：全收或全不收，已有的不重记。"""
    from extractor.ledger.journal import import_lines

    if file != "-" and not Path(file).is_file():
        raise UsageError(f"文件 {file} 不存在。")
    with open_ledger(place, create=True) as ledger:
        if file == "-":
            added, problems = import_lines(ledger, sys.stdin, where="-")
        else:
            with Path(file).open(encoding="utf-8", errors="replace") as lines:
                added, problems = import_lines(ledger, lines, where=file)
    end(problems)
    print_line(f"收进 {added} 条记录。")


def _backup(*, file: Annotated[Path, typer.Argument(metavar="文件", help="备份写到哪里。")], place: Place) -> None:
    """备份一份 SQLite 台账，别人正在写也可以。"""
    with open_ledger(place) as ledger:
        ledger.backup(file)
    print_line(f"已备份到 {file}。")


def _rebuild(*, place: Place) -> None:
    """按记录重算速查表；记录本身不动。"""
    with open_ledger(place) as ledger:
        ledger.rebuild()
    print_line("已重算。")
