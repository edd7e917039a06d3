"""The columns of the table in Arrow: their schema, and flat rows → record batches. Needs pyarrow."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from extractor.table.schema import COLUMNS, Row
from extractor.table.text import showable


def arrow_schema() -> Any:
    """The schema of :data:`COLUMNS`: dates are ``date32``, units lists of strings, metrics a list of records."""
    import pyarrow as pa

    texts = pa.list_(pa.string())
    metric = {name: pa.string() for name in ("text", "indicator", "value", "value_high", "unit", "bound")}
    metric |= {name: pa.string() for name in ("change", "direction", "baseline")}
    metric |= dict.fromkeys(("value", "value_high", "baseline"), pa.float64())
    lists = {"metrics": pa.list_(pa.struct(list(metric.items()))), "due_also": pa.list_(pa.date32())}
    plain = {"string": pa.string(), "int64": pa.int64(), "float64": pa.float64(), "bool": pa.bool_()}
    types = plain | {"datetime64[s]": pa.date32(), "list": texts}
    return pa.schema([pa.field(c.name, lists.get(c.name, types[c.dtype]), nullable=c.nullable) for c in COLUMNS])


def to_batch(rows: Sequence[Mapping[str, Any]], schema: Any) -> Any:
    """Flat rows (:func:`~extractor.table.schema.flatten`, ISO days) → one RecordBatch; a key that lacks is null."""
    import pyarrow as pa

    columns = [[_dated(field.type, row.get(field.name)) for row in rows] for field in schema]
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _dated(kind: Any, value: Any) -> Any:
    if str(kind) == "date32[day]":
        return date.fromisoformat(value) if value else None
    if value and str(kind).startswith("list<") and "date32" in str(kind):
        return [date.fromisoformat(day) for day in value]
    return value


def showable_row(flat: Row) -> Row:
    """The row with every text in it made showable: Arrow holds no lone surrogates."""
    return {name: _mapped(value) for name, value in flat.items()}


def _mapped(value: Any) -> Any:
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, list):
        return [_mapped(item) for item in value]
    return {key: _mapped(item) for key, item in value.items()} if isinstance(value, dict) else value
