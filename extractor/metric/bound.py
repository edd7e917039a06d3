"""What the words around a quantity say of it: bound, change and direction, baseline, indicator."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, NamedTuple, cast

from extractor.measure import Bound
from extractor.rulebook import Rule
from extractor.rulebook.kept import compile_re

Change = Literal["to", "by"]
Direction = Literal["up", "down"]

_REACH = 34
_STOPS = "，。；：\n！？,;!?"
_FROM = compile_re(r"(?:由|从)[^，。；：\n0-9０-９]{0,12}$")
_BECOMES = compile_re(
    r"[^。；;\n0-9０-９]{0,12}?(?:分别)?(?:提高|增加|增长|上升|提升|扩大|扩展|拓展|上调|升|增|下降|降低|减少|压减|压缩|压降|缩短|缩减|精简|"
    r"下调|调整|调减|降|减|延长|放宽)?(?:到|至|为)[^，。；;\n0-9０-９]{0,10}$"
)
_LISTED = frozenset("、和及与")
_FARTHEST = 24
_NOUN = compile_re(
    r"(?>(?:（含）|\(含\)|)(?:及以上|以上|以内|之内|左右|上下|以下|内|)(?:的|规模的|规模|))"
    r"([^，。；！？：、,;!?|｜\t\n（）()0-9０-９]{2,24})"
)
_FROM_WHAT = compile_re(r"(?:由|从)[^，。；：]*[0-9０-９一二三四五六七八九十].*$")
_HEAD_VERBS = compile_re(
    r"将|要|应|须|力争|争取|确保|预计|计划|完成|实现|安排|投入|达到|新增|新建|改造|建成|建设|培育|培训|实施|给予|提供|推出|开展|"
    r"储备|加固|购置|配备|修建|铺设|种植|发放|整治(?!率)|清理(?!率)"
)
_WHEN = compile_re(
    r"(?:(?:20\d\d|[今明本全当])年度?(?:\d{1,2}月)?|\d{1,2}月份?(?:\d{1,2}日)?|年(?=[底末内])|[一二三四]季度|[上下]半年)(?:[底末初]|[上中下]旬)?"
    r"(?:之前|以前|前|以内|内|期间)?"
)
"""A date, before which stands at most who acts: what is counted comes behind it."""
_TRAILING = compile_re(
    r"(?:分别)?(?:再|将|要|须|应|力争|争取|预计|可|能|就)*(?:达到|达|提高|提升|增加|增长|增|上升|扩大|扩展|降低|下降|降|减少|减|压减|压缩|缩短|控制|稳定|"
    r"保持|突破|超过|超|不低于|不少于|不超过|不高于|不小于|不大于|为|占|最长|最高|最多|最低|翻|同比|至少|至|到|在|约|近|以|按|于)+$"
)


class Course(NamedTuple):
    """How a quantity is reached: ``to`` a level or ``by`` an amount, up or down."""

    change: Change | None = None
    direction: Direction | None = None


_UNCHANGED = Course()


def before(text: str, start: int) -> str:
    """The words to the left of a quantity inside its clause, at most 34 characters."""
    words = text[start - _REACH if start > _REACH else 0 : start]
    for stop in _STOPS:
        if stop in words:
            words = words[words.rindex(stop) + 1 :]
    return words


def stated_bound(rule: Rule | None, *, more: bool) -> tuple[Bound, bool]:
    """The bound that a rule states, and whether it holds for the next quantity of the same list as well."""
    if rule is None:
        return (">=", False) if more else ("=", False)
    return cast("Bound", rule.options["bound"]), bool(rule.options.get("carries"))


def stated_change(rule: Rule | None) -> Course:
    """The change and direction that a rule states."""
    if rule is None:
        return _UNCHANGED
    options = rule.options
    return Course(cast("Change | None", options.get("change")), cast("Direction | None", options.get("direction")))


def find_baselines(text: str, spans: Sequence[tuple[int, int]]) -> dict[int, int]:
    """Which quantities are only what later ones start from: index of the later one → index of its baseline.

    从520元提高到550元 and 从60%、70%分别提高到75%、80%; ``spans`` are the quantities of the text in order.
    """
    out: dict[int, int] = {}
    n = 0
    while n < len(spans):
        start, end = spans[n]
        stop = n + 1
        while stop < len(spans) and spans[stop][0] - end == 1 and text[end] in _LISTED:
            _, end = spans[stop]
            stop += 1
        if stop < len(spans) and 0 < spans[stop][0] - end <= _FARTHEST:
            ahead = text[max(0, start - 14) : start]
            starts = ("由" in ahead or "从" in ahead) and _FROM.search(ahead)
            if starts and _BECOMES.fullmatch(text, end, spans[stop][0]):
                out.update({stop + k: n + k for k in range(stop - n) if stop + k < len(spans)})
        n = stop
    return out


def find_indicator(text: str, end: int, words: str) -> str:
    """What is counted: the noun that follows the quantity, else the words of its clause before it."""
    noun = _NOUN.match(text, end)
    if noun:
        return noun[1].strip("的 ”")
    if "由" in words or "从" in words:
        words = _FROM_WHAT.sub("", words)
    words = words.rpartition("、")[2].strip()
    trailing = _TRAILING.search(words)
    words = words[: trailing.start()] if trailing else words
    head = 0
    for verb in _HEAD_VERBS.finditer(words, 0, len(words) - 2):
        head = verb.end()
    for date in _WHEN.finditer(words, head, len(words) - 2):
        head = date.end()
    return words[head:].strip("的 “")
