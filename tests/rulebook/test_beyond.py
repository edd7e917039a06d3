from __future__ import annotations

import pytest

from extractor.rulebook.beyond import Beyond, first_beyond


@pytest.mark.parametrize(
    ("pattern", "passing", "chars"),
    [
        (r"\d{1,2}月(?:底|初)?", "0123456789", "月"),
        (r"\d{1,2}月(?:底|初)", "0123456789月", "底初"),
        (r"\d{4}年(?:\d月)?[上下]旬|第三季", "0123456789年", "月上下第"),
        (r"\d日(?=前|之前)", "0123456789日", "前之"),
        (r"(?=\d{1,3}[年月])(?:\d\d年|\d月)\d*底", "0123456789", "年月"),
        (r"(?:\d(?=年|月))?[年日]底", "0123456789", "年日"),
    ],
)
def test_what_stands_behind_the_run(pattern, passing, chars):
    assert first_beyond(pattern, passing) == (Beyond(frozenset(chars)),)


@pytest.mark.parametrize(
    ("pattern", "chars", "least"),
    [
        (r"\d+月?", "月", 1),
        (r"\d(?=年|$)", "", 1),
        (r"\d(?=[^年])", "", 1),
        (r"\d{4}-\d\d|(?:20)?\d{6}(?=前)|20(?:\d{4}){1,2}", "-", 6),
        (r"[一二]?\d{2,3}(?:月\d?)?", "一二月", 2),
    ],
)
def test_how_long_a_match_is_that_lies_in_the_run(pattern, chars, least):
    assert first_beyond(pattern, "0123456789") == (Beyond(frozenset(chars), least),)


@pytest.mark.parametrize("pattern", [r"\d\D", "(?i)\\da", "("])
def test_where_nothing_can_be_said(pattern):
    assert first_beyond(pattern, "0123456789") == (Beyond(None),)
