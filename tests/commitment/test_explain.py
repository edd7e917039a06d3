"""An explanation names the clause, the rules on both sides and the model's features."""

from __future__ import annotations

from datetime import date

from extractor.article import Article
from extractor.commitment.explain import explain_doc
from extractor.commitment.model import shipped_model
from extractor.commitment.rules import commitment_rules
from extractor.pipeline import load, to_doc


def test_an_explanation_names_both_sides():
    nlp = load()
    doc = nlp(to_doc(nlp, Article("专家认为，应当尽快修桥。市交通局将修桥。", published=date(2024, 3, 1))))
    opinion, promise = explain_doc(doc, book=commitment_rules(), model=shipped_model())
    assert opinion.kind == "none"
    assert {reason[0] for reason in opinion.fired} >= {"commitment.none_opinion"}
    assert {reason[0] for reason in opinion.lost} >= {"commitment.duty"}
    assert promise.kind == "commitment"
    assert abs(sum(promise.chances.values()) - 1) < 1e-9
    assert promise.features


def test_explanations_agree_with_the_rows():
    nlp = load()
    doc = nlp(to_doc(nlp, Article("推进绿化。6月底前修好步道。", title="实施方案", published=date(2024, 3, 1))))
    kinds = [one.kind for one in explain_doc(doc, book=commitment_rules(), model=shipped_model())]
    assert kinds.count("commitment") == len(doc._.measures)
