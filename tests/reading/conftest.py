from __future__ import annotations

from datetime import date

import pytest

from extractor.article import Article
from extractor.problem import Problem
from extractor.reading import read

TEXT = "下一步，市交通运输局将加快路网改造，6月底前完成3条道路大修。\n\n市水利局牵头，年底前新建泵站2座。\n"


def quotes(article):
    """Every quote that an article holds."""
    yield from (heading.quote for heading in article.headings)
    yield from (cell for table in article.tables for row in table.rows for cell in row)


@pytest.fixture
def read_all():
    """Articles and problems of some paths; every quote is checked against its text."""

    def reading(*paths, **options) -> tuple[list[Article], list[Problem]]:
        found = list(read(paths, **options))
        articles = [one for one in found if isinstance(one, Article)]
        for article in articles:
            assert all(article.text[q.start : q.end] == q.text for q in quotes(article))
        return articles, [one for one in found if isinstance(one, Problem)]

    return reading


@pytest.fixture
def read_one(tmp_path, read_all):
    """The article and problems of one file with the given name and content."""

    def reading(name: str, content: str | bytes, **options) -> tuple[Article | None, list[Problem]]:
        file = tmp_path / name
        file.write_bytes(content.encode() if isinstance(content, str) else content)
        articles, problems = read_all(file, **options)
        assert len(articles) <= 1
        return (articles[0] if articles else None), problems

    return reading


@pytest.fixture
def day():
    return date.fromisoformat
