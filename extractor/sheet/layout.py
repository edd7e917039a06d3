"""The layout of the workbook as data: columns, headings and words in Chinese and English, out of ``reports/``."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from extractor.problem import UsageError
from extractor.resources import data_folder

LANGUAGES = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one sheet; ``kind`` says how its cells are written.

    ``people``: people fill it in; ``add``: also in rows put in by hand; ``printed``: it stands on the printed page.
    """

    key: str
    heading: str
    width: float
    kind: str
    people: bool = False
    add: bool = False
    doc: str = ""
    printed: bool = True


@dataclass(frozen=True, slots=True)
class Layout:
    """What a workbook looks like in one language; ``spoken`` are words that people write for a state, ``also`` names of columns."""

    lang: str
    sheets: Mapping[str, str]
    fields: Mapping[str, tuple[Field, ...]]
    words: Mapping[str, Mapping[str, str]]
    texts: Mapping[str, str]
    spoken: Mapping[str, str]
    also: Mapping[str, str]

    def word(self, group: str, key: Any) -> str:
        """The word for a value (``state``, ``open`` → 在办); the value itself where there is none."""
        return "" if key is None else self.words[group].get(str(key), str(key) if key is not False else "")

    def state_of(self, said: str) -> str | None:
        """The state that people mean by these words (办结 → ``closed``), in either language; None where none is known."""
        return self.spoken.get("".join(said.split()).strip("。.！!，,；;").casefold())

    def names_of(self, sheet: str) -> list[str]:
        """The keys of the columns of a sheet."""
        return [field.key for field in self.fields[sheet]]


@lru_cache(maxsize=8)
def load_layout(lang: str = "zh", path: Path | None = None) -> Layout:
    """The layout in a language (``zh``, ``en``); UsageError for another one."""
    import yaml

    if lang not in LANGUAGES:
        raise UsageError(f"没有语言“{lang}”的表头：可以是 zh 或 en。")
    said = yaml.safe_load((path or data_folder("reports") / "workbook.yaml").read_text("utf-8"))
    tables = {name: said[name] for name in ("ledger", "metrics", "done", "articles", "problems")}
    return Layout(
        lang=lang,
        sheets={name: words[lang] for name, words in said["sheets"].items()},
        fields={name: tuple(_field(one, lang) for one in fields) for name, fields in tables.items()},
        words={group: {k: v[lang] for k, v in words.items()} for group, words in said["words"].items()},
        texts={name: words[lang] for name, words in said["texts"].items()},
        also={name: key for key, names in said["also"].items() for name in names},
        spoken={"".join(word.split()): state for state, words in said["spoken"].items() for word in words},
    )


def _field(said: Mapping[str, Any], lang: str) -> Field:
    kept = {name: said[name] for name in ("people", "add", "doc", "printed") if name in said}
    return Field(key=said["key"], heading=said[lang], width=said["width"], kind=said["kind"], **kept)
