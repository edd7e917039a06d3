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


def _places(text: str) -> tuple[str, list[int]]:
    at = [i for i, char in enumerate(text) if not char.isspace()]
    return "".join(text[i] for i in at), at


def _located(bare: str, at: list[int], raw: Mapping[str, Any], used: set[tuple[int, int]], where: str) -> GoldMeasure:
    if raw.get("span"):
        span = (int(raw["span"][0]), int(raw["span"][1]))
    else:
        words = "".join(str(raw.get("text", "")).split())
        start = bare.find(words)
        while start >= 0 and (start, start + len(words)) in used:
            start = bare.find(words, start + 1)
        if start < 0 or not words:
            raise DataError(Problem(where, "gold.quote", f"原文里没有这段话：{words[:40]}", "标注须逐字引用原文"))
        span = (start, start + len(words))
    used.add(span)
    return GoldMeasure(at[span[0]], at[span[1] - 1] + 1, str(raw["kind"]), raw)


def _source(article: Article, name: str) -> str:
    return article.meta.get("origin.repo") or str(Path(name).parent)


def read_gold(gold: Path, corpus: Path) -> Iterator[GoldDocument]:
    """Every annotated document below ``gold``, with its text below ``corpus``; raises :class:`DataError` on a bad one."""
    for file in sorted(gold.rglob("*.json")):
        raw = json.loads(file.read_text(encoding="utf-8"))
        path = corpus / raw["doc"]
        article = next(iter(read([path])), None)
        if not isinstance(article, Article):
            problem = article or Problem(str(path), "gold.text", "没有读到标注所引的原文")
            raise DataError(problem)
        article = replace(article, path=raw["doc"])
        bare, at = _places(article.text)
        used: set[tuple[int, int]] = set()
        found = tuple(_located(bare, at, m, used, str(file)) for m in raw["measures"])
        yield GoldDocument(raw["doc"], _source(article, raw["doc"]), article, found)
