"""``xiaozhang rules diff``: what another set of rules makes of an archive."""

from __future__ import annotations

import json
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import (
    PROBLEMS,
    example,
    parse_day,
    print_line,
    print_note,
    print_problems,
    print_table,
    today,
)
from extractor.cli.extract import Jobs, Timeout
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.evaluate.changes import Change

_OUTPUTS = frozenset({".xlsx", ".jsonl"})
_SHOWN = 200
"""So many changes are listed on the terminal; a file holds them all."""


def register(group: typer.Typer) -> None:
    """Add ``diff`` to ``xiaozhang rules``."""
    group.command(
        "diff",
        epilog=example(
            "xiaozhang rules diff 旧规则/ 新规则/ 文章/", "xiaozhang rules diff main:rules rules/ 文章/ -o 变化.xlsx"
        ),
    )(diff_rules)


def diff_rules(
    old: Annotated[str, typer.Argument(metavar="旧", help="旧规则的文件夹，或 Git 里的版本:文件夹（如 main:rules）。")],
    new: Annotated[str, typer.Argument(metavar="新", help="新规则的文件夹，写法同上。")],
    paths: Annotated[list[str], typer.Argument(metavar="文章...", help="拿来比的文章或文件夹。")],
    output: Annotated[
        Path | None, typer.Option("--output", "-o", metavar="文件", help="全部变化写到哪里：.xlsx 或 .jsonl。")
    ] = None,
    published: Annotated[
        date | None,
        typer.Option("--published", metavar="日期", parser=parse_day, help="文章自己没有写明时的发布日期。"),
    ] = None,
    jobs: Jobs = None,
    timeout: Timeout = 60.0,
) -> None:
    """改了规则以后，一批文章的举措有什么不同：新增、消失、起止移动、内容改变，各附原文。

    一整套规则代替自带的，其他文件夹加在自带的之上（空文件夹就是只用自带的）。没有不同时退出码为 0，有则为 1。
    """
    if output and output.suffix.lower() not in _OUTPUTS:
        msg = f"不知道怎样写“{output.name}”：后缀可以是 .xlsx 或 .jsonl。"
        raise UsageError(msg)
    changes: list[Change] = []
    problems: list[Problem] = []
    with rule_folder(old) as before, rule_folder(new) as after:
        for found in _found(paths, before, after, problems, published=published, jobs=jobs, seconds=timeout):
            if isinstance(found, Problem):
                problems.append(found)
            else:
                changes += found
    _show(changes, output)
    if print_problems(problems) or changes:
        raise typer.Exit(PROBLEMS)


def _found(
    paths: list[str],
    old: Path,
    new: Path,
    problems: list[Problem],
    *,
    published: date | None,
    jobs: int | None,
    seconds: float,
) -> Iterator[Any]:
    from extractor.article import Article
    from extractor.evaluate.changes import compare_rules
    from extractor.reading import read
    from extractor.scale.articles import cores

    def articles() -> Iterator[Article]:
        for item in read(paths, published=published, today=today()):
            if isinstance(item, Article):
                yield item
            else:
                problems.append(item)

    yield from compare_rules(articles(), old, new, jobs=max(1, (jobs or cores()) // 2), seconds=seconds)


def _show(changes: list[Change], output: Path | None) -> None:
    from extractor.evaluate.changes import KINDS

    counts = {words: sum(change.kind == kind for change in changes) for kind, words in KINDS.items()}
    lines = [_line(change) for change in changes]
    if lines:
        from extractor.sheet.changes import HEADINGS

        print_table(HEADINGS, lines[:_SHOWN])
    if len(lines) > _SHOWN:
        print_line(f"……还有 {len(lines) - _SHOWN} 处，全部见 -o 写的文件。")
    print_line("，".join(f"{words} {number} 行" for words, number in counts.items()) + "。")
    if output:
        _write(changes, lines, counts, output)
        print_note(f"已写入 {output}")


def _write(changes: list[Change], lines: list[tuple[str, ...]], counts: dict[str, int], output: Path) -> None:
    if output.suffix.lower() == ".xlsx":
        from extractor.sheet.changes import write_changes

        write_changes(lines, counts, output)
        return
    from extractor.table.files import replacing

    with replacing(output) as draft, draft.open("w", encoding="utf-8", errors="backslashreplace") as file:
        file.writelines(json.dumps(asdict(change), ensure_ascii=False) + "\n" for change in changes)


def _line(change: Change) -> tuple[str, ...]:
    """One line of the table: kind, article, place, both quotes, what differs, the rules that come or go."""
    from extractor.evaluate.changes import KINDS

    old, new = (row["text"] if row else "" for row in (change.old, change.new))
    differs = "；".join(f"{name}：{_said(a)} → {_said(b)}" for name, (a, b) in change.fields().items())
    gone, come = change.rules()
    rules = " ".join([*(f"-{rule}" for rule in gone), *(f"+{rule}" for rule in come)])
    return KINDS[change.kind], change.article, str(change.start), old, new, differs, rules


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return f"{value.get('text', '')}（{value.get('date') or value.get('event') or value.get('recurs') or '—'}）"
    if isinstance(value, list):
        return "、".join(item["text"] if isinstance(item, dict) else str(item) for item in value) or "—"
    return str(value or "—")


@contextmanager
def rule_folder(given: str) -> Iterator[Path]:
    """The folder, or the folder of a revision (``main:rules``) taken out of Git for as long as it is needed."""
    revision, colon, inside = given.partition(":")
    if Path(given).is_dir():
        yield Path(given)
    elif colon and revision:
        with TemporaryDirectory(prefix="xiaozhang-rules-") as place:
            _take_out(f"{revision}:{inside}", Path(place))
            yield Path(place)
    else:
        msg = f"没有规则文件夹“{given}”。"
        raise UsageError(msg)


def _take_out(tree: str, place: Path) -> None:
    try:
        command = ["git", "archive", "--format=tar", "--end-of-options", tree]
        done = subprocess.run(command, capture_output=True, check=True)  # noqa: S603 - the user's own git
    except (OSError, subprocess.CalledProcessError) as error:
        msg = f"Git 里没有“{tree}”，也没有这个文件夹。"
        raise UsageError(msg) from error
    with tarfile.open(fileobj=BytesIO(done.stdout)) as packed:
        packed.extractall(place, filter="data")
