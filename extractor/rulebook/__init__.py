"""Rules as data: rule files with their proof become a :class:`RuleBook` that scans texts.

A family (deadline, metric, agency, commitment) describes its own keys in a :class:`Family`; this package
knows how a rule file is read, checked, run and linted, and nothing about what a rule means.
"""

from __future__ import annotations

from extractor.rulebook.check import check_rules
from extractor.rulebook.gate import Gate
from extractor.rulebook.lint import lint_rules
from extractor.rulebook.load import RuleError, load_lexicons, load_rules
from extractor.rulebook.model import Example, Family, Match, Rule, RuleBook

__all__ = [
    "Example",
    "Family",
    "Gate",
    "Match",
    "Rule",
    "RuleBook",
    "RuleError",
    "check_rules",
    "lint_rules",
    "load_lexicons",
    "load_rules",
]
