"""Arrow batch of articles → Arrow batch of rows: one pure function for every engine that maps batches.

Spark's ``mapInArrow``, Dask's ``map_partitions``, DuckDB, Ray and Polars all can call it. What one record does wrong
is a row of the result whose ``problem`` says so; the other records go on. Needs pyarrow.

What goes in: a column with the text and, where there are such, its title, source, date and address, under the names
that :mod:`extractor.reading.records` knows (``text`` or 正文, ``title`` or 标题, ``published`` or 发布日期 …).
``path`` names the article, and ``at`` is the number of a record in that path, where it holds several.

What comes out: the columns of :data:`extractor.table.COLUMNS`, all of them nullable, and ``problem``
(``struct<where, code, message, hint, notice>``): null in a row of the table, and alone in a row that is a problem.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from extractor.article import Article
from extractor.problem import Problem
from extractor.table import Extracted, extract_each, flatten
from extractor.table.arrow import arrow_schema, showable_row, to_batch

if TYPE_CHECKING:
    import pyarrow as pa

    from extractor.pipeline import Pipeline


def batch_schema() -> pa.Schema:
    """The schema of the rows that :func:`extract_batch` gives."""
    import pyarrow as pa

    texts = [(key, pa.string()) for key in ("where", "code", "message", "hint")]
    problem = pa.struct([*texts, ("notice", pa.bool_())])
    fields = [pa.field(field.name, field.type) for field in arrow_schema()]
    return pa.schema([*fields, pa.field("problem", problem)])


def extract_batch(
    batch: pa.RecordBatch | pa.Table,
    *,
    rules: Sequence[str] = (),
    published: date | None = None,
    nlp: Pipeline | None = None,
) -> pa.RecordBatch:
    """The rows of a batch of articles, in their order, and the problems of those that could not be read.

    ``rules`` are folders of own rules, ``published`` the date of articles that name none. The finders are loaded on
    the first call in a process and kept; ``nlp`` takes their place.
    """
    return pack(extract_items(read_items(batch.to_pylist(), published=published), nlp=nlp or _finders(tuple(rules))))


@cache
def _finders(rules: tuple[str, ...]) -> Pipeline:
    from extractor.pipeline import load_finders

    return load_finders(rules)


def read_items(records: Iterable[Mapping[str, Any]], *, published: date | None = None) -> Iterator[Article | Problem]:
    """Records (one of their columns a text) → articles, and problems with those that hold none."""
    for at, record in enumerate(records, start=1):
        path = str(record.get("path") or "")
        rest = {key: value for key, value in record.items() if key not in {"path", "at"}}
        own = bool(path) and record.get("at") is None
        yield from read_item(
            rest, path=path or "batch", at=None if own else record.get("at") or at, published=published
        )


def read_item(
    record: Mapping[str, Any],
    *,
    path: str,
    at: int | None = None,
    published: date | None = None,
    today: date | None = None,
) -> Iterator[Article | Problem]:
    """One record as the reader of JSON lines and Parquet reads it; it is named ``path:at``, or ``path`` without ``at``."""
    from extractor.reading.draft import Task
    from extractor.reading.finish import finish
    from extractor.reading.records import record_drafts

    task = Task(path=path, data=b"")
    for draft in record_drafts(task, [record], first=at or 1):
        if isinstance(draft, Problem):
            yield draft if at else replace(draft, where=path)
        else:
            yield from finish(draft if at else replace(draft, place=""), task, published=published, today=today)


def extract_items(items: Iterable[Article | Problem], *, nlp: Pipeline) -> Iterator[Extracted]:
    """What each article gave; a problem of reading stands where it was found."""
    return extract_each((Extracted(problem=item) if isinstance(item, Problem) else item for item in items), nlp=nlp)


def pack(found: Iterable[Extracted]) -> pa.RecordBatch:
    """Rows and problems as one batch of :func:`batch_schema`."""
    rows: list[dict[str, Any]] = []
    for one in found:
        rows += [showable_row(flatten(row)) for row in one.rows]
        if one.problem:
            rows.append({"problem": showable_row(asdict(one.problem))})
    return to_batch(rows, batch_schema())
