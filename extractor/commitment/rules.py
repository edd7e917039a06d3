"""The commitment family of rules: its schema, and how its examples are checked."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from pathlib import Path

from extractor.commitment.cues import KINDS, find_cues
from extractor.commitment.decide import decide
from extractor.rulebook import Example, Family, Rule, RuleBook, load_rules

SAYS = frozenset(
    {
        *KINDS,
        *("action", "counted", "aim", "explore", "study", "condition"),
        *("mode_plan", "mode_done", "mode_open", "heading_plan", "heading_ahead", "heading_done", "heading_open"),
    }
)
"""What a commitment rule may say: a kind, an action, a strength, a condition, or the mode of what follows."""


def _check(book: RuleBook, rule: Rule, example: Example, positive: bool) -> str:  # noqa: FBT001
    if rule.options["says"] not in SAYS:
        return f"says 只能是 {'、'.join(sorted(SAYS))}"
    cues = find_cues(book, [example.text])[0]
    kind = example.fields.get("kind")
    if kind is not None:
        said = decide(cues, mode=str(example.fields.get("mode", "open")))
        return "" if said == kind else f"应为 {kind}，却判为 {said}"
    if positive:
        return "" if any(cue.says == rule.options["says"] for cue in cues) else "没有触发"
    return f"不该触发 {rule.id}" if any(cue.rule == rule.id for cue in cues) else ""


FAMILY = Family(
    name="commitment",
    check=_check,
    options={"says": str, "weight": (int, float)},
    required=frozenset({"says"}),
    example_keys=frozenset({"kind", "mode"}),
)


@cache
def _shipped() -> RuleBook:
    return load_rules(FAMILY)


def commitment_rules(folders: Iterable[Path | str] = ()) -> RuleBook:
    """The commitment rule book, with the user's ``folders`` where there are any."""
    own = tuple(folders)
    return load_rules(FAMILY, own) if own else _shipped()
