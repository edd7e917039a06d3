"""Sentences in which nobody acts or has acted are passed over, with the same result."""

from __future__ import annotations

from unittest.mock import patch

from hypothesis import given, settings
from hypothesis import strategies as st

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
