"""What holds for any text whatever: nothing crashes, quotes are verbatim, and the same text gives the same rows."""

from __future__ import annotations

import itertools
from datetime import date
from functools import cache
from importlib.util import find_spec

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.pipeline import load, read_measures
from extractor.table import to_rows

PIECES = st.sampled_from(
    [
        "市水务局", "各县区", "（责任单位：市住建局、市财政局）", "牵头，", "配合", "将", "要", "力争", "已", "累计", "探索",
        "6月底前", "2025年", "到“十四五”末，", "每月25日前", "今年", "国庆节前", "2月30日", "截至9月底，", "自印发之日起60日内",
        "改造管网", "完成", "建成", "提高到", "压减至", "不少于", "12公里", "3.6亿元", "30%", "１２项", "三分之一", "几十个",
        "，", "。", "；", "、", "\n", "\n\n", "一、", "（一）", "1.", "## ", "| 甲 | 乙 |\n| --- | --- |\n", "“", "”", "：", "　",
        "\t", "\r\n", "<b>", "&nbsp;", "🙂", "\u200b", "\x00", "\ud800", "a" * 40,
    ]
)  # fmt: skip
TEXTS = st.one_of(st.lists(PIECES, max_size=40).map("".join), st.text(max_size=200))
DAYS = st.one_of(st.none(), st.dates(date(1990, 1, 1), date(2050, 12, 31)))


@cache
def pipeline(cutter: str = "auto"):
    return load(cutter=cutter)


def rows(text: str, published: date | None, cutter: str = "auto") -> list[dict]:
    article = Article(text=text, path="a.md", title="通知", published=published)
    return [row for one, measures in read_measures(pipeline(cutter), [article]) for row in to_rows(one, measures)]


@settings(max_examples=150, deadline=None)
@given(TEXTS, DAYS)
def test_every_quote_is_verbatim(text, published):
    article = Article(text=text, published=published)
    ((_, measures),) = read_measures(pipeline(), [article])
    for measure in measures:
        units = (*measure.assignment.lead, *measure.assignment.support)
        quotes = [measure.quote, *(m.quote for m in measure.metrics), *(unit.quote for unit in units)]
        quotes += [measure.due.quote] if measure.due else []
        for quote in quotes:
            assert text[quote.start : quote.end] == quote.text
        assert measure.text.strip()
        assert 0.0 <= measure.confidence <= 1.0


@settings(max_examples=60, deadline=None)
@given(TEXTS, DAYS)
def test_same_text_same_rows(text, published):
    first = rows(text, published)
    assert rows(text, published) == first
    assert len({row["id"] for row in first}) == len(first)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(TEXTS, DAYS), max_size=5))
def test_articles_that_are_read_together_give_the_rows_that_each_gives_alone(given_articles):
    articles = [Article(text=text, path="a.md", title="通知", published=day) for text, day in given_articles]
    together = [list(to_rows(one, found)) for one, found in read_measures(pipeline(), articles)]
    assert together == [rows(text, day) for text, day in given_articles]


@pytest.mark.skipif(find_spec("rjieba") is None, reason="rjieba is not installed")
@settings(max_examples=60, deadline=None)
@given(TEXTS, DAYS)
def test_either_cutter_gives_the_same_rows(text, published):
    assert rows(text, published, "rjieba") == rows(text, published, "jieba")


@settings(max_examples=60, deadline=None)
@given(TEXTS, DAYS)
def test_measures_of_one_kind_do_not_overlap(text, published):
    spans = sorted((row["start"], row["end"]) for row in rows(text, published))
    assert all(end <= start for (_, end), (start, _) in itertools.pairwise(spans))
