"""What rows depend on beside their article: the code and the rules, and what a change of the rules can touch."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.resources import data_folder
from extractor.rulebook import Family, Gate, Rule, load_rules
from extractor.rulebook.literals import literals_of
from extractor.version import __version__

Description = Mapping[str, Any]
"""Rules as plain data: ``rest`` (a digest of all that is no rule) and, by family, ``[id, digest, literals]`` in order."""

_CODE = ("agency", "commitment", "deadline", "language", "metric", "reading", "rulebook", "table")
_ALONE = ("article.py", "measure.py", "pipeline.py")


def digest(*parts: str | bytes) -> str:
    """A short digest of the parts, each kept apart from the next."""
    found = blake2b(digest_size=16)
    for part in parts:
        data = part.encode("utf-8", "surrogatepass") if isinstance(part, str) else part
        found.update(len(data).to_bytes(8, "big") + data)
    return found.hexdigest()


@cache
def code_stamp() -> str:
    """A digest of the code that finds rows."""
    import regex

    package = Path(__file__).resolve().parents[1]
    files = [file for folder in _CODE for file in sorted((package / folder).glob("*.py"))]
    files += [package / name for name in _ALONE]
    read = (file.read_bytes() for file in files if file.is_file())
    return digest(__version__, sys.version, regex.__version__, *read)


def _files(folder: Path) -> Iterator[tuple[str, Path]]:
    for file in sorted(path for path in folder.rglob("*") if path.is_file()):
        yield file.relative_to(folder).as_posix(), file


def rules_stamp(folders: Sequence[Path | str]) -> str:
    """A digest of the files of the rules in force, with those of the user's folders."""
    parts: list[str | bytes] = []
    for folder in (data_folder("rules"), *map(Path, folders)):
        parts.append("folder")
        for name, file in _files(folder):
            parts += [name, file.read_bytes()]
    return digest(*parts)


def describe_rules(folders: Sequence[Path | str], families: Iterable[Family]) -> Description:
    """The rules in force, as far as a change of one of them has to be told from all others."""
    families = list(families)
    books = {family.name: load_rules(family, folders) for family in families}
    return {
        "rest": _rest((data_folder("rules"), *map(Path, folders)), set(books)),
        "rules": {
            name: [[rule.id, _meaning(rule), sorted(literals_of(rule.pattern))] for rule in book.rules]
            for name, book in books.items()
        },
    }


def _rest(folders: Iterable[Path], families: set[str]) -> str:
    """All files but those of single rules: word lists, the model, festivals. A change there may touch anything."""
    parts: list[str | bytes] = []
    for folder in folders:
        for name, file in _files(folder):
            first, *others = name.split("/")
            if not (first in families and others and others[0] != "lexicons" and name.endswith(".yaml")):
                parts += [name, file.read_bytes()]
    return digest(*parts)


def _meaning(rule: Rule) -> str:
    return digest(rule.pattern, repr(sorted(rule.options.items())), repr(rule.needs))


class Change:
    """What lies between two descriptions of rules: which articles it can touch."""

    def __init__(self, old: Description, new: Description) -> None:
        self._all = old["rest"] != new["rest"] or old["rules"].keys() != new["rules"].keys()
        words: set[str] = set()
        for family, rules in new["rules"].items():
            for literals in self._changed(old["rules"].get(family, []), rules):
                self._all = self._all or not literals
                words.update(map(bare, literals))
        self._all = self._all or "" in words
        self._gate = Gate([Rule("change", "", "", "", needs=tuple(words))]) if words else None

    def _changed(self, old: Sequence[Any], new: Sequence[Any]) -> Iterator[Sequence[str]]:
        """The literals of every rule that is not the same in both; rules that changed places are not the same."""
        same = {(name, meaning) for name, meaning, _ in old} & {(name, meaning) for name, meaning, _ in new}
        before = [name for name, meaning, _ in old if (name, meaning) in same]
        after = [name for name, meaning, _ in new if (name, meaning) in same]
        self._all = self._all or before != after
        for name, meaning, literals in (*old, *new):
            if (name, meaning) not in same:
                yield literals

    def touches(self, article: Article) -> bool:
        """Whether the rows of an article may be others now."""
        if self._gate is None or self._all:
            return bool(self._all)
        said = (article.title, article.source, article.issuer, article.number, article.genre, *article.meta.values())
        return bool(self._gate.open_for(bare("\n".join([article.text, *said]))))


def bare(text: str) -> str:
    """The text in one form whatever form rules see: simplified, marks and digits of one kind, without white space.

    Where a literal stands in anything that a finder makes of a text, its bare form stands in the bare form of the text.
    """
    from extractor.deadline.view import view_of
    from extractor.reading.traditional import simplified_view

    return "".join(view_of(simplified_view(text)).text.split())
