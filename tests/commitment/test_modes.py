"""The genre of a text, which is settled before all signs of reporting are counted where they can change nothing."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.commitment.modes import _HEADLINE, _NEWS, _NUMBERED, _PLAN_TITLE, genre_of
from extractor.language.outline import find_outline

LINE = st.lists(
    st.sampled_from(["记者", "近日", "前", "据悉", "一、", "1. ", "推进改造", "。", "，", "| a | b |"]), max_size=8
)
TITLE = st.lists(st.sampled_from(["关于", "加快", "工作", "通知", "方案", "印发", "新闻"]), max_size=4).map("".join)


@given(TITLE, st.lists(LINE.map("".join), max_size=8).map("\n".join))
@settings(max_examples=500, deadline=None)
def test_the_genre_is_that_of_all_signs_together(title, text):
    outline = find_outline(text)
    body = [p for p in outline.paragraphs if p.kind != "heading"] or list(outline.paragraphs)
    marked = sum(p.kind == "row" for p in body) + sum(p.marker in _NUMBERED for p in outline.paragraphs)
    share = marked / max(1, len(body))
    titled = bool(_PLAN_TITLE.search(title)) and not _HEADLINE.search(title)
    news = sum(text.count(word) for word in _NEWS)
    score = 2 * titled + (share >= 0.15) + (share >= 0.4) - min(3, news)
    assert genre_of(title, outline) == ("plan" if score >= 1 else "open")
