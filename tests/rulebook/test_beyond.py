from __future__ import annotations

import pytest

from extractor.rulebook.beyond import first_beyond


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
    assert first_beyond(pattern, passing) == (frozenset(chars),)


@pytest.mark.parametrize("pattern", [r"\d+月?", r"\d\D", r"\d(?=年|$)", "(?i)\\da", "(", r"\d(?=[^年])"])
def test_where_nothing_can_be_said(pattern):
    assert first_beyond(pattern, "0123456789") == (None,)
