from __future__ import annotations

import pytest

from extractor.deadline import FAMILY, load_deadline_rules
from extractor.deadline.resolve import RESOLVERS
from extractor.deadline.rules import GROUPS, is_role
from extractor.rulebook import RuleError, check_rules, lint_rules, load_rules

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


def test_what_rules_may_resolve_with_is_what_resolves():
    assert GROUPS.keys() == RESOLVERS.keys()


@pytest.mark.parametrize(
    ("resolve", "said"), [("event", "按 event 推算，模式里缺少 (?P<event>…)"), ("harvest", "resolve 不能是 harvest")]
)
def test_a_rule_that_could_not_resolve_is_refused_when_it_is_read(tmp_path, resolve, said):
    (tmp_path / "deadline").mkdir()
    rule = f"- {{id: deadline.harvest, title: 麦收前, why: 农时, pattern: 麦收前, resolve: {resolve}}}"
    (tmp_path / "deadline" / "own.yaml").write_text(rule, "utf-8")
    with pytest.raises(RuleError) as error:
        load_rules(FAMILY, [tmp_path])
    assert said in error.value.problem.message
    assert "own.yaml:1" in error.value.problem.where
