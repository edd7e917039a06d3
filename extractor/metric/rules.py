"""What a metric rule may say, how its proof is run, and the rule book sorted for scanning."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import regex

from extractor.measure import Metric
from extractor.metric.asked import AtOnce, ByFirst, InTurn, Near, Pattern, joined
from extractor.metric.read import READERS, Amount
from extractor.rulebook import Example, Family, Rule, RuleBook, load_rules
from extractor.rulebook.kept import compile_re, kept
from extractor.rulebook.load import fill


class Quantity(NamedTuple):
    """A rule for quantities ready to be asked.

    One of the ``needs`` must stand near, the empty word always does; ``match(text, at, end)`` matches at a place, and
    ``read`` says what the groups of a match mean.
    """

    rule: Rule
    needs: tuple[str, ...]
    match: Callable[[str, int, int], re.Match[str] | regex.Match[str] | None]
    read: Callable[[tuple[str, ...]], Amount]


def quantity_of(rule: Rule) -> Quantity:
    """A rule made ready; the short words of a quantity come again and again, so what they mean is kept."""
    names = rule.quick.groupindex

    def read_groups(groups: tuple[str, ...]) -> Amount:
        return READERS[rule.options["reads"]]({name: groups[number - 1] for name, number in names.items()})

    return Quantity(rule, rule.needs or ("",), rule.anchored, lru_cache(maxsize=1024)(read_groups))


SAYS = ("quantity", "none", "bound", "change")
_KEYS = ("quote", "value", "value_high", "unit", "bound", "change", "direction", "baseline", "indicator")


@dataclass(frozen=True)
class MetricRules:
    """A rule book by what its rules say.

    ``quantity`` rules match at the first character of a number, ``none`` rules cover numbers that count nothing,
    ``before`` and ``after`` hold the bound and change rules that look to the left and to the right of a quantity.
    """

    trigger: re.Pattern[str]
    quantity: ByFirst[Quantity]
    around: Near
    ahead: tuple[Pattern, ...]
    before: InTurn
    after: AtOnce


_BESIDE_UNITS = "余多百千万亿分成番点年日至到增、和 -—–－―~～及（"


def _unit_starts(unit: str) -> str:
    """The characters that a unit may begin with, in order."""
    pattern = regex.compile(unit)
    starts = {c for c in unit if not c.isascii() or c.isalpha() or c in "%/"}
    return "".join(
        sorted(c for c in starts if pattern.fullmatch(c, partial=True) or pattern.fullmatch("9" + c, 1, partial=True))
    )


_LONGEST = 64
"""A number with more characters counts nothing; without an end a long run of digits would be read from each comma."""
_HAN = "一二两三四五六七八九十百千万亿零〇"


@cache
def _trigger_of(unit: str) -> re.Pattern[str]:
    allowed = kept().get("unit starts", unit, lambda: _unit_starts(unit))
    follows = "".join(map(re.escape, sorted({*allowed, *_BESIDE_UNITS})))
    return compile_re(
        rf"(?<![0-9０-９.])(?!(?:19|20)[0-9]{{2}}年)[0-9０-９][0-9０-９,，.．]{{0,{_LONGEST}}}+(?=\s?[{follows}])|(?<![{_HAN}])[{_HAN}]++(?=[{follows}])|[一过近减超]?半(?:(?=[个小天])|(?<=[一过近减超]半))"
    )


def _trigger(lexicons: Mapping[str, tuple[str, ...]]) -> re.Pattern[str]:
    """Where a quantity may begin: a number before something that a unit may begin with."""
    return _trigger_of(fill("{{unit}}", lexicons))


def sort_rules(book: RuleBook) -> MetricRules:
    """The rules of a book by the place and moment at which each is asked."""

    def pick(says: str, side: str = "") -> tuple[Rule, ...]:
        wanted = (r for r in book.rules if r.options["says"] == says)
        return tuple(r for r in wanted if not side or r.options.get("side", "around") == side)

    return MetricRules(
        trigger=_trigger(book.lexicons),
        quantity=ByFirst((rule.pattern, quantity_of(rule)) for rule in pick("quantity")),
        around=Near(pick("none", "around")),
        ahead=joined(pick("none", "before")),
        before=InTurn(pick("bound", "before"), pick("change")),
        after=AtOnce(pick("bound", "after"), reach=16),
    )


def expected(fields: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """The metrics that an example names: its ``metrics`` list, its own keys as the only one, or none."""
    if "metrics" in fields:
        return list(fields["metrics"])
    own = {key: fields[key] for key in _KEYS if key in fields}
    return [own] if own else []


_UNSAID = {"bound": "=", "change": None, "direction": None}


def _difference(want: Mapping[str, Any], metric: Metric, *, unsaid: bool) -> str:
    for key, value in want.items():
        got = metric.text if key == "quote" else getattr(metric, key)
        near = (
            isinstance(got, float)
            and isinstance(value, (int, float))
            and abs(got - value) < 1e-4 * max(1.0, abs(value))
        )
        if got != value and not near and not (unsaid and key in _UNSAID and got == _UNSAID[key]):
            return f"{metric.text} 的 {key} 应为 {value!r}，得到 {got!r}"
    return ""


def differences(
    wanted: list[Mapping[str, Any]], found: list[Metric], *, some: bool = False, unsaid: bool = False
) -> str:
    """What tells the found metrics from the wanted ones, in one sentence; empty where nothing does.

    With ``some`` each found metric must be one of the wanted ones, but not all need be found; with ``unsaid`` a bound
    or change that nothing was said of passes.
    """
    if some:
        for metric in found:
            if all(_difference(want, metric, unsaid=unsaid) for want in wanted):
                return f"多出指标 {metric.text}（{metric.rule}）"
        return ""
    if len(wanted) != len(found):
        return f"应有 {len(wanted)} 个指标，得到 {[m.text for m in found]}"
    return next(filter(None, (_difference(w, m, unsaid=unsaid) for w, m in zip(wanted, found, strict=True))), "")


def _check(find: Callable[..., list[Metric]]) -> Callable[[RuleBook, Rule, Example, bool], str]:
    """Run a book with the shipped rules of the other kinds beside it.

    Where the book holds this rule as the only one of its kind, it need not do the work of its neighbours: it must not
    say anything wrong, and in an example it must say something.
    """

    def check(book: RuleBook, rule: Rule, example: Example, positive: bool) -> str:  # noqa: FBT001
        kind = rule.options["says"]
        others = [r for r in shipped().rules if r.options["says"] != kind and r.id not in book.by_id]
        whole = RuleBook(book.family, (*others, *book.rules), book.lexicons)
        found = find(example.text, rules=sort_rules(whole))
        wanted = expected(example.fields)
        alone = rule.id in book.by_id and sum(r.options["says"] == kind for r in book.rules) == 1
        if alone and kind == "quantity":
            return "没有找到指标" if positive and wanted and not found else differences(wanted, found, some=True)
        if alone and kind == "none" and not positive:
            return "" if len(found) >= len(wanted) else f"少了指标，只得到 {[m.text for m in found]}"
        return differences(wanted, found, unsaid=alone and not positive)

    return check


@cache
def shipped() -> RuleBook:
    """The rule book that came with the package."""
    return load_rules(FAMILY)


@cache
def _sorted(folders: tuple[Path | str, ...]) -> MetricRules:
    return sort_rules(load_rules(FAMILY, folders) if folders else shipped())


def load_metric_rules(folders: Iterable[Path | str] = ()) -> MetricRules:
    """The shipped rules and those of the user's folders, ready to be asked; loaded once for each set of folders."""
    return _sorted(tuple(folders))


def _find(text: str, *, rules: MetricRules) -> list[Metric]:
    from extractor.metric.find import find_metrics

    return find_metrics(text, rules=rules)


FAMILY = Family(
    name="metric",
    check=_check(_find),
    options={"says": str, "reads": str, "side": str, "bound": str, "change": str, "direction": str, "carries": bool},
    required=frozenset({"says"}),
    example_keys=frozenset({*_KEYS, "metrics"}),
)
