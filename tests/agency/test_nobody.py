"""Sentences in which nobody acts or has acted are passed over, and those behind the last asked for, with the same result."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.agency import assign, find_assignments
from extractor.agency.prose import Prose
from extractor.agency.rules import load_agency_rules
from extractor.agency.sentences import SentenceView
from extractor.agency.told import Carry, told_of
from extractor.language.outline import find_outline

WORDS = [
    "市教育局要",
    "各县区负责",
    "我局将",
    "推进改造",
    "会同市财政局",
    "记者近日",
    "第一，",
    "一、",
    "（二）",
    "1. ",
    "①",
    "：",
    "；",
    "。",
    "\n",
]
TEXT = st.lists(st.sampled_from(WORDS), max_size=24).map("".join)


@given(TEXT, st.booleans())
@settings(max_examples=300, deadline=None)
def test_passing_over_changes_nothing(text, items):
    outline = find_outline(text)
    lines = outline.paragraphs
    views = [
        SentenceView(p.start, p.end, p.paragraph, lines[p.paragraph].section, lines[p.paragraph].kind == "heading")
        for p in outline.pieces
    ]
    prose = Prose(text, load_agency_rules())
    found = told_of(prose, views, items=items)
    with patch.object(Carry, "knows", new=True):
        assert told_of(prose, views, items=items) == found


MORE = [
    "市水务局局长李四说：“",
    "李四",
    "”",
    "（市水利局负责）",
    "责任单位：市林业局\n",
    "市农业局 | ",
    "该局将",
    "各地要",
]
KINDS = st.lists(st.sampled_from(("commitment", "achievement", "")), min_size=24, max_size=24)


@given(st.lists(st.sampled_from(WORDS + MORE), max_size=24).map("".join), KINDS, st.integers(0, 24))
@settings(max_examples=300, deadline=None)
def test_what_follows_a_sentence_changes_nothing_for_it(text, kinds, stop):
    outline = find_outline(text)
    lines = outline.paragraphs
    views = [
        SentenceView(
            p.start, p.end, p.paragraph, lines[p.paragraph].section, lines[p.paragraph].kind == "heading", kind
        )
        for p, kind in zip(outline.pieces, kinds, strict=False)
    ]
    assigned = find_assignments(text)
    assert assign(text, views[:stop], assigned) == assign(text, views, assigned)[:stop]
