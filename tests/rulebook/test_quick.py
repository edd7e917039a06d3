"""Code that looks ahead matches what ``re.compile`` does, in every rule that ``re`` knows how to compile."""

from __future__ import annotations

import re
from contextlib import suppress

import pytest
import regex
from hypothesis import given
from hypothesis import strategies as st

from extractor.agency.rules import shipped as agency
from extractor.commitment.rules import commitment_rules
from extractor.metric.rules import shipped as metric
from extractor.rulebook.kept import compile_re

RULES = [*commitment_rules().rules, *agency().rules, *metric().rules]
TEXT = "\n".join(e.text.replace("\n", " ") for rule in RULES for e in (*rule.examples, *rule.counterexamples))


def found(pattern: re.Pattern[str], text: str) -> list[object]:
    return [(m.span(), m.groups(), m.lastgroup) for m in pattern.finditer(text)]


def _compiled() -> dict[str, re.Pattern[str]]:
    out: dict[str, re.Pattern[str]] = {}
    for rule in RULES:
        with suppress(re.error):
            out[rule.pattern] = re.compile(rule.pattern)
    return out


def test_the_rules_match_as_ever() -> None:
    compiled = _compiled()
    assert len(compiled) > 100
    assert [p for p, plain in compiled.items() if found(compile_re(p), TEXT) != found(plain, TEXT)] == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(?i)甲a|乙b|丙c|丁d", "甲A乙b"),
        ("(?i:a|b|c|dd)x", "Ax DDX"),
        (r"(?:\d|[一-三]|万|亿)元", "５元 二元 7元 万元"),
        ("(?<!不)(?:可|能|会|应)(?=做)", "不可做会做应"),
        ("(?>甲乙|甲|丙|丁)乙", "甲乙乙甲乙"),
        ("(?:甲|乙|丙丁|戊)?己", "己甲己"),
        ("", "甲"),
    ],
)
def test_looks_change_nothing(pattern: str, text: str) -> None:
    assert found(compile_re(pattern), text) == found(re.compile(pattern), text)


@pytest.mark.parametrize(
    "pattern",
    ["(?m)(?<=^[^，]{1,3})是", "(?<![甲乙]丙?)丁", "(?<=甲{0,2}，?乙)丙", "(?<!^.{2,3}|乙)丁", "(?m)(?<=^|甲)丁"],
)
@given(text=st.text("甲乙丙丁是，\n", max_size=9))
def test_a_look_to_the_left_may_be_of_several_lengths(pattern: str, text: str) -> None:
    try:
        compiled = compile_re(pattern)
    except re.error:  # only repeats of one character are taken apart
        assert "|" in pattern
        return
    assert [m.span() for m in compiled.finditer(text)] == [m.span() for m in regex.finditer(pattern, text)]


_WORDS = st.lists(st.text("甲乙丙", max_size=3), min_size=1, max_size=6)


@given(_WORDS, _WORDS, st.sampled_from(["", "?", "*", "{0,2}", "+?", "*+"]), st.text("甲乙丙丁", max_size=12))
def test_made_up_alternatives(one: list[str], other: list[str], repeat: str, text: str) -> None:
    pattern = f"(?<!丁)(?:{'|'.join(one)}){repeat}({'|'.join(other)})"
    assert found(compile_re.__wrapped__(pattern), text) == found(re.compile(pattern), text)


@given(
    st.lists(st.text("甲乙丙丁戊己庚辛壬癸", min_size=1, max_size=3), min_size=25, max_size=120),
    st.sampled_from(["", "?", "{0,2}", "*+"]),
    st.text("甲乙丙丁戊己庚辛壬癸子", max_size=30),
)
def test_many_alternatives(words: list[str], repeat: str, text: str) -> None:
    pattern = f"({'|'.join(words)}){repeat}(?:子|甲|{'|'.join(reversed(words))})"
    assert found(compile_re.__wrapped__(pattern), text) == found(re.compile(pattern), text)
