"""Ways are read off patterns soundly: a line in which a rule matches is open for it."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.commitment.rules import commitment_rules
from extractor.metric.rules import shipped as metric
from extractor.rulebook import Gate, Rule
from extractor.rulebook.ways import ways_of

RULES = [*commitment_rules().rules, *metric().rules]
TEXTS = [e.text.replace("\n", " ") for rule in RULES for e in (*rule.examples, *rule.counterexamples)]


@pytest.mark.parametrize(
    ("pattern", "ways"),
    [
        ("(?m)^甲.*乙丙|丁己", {("", "丁己"), ("甲", "乙丙")}),
        ("(?m)^(?:甲|乙).*丙丁", {("乙甲", "丙丁")}),
        ("(?m)^(?:“|[一-龥]{2,4}：)?(?:甲|乙)", {("", "：乙 ：甲"), ("“", "“乙 “甲"), ("乙甲", "乙 甲")}),
        ("(?m)(?:^|，)甲乙", {("", "，甲乙"), ("甲", "甲乙")}),
        ("甲乙?|丙丁.|甲丙", {("", "丙丁 甲")}),
        ("(?m)^.*甲", {("", "甲")}),
        ("(?m)(?:甲|乙)$|丙.$", {("", "丙 乙\n 甲\n")}),
        ("(?m)^(?:甲|乙丙)+$", {("乙甲", "乙丙\n 甲\n")}),
        ("20.{2}年.*丙", {("", "年")}),
        ("(?i)^a.*bc", {("", "")}),
        (".*", {("", "")}),
    ],
)
def test_ways_of_a_pattern(pattern: str, ways: set[tuple[str, str]]) -> None:
    assert {("".join(sorted(heads)), " ".join(sorted(words))) for heads, words in ways_of(pattern)} == ways


@pytest.mark.parametrize(
    ("pattern", "words"),
    [
        ("甲(?:乙丙|丁戊){0,2}(?:己|庚辛)", {"甲": {"乙": "丙", "丁": "戊", "己": "", "庚": "辛"}}),
        ("甲(?:丙丁|戊.)[^己]*|乙.", {"甲": {"丙": "丁", "戊": ""}, "乙": {}}),
        ("甲(?:丙丁){1,2}|甲乙(?:戊.)+", {"甲": {"丙": "丁", "乙": "戊"}}),
        ("(?:甲乙|丙丁)(?:己.)+|.甲(?:戊.)+", {"甲": {"戊": ""}, "甲乙": {"己": ""}, "丙丁": {"己": ""}}),
        (r"甲\d.", {"甲": {}}),
        ("甲[^丙]", {"甲": {}}),
    ],
)
def test_what_stands_behind_the_words_of_a_way(pattern: str, words: dict[str, dict[str, str]]) -> None:
    assert [way.words for way in ways_of(pattern)] == [words]


def _unopened(rules: list[Rule], lines: list[str]) -> list[tuple[str, str]]:
    starts = [sum(len(line) + 1 for line in lines[:n]) for n in range(len(lines))]
    opened = {rule.id: own for rule, own in Gate(rules).open_for_lines("\n".join(lines), starts)}
    return [
        (rule.id, line)
        for n, line in enumerate(lines)
        for rule in rules
        if rule.first(line, 0, len(line)) and n not in opened.get(rule.id, ())
    ]


def test_a_line_that_a_shipped_rule_matches_is_open_for_it() -> None:
    tails = [text[n:] for n in (1, 2, 3) for text in TEXTS]
    assert _unopened(RULES, [*TEXTS, *tails, *("“" + text for text in TEXTS)]) == []


_ALTERNATIVES = st.lists(
    st.tuples(
        st.sampled_from(["", "^", "^(?:甲|乙)?", r"^\d", r"^[\s丙]", "(?:^|，)"]),
        st.text("甲乙丙丁", max_size=2),
        st.sampled_from(["", "", "$", "(?:甲|乙丙)?丁", "(?:丙|丁乙)", "[乙丙]+", r"\d?甲", "(?:甲.|乙){2}$", r"\s乙"]),
    ),
    min_size=1,
    max_size=8,
)


@given(_ALTERNATIVES, st.lists(st.text("甲乙丙丁，3４\u2009", max_size=6), min_size=1, max_size=5))
def test_a_line_that_a_rule_matches_is_open_for_it(parts: list[tuple[str, str, str]], lines: list[str]) -> None:
    pattern = "(?m)" + "|".join(map("".join, parts))
    assert _unopened([Rule("commitment.any", "", "", pattern)], lines) == []
