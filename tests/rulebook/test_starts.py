from __future__ import annotations

import re

import pytest

from extractor.rulebook.starts import led_by_two, second_characters, three_or_two


@pytest.mark.parametrize("text", ["到六月底前完成", "完成时限：6月", "没有", "期限6月", "七月\n有时限前", ""])
def test_a_led_pattern_finds_the_same(text):
    pattern = r"(?<!有)(?:时限|期限)[:：]?|(?P<month>[六七]月)|前"
    plain = [(m.span(), m["month"]) for m in re.finditer(pattern, text)]
    assert [(m.span(), m["month"]) for m in re.finditer(led_by_two(pattern), text)] == plain


def test_second_characters():
    assert second_characters("[上中]旬|下(?=周|月)|(?<!每)年") == {
        "上": frozenset("旬"), "中": frozenset("旬"), "下": frozenset("周月"), "年": None,
    }  # fmt: skip
    assert second_characters("(?:[一二]{1,3}|第)季") == {
        "一": frozenset("一二季"), "二": frozenset("一二季"), "第": frozenset("季"),
    }  # fmt: skip
    assert second_characters(".年") is None


@pytest.mark.parametrize(
    "pattern", ["建设期|汛期|[一二]月?|主体(?=完工)", "汛期|端午", "建设期|主体完工", ".年", "年.月", "第.届|汛"]
)
@pytest.mark.parametrize(
    "text",
    ["建设期到", "建设", "汛期", "汛", "主体完工", "主体", "主体完", "二", "端午", "某年", "年某月", "第五届", ""],
)
def test_what_begins_with_three_characters_or_two(pattern, text):
    if re.match(pattern, text):
        assert re.match(three_or_two(pattern), text)
