"""Measures as rows: the one schema of columns, stable ids, the DataFrame, and the files that hold a table.

A *row* is the nested record of one measure as it stands in JSONL (:func:`to_row`); a *frame* holds the same
with the deadline spread over flat columns (:data:`COLUMNS`). Rows stream: writing JSONL, JSON, CSV or Parquet
never needs pandas.
"""

from extractor.table.extract import Extracted, extract, extract_each, extract_rows, failed
from extractor.table.files import dump, write_table
from extractor.table.frame import check_frame, from_frame, to_frame
from extractor.table.rows import identify, to_row, to_rows
from extractor.table.schema import COLUMNS, DUE_KEYS, METRIC_KEYS, ROW_KEYS, Column, Row, flatten
from extractor.table.text import inert, showable

__all__ = [
    "COLUMNS",
    "DUE_KEYS",
    "METRIC_KEYS",
    "ROW_KEYS",
    "Column",
    "Extracted",
    "Row",
    "check_frame",
    "dump",
    "extract",
    "extract_each",
    "extract_rows",
    "failed",
    "flatten",
    "from_frame",
    "identify",
    "inert",
    "showable",
    "to_frame",
    "to_row",
    "to_rows",
    "write_table",
]
