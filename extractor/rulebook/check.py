"""Run the proof that every rule carries: alone, with the whole book, and without the rule."""

from __future__ import annotations

from collections.abc import Iterator

from extractor.problem import Problem
from extractor.rulebook.model import Family, Rule, RuleBook


def _run(family: Family, book: RuleBook, rule: Rule, said: str) -> Iterator[Problem]:
    for examples, positive in ((rule.examples, True), (rule.counterexamples, False)):
        for example in examples:
            wrong = family.check(book, rule, example, positive)
            if wrong:
                yield Problem(example.where, "rules.example", f"{example.id}（{said}）：{wrong}", example.text)


def is_needed(family: Family, book: RuleBook, rule: Rule) -> bool:
    """Whether some example or counter-example of the rule goes wrong when the rule is taken out of the book."""
    less = book.without(rule.id)
    proof = [(e, True) for e in rule.examples] + [(e, False) for e in rule.counterexamples]
    return any(family.check(less, rule, example, positive) for example, positive in proof)


def check_rules(family: Family, book: RuleBook) -> list[Problem]:
    """Everything that is wrong with the proofs of a book: failing examples, rules without proof, unneeded rules."""
    problems: list[Problem] = []
    for rule in book.rules:
        if not rule.examples or not rule.counterexamples:
            problems.append(Problem(rule.where, "rules.proof", f"{rule.id} 缺少正例或反例", "每条规则都要带证明"))
            continue
        problems += _run(family, book.only(rule.id), rule, "单独")
        problems += _run(family, book, rule, "全部规则")
        if not is_needed(family, book, rule):
            problems.append(Problem(rule.where, "rules.unneeded", f"{rule.id} 没有例句需要它", "删去规则或补上例句"))
    return problems
