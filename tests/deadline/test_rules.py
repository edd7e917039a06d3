from __future__ import annotations

import pytest

from extractor.deadline import FAMILY, load_deadline_rules
from extractor.deadline.rules import is_role
from extractor.rulebook import check_rules, lint_rules

BOOK = load_deadline_rules()


def test_every_rule_carries_its_proof_and_is_needed():
    assert [str(problem) for problem in check_rules(FAMILY, BOOK)] == []


def test_no_pattern_can_run_away():
    assert lint_rules(BOOK) == []


@pytest.mark.parametrize("rule", BOOK.rules, ids=lambda rule: rule.id)
def test_a_rule_says_what_it_resolves_with_or_what_role_it_gives(rule):
    assert is_role(rule) != ("resolve" in rule.options)


def test_there_are_many_examples_and_counterexamples():
    assert sum(len(rule.examples) for rule in BOOK.rules) >= 380
    assert sum(len(rule.counterexamples) for rule in BOOK.rules) >= 60
