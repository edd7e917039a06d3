"""The rules of the family ``deadline``: expressions (they name a resolver) and roles (they name a role)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from extractor.measure import DEADLINE_ROLES, Deadline
from extractor.rulebook import Example, Family, Rule, RuleBook, load_rules

_PUBLISHED = date(2022, 3, 15)
"""The publication date of an example that gives none."""


@cache
def load_deadline_rules(folders: tuple[Path | str, ...] = ()) -> RuleBook:
    """The shipped rules and those of the user's folders, read once a process."""
    return load_rules(FAMILY, folders)


def is_role(rule: Rule) -> bool:
    """Whether a rule decides roles (else it finds expressions)."""
    return "role" in rule.options


def _completed(book: RuleBook) -> RuleBook:
    """A single rule with the shipped rules of the other kind, without which it can do nothing."""
    if len(book.rules) != 1:
        return book
    alone = is_role(book.rules[0])
    others = tuple(rule for rule in load_deadline_rules().rules if is_role(rule) != alone)
    return replace(book, rules=(*book.rules, *others))


GROUPS: dict[str, frozenset[str]] = {
    "point": frozenset({"point"}),
    "range": frozenset({"from", "point"}),
    "months": frozenset(),
    "years": frozenset(),
    "now": frozenset(),
    "duration": frozenset({"duration"}),
    "past": frozenset({"duration"}),
    "from_year": frozenset({"point", "length"}),
    "recurring": frozenset(),
    "festival": frozenset({"festival"}),
    "event": frozenset({"event"}),
    "century": frozenset(),
    "era": frozenset({"era", "count"}),
    "decade": frozenset({"decade"}),
}
"""What ``resolve`` may name, and the groups of the pattern that it reads in any case."""


def check_example(book: RuleBook, rule: Rule, example: Example, positive: bool) -> str:  # noqa: FBT001
    """What is wrong with one example, in a sentence; empty where it holds.

    A positive example names the ``quote`` and what it resolves to (``due``, ``start``, ``recurs``, ``event``) or its
    ``role``; a counter-example must give no deadline (with a quote: none
    that touches it), or, of a rule for other roles, still a deadline.
    """
    from extractor.deadline.find import find_deadlines

    fields = example.fields
    published = fields.get("published", _PUBLISHED)
    whole = _completed(book)
    found = find_deadlines(example.text, published=published, events=fields.get("events"), book=whole)
    if positive:
        return _wrong(rule, fields, found)
    quote = str(fields.get("quote", ""))
    if is_role(rule) and rule.options["role"] not in DEADLINE_ROLES:
        kept = any(d.role in DEADLINE_ROLES for d in found if not quote or d.text == quote)
        return "" if kept else f"没有留下时限：{'、'.join(f'{d.text} {d.role}' for d in found) or '无'}"
    touching = [d for d in found if d.role in DEADLINE_ROLES and (not quote or quote in d.text or d.text in quote)]
    return "".join(f"“{d.text}”被当作时限（{d.rule}）" for d in touching)


def _wrong(rule: Rule, fields: Mapping[str, Any], found: list[Deadline]) -> str:
    quote = fields.get("quote")
    hit = next((d for d in found if d.text == quote), None)
    if hit is None:
        return f"没有找到“{quote}”，找到的是：{'、'.join(d.text for d in found) or '无'}"
    if not is_role(rule) and hit.rule != rule.id:
        return f"“{quote}”由 {hit.rule} 找到"
    wanted = {k: fields[k] for k in ("due", "start", "recurs", "event", "role", "rrule") if k in fields}
    wanted.setdefault("role", None if is_role(rule) else hit.role if hit.role in DEADLINE_ROLES else "due")
    said = {k: getattr(hit, k) for k in wanted}
    if wanted["role"] is None:
        wanted["role"] = rule.options["role"]
    wrong = [f"{k} 是 {said[k]}，应为 {v}" for k, v in wanted.items() if said[k] != v]
    return "，".join(wrong)


FAMILY = Family(
    name="deadline",
    check=check_example,
    options={"resolve": str, "role": str, "kinds": list, "when": str, "begins": list, "holds": str, "otherwise": str},
    example_keys=frozenset({"published", "quote", "due", "start", "recurs", "rrule", "event", "role", "events", "why"}),
    resolvers=GROUPS,
)
"""The keys of a rule (``resolve`` or ``role``, ``begins``, ``holds``, ``otherwise``, ``kinds``, ``when``) and of its examples."""


def folders_of(folders: Iterable[Path | str]) -> RuleBook:
    """The rule book with a user's own folders."""
    return load_deadline_rules(tuple(folders))
