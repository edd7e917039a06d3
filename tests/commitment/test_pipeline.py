"""The pipeline works as spaCy users expect, and every value knows its place and its rule."""

from __future__ import annotations

from datetime import date

import pytest
import spacy
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.pipeline import COMPONENTS, load, read_measures, to_doc

TEXT = "下一步，市园林局将新建公园3个，6月底前完成选址。（市住建局配合）"


@pytest.fixture(scope="module")
def nlp():
    return load()


def _found(nlp, text):
    return next(iter(read_measures(nlp, [Article(text, published=date(2024, 3, 1))])))[1]


def test_components_are_named_and_can_be_removed_and_replaced(nlp):
    assert tuple(nlp.pipe_names) == COMPONENTS
    less = load()
    less.remove_pipe("xiaozhang_metrics")
    assert all(not m.metrics for m in _found(less, TEXT))
    less.replace_pipe("xiaozhang_commitments", "xiaozhang_commitments", config={"model": False})
    assert _found(less, TEXT)


def test_a_config_makes_the_same_pipeline(nlp):
    again = spacy.util.load_model_from_config(nlp.config, auto_fill=True)
    assert [m.text for m in _found(again, TEXT)] == [m.text for m in _found(nlp, TEXT)]


def test_a_bare_text_can_be_given_its_date(nlp):
    doc = nlp.make_doc(TEXT)
    doc._.published = date(2024, 3, 1)
    dues = [m.due.due for m in nlp(doc)._.measures if m.due]
    assert dues == [date(2024, 6, 30)]


def test_spans_show_what_was_found(nlp):
    doc = nlp(to_doc(nlp, Article(TEXT, published=date(2024, 3, 1))))
    assert {"clauses", "deadlines", "metrics", "agencies", "measures"} <= set(doc.spans)
    assert any("6月底前" in span.text for span in doc.spans["deadlines"])


def test_every_rule_of_a_row_is_known(nlp):
    from extractor.cli.families import FAMILIES
    from extractor.rulebook import load_rules

    known = {rule for family in FAMILIES for rule in load_rules(family).by_id}
    named = {rule for m in _found(nlp, TEXT) for rule in m.rules if not rule.startswith("structure.")}
    assert named
    assert {rule for rule in named if rule.split(".")[0] == "commitment"} <= known


PIECES = st.sampled_from(
    [
        "将",
        "6月底前",
        "完成",
        "3个",
        "（",
        "）",
        "市水务局",
        "，",
        "。",
        "；",
        "\n",
        "|",
        "“",
        "”",
        "已",
        "到2027年",
        "责任单位：",
        "一、",
        "1.",
        " ",
        "\ud800",
        "a",
        "％",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=120), st.lists(PIECES, max_size=60).map("".join)))
def test_quotes_equal_their_text_whatever_the_text(text):
    nlp = _shared()
    first, again = _found(nlp, text), _found(nlp, text)
    assert first == again
    for m in first:
        quotes = [m.quote, *(x.quote for x in m.metrics)]
        quotes += [m.due.quote] if m.due else []
        quotes += [a.quote for a in (*m.assignment.lead, *m.assignment.support)]
        assert all(text[q.start : q.end] == q.text for q in quotes)


_CACHE = []


def _shared():
    if not _CACHE:
        _CACHE.append(load())
    return _CACHE[0]
