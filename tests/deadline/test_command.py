from __future__ import annotations

import json

import pytest
from typer.testing import CliRunner

from extractor.cli import app

RUN = CliRunner()


def lines(path):
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_sentence_is_shown_as_a_table():
    result = RUN.invoke(app, ["deadlines", "明年3月底前完成招标，10月底前竣工", "--published", "2022-11-20"])
    assert result.exit_code == 0
    assert "2023-03-31" in result.output
    assert "2023-10-31" in result.output


def test_a_file_of_sentences(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    rows = [
        {"id": "a", "text": "6月底前完成。", "published": "2022-03-15"},
        {"id": "b", "text": "截至6月底已完成。", "published": "2022-07-15"},
    ]
    source.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")
    assert RUN.invoke(app, ["deadlines", str(source), "-o", str(target)]).exit_code == 0
    first, second = lines(target)
    assert (first["id"], first["deadlines"][0]["date"], first["deadlines"][0]["role"]) == ("a", "2022-06-30", "due")
    assert second == {"id": "b", "deadlines": []}


def test_a_bad_line_is_named_and_the_rest_goes_on(tmp_path):
    source, target = tmp_path / "in.jsonl", tmp_path / "out.jsonl"
    source.write_text('{"text": "年底前完成", "published": "2022-03-15"}\n不是\n{"id": 3}\n', encoding="utf-8")
    result = RUN.invoke(app, ["deadlines", str(source), "-o", str(target)])
    assert result.exit_code == 1
    assert f"{source}:2" in result.output
    assert len(lines(target)) == 1


def test_events_and_plain_text(tmp_path):
    events, source = tmp_path / "events.yaml", tmp_path / "in.txt"
    events.write_text("汛期: 06-01\n", encoding="utf-8")
    source.write_text("汛期前完成清淤。\n", encoding="utf-8")
    result = RUN.invoke(app, ["deadlines", str(source), "--published", "2022-03-15", "--events", str(events)])
    assert json.loads(result.output)["deadlines"][0]["date"] == "2022-05-31"


@pytest.mark.parametrize("content", ["- 汛期", "汛期: 何时", "汛期: 02-30", ": ["])
def test_a_bad_events_file_is_a_problem(tmp_path, content):
    events = tmp_path / "events.yaml"
    events.write_text(content, encoding="utf-8")
    result = RUN.invoke(app, ["deadlines", "汛期前完成", "--published", "2022-03-15", "--events", str(events)])
    assert result.exit_code == 1
    assert "事件" in result.output or "汛期" in result.output


def test_a_missing_file_is_wrong_use():
    assert RUN.invoke(app, ["deadlines", "没有.jsonl"]).exit_code == 2
    assert RUN.invoke(app, ["deadlines", "年底前", "--published", "昨天"]).exit_code == 2


def test_nothing_found_is_said():
    assert "没有找到时限" in RUN.invoke(app, ["deadlines", "尽快完成", "--published", "2022-03-15"]).output


def test_events_reach_the_rows_of_an_article(tmp_path):
    events, source, target = tmp_path / "events.yaml", tmp_path / "通知.md", tmp_path / "out.jsonl"
    events.write_text("汛期: 06-01\n", encoding="utf-8")
    source.write_text("---\npublished: 2022-03-15\n---\n各县区要在汛期前完成河道清淤。\n", encoding="utf-8")
    assert RUN.invoke(app, ["extract", str(source), "--events", str(events), "-o", str(target)]).exit_code == 0
    (row,) = lines(target)
    assert (row["due"]["date"], row["due"]["event"]) == ("2022-05-31", "汛期")
    events.write_text("汛期: 何时\n", encoding="utf-8")
    assert RUN.invoke(app, ["extract", str(source), "--events", str(events), "-o", str(target)]).exit_code == 1
