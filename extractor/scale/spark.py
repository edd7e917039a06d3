"""The whole of an archive on Apache Spark: rows and problems as Parquet, and nothing collected on the driver.

Every worker needs this package; the rules travel with the job. Inside a worker's Python process the articles go to a
process of their own (:class:`~extractor.scale.pool.Pool`), so that an article that crashes or hangs costs itself only;
a worker that is killed from outside is tried again by Spark.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.batch import batch_schema, pack
from extractor.problem import Problem, UsageError
from extractor.scale.articles import SECONDS, lost, size
from extractor.scale.pool import Known, Pool
from extractor.scale.ship import pack_rules, unpack_rules
from extractor.scale.spark_sources import Reader, address, find_sources
from extractor.table import Extracted
from extractor.version import __version__

_AT_ONCE = 200
"""Articles whose rows make one Arrow batch of the result."""
_WAVES = 4
"""Tasks for each core, at least: so that the last ones end together."""


@dataclass(frozen=True, slots=True)
class Counts:
    """What a job wrote: rows of the table, problems, and remarks that leave nothing wrong."""

    rows: int
    problems: int
    notices: int


def open_session(master: str | None = None) -> Any:
    """A Spark session (``local[*]`` where neither ``master`` nor the environment names one); UsageError without Java."""
    try:
        from pyspark.errors import PySparkException
        from pyspark.sql import SparkSession
    except ImportError as error:
        raise UsageError("用 Spark 要另装 pyspark，请先运行：pip install 'xiaozhang[spark]'") from error
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    builder = SparkSession.builder.appName("xiaozhang").config("spark.sql.session.timeZone", "UTC")
    builder = builder.config("spark.log.level", "ERROR")
    if master or not {"SPARK_REMOTE", "MASTER", "SPARK_CONF_DIR"} & os.environ.keys():
        builder = builder.master(master or "local[*]")
    builder = builder.config("spark.ui.showConsoleProgress", "false")
    try:
        session = builder.getOrCreate()
    except PySparkException as error:
        msg = f"Spark 启动不了，请检查 Java（17 以上）和 --master：{str(error).splitlines()[0]}"
        raise UsageError(msg) from error
    session.sparkContext.setLogLevel("ERROR")
    return session


def extract_with_spark(
    inputs: Sequence[str],
    output: str,
    *,
    session: Any,
    rules: Sequence[Path | str] = (),
    published: date | None = None,
    today: date | None = None,
    seconds: float = SECONDS,
) -> Counts:
    """Read the inputs, write ``output/rows`` (by ``year`` of publication) and ``output/problems``, both Parquet.

    Inputs are files, folders and addresses that Spark can read; ``published`` and ``today`` as for
    :func:`extractor.reading.read`. UsageError where the output is there already.
    """
    from pyspark import StorageLevel
    from pyspark.sql.functions import year

    output = address(session, output)
    _check_output(session, output)
    packed = pack_rules(rules)
    found = None
    for source in find_sources(session, inputs, published=published, today=today):
        part = _spread(session, source.frame).mapInArrow(
            Job(packed, source.reader, seconds, __version__), _spark_schema()
        )
        found = part if found is None else found.union(part)
    assert found is not None
    found.persist(StorageLevel.DISK_ONLY)  # two tables come of it, and no article is read twice
    try:
        rows = found.where(found.problem.isNull()).drop("problem")
        problems = found.where(found.problem.isNotNull()).select("problem.*")
        rows.withColumn("year", year(rows.published)).write.partitionBy("year").parquet(f"{output}/rows")
        problems.write.parquet(f"{output}/problems")
        notices = problems.where(problems.notice).count()
        return Counts(rows.count(), problems.count() - notices, notices)
    finally:
        found.unpersist()


def _check_output(session: Any, output: str) -> None:
    path = session._jvm.org.apache.hadoop.fs.Path(output)  # noqa: SLF001 - the one way to ask any file system
    if path.getFileSystem(session._jsc.hadoopConfiguration()).exists(path):  # noqa: SLF001
        msg = f"输出“{output}”已经有了，请换一个名字，或先移走。"
        raise UsageError(msg)


def _spread(session: Any, frame: Any) -> Any:
    """The frame in tasks enough for all cores: files are packed by their size, and a small text is long work."""
    wanted = _WAVES * session.sparkContext.defaultParallelism
    return frame if frame.rdd.getNumPartitions() >= wanted else frame.repartition(wanted)


def _spark_schema() -> Any:
    from pyspark.sql.pandas.types import from_arrow_schema

    return from_arrow_schema(batch_schema())


@dataclass(frozen=True, slots=True)
class Job:
    """What runs on the workers, for ``mapInArrow``: batches of what is to be read → batches of rows and problems."""

    rules: bytes
    reader: Reader
    seconds: float
    version: str

    def __call__(self, batches: Iterator[Any]) -> Iterator[Any]:
        """One partition."""
        if self.version != __version__:
            msg = f"工作机上的 xiaozhang 是 {__version__}，提交作业的是 {self.version}，请装同一个版本。"
            raise UsageError(msg)
        records = (record for batch in batches for record in batch.to_pylist())
        items = (_known(item) for item in self.reader.read(records))
        found = _pool(self.rules, self.seconds).map(items)
        while some := list(islice(found, _AT_ONCE)):
            yield pack(some)


def _known(item: Article | Problem) -> Article | Known[Extracted]:
    return Known(Extracted(problem=item)) if isinstance(item, Problem) else item


_pools: dict[tuple[bytes, float], Pool[Article, Extracted]] = {}


def _pool(rules: bytes, seconds: float) -> Pool[Article, Extracted]:
    """The one process beside this worker, kept from task to task; one that a task left half way is replaced."""
    key = (rules, seconds)
    kept = _pools.pop(key, None)
    for other in [*_pools.values(), *([kept] if kept and kept.is_busy else [])]:
        other.close()
    _pools.clear()
    if kept is None or kept.is_busy:
        kept = Pool(unpack_rules(rules), lost=lost, size=size, jobs=1, seconds=seconds)
    _pools[key] = kept
    return kept
