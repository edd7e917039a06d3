"""``xiaozhang ledger``: put measures on the ledger, look at them, write down what happens, cross them off."""

from __future__ import annotations

import typer

from extractor.cli import ledger_look, ledger_store, ledger_undo, ledger_work
from extractor.cli.console import example


def register(app: typer.Typer) -> None:
    """Add the group ``ledger``."""
    group = typer.Typer(
        name="ledger",
        help="台账：立账、反馈、催办、延期、销账，样样留痕。",
        epilog=example("xiaozhang ledger add 文章/", "xiaozhang ledger list --unit 住建局"),
        no_args_is_help=True,
        rich_markup_mode=None,
    )
    for module in (ledger_store, ledger_look, ledger_work, ledger_undo):
        module.register(group)
    app.add_typer(group)
