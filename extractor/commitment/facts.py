"""What is known of an article before its measures are looked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from extractor.agency import Assigned
from extractor.article import Article, Table
from extractor.commitment.structure import spells_out
from extractor.language.finder import Findings, outline_in
from extractor.language.outline import Outline
from extractor.measure import Deadline, Metric
from extractor.reading.tables import find_tables, is_total, table_roles


class Facts(NamedTuple):
    """One article with its outline, dates, quantities, units and tables.

    ``columns`` is the role of the table column in which each piece stands, ``header`` for the cells of a header row.
    """

    article: Article
    outline: Outline
    deadlines: Sequence[Deadline]
    metrics: Sequence[Metric]
    assigned: Sequence[Assigned]
    tables: Sequence[Table]
    columns: Mapping[int, str]


def facts_in(findings: Findings) -> Facts:
    """What the finders before this one have found."""
    article, outline = findings["article"], outline_in(findings)
    tables = _tables(article, outline)
    return Facts(
        article,
        outline,
        findings.get("deadlines", ()),
        findings.get("metrics", ()),
        findings.get("agencies", ()),
        tables,
        _columns(outline, tables) if tables else {},
    )


def _tables(article: Article, outline: Outline) -> tuple[Table, ...]:
    """The tables that the reader found; else those that stand in the text as lines of cells."""
    if article.tables:
        return article.tables
    rows = "row" in [paragraph.kind for paragraph in outline.paragraphs]
    return find_tables(outline.text) if rows else ()


def _columns(outline: Outline, tables: Iterable[Table]) -> dict[int, str]:
    """The role of the table column in which each piece stands, ``header`` for the cells of a header row."""
    spans: list[tuple[int, int, str]] = []
    for table in tables:
        roles = table_roles(table)
        for r, row in enumerate(table.rows):
            whole = "header" if r < table.header else "note" if table.header and is_total(row) else ""
            spelt = roles.count("task") == 1 and not whole
            for c, cell in enumerate(row):
                role: str = whole or (roles[c] if c < len(roles) else "")
                role = "task" if spelt and role == "metric" and spells_out(cell.text) else role
                role = role or ("other" if "task" in roles and table.header else "")
                if role and cell.text:
                    spans.append((cell.start, cell.end, role))
    spans.sort()
    out: dict[int, str] = {}
    at = 0
    for n, piece in enumerate(outline.pieces):
        while at < len(spans) and spans[at][1] <= piece.start:
            at += 1
        if at < len(spans) and spans[at][0] <= piece.start:
            out[n] = spans[at][2]
    return out
