"""Rows without a ``Doc``, and a ``Doc`` that shows the same values."""

from __future__ import annotations

from datetime import date

from spacy.language import Language
from spacy.tokens import Doc

from extractor.article import Article
from extractor.pipeline import load, read_measures

ARTICLE = Article(
    "一、供水\n市水务局将于6月底前新建3座水厂。\n（责任单位：市水务局、市财政局）",
    title="通知",
    published=date(2026, 3, 1),
)


@Language.component("test_watches")
def watch(doc: Doc) -> Doc:
    """A user's own component, which needs tokens."""
    doc.user_data["seen"] = [token.text for token in doc]
    return doc


def test_rows_make_no_doc():
    nlp = load()

    def refuse(_text: str) -> Doc:
        raise AssertionError("cut into words")

    nlp.tokenizer = refuse
    ((_, measures),) = read_measures(nlp, [ARTICLE])
    assert [m.text for m in measures] == ["市水务局将于6月底前新建3座水厂"]


def test_a_pipeline_with_another_component_gives_the_same_rows():
    nlp = load()
    plain = list(read_measures(nlp, [ARTICLE]))
    nlp.add_pipe("test_watches", before="xiaozhang_commitments")
    assert list(read_measures(nlp, [ARTICLE])) == plain


def test_a_doc_shows_what_was_found_as_the_tokens_it_touches():
    doc = load()(ARTICLE.text)
    touched = [doc.char_span(m.quote.start, m.quote.end, alignment_mode="expand") for m in doc._.measures]
    assert touched
    assert [(s.start, s.end) for s in doc.spans["measures"]] == [(s.start, s.end) for s in touched]
    assert {"clauses", "deadlines", "metrics", "agencies", "measures"} <= set(doc.spans)
