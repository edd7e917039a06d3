"""What a cluster reads: folders of files of every kind, Parquet, and JSON lines of any size, as Spark data frames.

Files of the sizes that one machine reads are read whole by the readers of one machine, so that rows are the same.
Parquet, and JSON lines beyond that size, are split by Spark; their articles have the names that they have on one
machine: path and number of the record.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import unquote

from extractor.article import Article
from extractor.batch import read_item
from extractor.problem import Problem, UsageError
from extractor.reading import read_bytes_as
from extractor.reading.draft import MB, Limits
from extractor.reading.kinds import SUFFIXES
from extractor.reading.names import DOCUMENTS_NOT_READ, is_article_name, unsupported
from extractor.reading.records import is_own_table

Items = Iterator[Article | Problem]
_SPLIT = frozenset({".parquet"})
_LINES = frozenset({".jsonl", ".ndjson"})


@dataclass(frozen=True, slots=True)
class Names:
    """The names of articles from the addresses of files: as the user gave them, and not as the cluster sees them."""

    roots: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, inputs: Sequence[str]) -> Names:
        """The names below these inputs; an address (``hdfs://…``) stays as it is."""
        return cls(tuple((str(Path(path).absolute()), path) for path in inputs if "://" not in path))

    def name(self, address: str) -> str:
        """The name of the file at an address that Spark gives."""
        path = "/" + address.removeprefix("file:").lstrip("/") if address.startswith("file:") else address
        for root, given in self.roots:
            if path == root or path.startswith(f"{root}/"):
                return str(PurePosixPath(Path(given).as_posix()) / path[len(root) :].lstrip("/"))
        return path


@dataclass(frozen=True, slots=True)
class Source:
    """A data frame of things to be read (``kind``: how), and how their articles are named and dated."""

    frame: Any
    kind: str
    names: Names
    published: date | None = None
    today: date | None = None

    @property
    def reader(self) -> Reader:
        """What reads the records of the frame; it travels with the job."""
        return Reader(self.kind, self.names, self.published, self.today)


@dataclass(frozen=True, slots=True)
class Reader:
    """Records of one kind of frame → articles and problems."""

    kind: str
    names: Names
    published: date | None = None
    today: date | None = None

    def read(self, records: Iterable[Mapping[str, Any]]) -> Items:
        """One partition, in order."""
        reads = {"files": self._file, "refused": self._refused, "lines": self._line, "records": self._record}
        self_read = reads[self.kind]
        for record in records:
            yield from self_read(record)

    def _file(self, record: Mapping[str, Any]) -> Items:
        path = self.names.name(record["path"])
        if self._is_given(path) or is_article_name(PurePosixPath(path).name):
            yield from read_bytes_as(path, record["content"], published=self.published, today=self.today)

    def _is_given(self, path: str) -> bool:
        return any(path == given for _, given in self.names.roots)

    def _refused(self, record: Mapping[str, Any]) -> Items:
        path = self.names.name(record["path"])
        said = next(unsupported(path), None)
        most = f"文件超过 {Limits().size // MB} MB 的上限，没有读"
        yield said or Problem(path, "reading.too_large", most, "请把文件拆成几份，或存成 Parquet 或 JSON 行（.jsonl）")

    def _line(self, record: Mapping[str, Any]) -> Items:
        path, at, line = self.names.name(unquote(record["path"])), record["at"], record["value"]
        if not line.strip():
            return
        try:
            found = json.loads(line)
        except (ValueError, RecursionError):
            found = None
        if isinstance(found, dict):
            yield from read_item(found, path=path, at=at, published=self.published, today=self.today)
        else:
            hint = '每行写一个 {"title": …, "text": …}'
            yield Problem(f"{path}:{at}", "reading.json", "这一行不是 JSON 对象", hint)

    def _record(self, record: Mapping[str, Any]) -> Items:
        path = self.names.name(unquote(record["path"]))
        days = {"published": self.published, "today": self.today}
        yield from read_item(record["record"], path=path, at=record["at"], **days)


def find_sources(
    spark: Any, inputs: Sequence[str], *, published: date | None = None, today: date | None = None
) -> list[Source]:
    """The frames of everything below the inputs (paths and addresses that Spark can read); UsageError for none."""
    from pyspark.errors import AnalysisException

    names = Names.of(inputs)
    inputs = [_literal(spark, path) for path in inputs]
    limit = Limits().size
    plain = sorted(SUFFIXES.keys() - _SPLIT - {".xml"})
    try:
        files = _files(spark, inputs, plain)
        large = files.where(files.length > limit).select("path")
        refused = large.where(~_ends(large, _LINES)).union(
            _files(spark, inputs, sorted(DOCUMENTS_NOT_READ)).select("path")
        )
        found = [
            Source(files.where(files.length <= limit).select("path", "content"), "files", names, published, today),
            Source(refused, "refused", names, published, today),
        ]
        lines = [row.path for row in large.where(_ends(large, _LINES)).toLocalIterator()]
        if lines:
            found.append(Source(_lines(spark, lines), "lines", names, published, today))
        records = _records(spark, inputs)
    except AnalysisException as error:
        msg = f"Spark 读不了输入：{str(error).splitlines()[0]}"
        raise UsageError(msg) from error
    return [*found, *([Source(records, "records", names, published, today)] if records else [])]


def address(spark: Any, path: str) -> str:
    """A path of this machine as Spark has to be told it: its Java process may have started in another folder.

    An address with a scheme, and every path of a cluster whose own file system is not this machine's, stays.
    """
    conf = spark._jsc.hadoopConfiguration()  # noqa: SLF001 - the one way to ask what file system paths are of
    own = spark._jvm.org.apache.hadoop.fs.FileSystem.getDefaultUri(conf).getScheme()  # noqa: SLF001
    return path if "://" in path or own != "file" else str(Path(path).absolute())


def _literal(spark: Any, path: str) -> str:
    """The address of an input; brackets and stars in the name of a file that is there are letters like others."""
    found = address(spark, path)
    return _escape(found) if Path(path).exists() else found


def _escape(path: str) -> str:
    return re.sub(r"([\\*?{}\[\]])", r"\\\1", path)


def _glob(suffixes: Iterable[str]) -> str:
    """A Hadoop glob for names that end so, in capitals or not."""
    letters = ("".join(f"[{c}{c.upper()}]" if c.isalpha() else c for c in suffix) for suffix in suffixes)
    return f"*{{{','.join(letters)}}}"


def _files(spark: Any, inputs: Sequence[str], suffixes: Sequence[str]) -> Any:
    options = {"recursiveFileLookup": "true", "pathGlobFilter": _glob(suffixes)}
    return spark.read.format("binaryFile").options(**options).load(list(inputs))


def _ends(frame: Any, suffixes: Iterable[str]) -> Any:
    from pyspark.sql.functions import lower

    return lower(frame.path).rlike(f"({'|'.join(f'[.]{suffix[1:]}' for suffix in sorted(suffixes))})$")


def _lines(spark: Any, paths: Sequence[str]) -> Any:
    """The lines of large files with their numbers: counted block by block first, for a block knows no line before it."""
    text = spark.read.option("lineSep", "\n").text([_escape(path) for path in paths])
    blocks = text.selectExpr("value", "_metadata.file_path as path", "_metadata.file_block_start as block")
    counts: dict[str, list[tuple[int, int]]] = {}
    for row in blocks.groupBy("path", "block").count().collect():
        counts.setdefault(row["path"], []).append((row["block"], row["count"]))
    before = {path: _running(sorted(found)) for path, found in counts.items()}

    def number(batches: Iterator[Any]) -> Iterator[Any]:
        import pyarrow as pa

        seen: dict[tuple[str, int], int] = {}
        for batch in batches:
            numbers = []
            for path, block in zip(batch["path"].to_pylist(), batch["block"].to_pylist(), strict=True):
                at = seen[path, block] = seen.get((path, block), before[path][block]) + 1
                numbers.append(at)
            columns = [batch["path"], pa.array(numbers, pa.int64()), batch["value"]]
            yield pa.RecordBatch.from_arrays(columns, names=["path", "at", "value"])

    return blocks.mapInArrow(number, "path string, at long, value string")


def _running(counts: Iterable[tuple[int, int]]) -> dict[int, int]:
    """Block → lines before it."""
    total, before = 0, {}
    for block, count in counts:
        before[block] = total
        total += count
    return before


def _records(spark: Any, inputs: Sequence[str]) -> Any:
    """The rows of Parquet files with their numbers; None where there is none, or only tables of our own."""
    from pyspark.errors import AnalysisException
    from pyspark.sql.functions import struct

    options = {"recursiveFileLookup": "true", "pathGlobFilter": _glob(_SPLIT), "mergeSchema": "true"}
    try:
        table = spark.read.options(**options).parquet(*inputs)
    except AnalysisException as error:
        if "UNABLE_TO_INFER_SCHEMA" in str(error):
            return None
        raise
    if is_own_table(table.columns):
        return None
    numbered = table.select(struct(*table.columns).alias("record"), "_metadata.file_path", "_metadata.row_index")
    return numbered.selectExpr("file_path as path", "row_index + 1 as at", "record")
