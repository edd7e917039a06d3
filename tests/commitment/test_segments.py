"""Segments: what is found once in a text holds for each of its clauses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.commitment.segments import _FUTURE, clauses_of, words_ahead
from extractor.language.outline import find_outline

WORDS = st.sampled_from(
    [
        *"将即近要求素点计划于在今明年1必预拟确保争取力有望底日月前之下一步还也会议需完成再新建增，,；。：:（） \n",
        "接下来",
        "今后",
    ]
)


@given(st.lists(WORDS, max_size=40).map("".join))
@settings(max_examples=500, deadline=None)
def test_words_of_what_is_to_come_stand_in_a_clause_as_they_stand_in_the_text(text):
    found = words_ahead(text)
    for piece in find_outline(text).pieces:
        for start, end in clauses_of(text, piece.start, piece.end):
            assert any(start <= at < end for at in found) == bool(_FUTURE.search(text[start:end]))
