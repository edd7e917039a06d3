"""The command line ``xiaozhang``: one thin module per group of commands, and the only reader of the clock.

``--help`` and every command that reads no text answer without importing spaCy or pandas: a module of this
package imports what is heavy inside the function that needs it.
"""

from __future__ import annotations

import sys
from typing import Annotated, Any

import typer

from extractor.cli.console import PROBLEMS, WRONG_USE, example, print_error, print_problems
from extractor.cli.lazily import LazyGroup
from extractor.cli.usage import FILE_TROUBLE, said_for_people
from extractor.problem import DataError, UsageError

_COMMANDS = (
    "extract",
    "show",
    "explain",
    "deadlines",
    "read",
    "rules",
    "evaluate",
    "ledger",
    "overdue",
    "sheet",
    "bulletin",
    "slips",
    "calendar",
    "review",
)
"""Commands in the order of the help page; each is a module of this package with ``register(app)``."""


class _Commands(LazyGroup):
    """The commands; turns the two kinds of foreseen errors into one sentence and an exit status."""

    homes = {name: name for name in _COMMANDS}  # noqa: RUF012 - a class variable of the base class

    def make_context(self, *given: Any, **more: Any) -> Any:
        """Read the options before the command; exit 2 for those that are not there."""
        with said_for_people():
            return super().make_context(*given, **more)

    def invoke(self, ctx: Any) -> Any:
        """Run the command; exit 2 for wrong use, 1 for data that cannot be used."""
        try:
            with said_for_people():
                return super().invoke(ctx)
        except UsageError as error:
            print_error(str(error))
            raise typer.Exit(WRONG_USE) from error
        except DataError as error:
            print_problems([error.problem])
            raise typer.Exit(PROBLEMS) from error
        except OSError as error:
            if error.filename is None or error.errno not in FILE_TROUBLE:  # a closed pipe is the caller's matter
                raise
            print_error(f"{error.filename}：{FILE_TROUBLE[error.errno]}。")
            raise typer.Exit(WRONG_USE) from error


app = typer.Typer(
    name="xiaozhang",
    cls=_Commands,
    help="销账：从政策文章里找出承诺、时限、责任单位和指标，立成台账，办结一件销一件。",
    epilog=example("xiaozhang extract 文章/ -o 台账.xlsx", "xiaozhang extract --help"),
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def _print_version(wanted: bool) -> None:
    if wanted:
        from extractor import __version__

        typer.echo(f"xiaozhang {__version__}")
        raise typer.Exit


@app.callback()
def _root(
    _version: Annotated[
        bool, typer.Option("--version", help="显示版本号。", callback=_print_version, is_eager=True)
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line; characters that the terminal cannot show are printed as their code."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")
    try:
        app()
    finally:
        _keep()


def _keep() -> None:
    """Keep for the next run what this one worked out from the rules, where it read any."""
    module = sys.modules.get("extractor.rulebook.kept")
    if module is not None:
        module.kept().save()
