"""``xiaozhang extract`` and ``show`` end to end."""

from __future__ import annotations

import json
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

EXPECTED = Path(__file__).parents[1] / "golden" / "expected"
NOTE = "---\ntitle: 通知\npublished: 2024-04-08\n---\n\n县住建局要在6月底前改造供水管网12公里。\n"


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_jsonl_row_is_what_the_design_says(process, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    done = process("extract", "note.md", "-o", "out.jsonl")
    assert done.returncode == 0, done.stderr
    (row,) = lines(tmp_path / "out.jsonl")
    assert row["article"] == "note.md"
    assert row["published"] == "2024-04-08"
    assert row["kind"] == "commitment"
    assert row["lead"] == ["县住建局"]
    assert row["due"]["date"] == "2024-06-30"
    (metric,) = row["metrics"]
    assert (metric["value"], metric["unit"]) == (12, "公里")


def test_article_is_the_path_as_given(xiaozhang, tmp_path):
    (tmp_path / "dev").mkdir()
    (tmp_path / "dev" / "001.md").write_text(NOTE, encoding="utf-8")
    xiaozhang("extract", "dev", "-o", "out.jsonl")
    assert {row["article"] for row in lines(tmp_path / "out.jsonl")} == {"dev/001.md"}


def test_every_format_holds_the_same_rows(xiaozhang, tmp_path, samples):
    names = ["out.jsonl", "out.json", "out.csv", "out.parquet", "out.xlsx"]
    done = xiaozhang("extract", samples, *(part for name in names for part in ("-o", name)))
    assert done.returncode == 0, done.stderr
    rows = lines(tmp_path / "out.jsonl")
    ids = [row["id"] for row in rows]
    assert len(ids) == len(set(ids)) > 80
    assert json.loads((tmp_path / "out.json").read_text(encoding="utf-8")) == rows
    assert list(pd.read_csv(tmp_path / "out.csv")["id"]) == ids
    assert list(pd.read_parquet(tmp_path / "out.parquet")["id"]) == ids
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert [sheet.title for sheet in book if sheet.sheet_state == "visible"] == [
        "总览",
        "台账",
        "指标",
        "已办",
        "文章",
        "说明",
    ]
    texts = {cell.value for row in book["台账"].iter_rows() for cell in row}
    assert {row["text"] for row in rows if row["kind"] == "commitment"} <= texts


def test_csv_opens_in_excel_with_chinese_intact(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    xiaozhang("extract", "note.md", "-o", "out.csv")
    assert (tmp_path / "out.csv").read_bytes().startswith(b"\xef\xbb\xbf")


def test_same_input_same_bytes(process, tmp_path, samples):
    for name in ("one", "two"):
        outputs = [part for suffix in ("jsonl", "csv", "parquet") for part in ("-o", f"{name}.{suffix}")]
        process("extract", samples, *outputs)
    for suffix in ("jsonl", "csv", "parquet"):
        assert (tmp_path / f"one.{suffix}").read_bytes() == (tmp_path / f"two.{suffix}").read_bytes()


@pytest.mark.parametrize("kind", ["commitment", "achievement"])
def test_kind_keeps_only_that_kind(xiaozhang, tmp_path, samples, kind):
    xiaozhang("extract", samples, "--kind", kind, "-o", "out.jsonl")
    assert {row["kind"] for row in lines(tmp_path / "out.jsonl")} == {kind}


def test_without_output_the_rows_are_shown(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    done = xiaozhang("extract", "note.md")
    assert done.returncode == 0
    assert "2024-06-30" in done.stdout
    assert "1 条承诺" in done.stderr


def test_quiet_says_nothing(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    done = xiaozhang("extract", "note.md", "-o", "out.jsonl", "--quiet")
    assert (done.stdout, done.stderr) == ("", "")


def test_bad_file_is_named_and_the_rest_goes_on(process, tmp_path):
    (tmp_path / "a.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / "b.docx").write_bytes(b"PK\x03\x04 cut off")
    (tmp_path / "c.md").write_bytes(b"")
    done = process("extract", ".", "-o", "out.jsonl")
    assert done.returncode == 1
    assert "b.docx" in done.stderr
    assert "c.md" in done.stderr
    assert "Traceback" not in done.stderr
    assert [row["article"] for row in lines(tmp_path / "out.jsonl")] == ["a.md"]


def test_a_workbook_says_where_an_article_lies_there_twice(process, tmp_path):
    for name in ("通知.md", "通知 (1).md"):
        (tmp_path / name).write_text(NOTE, encoding="utf-8")
    done = process("extract", "通知.md", "通知 (1).md", "-o", "台账.xlsx")
    assert done.returncode == 0
    assert "通知 (1).md: 有 1 条在 通知.md 里也有" in done.stderr
    assert "列了两遍" not in process("extract", "通知.md", "-o", "台账.xlsx").stderr


def test_published_dates_what_has_no_date(xiaozhang, tmp_path):
    (tmp_path / "note.txt").write_text("县住建局要在6月底前改造供水管网12公里。\n", encoding="utf-8")
    done = xiaozhang("extract", "note.txt", "--published", "2021-03-01", "-o", "out.jsonl")
    assert done.returncode == 0, done.stderr
    (row,) = lines(tmp_path / "out.jsonl")
    assert row["due"]["date"] == "2021-06-30"


def test_without_any_date_the_deadline_stays_open_and_says_so(xiaozhang, tmp_path):
    (tmp_path / "note.txt").write_text("县住建局要在6月底前改造供水管网12公里。\n", encoding="utf-8")
    done = xiaozhang("extract", "note.txt", "-o", "out.jsonl")
    assert done.returncode == 1
    assert "--published" in done.stderr
    (row,) = lines(tmp_path / "out.jsonl")
    assert row["due"]["text"] == "6月底前"
    assert row["due"]["date"] is None


def test_standard_input(process, tmp_path):
    done = process("extract", "-", "-o", "out.jsonl", stdin=NOTE)
    assert done.returncode == 0, done.stderr
    assert len(lines(tmp_path / "out.jsonl")) == 1


def test_place_that_cannot_be_written_is_wrong_use(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    (tmp_path / "file").write_text("", encoding="utf-8")
    done = xiaozhang("extract", "note.md", "-o", "file/out.jsonl")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


def test_own_rules_are_added(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    folder = tmp_path / "own" / "deadline"
    folder.mkdir(parents=True)
    (folder / "bad.yaml").write_text("- id: deadline.bad\n  colour: red\n", encoding="utf-8")
    done = xiaozhang("extract", "note.md", "--rules", "own", "-o", "out.jsonl")
    assert done.returncode == 1
    assert "bad.yaml:1" in done.stderr


def test_show_marks_measures_dates_metrics_and_units(xiaozhang, tmp_path):
    (tmp_path / "note.md").write_text(NOTE, encoding="utf-8")
    done = xiaozhang("show", "note.md")
    assert done.returncode == 0, done.stderr
    assert "【1 " in done.stdout
    assert "〔6月底前〕" in done.stdout
    assert "＜县住建局＞" in done.stdout
    assert "｛12公里｝" in done.stdout


def test_show_changes_no_character_of_the_text(xiaozhang, tmp_path, samples):
    done = xiaozhang("show", samples / "01_feature.md")
    bare = "".join(char for char in done.stdout if char not in "【】〔〕｛｝＜＞ \n")
    assert "去年以来，市水务集团投入3.6亿元，改造老旧供水管网142公里" in bare.replace("1", "1")


def test_rules_test_list_and_try(xiaozhang):
    assert xiaozhang("rules", "test", "--family", "metric").returncode == 0
    assert "metric." in xiaozhang("rules", "list", "--family", "metric").stdout
    done = xiaozhang("rules", "try", "6月底前改造管网12公里。", "--published", "2024-03-20")
    assert done.returncode == 0, done.stderr
    assert "2024-06-30" in done.stdout


def test_evaluate_prints_figures_and_writes_markdown(xiaozhang, tmp_path, samples):
    done = xiaozhang("evaluate", EXPECTED, samples, "-o", "figures.md")
    assert done.returncode == 0, done.stderr
    assert "| ledger row |" in done.stdout
    assert "| ledger row |" in (tmp_path / "figures.md").read_text(encoding="utf-8")


def test_a_missing_date_is_no_problem_while_no_deadline_needs_it(xiaozhang, tmp_path):
    (tmp_path / "note.txt").write_text("县住建局要在2024年6月底前改造供水管网12公里。\n", encoding="utf-8")
    done = xiaozhang("extract", "note.txt", "-o", "out.jsonl")
    assert done.returncode == 0
    assert "提示：note.txt: 没有找到发布日期" in done.stderr
    (tmp_path / "note.txt").write_text("县住建局要在6月底前改造供水管网12公里。\n", encoding="utf-8")
    done = xiaozhang("extract", "note.txt", "-o", "out.xlsx")
    assert done.returncode == 1
    assert "问题：note.txt: 没有找到发布日期，“6月底前”等 1 个时限不能换算成日期" in done.stderr
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert any("不能换算成日期" in str(cell.value) for row in book["文章"].iter_rows() for cell in row)
