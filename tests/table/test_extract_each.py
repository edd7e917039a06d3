"""Articles in batches: each its own result in its place, whatever happens to the others."""

from __future__ import annotations

from collections.abc import Iterator

from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Article
from extractor.language.finder import Finder
from extractor.pipeline import batches, load_finders
from extractor.table import Extracted, extract_each, extract_rows

PROMISE = "一、市水务局要在6月底前新建泵站{}座。"


def _failing() -> Finder:
    def find(batch: list[dict]) -> list[None]:
        for findings in batch:
            if "坏" in findings["article"].text:
                raise ZeroDivisionError
        return [None] * len(batch)

    return Finder("nothing", find, lambda _: (), "nothing")


def test_an_article_that_fails_costs_itself_only() -> None:
    articles = [Article(PROMISE.format(n) + ("坏" if n == 3 else ""), path=f"{n}.md") for n in range(6)]
    found = list(extract_each(articles, nlp=(*load_finders(), _failing())))
    assert [one.problem.where if one.problem else "" for one in found] == ["", "", "", "3.md", "", ""]
    assert [one.rows for one in found if not one.problem] == [
        tuple(extract_rows([article])) for article in articles if article.path != "3.md"
    ]


def test_a_result_among_the_articles_keeps_its_place() -> None:
    known = [Extracted(({"id": str(n)},)) for n in range(2)]  # type: ignore[typeddict-item]
    first, second = Article(PROMISE.format(1)), Article(PROMISE.format(2))
    found = list(extract_each([known[0], first, second, known[1]], nlp=load_finders()))
    assert (found[0], found[3]) == tuple(known)
    assert [one.rows[0]["text"] for one in found[1:3]] == [
        "市水务局要在6月底前新建泵站1座",
        "市水务局要在6月底前新建泵站2座",
    ]


def test_articles_are_read_a_batch_ahead_and_no_more() -> None:
    read: list[int] = []

    def articles() -> Iterator[Article]:
        for n in range(10_000):
            read.append(n)
            yield Article(PROMISE.format(n) * 100)

    next(extract_each(articles(), nlp=load_finders()))
    assert len(read) < 50


@given(st.lists(st.integers(0, 50_000), max_size=20))
def test_batches_hold_every_article_once_in_order(sizes: list[int]) -> None:
    articles = [Article("文" * size, path=str(n)) for n, size in enumerate(sizes)]
    found = list(batches(articles))
    assert [article for batch in found for article in batch] == articles
    assert all(found)
