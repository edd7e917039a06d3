from __future__ import annotations

import re

import pytest

from extractor.rulebook.firsts import first_characters
from extractor.rulebook.starts import led_by_two


@pytest.mark.parametrize(
    ("pattern", "firsts"),
    [
        ("年底", "年"),
        ("[上中]旬|下旬", "上中下"),
        ("(?<!有)(?:时限|期限)", "时期"),
        ("第?[4-6]月", "第456"),
        (r"\d年|^个", "0123456789个"),
        (r"\s前", " \t\n\r\f\v\u00a0\u2002\u2003\u3000"),
    ],
)
def test_first_characters(pattern, firsts):
    assert first_characters(pattern) == frozenset(firsts)


@pytest.mark.parametrize("pattern", [".年", "[^年]月", "年?", r"\w+", "("])
def test_any_beginning_is_told(pattern):
    assert first_characters(pattern) is None
    assert led_by_two(pattern) == pattern


@pytest.mark.parametrize("text", ["到六月底前完成", "完成时限：6月", "没有", "期限6月"])
def test_a_led_pattern_finds_the_same(text):
    pattern = r"(?<!有)(?:时限|期限)[:：]?|[六七]月|前"
    assert [m.span() for m in re.finditer(led_by_two(pattern), text)] == [m.span() for m in re.finditer(pattern, text)]
