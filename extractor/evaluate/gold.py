"""Annotated articles: one JSON file a document beside the texts that it quotes.

``{"doc": "linyi/001.md", "published": "2022-03-15", "measures": [{"text" | "span", "kind", "strength", "due", "lead",
"support", "metrics"}]}``; ``doc`` is the path of the text below the corpus folder, ``span`` counts characters of its
body without white space.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.problem import DataError, Problem
from extractor.reading import read

_KINDS = ("commitment", "achievement")


@dataclass(frozen=True)
class GoldMeasure:
    """One annotated measure: its place in ``Article.text`` and what it must say."""

    start: int
    end: int
    kind: str
    fields: Mapping[str, Any]


@dataclass(frozen=True)
class GoldDocument:
    """One annotated article; ``source`` is where it comes from, the unit that cross-validation leaves out."""

    name: str
    source: str
    article: Article
    measures: tuple[GoldMeasure, ...]


def read_gold(gold: Path, corpus: Path) -> Iterator[GoldDocument | Problem]:
    """Every annotated document below ``gold``, with its text below ``corpus``.

    An annotation that cannot be used gives a :class:`Problem` that names its file and place; the others go on.
    """
    for file in sorted(gold.rglob("*.json")):
        try:
            yield _document(file, corpus)
        except DataError as error:
            yield error.problem


def _refuse(where: str, code: str, message: str, hint: str = "") -> DataError:
    return DataError(Problem(where, f"gold.{code}", message, hint))


def _document(file: Path, corpus: Path) -> GoldDocument:
    raw = _parsed(file)
    name = raw["doc"]
    article = next(iter(read([corpus / name])), None) if (corpus / name).is_file() else None
    if isinstance(article, Problem):
        raise DataError(article)
    if article is None:
        raise _refuse(str(file), "text", f"没有读到标注所引的原文 {name}", "doc 是文章文件夹下的路径")
    article = replace(article, path=name)
    at = [i for i, char in enumerate(article.text) if not char.isspace()]
    bare = "".join(article.text[i] for i in at)
    used: set[tuple[int, int]] = set()
    found = tuple(_measure(bare, at, m, used, f"{file} 第{n}条") for n, m in enumerate(raw["measures"], start=1))
    return GoldDocument(name, article.meta.get("origin.repo") or str(Path(name).parent), article, found)


def _parsed(file: Path) -> dict[str, Any]:
    """The content of an annotation file, its outer form checked."""
    try:
        raw = json.loads(file.read_text(encoding="utf-8"))
    except json.JSONDecodeError as error:
        where = f"{file}:{error.lineno}:{error.colno}"
        raise _refuse(where, "json", "不是有效的 JSON", "看一看这里的逗号、引号和括号") from error
    except UnicodeDecodeError as error:
        raise _refuse(str(file), "encoding", "不是 UTF-8 编码", "另存为 UTF-8 再试") from error
    if not isinstance(raw, dict) or not isinstance(raw.get("doc"), str) or not isinstance(raw.get("measures"), list):
        said = '应当是 {"doc": "文章路径", "measures": [举措]}'
        raise _refuse(str(file), "form", said, "doc 是字符串，measures 是列表")
    return raw


def _measure(bare: str, at: list[int], raw: Any, used: set[tuple[int, int]], where: str) -> GoldMeasure:
    """One annotated measure with its place; ``used`` holds the places that are taken and is added to."""
    if not isinstance(raw, dict):
        raise _refuse(where, "form", "一条举措应当是一个对象", '{"text": "…", "kind": "commitment"}')
    if raw.get("kind") not in _KINDS:
        raise _refuse(where, "kind", f"kind 是“{raw.get('kind', '')}”", f"只能是 {' 或 '.join(_KINDS)}")
    _check_fields(raw, where)
    start, end = _span(raw["span"], len(bare), where) if raw.get("span") else _found(bare, raw, used, where)
    used.add((start, end))
    return GoldMeasure(at[start], at[end - 1] + 1, raw["kind"], raw)


def _check_fields(raw: Mapping[str, Any], where: str) -> None:
    if not isinstance(raw.get("due"), dict | None):
        raise _refuse(where, "due", "due 应当是一个对象或 null", '{"text": "6月底前", "date": "2024-06-30"}')
    if any(not isinstance(raw.get(key) or [], list) for key in ("lead", "support", "metrics")):
        raise _refuse(where, "form", "lead、support 和 metrics 应当是列表")
    for metric in raw.get("metrics") or []:
        values = [metric.get("value"), metric.get("value_high") or 0] if isinstance(metric, dict) else [None]
        if not all(isinstance(value, int | float) for value in values):
            raise _refuse(where, "metric", "指标没有数值 value", '{"value": 3, "unit": "个", "bound": "="}')


def _span(raw: Any, length: int, where: str) -> tuple[int, int]:
    whole = isinstance(raw, list) and len(raw) == 2 and all(isinstance(n, int) for n in raw)
    if not whole or not 0 <= raw[0] < raw[1] <= length:
        raise _refuse(where, "span", f"span {raw} 不在原文之内", "两个数，是正文去掉空白后的起止")
    return raw[0], raw[1]


def _found(bare: str, raw: Mapping[str, Any], used: set[tuple[int, int]], where: str) -> tuple[int, int]:
    """The first place of the quoted words that is not taken."""
    words = "".join(str(raw.get("text", "")).split())
    start = bare.find(words) if words else -1
    while start >= 0 and (start, start + len(words)) in used:
        start = bare.find(words, start + 1)
    if start < 0:
        raise _refuse(where, "quote", f"原文里没有这段话：{words[:40]}", "标注须逐字引用原文")
    return start, start + len(words)
