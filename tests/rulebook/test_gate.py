"""Literals are read off patterns soundly, and gates open the same rules however they look for them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.agency.rules import shipped as agency
from extractor.commitment.rules import commitment_rules
from extractor.metric.rules import shipped as metric
from extractor.rulebook import Gate, Rule, gate
from extractor.rulebook.literals import heads_line, literals_of

RULES = [*commitment_rules().rules, *agency().rules, *metric().rules]
TEXTS = [e.text.replace("\n", " ") for rule in RULES for e in (*rule.examples, *rule.counterexamples)]


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("(?:牵头|主办)单位", {"牵头单位", "主办单位"}),
        ("第.{1,3}批|清单", {"第", "清单"}),
        ("[0-9]+(?:万|亿)元", {"万元", "亿元"}),
        ("(?:再)?建成?", {"建", "建成", "再建", "再建成"}),
        (".{2,5}", set()),
        ("(?<!不)得(?=到)", {"得"}),
        ("(?:推进){2}", {"推进"}),
        ("a|b?", set()),
    ],
)
def test_literals_of_a_pattern(pattern: str, words: set[str]) -> None:
    assert literals_of(pattern) == words


def test_every_match_of_a_shipped_rule_holds_one_of_its_literals() -> None:
    matches = [(rule, m[0]) for rule in RULES for text in TEXTS for m in rule.compiled.finditer(text)]
    assert len(matches) > 1000
    assert [(r.id, m) for r, m in matches if (w := literals_of(r.pattern)) and not any(x in m for x in w)] == []


def test_every_match_of_a_shipped_rule_holds_its_hint() -> None:
    matches = [(rule, m) for rule in RULES if rule.hint for text in TEXTS for m in rule.compiled.finditer(text)]
    hints = [re.compile(rule.hint).search(m.string, m.start()) for rule, m in matches]
    assert len(matches) > 10
    assert [m for (_, m), hint in zip(matches, hints, strict=True) if not hint or hint.start() >= m.end()] == []


def test_a_rule_may_match_where_its_hint_stands() -> None:
    rule = Rule("commitment.hinted", "", "", "甲.{0,9}乙(?=丙)", hint="乙(?=丙)")
    assert [rule.may_match("甲乙。甲丁乙丙", start, end) for start, end in ((0, 2), (3, 7))] == [False, True]


@pytest.mark.parametrize(("pattern", "heads"), [("(?m)^甲|乙", False), ("(?m)^(?:甲|乙)", True), ("甲$", False)])
def test_heads_line(pattern: str, heads: bool) -> None:  # noqa: FBT001
    assert heads_line(pattern) is heads


def _rule(number: int, pattern: str) -> Rule:
    return Rule(f"commitment.r{number}", "", "", pattern)


_PATTERNS = st.lists(st.text("甲乙丙丁", min_size=1, max_size=3), min_size=1, max_size=6)


@given(_PATTERNS, st.lists(st.text("甲乙丙丁戊", max_size=8), min_size=1, max_size=5))
def test_a_line_opens_exactly_the_rules_that_match_it(patterns: list[str], lines: list[str]) -> None:
    rules = [_rule(n, pattern) for n, pattern in enumerate(patterns)]
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    opened = Gate(rules).open_for_lines("\n".join(lines), starts)
    numbers = [(rule, [n for n, line in enumerate(lines) if rule.pattern in line]) for rule in rules]
    assert opened == [(rule, own) for rule, own in numbers if own]


@given(
    st.lists(st.text("是中　“/𠀀\udc00a", min_size=1, max_size=2), min_size=1, max_size=4),
    st.text("是中／　“/⼀ 𠀀\ud840\udc00a丯业\u662f\u2d4e", max_size=12),
)
def test_literals_are_found_where_they_stand_and_nowhere_else(words: list[str], text: str) -> None:
    rules = [Rule(f"commitment.r{n}", "", "", "", needs=(word,)) for n, word in enumerate(words)]
    assert Gate(rules).open_for(text) == [rule for rule in rules if rule.needs[0] in text]


def test_the_same_rules_open_without_the_automaton(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("ahocorasick")
    text = "\n".join(TEXTS)
    starts = [sum(len(line) + 1 for line in TEXTS[:n]) for n in range(len(TEXTS))]
    fast = [Gate(rules).open_for_lines(text, starts) for rules in (commitment_rules().rules, metric().rules)]
    monkeypatch.setattr(gate, "ahocorasick", None)
    assert [Gate(rules).open_for_lines(text, starts) for rules in (commitment_rules().rules, metric().rules)] == fast
