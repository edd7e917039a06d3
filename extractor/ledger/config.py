"""The settings of a user: ``xiaozhang.toml``, read with a closed schema; a wrong key is named, not passed over."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from extractor.ledger.lights import Lights, Window, parse_window
from extractor.ledger.periods import FREQUENCIES
from extractor.problem import UsageError

FILE_NAME = "xiaozhang.toml"
DEFAULT_LEDGER = "sqlite:///台账.db"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a user may set once instead of on every command line.

    ``ledger`` is the database URL, ``by`` the name under which entries are written, ``within`` the window of
    “due soon”, ``report_every`` how often a report is due (None: never asked for).
    """

    ledger: str = DEFAULT_LEDGER
    by: str = ""
    within: Window = field(default_factory=lambda: Window(30))
    report_every: str | None = None
    lights: Lights = field(default_factory=Lights)


def find_settings(folder: Path) -> Path | None:
    """``xiaozhang.toml`` in the folder or the nearest one above it; None where there is none."""
    return next((path for place in (folder, *folder.parents) if (path := place / FILE_NAME).is_file()), None)


def read_settings(path: Path | None) -> Settings:
    """The settings of the file, defaults for what it does not say; UsageError for a key or value that is wrong."""
    if path is None:
        return Settings()
    try:
        said = tomllib.loads(path.read_text("utf-8-sig"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise UsageError(f"{path} 读不了：{error}。") from error
    _refuse_unknown(path, "", said, {"ledger", "by", "overdue", "report", "lights"})
    overdue, report = _section(path, said, "overdue", {"within"}), _section(path, said, "report", {"every"})
    return Settings(
        ledger=_ledger_url(path, _text(path, said, "ledger", DEFAULT_LEDGER)),
        by=_text(path, said, "by", ""),
        within=_window(path, overdue, "within", Window(30)),
        report_every=_frequency(path, _text(path, report, "every", "")),
        lights=_lights(path, _section(path, said, "lights", {"yellow", "red", "colours"})),
    )


def _lights(path: Path, said: Mapping[str, Any]) -> Lights:
    usual = Lights()
    colours = _section(path, said, "colours", set(usual.colours))
    for name in colours:
        colour = _text(path, colours, name, "")
        if len(colour) != 7 or colour[0] != "#" or not all(c in "0123456789abcdefABCDEF" for c in colour[1:]):
            raise UsageError(f"{path}：lights.colours.{name} 要写成 #RRGGBB 的样子。")
    return Lights(
        yellow=_window(path, said, "yellow", usual.yellow),
        red=_window(path, said, "red", usual.red),
        colours={**usual.colours, **colours},
    )


def _ledger_url(path: Path, url: str) -> str:
    """A relative SQLite file lies beside the settings that name it, wherever the command is run."""
    prefix = "sqlite:///"
    if not url.startswith(prefix):
        return url
    return prefix + str((path.parent / url.removeprefix(prefix)).resolve())


def _frequency(path: Path, text: str) -> str | None:
    if text and text not in FREQUENCIES:
        raise UsageError(f"{path}：report.every 只能是 {'、'.join(FREQUENCIES)}。")
    return text or None


def _section(path: Path, said: Mapping[str, Any], name: str, keys: set[str]) -> Mapping[str, Any]:
    section = said.get(name, {})
    if not isinstance(section, dict):
        raise UsageError(f"{path}：{name} 应是一节（[{name}]）。")
    _refuse_unknown(path, f"{name}.", section, keys)
    return section


def _refuse_unknown(path: Path, prefix: str, said: Mapping[str, Any], keys: set[str]) -> None:
    odd = sorted(set(said) - keys)
    if odd:
        raise UsageError(f"{path}：不认识的设置 {prefix}{odd[0]}；可用：{'、'.join(sorted(keys))}。")


def _text(path: Path, said: Mapping[str, Any], name: str, usual: str) -> str:
    value = said.get(name, usual)
    if not isinstance(value, str):
        raise UsageError(f"{path}：{name} 应是文字。")
    return value


def _window(path: Path, said: Mapping[str, Any], name: str, usual: Window) -> Window:
    value = said.get(name)
    if value is None:
        return usual
    try:
        return parse_window(str(value))
    except UsageError as error:
        raise UsageError(f"{path}：{name}：{error}") from error
