"""Patterns that could run away: unbounded repeats inside unbounded repeats."""

from __future__ import annotations

import re
import re._parser as sre_parse  # type: ignore[import-not-found]
from collections.abc import Iterable
from typing import Any

from extractor.problem import Problem
from extractor.rulebook.model import RuleBook

_UNBOUNDED = sre_parse.MAXREPEAT


def _children(argument: Any) -> Iterable[Any]:
    if isinstance(argument, sre_parse.SubPattern):
        yield argument
    elif isinstance(argument, (list, tuple)):
        for item in argument:
            yield from _children(item)


def nests_repeats(pattern: str) -> bool:
    """Whether an unbounded repeat stands inside another one, so that matching may take exponential time."""

    def walk(node: Any, inside: bool) -> bool:  # noqa: FBT001
        for op, argument in node:
            endless = str(op) in {"MAX_REPEAT", "MIN_REPEAT"} and argument[1] == _UNBOUNDED
            if endless and inside:
                return True
            if any(walk(child, inside or endless) for child in _children(argument)):
                return True
        return False

    try:
        return walk(sre_parse.parse(pattern), inside=False)
    except re.error:
        # Written for the regex module alone (\p{Han}): what cannot be looked into counts as unsafe.
        return True


def lint_rules(book: RuleBook) -> list[Problem]:
    """One problem for each rule of the book whose pattern nests unbounded repeats."""
    return [
        Problem(rule.where, "rules.repeat", f"{rule.id} 的模式有嵌套的无界重复", "给内层重复加上上限，如 {0,40}")
        for rule in book.rules
        if nests_repeats(rule.pattern)
    ]
