"""Rules for running text are tried wherever one of their literals stands, and where what they hint at does."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from extractor.agency.openings import Openings
from extractor.rulebook import Rule

_WORDS = st.lists(st.text("甲乙丙", min_size=1, max_size=3), min_size=1, max_size=3)


@given(st.lists(_WORDS, min_size=1, max_size=4), st.text("甲乙丙丁", max_size=12))
def test_every_literal_opens_its_rule(needs, text):
    openings = Openings([Rule(f"agency.r{n}", "", "", ".", needs=tuple(words)) for n, words in enumerate(needs)])
    found = dict(openings.hits(text))
    for n, words in enumerate(needs):
        assert all(found[at] >> n & 1 for at in range(len(text)) if text.startswith(tuple(words), at))
    assert all(text.startswith(tuple(word for words in needs for word in words), at) for at in found)
    assert openings.always == 0


def test_a_hint_opens_a_rule_that_names_no_literals():
    hinted = Rule("agency.hinted", "", "", "甲.{0,9}乙(?=丙)", hint="乙(?=丙)")
    needy = Rule("agency.needy", "", "", "甲.{0,9}乙(?=丙)", hint="乙(?=丙)", needs=("乙",))
    free = Rule("agency.free", "", "", ".{2,5}")
    openings = Openings([hinted, needy, free])
    assert openings.hits("甲乙。甲丁乙丙") == [(1, 2), (5, 2), (5, 1)]
    assert openings.of(openings.always) == (free,)
