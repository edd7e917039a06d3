"""What is wrong with a command line, in the users' words: one sentence, and where help stands."""

from __future__ import annotations

import errno
import re
from collections.abc import Iterator
from contextlib import contextmanager
from enum import EnumType
from typing import Any, get_args

import typer

from extractor.cli.console import WRONG_USE, print_error

_Wrong: type[Exception] = typer.BadParameter.__bases__[0]
"""click's ``UsageError``: newer versions of typer bring a click of their own, so its name is taken from there."""

FILE_TROUBLE = {
    errno.ENOENT: "没有这个文件，或放它的文件夹不存在",
    errno.ENOTDIR: "它的上级不是文件夹",
    errno.EISDIR: "是文件夹，不是文件",
    errno.EACCES: "没有权限，或正被别的程序占用",
    errno.EPERM: "没有权限",
    errno.EROFS: "这里只能读，不能写",
    errno.ENOSPC: "磁盘满了",
}
"""Why a file that a command was given cannot be read or written."""

_MESSAGES: tuple[tuple[str, str], ...] = (
    (r"No such command '(?P<what>.+?)'", "没有“{what}”这个命令"),
    (r"No such option: (?P<what>\S+)", "没有 {what} 这个选项"),
    (r"Option '(?P<what>.+?)' requires (?:an argument|\d+ arguments)", "{what} 后面要写明它的值"),
    (r"Option '(?P<what>.+?)' does not take a value", "{what} 后面不写值"),
    (r"Got unexpected extra argument(?:s|\(s\))? \((?P<what>.+)\)", "多了“{what}”"),
)
"""click's own sentences, and ours."""


@contextmanager
def said_for_people() -> Iterator[None]:
    """Turn a wrong command line inside the block into one sentence on stderr and exit status 2."""
    try:
        yield
    except _Wrong as error:
        if type(error).__name__ == "NoArgsIsHelpError":  # the help page itself
            raise
        print_error(say_wrong(error))
        raise typer.Exit(WRONG_USE) from error


def say_wrong(error: Any) -> str:
    """The sentence for an error of click, with the command whose help says more."""
    context = getattr(error, "ctx", None)
    more = f"\n  用法见：{context.command_path} --help" if context is not None else ""
    return f"{_sentence(error)}。{more}"


def _sentence(error: Any) -> str:
    parameter = getattr(error, "param", None)
    if type(error).__name__ == "MissingParameter" and parameter is not None:
        return f"缺少{_named(parameter)}" + _explained(parameter)
    if parameter is not None:
        return f"{_named(parameter).strip()} 的值不对" + (_expected(parameter) or _explained(parameter))
    for pattern, said in _MESSAGES:
        found = re.match(pattern, error.message)
        if found:
            return said.format(what=found["what"]) + _near(error)
    return str(error.format_message()).rstrip(".")


def _named(parameter: Any) -> str:
    """An option by its long name, an argument by what it stands for."""
    if parameter.param_type_name == "option":
        return f" {max(parameter.opts, key=len)}"
    return str(parameter.metavar or parameter.name).strip("[].")


def _explained(parameter: Any) -> str:
    words = (getattr(parameter, "help", None) or "").partition("[")[0].strip().rstrip("。")
    return f"：{words}" if words else ""


def _expected(parameter: Any) -> str:
    """Which values there are; newer versions of typer say so in another place than older ones."""
    kind = getattr(parameter, "type", None)
    annotation = getattr(getattr(parameter, "type_descriptor", None), "annotation", None)
    annotation = next(iter(get_args(annotation)), annotation)  # of an option that may be repeated, one value
    choices = list(annotation) if isinstance(annotation, EnumType) else getattr(kind, "choices", None)
    if choices:
        return f"，可用：{'、'.join(str(getattr(one, 'value', one)) for one in choices)}"
    if annotation not in {int, float} and getattr(kind, "name", "").split()[0:1] not in (["integer"], ["float"]):
        return ""
    least, most = (getattr(parameter, name, getattr(kind, name, None)) for name in ("min", "max"))
    bounds = [f"，不{word} {bound:g}" for word, bound in (("小于", least), ("大于", most)) if bound is not None]
    return "，应是数字" + "".join(bounds)


def _near(error: Any) -> str:
    """What was perhaps meant; of a command typer says so in its sentence only."""
    near = getattr(error, "possibilities", None) or re.findall(r"'(.+?)'", error.message.partition("Did you mean")[2])
    return f"，是不是 {'、'.join(sorted(near))}" if near else ""
