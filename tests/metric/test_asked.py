"""Rules asked the quick way say what they say when each is asked by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.metric.asked import AtOnce, ByFirst, InTurn, Near, joined
from extractor.metric.rules import shipped
from extractor.rulebook import Rule

RULES = shipped().rules
TEXTS = [e.text for rule in RULES for e in (*rule.examples, *rule.counterexamples)]
PIECES = st.builds(
    lambda text, start, size: text[start : start + size], st.sampled_from(TEXTS), st.integers(0, 9), st.integers(0, 16)
)
WORDS = st.lists(PIECES, max_size=2).map("".join)


def _picked(says: str, side: str) -> list:
    return [r for r in RULES if r.options["says"] == says and r.options.get("side", "around") == side]


@given(WORDS)
def test_the_first_rule_before_a_quantity(words):
    kinds = (_picked("bound", "before"), _picked("change", "around"))
    plain = [next((r for r in rules if r.compiled.search(words)), None) for rules in kinds]
    assert list(InTurn(*kinds).of(words)) == plain


@given(WORDS)
def test_the_first_rule_behind_a_quantity(words):
    rules = _picked("bound", "after")
    assert AtOnce(rules, reach=16).of("3个" + words, 2) is next(
        (r for r in rules if r.compiled.match(words[:16])), None
    )


@given(WORDS)
def test_joined_rules_match_where_one_does(words):
    rules = _picked("none", "before")
    patterns = joined(rules)
    assert len(patterns) == 1
    assert any(p.search(words) for p in patterns) == any(r.compiled.search(words) for r in rules)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_the_quick_pattern_of_a_rule_finds_the_same(rule):
    for text in TEXTS:
        quick, plain = rule.quick.finditer(text), rule.compiled.finditer(text)
        assert [(m.span(), m.groupdict("")) for m in quick] == [(m.span(), m.groupdict("")) for m in plain]


@given(st.lists(PIECES, max_size=3).map("".join), st.integers(0, 9), st.integers(0, 30))
def test_no_rule_that_matches_near_is_left_out(text, start, size):
    rules = _picked("none", "around")
    asked = Near(rules).of(text, start, start + size)
    assert [r for r in rules if r.compiled.search(text, start, start + size) and r not in asked] == []
    assert asked == tuple(r for r in rules if r in asked)


@given(WORDS, st.integers(0, 9))
def test_no_rule_that_matches_at_a_character_is_left_out(text, at):
    rules = _picked("quantity", "around")
    asked = ByFirst((r.pattern, r) for r in rules)[text[at : at + 1]]
    assert [r for r in rules if r.compiled.match(text, at) and r not in asked] == []


def test_a_rule_without_words_or_with_an_empty_one_is_always_asked():
    plain = [Rule("metric.a", "", "", "\\d"), Rule("metric.b", "", "", "个", needs=("", "个")), RULES[0]]
    assert Near(plain).of("丙") == tuple(plain[:2])
