"""A real local Spark gives the rows of one machine, and loses nothing but what cannot be read."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner

from extractor.article import Article
from extractor.cli import app
from extractor.problem import UsageError
from extractor.reading import Limits, read
from extractor.scale import extract_articles, spark_sources
from extractor.scale.spark import extract_with_spark
from extractor.table import flatten
from extractor.table.arrow import arrow_schema, to_batch

SAMPLES = Path(__file__).parents[2] / "samples"
NOTE = "县住建局要在6月底前改造供水管网{}公里。"
RUNAWAY = """- id: deadline.runaway
  title: 失控
  why: 试验用
  pattern: '(?:甲|甲甲)+乙'
  resolve: now
"""


def local_rows(paths, **options):
    articles = (item for item in read(paths) if isinstance(item, Article))
    found = extract_articles(articles, jobs=1, **options)
    return to_batch([flatten(row) for one in found for row in one.rows], arrow_schema()).to_pylist()


def table(folder):
    found = pq.read_table(folder)
    return found.drop_columns(["year"]).to_pylist() if "year" in found.column_names else found.to_pylist()


def by_place(rows):
    return sorted(rows, key=lambda row: (row["article"], row["start"], row["id"]))


@pytest.fixture
def archive(tmp_path, monkeypatch):
    """Articles of every kind in one tree, and the folder from which they are named."""
    monkeypatch.chdir(tmp_path)
    folder = tmp_path / "文 章[1]"
    (folder / "子").mkdir(parents=True)
    for sample in list(SAMPLES.glob("*.md"))[:4]:
        (folder / "子" / sample.name).write_bytes(sample.read_bytes())
    (folder / "a%20b.TXT").write_text(NOTE.format(1), encoding="gb18030")
    records = [{"title": f"第{n}篇", "text": NOTE.format(n), "date": f"202{n % 3}-03-01"} for n in range(1, 40)]
    (folder / "b.jsonl").write_text("\n".join(json.dumps(r, ensure_ascii=False) for r in records), encoding="utf-8")
    (folder / "c.csv").write_text("标题,正文,发布日期\n通知," + NOTE.format(3) * 4 + ",2022-01-05\n", encoding="utf-8")
    pq.write_table(pa.Table.from_pylist(records), folder / "d.parquet")
    (folder / "README.md").write_text(NOTE.format(7), encoding="utf-8")
    return Path("文 章[1]")


def test_rows_are_those_of_one_machine(spark, archive):
    counts = extract_with_spark([str(archive)], "out", session=spark)
    expected = local_rows([archive])
    assert by_place(table("out/rows")) == by_place(expected)
    assert counts.rows == len(expected) > 80
    assert sorted(path.name for path in Path("out/rows").glob("year=*"))[:3] == ["year=2020", "year=2021", "year=2022"]
    local = [str(item.where) for item in read([archive]) if not isinstance(item, Article)]
    assert sorted(row["where"] for row in table("out/problems")) == sorted(local)
    assert counts.problems + counts.notices == len(local)


def test_large_json_lines_are_split_and_keep_their_numbers(spark, archive, monkeypatch):
    monkeypatch.setattr(spark_sources, "Limits", lambda: Limits(size=3_000))
    spark.conf.set("spark.sql.files.maxPartitionBytes", "2000")
    (archive / "c.csv").write_bytes(b"x" * 4000)
    try:
        extract_with_spark([str(archive)], "out", session=spark)
    finally:
        spark.conf.unset("spark.sql.files.maxPartitionBytes")
    (archive / "c.csv").unlink()
    small = [row for row in local_rows([archive]) if not row["article"].startswith("文 章[1]/子")]
    assert by_place(row for row in table("out/rows") if not row["article"].startswith("文 章[1]/子")) == by_place(small)
    assert {"文 章[1]/c.csv"} <= {row["where"] for row in table("out/problems") if row["code"] == "reading.too_large"}


def test_a_poisoned_record_costs_itself_only(spark, archive):
    """Own rules travel with the job; one of them runs away over one article."""
    rules = Path("own/deadline")
    rules.mkdir(parents=True)
    (rules / "runaway.yaml").write_text(RUNAWAY, encoding="utf-8")
    expected = local_rows([archive])
    (archive / "毒.txt").write_text("甲" * 60 + "。" + NOTE.format(9), encoding="utf-8")
    extract_with_spark([str(archive)], "out", session=spark, rules=["own"], seconds=3)
    assert by_place(table("out/rows")) == by_place(expected)
    (problem,) = [row for row in table("out/problems") if row["code"] == "extract.failed"]
    assert problem["where"] == "文 章[1]/毒.txt"
    assert "超时" in problem["message"]


def test_a_killed_worker_loses_nothing(spark, archive, monkeypatch):
    """The first task that runs kills its Python worker; Spark tries it again."""
    mark = Path.cwd() / "killed"
    plain = spark_sources.Reader.read

    def once(reader, records):
        import os

        if not mark.exists():
            mark.touch()
            os._exit(1)
        return plain(reader, records)

    class Killing(spark_sources.Reader):
        read = once

    monkeypatch.setattr(
        spark_sources.Source, "reader", property(lambda s: Killing(s.kind, s.names, s.published, s.today))
    )
    extract_with_spark([str(archive)], "out", session=spark)
    assert mark.exists()
    assert by_place(table("out/rows")) == by_place(local_rows([archive]))


def test_an_output_that_is_there_is_not_touched(spark, archive):
    Path("out").mkdir()
    with pytest.raises(UsageError, match="已经有了"):
        extract_with_spark([str(archive)], "out", session=spark)


def test_an_input_that_is_not_there_is_wrong_use(spark, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UsageError, match="读不了输入"):
        extract_with_spark(["没有"], "out", session=spark)


def test_the_command_line_writes_what_the_library_writes(archive, tmp_path):
    """A process of its own, as a user starts it: Spark is found, and the inputs and the output are paths."""
    if not shutil.which("java"):
        pytest.skip("java is not installed")
    (archive / "坏.docx").write_bytes(b"PK\x03\x04")
    command = [sys.executable, "-c", "from extractor.cli import main; main()", "extract", "--engine", "spark"]
    done = subprocess.run(
        [*command, "--master", "local[2]", str(archive), "结 果"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1, done.stderr
    assert by_place(table("结 果/rows")) == by_place(local_rows([archive]))
    assert "文 章[1]/坏.docx" in {row["where"] for row in table("结 果/problems") if not row["notice"]}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--engine", "spark", "一篇.md"], "写到哪个文件夹"),
        (["--engine", "spark", "一篇.md", "out", "--list"], "--list"),
        (["--engine", "spark", "一篇.md", "-o", "a", "-o", "b"], "只能有一个"),
        (["--master", "local", "一篇.md"], "--master"),
    ],
)
def test_what_the_engine_does_not_know_is_wrong_use(options, said):
    done = CliRunner().invoke(app, ["extract", *options])
    assert done.exit_code == 2
    assert said in done.stderr
