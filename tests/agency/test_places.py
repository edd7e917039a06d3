"""Places found once in a text say the same as looks around each of them."""

from __future__ import annotations

from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.agency.assigned import NOBODY, Assigned
from extractor.agency.carry import _governing
from extractor.agency.lines import Lines
from extractor.agency.prose import Prose
from extractor.agency.rules import load_agency_rules
from extractor.agency.sentences import Sentences, SentenceView
from extractor.agency.subject import speaker_in
from extractor.agency.voice import Voices

KINDS = ("commitment", "achievement", "")


def _views(text, cuts, kinds):
    """The stretches between cuts as sentences: the paragraph is the line, headings are those of no kind that are short."""
    edges = sorted({0, len(text), *(cut for cut in cuts if cut < len(text))})
    return [
        SentenceView(a, b, text.count("\n", 0, a), 0, is_heading=not kind and b - a < 3, kind=kind)
        for (a, b), kind in zip(pairwise(edges), kinds * len(edges), strict=False)
    ]


TEXTS = st.text("一、。甲乙 \n“”", min_size=1, max_size=60)
CUTS = st.lists(st.integers(0, 59), max_size=25)


@given(TEXTS)
def test_lines(text):
    lines = Lines(text)
    for at in range(len(text) + 1):
        end = text.find("\n", at)
        assert lines.start(at) == text.rfind("\n", 0, at) + 1
        assert lines.end(at) == (len(text) if end < 0 else end)
        assert lines.number(at) == text.count("\n", 0, at)


def _plainly(text, views, assignments):
    """Each assignment in turn weighed against every sentence."""
    out = [None] * len(views)
    headings = [v.end for v in views if v.is_heading]
    floor = 0
    for n, one in enumerate(assignments):

        def inside(begin, stop):
            return [i for i, v in enumerate(views) if v.kind and begin <= v.start <= stop and v.end <= stop + 1]

        line = text.rfind("\n", 0, one.start) + 1
        row_end = (text + "\n").find("\n", one.end)
        begin = max([floor, *(h for h in headings if h <= one.start)])
        found = inside(begin if one.place == "label" else max(begin, line), one.start)
        if one.place == "cell":
            found = inside(max(begin, line), row_end)
        if not found or (one.place == "cell" and any(views[i].start > one.end for i in found)):
            limit = assignments[n + 1].start if n + 1 < len(assignments) else len(text)
            behind = [h for h in headings if h > one.end + 1] if one.place != "cell" else []
            found = found + inside(one.end, min([limit, *behind]) - 1)
        for i in found:
            out[i] = out[i] or one
        floor = one.end
    return out


@given(TEXTS, CUTS, st.permutations(KINDS), st.lists(st.sampled_from(("label", "cell")), max_size=12), CUTS)
@settings(max_examples=400)
def test_governing(text, cuts, kinds, places, edges):
    views = _views(text, cuts, kinds)
    edges = sorted({edge for edge in edges if edge <= len(text)})
    spans = zip(edges[::2], edges[1::2], strict=False)
    assigned = [Assigned(a, b, NOBODY, place, "") for (a, b), place in zip(spans, places, strict=False)]
    assert _governing(text, Lines(text), views, assigned) == _plainly(text, views, assigned)


@given(
    st.lists(st.sampled_from(["“", "”", "。”", "甲乙丙丁" * 50, "甲，", "。", "\n"]), max_size=30).map("".join), CUTS
)
@settings(max_examples=400)
def test_quoted(text, cuts):
    prose = Prose(text, load_agency_rules())
    sentences = Sentences(prose, _views(text, [cut * 7 for cut in cuts], KINDS))
    quoted = Voices(prose, sentences).quoted
    for n, (start, end) in enumerate(zip(sentences.begins, sentences.ends, strict=True)):
        line = text.rfind("\n", 0, start) + 1
        opened, close = text.rfind("“", line, end), text.find("”", start, start + 600)
        stands = opened > text.rfind("”", line, start) and close >= 0 and "\n" not in text[start:close]
        assert quoted.get(n) == (close if stands and text[close - 1] in "。！？，" else None)


@given(
    st.lists(st.sampled_from(["市教育局", "要", "由", "各县", "等部门", "推进", "，", "。", "\n"]), max_size=30).map(
        "".join
    ),
    CUTS,
)
def test_what_rules_each_sentence_may_concern(text, cuts):
    prose = Prose(text, load_agency_rules())
    sentences = Sentences(prose, _views(text, cuts, KINDS))
    assert sentences.bits == [*map(prose.open_for, sentences.begins, sentences.ends)]


SAID = ["市教育局局长张三说，", "县水务局局长李四表示，", "市水务局局长张三介绍，", "张三", "李四", "甲乙", "。", "\n"]


@given(st.lists(st.sampled_from(SAID), max_size=20).map("".join), CUTS)
def test_who_has_spoken_before(text, cuts):
    prose = Prose(text, load_agency_rules())
    sentences = Sentences(prose, _views(text, cuts, KINDS))
    voices = Voices(prose, sentences)
    people = {}
    for n, (start, end, bits) in enumerate(zip(sentences.begins, sentences.ends, sentences.bits, strict=True)):
        stated, person = speaker_in(prose, start, end, bits)
        known = next((units for name, units in people.items() if name in text[start:end]), ())
        assert voices.speaker(n) == (stated or known)
        people |= {person: stated} if person else {}
