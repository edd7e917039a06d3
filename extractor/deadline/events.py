"""A user's events: what day 汛期 or 供暖季 begins, from a YAML file."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml

from extractor.problem import DataError, Problem

_DAY = re.compile(r"(?:\d{4}-)?\d{1,2}-\d{1,2}\Z")


def load_events(path: Path | str) -> Mapping[str, str]:
    """``汛期: 06-01`` or ``全国两会: 2027-03-05``, one a line; DataError names the line that is wrong."""
    path = Path(path)
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8")) or {}
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise DataError(Problem(str(path), "deadline.events", f"事件表读不出来：{error}", _HINT)) from error
    if not isinstance(content, dict):
        raise DataError(Problem(str(path), "deadline.events", "事件表应是“事件: 日期”", _HINT))
    return {str(name): _day(path, str(name), day) for name, day in content.items()}


_HINT = "每行一个事件，如“汛期: 06-01”"


def _day(path: Path, name: str, day: object) -> str:
    said = day.isoformat() if isinstance(day, date) else str(day)
    if _DAY.match(said):
        *year, month, of_month = (int(part) for part in said.split("-"))
        try:
            date(year[0] if year else 2024, month, of_month)
        except ValueError:
            pass
        else:
            return said
    raise DataError(Problem(str(path), "deadline.events", f"{name} 的日期“{said}”不对", _HINT))
