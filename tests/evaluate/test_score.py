"""The scorer: a perfect answer scores one, and each kind of error lowers its own figure."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest

from extractor.article import Article, Quote
from extractor.evaluate.gold import GoldDocument, GoldMeasure, read_gold
from extractor.evaluate.score import FIGURES, Scores, overlap, score_document
from extractor.measure import Agency, Assignment, Deadline, Measure, Metric
from extractor.problem import Problem

TEXT = "市园林局6月底前新建公园3个。"
FIELDS = {
    "kind": "commitment",
    "strength": "firm",
    "due": {"text": "6月底前", "date": "2024-06-30", "start": None, "recurs": None, "ambiguous": False},
    "lead": ["市园林局"],
    "metrics": [{"value": 3, "value_high": None, "unit": "个", "bound": "="}],
}
GOLD = GoldMeasure(0, 14, "commitment", FIELDS)
RIGHT = Measure(
    Quote(0, 14, TEXT[:14]),
    "commitment",
    strength="firm",
    due=Deadline(Quote(4, 8, "6月底前"), "due", "r", due=date(2024, 6, 30)),
    assignment=Assignment((Agency("市园林局", Quote(0, 4, "市园林局"), "r"),)),
    metrics=(Metric(Quote(12, 14, "3个"), "r", 3, "个"),),
)


def _f1(found):
    scores = Scores()
    score_document(scores, "a", [GOLD], found, text=TEXT)
    return {name: scores.tallies[name].f1 for name in FIGURES if scores.tallies[name].gold}


def test_a_perfect_answer_scores_one():
    assert set(_f1([RIGHT]).values()) == {1.0}


@pytest.mark.parametrize(
    ("wrong", "lowered"),
    [
        (replace(RIGHT, due=None), {"ledger row", "dated row", "due"}),
        (replace(RIGHT, metrics=()), {"ledger row", "dated row", "metrics"}),
        (replace(RIGHT, assignment=Assignment()), {"lead"}),
        (replace(RIGHT, quote=Quote(0, 4, TEXT[:4])), set(_f1([RIGHT])) - {"lead"}),
    ],
)
def test_each_error_lowers_its_own_figures(wrong, lowered):
    assert {name for name, value in _f1([wrong]).items() if value < 1} == lowered


def test_a_row_that_nobody_promised_costs_precision():
    spurious = replace(RIGHT, quote=Quote(14, 15, "。"), due=None, metrics=(), assignment=Assignment())
    assert _f1([RIGHT, spurious])["commitment"] == pytest.approx(2 / 3)


def test_overlap_is_intersection_over_union():
    assert overlap((0, 10), (5, 15)) == pytest.approx(1 / 3)
    assert overlap((0, 5), (5, 9)) == 0


def test_annotations_must_quote_their_text(tmp_path):
    """The one that does not is named with its place, and the others go on."""
    (tmp_path / "a.md").write_text("推进绿化。", encoding="utf-8")
    for name, words in [("a", "推进美化"), ("b", "推进绿化")]:
        gold = {"doc": "a.md", "measures": [{"text": words, "kind": "commitment"}]}
        (tmp_path / f"{name}.json").write_text(json.dumps(gold), encoding="utf-8")
    problem, document = read_gold(tmp_path, tmp_path)
    assert isinstance(problem, Problem)
    assert problem.where == f"{tmp_path / 'a.json'} 第1条"
    assert "推进美化" in problem.message
    assert isinstance(document, GoldDocument)


def test_spans_count_characters_without_white_space(tmp_path):
    (tmp_path / "a.md").write_text("推 进\n\n绿化。修路。", encoding="utf-8")
    gold = {"doc": "a.md", "measures": [{"span": [5, 7], "kind": "commitment"}]}
    (tmp_path / "a.json").write_text(json.dumps(gold), encoding="utf-8")
    (document,) = read_gold(tmp_path, tmp_path)
    measure = document.measures[0]
    assert isinstance(document.article, Article)
    assert document.article.text[measure.start : measure.end] == "修路"
