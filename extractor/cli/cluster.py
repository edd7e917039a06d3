"""``xiaozhang extract --engine spark``: the inputs go to Apache Spark, rows and problems come as Parquet."""

from __future__ import annotations

import warnings
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from extractor.cli.console import PROBLEMS, print_line, today
from extractor.problem import UsageError


class Engine(StrEnum):
    """What does the work."""

    LOCAL = "local"
    SPARK = "spark"


EngineName = Annotated[
    Engine,
    typer.Option(
        "--engine",
        metavar="引擎",
        help="local 在本机做；spark 交给 Apache Spark：最后一个路径（或 -o）是新建的结果文件夹，内有 rows（按年分）和 problems。",
    ),
]
Master = Annotated[
    str | None,
    typer.Option("--master", metavar="地址", help="Spark 的地址，如 local[4]、spark://主机:7077、yarn；只用于 spark。"),
]


def split_output(paths: Sequence[str], outputs: Sequence[Path]) -> tuple[list[str], str]:
    """The inputs and the one folder to write: that of ``-o``, else the last path. UsageError where there is none."""
    if len(outputs) > 1:
        raise UsageError("用 Spark 时只能有一个 -o，它是要新建的文件夹。")
    if outputs:
        return list(paths), str(outputs[0])
    if len(paths) < 2:
        raise UsageError("用 Spark 时要说明结果写到哪个文件夹：xiaozhang extract --engine spark 文章/ 结果/。")
    return list(paths[:-1]), paths[-1]


def refuse(given: Mapping[str, object]) -> None:
    """UsageError for options that the engine does not know and that were given all the same."""
    names = [name for name, value in given.items() if value]
    if names:
        msg = f"{'、'.join(names)} 不能和 --engine spark 一起用。"
        raise UsageError(msg)


def extract_on_spark(
    paths: Sequence[str],
    outputs: Sequence[Path],
    *,
    master: str | None,
    rules: Sequence[Path],
    published: date | None,
    seconds: float,
    quiet: bool,
) -> None:
    """Do the whole job; exit status 1 where problems were written."""
    warnings.filterwarnings("ignore", message="PySpark does not yet fully support pandas")
    from extractor.scale.spark import extract_with_spark, open_session

    inputs, output = split_output(paths, outputs)
    session = open_session(master)
    try:
        counts = extract_with_spark(
            inputs, output, session=session, rules=rules, published=published, today=today(), seconds=seconds
        )
    finally:
        session.stop()
    if not quiet:
        print_line(f"{counts.rows} 行写入 {output}/rows，{counts.problems} 个问题写入 {output}/problems。")
    if counts.problems:
        raise typer.Exit(PROBLEMS)
