"""What every command shares: exit statuses, problems on stderr, tables and progress on the terminal."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import typer

from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable

    from rich.console import Console

DONE = 0
"""Exit status: everything asked for was done."""
PROBLEMS = 1
"""Exit status: done as far as possible, and problems with the data were printed."""
WRONG_USE = 2
"""Exit status: the command line asks for something that cannot be done; nothing was done."""

T = TypeVar("T")


def example(*commands: str) -> str:
    """The end of a help page: the commands, one a line, as an example (pass it as ``epilog=``)."""
    return "\b\n示例：\n" + "\n".join(f"  {command}" for command in commands)


def parse_day(text: str) -> date:
    """``2022-03-15`` → date, for ``typer.Option(parser=parse_day, metavar="日期")``; UsageError otherwise."""
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        msg = f"“{text}”不是日期，请写成 2022-03-15 的样子。"
        raise UsageError(msg) from error


def today() -> date:
    """The day on the clock of this machine: the one place where xiaozhang reads it."""
    return date.today()  # noqa: DTZ011 - a deadline is a day where the user is


def print_line(text: str = "") -> None:
    """One line of a result on stdout, as it is (no markup)."""
    typer.echo(text)


def print_note(text: str, *, quiet: bool = False) -> None:
    """One line about the work itself on stderr, so that stdout holds results only."""
    if not quiet:
        typer.echo(text, err=True)


def print_error(text: str) -> None:
    """The one sentence that goes before exit status 2, on stderr."""
    typer.echo(f"错误：{text}", err=True)


def print_problems(problems: Iterable[Problem]) -> int:
    """Print each problem (place, message, code, then the hint) on stderr; their number without notices is returned."""
    number = 0
    for problem in problems:
        typer.echo(f"{'提示' if problem.notice else '问题'}：{problem}", err=True)
        number += not problem.notice
    return number


def end(problems: Sequence[Problem]) -> None:
    """Print the problems and leave with exit status 1; return where there are none."""
    if print_problems(problems):
        raise typer.Exit(PROBLEMS)


def terminal(*, err: bool = False) -> Console:
    """A rich console on stdout (or stderr); into a pipe it writes plain text of generous width."""
    from rich.console import Console

    stream = sys.stderr if err else sys.stdout
    return Console(stderr=err, width=None if stream.isatty() else 200, highlight=False, emoji=False)


def print_table(headings: Sequence[str], rows: Iterable[Sequence[object]], *, title: str = "") -> None:
    """A table on stdout; cells are shown as they are (no markup) and folded, never cut."""
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title or None, title_justify="left", header_style="bold")
    for heading in headings:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*(Text("" if cell is None else str(cell)) for cell in row))
    terminal().print(table)


def track(items: Iterable[T], *, label: str, total: int | None = None, quiet: bool = False) -> Iterator[T]:
    """The items again, with a progress bar on stderr while a person is watching."""
    with progress(label=label, total=total, quiet=quiet) as advance:
        for item in items:
            yield item
            advance(1)


@contextmanager
def progress(*, label: str, total: int | None = None, quiet: bool = False) -> Iterator[Callable[[int], None]]:
    """A progress bar on stderr; gives the function that moves it on. Nothing is shown into a pipe or when quiet."""
    if quiet or not sys.stderr.isatty():
        yield lambda _steps: None
        return
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (TextColumn(label), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=terminal(err=True), transient=True) as bar:
        task = bar.add_task(label, total=total)
        yield lambda steps: bar.advance(task, steps)
