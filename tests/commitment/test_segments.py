"""Segments: what is found once in a text holds for each of its clauses."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.commitment.segments import _AT_PRESENT, _DONE, _FUTURE, _TELLS, clauses_of, words_ahead
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
    for piece in find_outline(text).pieces:
        found = words_ahead(text, piece.start, piece.end)
        for start, end in clauses_of(text, piece.start, piece.end):
            assert any(start <= at < end for at in found) == bool(_FUTURE.search(text[start:end]))


TELLING = st.sampled_from(
    [
        *"已有序知的多成了立累计截至止近去今年初月开工实施以来由提高压降到为顺利完并任务程基本全部面主体封顶列入上半于底目前当现在正是一项，,；。：:（） \n",
        *("近年以来", "由原来提高到", "工作已基本完成", "于去年开工", "是全市的重点项目", "目前"),
    ]
)


@given(st.lists(TELLING, max_size=40).map("".join))
@settings(max_examples=500, deadline=None)
def test_one_look_over_the_text_sees_all_clauses_that_tell_what_is_done(text):
    told = [m.start() for m in _TELLS.finditer(text)]
    for piece in find_outline(text).pieces:
        clauses = clauses_of(text, piece.start, piece.end)
        for start, end in clauses:
            tells = _DONE.search(text[start:end]) or (start > piece.start and _AT_PRESENT.search(text[start:end]))
            assert not tells or any(start <= at < end for at in told)
