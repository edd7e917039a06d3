"""Rules asked the quick way say what they say when each is asked by itself."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.metric.asked import AtOnce, InTurn, ask, joined
from extractor.metric.rules import shipped

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
    for rules in (_picked("bound", "before"), _picked("change", "around")):
        plain = (r for r in rules if any(w in words for w in r.literals) and r.compiled.search(words))
        assert InTurn(rules).of(words) is next(plain, None)


@given(WORDS)
def test_the_first_rule_behind_a_quantity(words):
    rules = _picked("bound", "after")
    assert AtOnce(rules).of(words) is next((r for r in rules if r.compiled.match(words)), None)


@given(WORDS)
def test_joined_rules_match_where_one_does(words):
    rules = _picked("none", "before")
    patterns = joined(rules)
    assert len(patterns) == 1
    assert any(p.search(words) for p in patterns) == any(r.compiled.search(words) for r in rules)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_ready_to_be_asked_finds_the_same(rule):
    for text in TEXTS:
        quick, plain = ask(rule).pattern.finditer(text), rule.compiled.finditer(text)
        assert [(m.span(), m.groupdict("")) for m in quick] == [(m.span(), m.groupdict("")) for m in plain]
