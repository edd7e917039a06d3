"""``xiaozhang ledger``: put measures on the ledger, look at them, write down what happens, cross them off."""

from __future__ import annotations

import typer

from extractor.cli.console import example
from extractor.cli.lazily import LazyGroup


class _Commands(LazyGroup):
    homes = {  # noqa: RUF012 - a class variable of the base class
        **dict.fromkeys(("add", "check", "export", "import", "backup", "rebuild"), "ledger_store"),
        **dict.fromkeys(("list", "show"), "ledger_look"),
        **dict.fromkeys(
            ("report", "urge", "extend", "close", "drop", "merge", "assign", "correct", "reopen"), "ledger_work"
        ),
        **dict.fromkeys(("undo", "accept", "reject"), "ledger_undo"),
    }


def register(app: typer.Typer) -> None:
    """Add the group ``ledger``."""
    group = typer.Typer(
        name="ledger",
        cls=_Commands,
        help="台账：立账、反馈、催办、延期、销账，样样留痕。",
        epilog=example("xiaozhang ledger add 文章/", "xiaozhang ledger list --unit 住建局"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    app.add_typer(group)
