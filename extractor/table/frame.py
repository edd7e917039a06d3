"""Rows ↔ pandas DataFrame, and the check of a frame against the schema."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING, Any

from extractor.problem import Problem
from extractor.table.schema import COLUMNS, DUE_KEYS, ROW_KEYS, Column, Row, flatten

if TYPE_CHECKING:
    import pandas as pd


def to_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Rows → a frame with exactly the columns and dtypes of :data:`COLUMNS`, also where there are no rows."""
    import pandas as pd

    flat = [flatten(row) for row in rows]
    return pd.DataFrame({c.name: _series([row[c.name] for row in flat], c.dtype) for c in COLUMNS})


def _series(values: list[Any], dtype: str) -> pd.Series[Any]:
    import pandas as pd

    if dtype == "datetime64[s]":
        return pd.Series([date.fromisoformat(v) if v else None for v in values], dtype=dtype)
    return pd.Series(values, dtype="object" if dtype == "list" else dtype)


def from_frame(frame: pd.DataFrame) -> Iterator[Row]:
    """A frame → its rows; the inverse of :func:`to_frame`."""
    import pandas as pd

    names = [c.name for c in COLUMNS]
    for values in frame[names].itertuples(index=False, name=None):
        flat = {c.name: _plain(value, c.dtype, pd.NA) for c, value in zip(COLUMNS, values, strict=True)}
        due = {key: flat["due" if key == "date" else f"due_{key}"] for key in DUE_KEYS}
        yield {key: flat[key] for key in ROW_KEYS} | {"due": due if due["text"] is not None else None}


def _plain(value: Any, dtype: str, missing: Any) -> Any:
    if dtype == "list":
        return list(value)
    if value is missing or value is None or value != value:  # noqa: PLR0124 - NaN and NaT differ from themselves
        return None
    if dtype == "datetime64[s]":
        return value.date().isoformat()
    return value


def check_frame(frame: pd.DataFrame) -> list[Problem]:
    """What in a frame differs from :data:`COLUMNS`: names and order, dtypes, empty cells, repeated ids, offsets."""
    want, have = [c.name for c in COLUMNS], list(frame.columns)
    if want != have:
        odd = "、".join(map(str, [n for n in want if n not in have] + [n for n in have if n not in want])) or "次序"
        return [Problem("table", "table.columns", f"表的列与约定不符：{odd}", "列名和次序见 extractor.table.COLUMNS。")]
    found = [problem for column in COLUMNS for problem in _check_column(frame, column)]
    if found:
        return found
    for label, wrong in (("编号重复", frame["id"].duplicated()), ("终点不在起点之后", frame["end"] <= frame["start"])):
        found += [Problem(f"table:{at}", "table.value", f"第 {at} 行{label}") for at in frame.index[wrong]]
    return found


def _check_column(frame: pd.DataFrame, column: Column) -> Iterator[Problem]:
    dtype = "object" if column.dtype == "list" else column.dtype
    if str(frame[column.name].dtype) != dtype:
        said = f"列 {column.name} 的类型是 {frame[column.name].dtype}，应为 {dtype}"
        yield Problem("table", "table.dtype", said, "请用 extractor.table.to_frame 造表。")
    elif not column.nullable and frame[column.name].isna().any():
        yield Problem("table", "table.empty", f"列 {column.name} 不应有空格")
