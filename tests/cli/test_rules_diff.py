"""``rules diff``: what one changed rule does to an archive, row by row, with quotes."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from extractor.cli import app
from extractor.evaluate.changes import compare_rows

TEXT = "县住建局要在6月底前改造供水管网12公里。\n\n市教育局务须在大潮前新建学校3所。\n"
OWN = """- id: deadline.own_tide
  title: 大潮
  why: 试验用
  pattern: '(?P<event>大潮)前'
  resolve: event
"""
NOT_A_METRIC = """- id: metric.own_none
  title: 管网不计
  why: 试验用
  pattern: '管网\\d+公里'
  says: none
"""


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    Path("文章").mkdir()
    Path("文章/通知.md").write_text(f"---\ntitle: 通知\ndate: 2024-03-01\n---\n{TEXT}", encoding="utf-8")
    for name, rules in {"旧": {}, "新": {"deadline": OWN, "metric": NOT_A_METRIC}}.items():
        Path(name).mkdir()
        for family, text in rules.items():
            Path(name, family).mkdir()
            Path(name, family, "own.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def diff(*arguments):
    return CliRunner().invoke(app, ["rules", "diff", *arguments])


def test_the_same_rules_change_nothing(place):
    done = diff("旧", "旧", "文章")
    assert done.exit_code == 0, done.output
    assert done.stdout.strip() == "新增 0 行，消失 0 行，移动 0 行，改变 0 行。"


def test_changes_come_with_quotes_as_table_lines_and_workbook(place):
    done = diff("旧", "新", "文章", "-o", "变化.jsonl", "--jobs", "2")
    assert done.exit_code == 1, done.output
    changes = [json.loads(line) for line in Path("变化.jsonl").read_text("utf-8").splitlines()]
    pipes = "县住建局要在6月底前改造供水管网12公里"
    (metrics,) = [change for change in changes if change["old"]["text"] == change["new"]["text"] == pipes]
    assert metrics["kind"] == "changed"
    assert [metric["value"] for metric in metrics["old"]["metrics"]] == [12]
    assert not metrics["new"]["metrics"]
    assert "县住建局要在6月底前改造供水管网12公里" in done.stdout
    diff("旧", "新", "文章", "-o", "变化.xlsx")
    book = openpyxl.load_workbook("变化.xlsx")
    rows = list(book["变化"].iter_rows(values_only=True))
    assert rows[0][:5] == ("变化", "文章", "位置", "原来", "现在")
    assert len(rows) == len(changes) + 1
    assert rows[1][1] == "文章/通知.md"
    assert sum(row[1] for row in book["小结"].iter_rows(values_only=True)) == len(changes)


def test_turned_round_what_was_gained_is_lost(place):
    diff("旧", "新", "文章", "-o", "a.jsonl")
    diff("新", "旧", "文章", "-o", "b.jsonl")
    there, back = (list(map(json.loads, Path(name).read_text("utf-8").splitlines())) for name in ("a.jsonl", "b.jsonl"))
    assert sorted((str(c["old"]), str(c["new"])) for c in there) == sorted((str(c["new"]), str(c["old"])) for c in back)


def test_a_revision_in_git_is_a_folder_of_rules(place):
    def git(*words):
        subprocess.run(["git", "-c", "user.name=a", "-c", "user.email=a@b", *words], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    git("add", "新")
    git("commit", "-qm", "a")
    assert diff("main:新", "新", "文章").exit_code == 0
    assert diff("main:新", "旧", "文章").exit_code == 1


@pytest.mark.parametrize(
    "arguments", [("没有", "旧", "文章"), ("main:没有", "旧", "文章"), ("旧", "旧", "文章", "-o", "a.txt")]
)
def test_wrong_use_is_one_sentence(place, arguments):
    assert diff(*arguments).exit_code == 2


def row(start, end, **fields):
    base = {"kind": "commitment", "strength": "firm", "due": None, "lead": [], "support": [], "metrics": []}
    return {**base, "condition": None, "article": "a", "start": start, "end": end, "text": "", "rules": [], **fields}


def test_kinds_of_change_by_place():
    before = [row(0, 10), row(20, 30), row(40, 50), row(60, 70)]
    after = [row(0, 10), row(22, 30), row(40, 50, strength="aim"), row(80, 90)]
    changes = compare_rows(before, after)
    assert [(c.kind, c.start) for c in changes] == [("moved", 22), ("changed", 40), ("lost", 60), ("gained", 80)]
    assert changes[1].fields() == {"strength": ("firm", "aim")}


def test_a_row_cut_in_two_moves_and_gains():
    changes = compare_rows([row(0, 20)], [row(0, 8), row(9, 20)])
    assert [(c.kind, c.start) for c in changes] == [("gained", 0), ("moved", 9)]
