"""Groups of commands that load each command when it is asked for: typer works out every option of all it knows."""

from __future__ import annotations

from collections import UserDict
from collections.abc import Mapping
from importlib import import_module
from typing import Any, ClassVar

import typer
import typer.main
from typer.core import TyperGroup


def load(module: str, name: str) -> Any:
    """The command ``name`` that ``extractor.cli.MODULE`` registers."""
    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)
    import_module(f"extractor.cli.{module}").register(app)
    command = typer.main.get_command(app)
    return getattr(command, "commands", {name: command})[name]


class Commands(UserDict[str, Any]):
    """Commands by name, each loaded when it is looked at."""

    def __init__(self, homes: Mapping[str, str]) -> None:
        super().__init__(dict.fromkeys(homes))
        self.homes = homes

    def __getitem__(self, name: str) -> Any:
        """The command of that name."""
        if self.data[name] is None:
            self.data[name] = load(self.homes[name], name)
        return self.data[name]


class LazyGroup(TyperGroup):
    """A group whose commands stand in other modules."""

    homes: ClassVar[Mapping[str, str]] = {}
    """The module of this package that registers each command, in the order of the help page."""

    def __init__(self, *given: Any, **more: Any) -> None:
        super().__init__(*given, **more)
        self.commands = Commands(self.homes)

    def list_commands(self, ctx: Any) -> list[str]:
        """Names in the order of the help page."""
        del ctx
        return list(self.commands)

    def get_help_option(self, ctx: Any) -> Any:
        """The option ``--help``; that it is not given is said by False, since typer loads pydantic to read a None."""
        option = super().get_help_option(ctx)
        if option is not None:
            option.default = False
        return option
