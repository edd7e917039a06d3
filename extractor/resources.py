"""Where the data folders lie: inside the installed package, or beside it in a checkout."""

from __future__ import annotations

import os
from pathlib import Path

from extractor.problem import UsageError

_PACKAGE = Path(__file__).resolve().parent

FAMILIES = frozenset({"agency", "commitment", "deadline", "metric"})
"""The folders that a whole tree of rules has."""

WHOLE = "XIAOZHANG_RULES"
"""The environment variable that names a whole tree of rules, which takes the place of the shipped one."""


def data_folder(name: str) -> Path:
    """The folder ``rules`` or ``reports`` that came with this installation; the rules that :data:`WHOLE` names.

    What is read from it is kept for the life of the process, so the variable is set before anything is loaded.
    """
    whole = os.environ.get(WHOLE) if name == "rules" else None
    if whole:
        if not is_whole(Path(whole)):
            msg = f"{WHOLE} 指的“{whole}”不是一整套规则：里面应有 {'、'.join(sorted(FAMILIES))}。"
            raise UsageError(msg)
        return Path(whole)
    shipped = _PACKAGE / name
    return shipped if shipped.is_dir() else _PACKAGE.parent / name


def is_whole(folder: Path) -> bool:
    """Whether a folder of rules is a whole tree, as the shipped one is, and not an addition to it."""
    return all((folder / family).is_dir() for family in FAMILIES)
