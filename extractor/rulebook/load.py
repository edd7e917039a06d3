"""Rule files and lexicons → RuleBook, with a closed schema and the place of every error."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from extractor.problem import DataError, Problem
from extractor.resources import data_folder
from extractor.rulebook.kept import kept
from extractor.rulebook.model import Example, Family, Rule, RuleBook

LINE = "__line__"
"""The key under which a mapping holds the line on which it begins."""
_RULE_KEYS = frozenset({"id", "title", "why", "pattern", "needs", "hint", "examples", "counterexamples"})
_ID = re.compile(r"[a-z]+(?:\.[a-z0-9_]+)+\Z")
_REFERENCE = re.compile(r"\{\{([a-z0-9_]+)\}\}")


class RuleError(DataError):
    """A rule file that cannot be used: says file, line and what is wrong."""


def _refuse(where: str, message: str) -> RuleError:
    return RuleError(Problem(where, "rules.file", message, "规则文件的写法见 CONTRIBUTING.md"))


@cache
def _read(path: Path) -> Any:
    try:
        words = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise _refuse(f"{path}:1", f"不是有效的 YAML：{error}") from error
    return _with_dates(kept().get("yaml", words, lambda: _without_dates(_parse(words, path))))


def _parse(words: str, path: Path) -> Any:
    import yaml

    from extractor.rulebook.lines import LineLoader

    try:
        return yaml.load(words, LineLoader)  # noqa: S506 - a safe loader
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        raise _refuse(f"{path}:{mark.line + 1 if mark else 1}", f"不是有效的 YAML：{error}") from error


def _without_dates(value: Any) -> Any:
    """The same with its days as ``(ordinal,)``, which YAML never gives: what is kept is plain data."""
    if isinstance(value, dict):
        return {k: _without_dates(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_without_dates(v) for v in value]
    return (value.toordinal(),) if type(value) is date else value


def _with_dates(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _with_dates(v) for k, v in value.items()}
    if isinstance(value, list):
        return [_with_dates(v) for v in value]
    return date.fromordinal(value[0]) if isinstance(value, tuple) else value


def _files(folders: Sequence[Path], *parts: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted(folder.joinpath(*parts).rglob("*.yaml"))


def load_lexicons(family: str = "", folders: Iterable[Path | str] = ()) -> dict[str, tuple[str, ...]]:
    """Word lists by name: ``rules/lexicons/*.yaml``, then the family's own ``rules/<family>/lexicons/*.yaml``.

    A lexicon file maps names to lists of words; a list in a user's folder adds to the shipped one of that name.
    A name whose value is a text is a piece of pattern and is kept as a single entry that begins with ``(?:``.
    """
    roots = [data_folder("rules"), *map(Path, folders)]
    out: dict[str, tuple[str, ...]] = {}
    for parts in (("lexicons",), (family, "lexicons")) if family else (("lexicons",),):
        for path in _files(roots, *parts):
            content = _read(path)
            if not isinstance(content, dict):
                raise _refuse(f"{path}:1", "词表文件应是“名称: [词, …]”")
            for name, value in content.items():
                if name != LINE:
                    out[name] = (*out.get(name, ()), *_words(path, name, value))
    return out


def _words(path: Path, name: str, value: Any) -> tuple[str, ...]:
    if isinstance(value, str):
        return (f"(?:{value})",)
    if isinstance(value, list) and all(isinstance(word, str) for word in value):
        return tuple(value)
    raise _refuse(f"{path}:1", f"词表 {name} 应是词的列表或一段模式")


def alternation(words: Iterable[str]) -> str:
    """A pattern for any of the words, the longest that fits first, in which words share their beginnings.

    Tried one by one, hundreds of words would take most of the time of a rule.
    """
    tails: dict[str, list[str]] = {}
    for word in sorted(set(words)):
        tails.setdefault(word[:1], []).append(word[1:])
    return "|".join(re.escape(head) + _tail(rest) for head, rest in tails.items())


def _tail(words: list[str]) -> str:
    """A pattern for what follows a shared beginning; nothing may follow where one of the words is empty."""
    if words == [""]:
        return ""
    tail = alternation(word for word in words if word)
    return f"(?:{tail})?" if "" in words else tail if len(words) == 1 else f"(?:{tail})"


def fill(pattern: str, lexicons: Mapping[str, Sequence[str]], where: str = "") -> str:
    """The pattern with every ``{{name}}`` replaced by the alternation of that lexicon, longest word first."""

    def put(reference: re.Match[str]) -> str:
        name = reference[1]
        if name not in lexicons:
            raise _refuse(where, f"没有名为 {name} 的词表")
        words = lexicons[name]
        pieces = [fill(w, lexicons, where) for w in words if w.startswith("(?:")]
        plain = alternation([w for w in words if not w.startswith("(?:")])
        return "(?:" + "|".join([*pieces, *([plain] if plain else [])]) + ")"

    return _REFERENCE.sub(put, pattern)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {k: _plain(v) for k, v in value.items() if k != LINE}
    return [_plain(v) for v in value] if isinstance(value, list) else value


def _example(family: Family, raw: Any, path: Path, rule_id: str, label: str) -> Example:
    where = f"{path}:{raw.get(LINE, 1)}" if isinstance(raw, dict) else f"{path}:1"
    if not isinstance(raw, dict) or not isinstance(raw.get("text"), str):
        raise _refuse(where, f"{rule_id} 的例句缺少 text")
    unknown = raw.keys() - family.example_keys - {"text", "why", LINE}
    if unknown:
        raise _refuse(where, f"{rule_id} 的例句有不认识的键：{'、'.join(sorted(map(str, unknown)))}")
    fields = {k: _plain(v) for k, v in raw.items() if k not in {"text", LINE}}
    return Example(f"{rule_id}/{label}", raw["text"], fields, where)


def _rule(family: Family, raw: Any, path: Path, lexicons: Mapping[str, Sequence[str]]) -> Rule:
    where = f"{path}:{raw.get(LINE, 1)}" if isinstance(raw, dict) else f"{path}:1"
    if not isinstance(raw, dict):
        raise _refuse(where, "规则文件应是规则的列表")
    unknown = raw.keys() - _RULE_KEYS - family.options.keys() - {LINE}
    if unknown:
        raise _refuse(where, f"不认识的键：{'、'.join(sorted(map(str, unknown)))}")
    missing = {"id", "title", "why", "pattern", *family.required} - raw.keys()
    if missing:
        raise _refuse(where, f"缺少键：{'、'.join(sorted(missing))}")
    rule_id = str(raw["id"])
    if not _ID.match(rule_id) or not rule_id.startswith(f"{family.name}."):
        raise _refuse(where, f"编号 {rule_id} 应形如 {family.name}.some_name")
    needs = raw.get("needs") or []
    if not isinstance(needs, list) or not all(isinstance(word, str) for word in needs):
        raise _refuse(where, f"{rule_id} 的 needs 应是词的列表")
    options = {k: _plain(raw[k]) for k in family.options if k in raw}
    for key, value in options.items():
        if not isinstance(value, family.options[key]) or isinstance(value, date):
            raise _refuse(where, f"{rule_id} 的 {key} 类型不对：{value!r}")
    pattern = fill(str(raw["pattern"]), lexicons, where)
    if "resolve" in options:
        _check_resolver(family, rule_id, str(options["resolve"]), pattern, where)
    return Rule(
        id=rule_id,
        title=str(raw["title"]),
        why=str(raw["why"]),
        pattern=pattern,
        options=options,
        needs=tuple(needs),
        hint=fill(str(raw.get("hint", "")), lexicons, where),
        examples=tuple(
            _example(family, e, path, rule_id, str(n)) for n, e in enumerate(raw.get("examples") or (), start=1)
        ),
        counterexamples=tuple(
            _example(family, e, path, rule_id, f"not{n}")
            for n, e in enumerate(raw.get("counterexamples") or (), start=1)
        ),
        where=where,
    )


def _check_resolver(family: Family, rule_id: str, resolver: str, pattern: str, where: str) -> None:
    if resolver not in family.resolvers:
        raise _refuse(where, f"{rule_id} 的 resolve 不能是 {resolver}，可用：{'、'.join(family.resolvers)}")
    missing = [name for name in sorted(family.resolvers[resolver]) if f"(?P<{name}>" not in pattern]
    if missing:
        raise _refuse(
            where, f"{rule_id} 按 {resolver} 推算，模式里缺少 {'、'.join(f'(?P<{name}>…)' for name in missing)}"
        )


def load_rules(family: Family, folders: Iterable[Path | str] = ()) -> RuleBook:
    """The rule book of a family: the shipped rules, then those of the user's ``folders`` (``DIR/<family>/*.yaml``).

    Raises :class:`RuleError` with file and line for unknown keys, missing keys, bad patterns and ids that stand twice.
    """
    own = tuple(map(Path, folders))
    for folder in own:
        if not folder.is_dir():
            raise _refuse(str(folder), "没有这个规则文件夹")
    lexicons = load_lexicons(family.name, own)
    rules: dict[str, Rule] = {}
    for path in _files([data_folder("rules"), *own], family.name):
        if path.parent.name == "lexicons":
            continue
        for raw in _read(path) or ():
            rule = _rule(family, raw, path, lexicons)
            if rule.id in rules:
                raise _refuse(rule.where, f"编号 {rule.id} 已在 {rules[rule.id].where} 用过")
            rules[rule.id] = rule
    return RuleBook(family.name, tuple(rules.values()), lexicons)
