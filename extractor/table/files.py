"""Rows → a file, by its suffix; streaming, and the same bytes for the same rows."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from importlib import import_module
from itertools import islice
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, cast

from extractor.problem import Problem, UsageError
from extractor.table.frame import from_frame
from extractor.table.schema import COLUMNS, Row, flatten
from extractor.table.text import inert, showable

if TYPE_CHECKING:
    import pandas as pd

Writer = Callable[..., list[Problem]]

WRITERS = {
    ".csv": "extractor.table.files:write_csv",
    ".json": "extractor.table.files:write_json",
    ".jsonl": "extractor.table.files:write_jsonl",
    ".parquet": "extractor.table.files:write_parquet",
    ".xlsx": "extractor.sheet.workbook:write_workbook",
}
"""Where the writer of each suffix lives; looked up by name, since a workbook is made further up."""


def write_table(rows: Iterable[Row] | pd.DataFrame, path: Path | str, **options: Any) -> list[Problem]:
    """Write rows (or a frame of :func:`to_frame`) in the format that the suffix names.

    ``options`` are the writer's own (a workbook takes ``lang``, ``articles``, ``problems``, ``as_of``). Returns
    what could not be written as it is. UsageError for a suffix that is none of :data:`WRITERS`, for a library
    that is not installed, and for a place that cannot be written.
    """
    path = Path(path)
    if path.suffix.lower() not in WRITERS:
        msg = f"不知道怎样写“{path.name}”：后缀可以是 {' '.join(WRITERS)}。"
        raise UsageError(msg)
    module, name = WRITERS[path.suffix.lower()].split(":")
    writer: Writer = getattr(import_module(module), name)
    return writer(_rows(rows), path, **options)


def _rows(rows: Iterable[Row] | pd.DataFrame) -> Iterable[Row]:
    return from_frame(cast("pd.DataFrame", rows)) if hasattr(rows, "columns") else rows


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """A path beside ``path`` to write to, which takes its place only when all went well. UsageError if it cannot."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield draft
        draft.replace(path)
    except OSError as error:
        msg = f"不能写入“{path}”：{error.strerror or error}。"
        raise UsageError(msg) from error
    finally:
        with suppress(OSError):
            draft.unlink()


@contextmanager
def _text_file(path: Path, *, bom: bool = False) -> Iterator[IO[str]]:
    r"""Text as UTF-8; ``\n`` ends a line on every system; a lone surrogate is written as its JSON escape."""
    encoding = "utf-8-sig" if bom else "utf-8"
    with replacing(path) as draft, draft.open("w", encoding=encoding, newline="\n", errors="backslashreplace") as file:
        yield file


def dump(row: Row) -> str:
    """A row as one line of JSON, Chinese as it is; the same row gives the same line."""
    return json.dumps(row, ensure_ascii=False, allow_nan=False)


def write_jsonl(rows: Iterable[Row], path: Path, **_options: Any) -> list[Problem]:
    """One row a line; nothing is lost, so there is never a problem."""
    with _text_file(path) as file:
        file.writelines(dump(row) + "\n" for row in rows)
    return []


def write_json(rows: Iterable[Row], path: Path, **_options: Any) -> list[Problem]:
    """One array, one row a line."""
    with _text_file(path) as file:
        mark = "[\n"
        for row in rows:
            file.write(mark + dump(row))
            mark = ",\n"
        file.write("\n]\n" if mark == ",\n" else "[]\n")
    return []


def write_csv(rows: Iterable[Row], path: Path, **_options: Any) -> list[Problem]:
    """The columns of :data:`COLUMNS` for Excel (UTF-8 with BOM): lists joined by ``、``, metrics as JSON.

    No cell can act as a formula; characters that a cell cannot hold are replaced, and said.
    """
    problems: list[Problem] = []
    with _text_file(path, bom=True) as file:
        table = csv.writer(file, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\r\n")
        table.writerow([column.name for column in COLUMNS])
        for row in rows:
            cells = [_cell(name, value) for name, value in flatten(row).items()]
            shown = [showable(cell) if isinstance(cell, str) else cell for cell in cells]
            problems += _said(row, path, cells != shown)
            table.writerow([inert(cell) if isinstance(cell, str) else cell for cell in shown])
    return problems


def _cell(name: str, value: Any) -> str | float:
    if name == "metrics":
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list):
        return "、".join(value)
    return "" if value is None else value


def _said(row: Row, path: Path, changed: bool) -> list[Problem]:  # noqa: FBT001 - the one thing it is about
    if not changed:
        return []
    where = f"{row['article']}:{row['start']}"
    message = f"有表格存不下的字符（控制字符或残缺的编码），写入 {path.name} 时换成了“\ufffd”"
    return [Problem(where, "table.characters", message, "原样的文字见 .jsonl 输出。")]


def write_parquet(rows: Iterable[Row], path: Path, **_options: Any) -> list[Problem]:
    """The columns of :data:`COLUMNS` with real dates, lists and records, in row groups of 10,000."""
    try:
        import pyarrow.parquet as pq
    except ImportError as error:
        msg = "写 Parquet 需要 pyarrow，请先运行：pip install 'xiaozhang[parquet]'"
        raise UsageError(msg) from error
    problems: list[Problem] = []
    from extractor.table.arrow import arrow_schema, showable_row, to_batch

    schema, rest = arrow_schema(), iter(rows)
    with replacing(path) as draft, pq.ParquetWriter(draft, schema) as file:
        while batch := list(islice(rest, 10_000)):
            flat = [flatten(row) for row in batch]
            shown = [showable_row(row) for row in flat]
            for row, whole, kept in zip(batch, flat, shown, strict=True):
                problems += _said(row, path, kept != whole)
            file.write_batch(to_batch(shown, schema))
    return problems
