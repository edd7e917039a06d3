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

    arrays = [pa.array(_column(rows, field), type=field.type) for field in schema]
    return pa.RecordBatch.from_arrays(arrays, schema=schema)


def _column(rows: Sequence[Mapping[str, Any]], field: Any) -> list[Any]:
    """The values of a field, ISO days as dates."""
    import pyarrow as pa

    name = field.name
    values = [row.get(name) for row in rows]
    if pa.types.is_date32(field.type):
        return [date.fromisoformat(value) if value else None for value in values]
    if pa.types.is_list(field.type) and pa.types.is_date32(field.type.value_type):
        return [[date.fromisoformat(day) for day in value] if value else value for value in values]
    return values


def showable_row(flat: Row) -> Row:
    """The row with every text in it made showable: Arrow holds no lone surrogates."""
    return {name: _mapped(value) for name, value in flat.items()}


def _mapped(value: Any) -> Any:
    if isinstance(value, str):
        return showable(value)
    if isinstance(value, list):
        return [_mapped(item) for item in value]
    return {key: _mapped(item) for key, item in value.items()} if isinstance(value, dict) else value
