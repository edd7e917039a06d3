"""The quick ways of finding places, rules and roles give what trying everything everywhere gives."""

from __future__ import annotations

import re
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.deadline import load_deadline_rules
from extractor.deadline.begins import KINDS, begins_pattern
from extractor.deadline.engine import engine_for
from extractor.deadline.find import _BY_THEMSELVES, _point
from extractor.deadline.place import Context
from extractor.deadline.resolve import read_words
from extractor.deadline.role import MARK, WITHIN, clause_around, sentence_ends
from extractor.deadline.rules import is_role
from extractor.deadline.view import view_of
from extractor.rulebook.load import fill

BOOK = load_deadline_rules()
ENGINE = engine_for(BOOK)
TEXTS = sorted({view_of(e.text).text for rule in BOOK.rules for e in (*rule.examples, *rule.counterexamples)})
SHREDS = st.text(
    '0123456789一二三四五十年月日前后底末至到截止自从-、.，每季度半"十四五个内起周旬今明上下本汛春节会议召开届第\n',
    max_size=40,
)
RUNS = st.builds(lambda unit, times: unit * times, st.sampled_from(["2024年", "3月", "12", "4."]), st.integers(8, 40))
TEXT = st.lists(st.one_of(st.sampled_from(TEXTS), SHREDS, RUNS), max_size=4).map("".join)
STOP = re.compile(r"[。！？!?；\n]")
ROLES = [rule for rule in BOOK.rules if is_role(rule)]
WORDS = sorted({word for rule in ROLES for word in re.findall("[一-龥]{1,4}", rule.pattern)})


@given(TEXT)
@settings(max_examples=300, deadline=None)
def test_expressions_begin_where_the_plain_patterns_say(text):
    kinds = "|".join(f"(?P<{kind}>{{{{begins_{kind}}}}})" for kind in KINDS)
    plain = [(m.start(), m.lastgroup) for m in re.finditer(fill(kinds, BOOK.lexicons), text)]
    assert list(ENGINE._places(text)) == plain


def test_some_words_say_all_themselves():
    published = date(2022, 3, 15)
    bare = Context(published)
    around = Context(
        published, 2019, "本句", open_year=True, previous=date(2021, 12, 30), near=True, rolled=True, past=True
    )
    kinds = set()
    for found in (found for text in TEXTS for found in ENGINE.expressions_in(text)):
        point = _point(found)
        if found.kind in _BY_THEMSELVES or (found.kind == "point" and point is not None and point.dated):
            kinds.add(found.kind)
            assert read_words(found.kind, found.groups, around) == read_words(found.kind, found.groups, bare)
    assert kinds == {*_BY_THEMSELVES, "point"}


def test_a_beginning_of_ones_own_may_be_any_character():
    own = {**BOOK.lexicons, "begins_now": (*BOOK.lexicons["begins_now"], "(?:.日见)")}
    found = [m.lastgroup for m in re.finditer(begins_pattern(own), "某日见，今日起")]
    assert found == ["now", "word"]


@pytest.mark.parametrize("leads", [False, True])
@given(text=TEXT)
@settings(max_examples=200, deadline=None)
def test_no_rule_that_matches_is_left_out(leads, text):
    for dispatch in (ENGINE._led if leads else ENGINE._plain).values():
        for place in range(len(text)):
            tried = dispatch.at(text, place)
            starts = [n for n in (place - 1, place - 2, place) if not leads or n >= 0]
            for start in starts if leads else [place]:
                if all(char in "到至自从" for char in text[start:place]):
                    left_out = [one for one, _ in dispatch._tries if one not in tried]
                    assert [one.rule.id for one in left_out if one.match(text, start)] == []


@given(
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from("，|:(《\n。 12")), max_size=6).map("".join),
    st.lists(st.one_of(st.sampled_from(WORDS), st.sampled_from("，|:)》\n。 12")), max_size=6).map("".join),
    st.sampled_from(["point", "duration", "festival"]),
    st.sampled_from([-3, 0, 1, 92, 93, 400]),
)
@settings(max_examples=500, deadline=None)
def test_the_first_role_rule_that_fits_decides(before, behind, kind, days):
    clause, mark = f"{before}{MARK}{behind}", len(before)
    expected = next(
        (
            rule.id
            for rule in ROLES
            if kind in rule.options.get("kinds", [kind])
            and days <= WITHIN.get(rule.options.get("when", ""), days)
            and _fits(rule.pattern, clause, mark)
        ),
        None,
    )
    found = ENGINE.roles.rule_for(clause, mark, kind, days)
    assert (found and found.id) == expected


def _fits(pattern: str, clause: str, mark: int) -> bool:
    """Whether a rule fits: alternatives that begin with the mark at the mark, others up to a little behind it."""
    compiled = re.compile(pattern)
    if compiled.match(clause, mark):
        return True
    return any(compiled.match(clause, n, mark + 34) for n in range(mark + 34) if n != mark)


@given(st.text("一二。；\n！?，" + MARK, max_size=160), st.integers(0, 160), st.integers(0, 20))
def test_the_clause_of_a_date_ends_where_the_sentence_does(text, start, length):
    start = min(start, len(text))
    end = min(start + length, len(text))
    before, behind = STOP.split(text[max(0, start - 48) : start])[-1], STOP.split(text[end : end + 56])[0]
    clause = f"{before}{MARK}{behind}"
    assert clause_around(text, start, end) == (clause, clause.index(MARK))
    assert sentence_ends(text, start, end) == bool(STOP.search(text[start:end]))
