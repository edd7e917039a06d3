"""What is remembered gives the rows of a full run, whatever changed in between, and an unchanged archive is not read."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from extractor.article import Article
from extractor.scale import Remembered, articles, extract_articles

NOTE = "市住建局要在6月底前改造供水管网{}公里。"
ARTICLES = [Article(NOTE.format(n), path=f"{n}.txt", title=f"第{n}篇", published=date(2024, 3, 1)) for n in range(6)]
RULE = """- id: {id}
  title: 试验
  why: 试验用
  {body}
"""
RULES = (
    ("deadline", "deadline.own_tide", "pattern: '(?P<event>大潮)前'\n  resolve: event"),
    ("deadline", "deadline.own_tide", "pattern: '(?P<event>大潮|小潮)前'\n  resolve: event"),
    ("metric", "metric.own_none", "pattern: '第\\d+批次'\n  says: none"),
    ("metric", "metric.own_bound", "pattern: '顶多'\n  says: bound\n  side: before\n  bound: '<='"),
    ("commitment", "commitment.own_none", "pattern: '按惯例'\n  says: none\n  weight: 5"),
    ("commitment", "commitment.own_cue", "pattern: '包管'\n  says: commitment\n  weight: 3"),
)
SENTENCES = (
    "市水务局要在大潮前完成加固5公里。",
    "小潮 前新建泵站2座。",
    "按慣例，市教育局年内新增学位第３批次1200个。",
    "县交通局顶多用3个月，包管修好道路8公里。",
    "按惯例，市园林局6月底前新建公园3个。",
    "天气晴好。",
)


@pytest.fixture
def file(tmp_path):
    return tmp_path / "cache" / "a.db"


def run(found, file, **options):
    """The results and how many articles were not read again."""
    with Remembered(file, rules=options.get("rules", ())) as remembered:
        out = list(extract_articles(found, remembered=remembered, **options))
    return out, remembered


@pytest.fixture
def loads(monkeypatch):
    """Where the finders were loaded."""
    seen = []
    plain = articles.Loader.__call__
    monkeypatch.setattr(articles.Loader, "__call__", lambda self: (seen.append(1), plain(self))[1])
    return seen


def test_a_second_run_reads_nothing_and_loads_no_finder(file, loads):
    first, _ = run(ARTICLES, file, jobs=1)
    second, remembered = run(ARTICLES, file)
    assert second == first == list(extract_articles(ARTICLES, jobs=1))
    assert remembered.hits == len(ARTICLES)
    assert len(loads) == 2


def test_only_new_and_changed_articles_are_read(file):
    run(ARTICLES, file, jobs=1)
    changed = [
        *ARTICLES[:3],
        replace(ARTICLES[3], text=NOTE.format(70)),
        replace(ARTICLES[4], title="另一篇"),
        ARTICLES[5],
    ]
    found, remembered = run(changed, file, jobs=2)
    assert found == list(extract_articles(changed, jobs=1))
    assert remembered.hits == 4


def test_an_article_that_moved_keeps_its_rows_and_has_its_new_path(file):
    run(ARTICLES, file, jobs=1)
    moved = [replace(article, path=f"别处/{article.path}") for article in ARTICLES]
    found, remembered = run(moved, file, jobs=1)
    assert found == list(extract_articles(moved, jobs=1))
    assert remembered.hits == len(moved)


@pytest.mark.parametrize("damage", [b"", b"\0" * 100, b"not a data base" * 400])
def test_a_damaged_file_is_said_and_costs_nothing_but_time(file, damage):
    first, _ = run(ARTICLES, file, jobs=1)
    for other in file.parent.glob("*-wal"):
        other.unlink()
    file.write_bytes(damage)
    found, remembered = run(ARTICLES, file, jobs=1)
    assert found == first
    assert [problem.code for problem in remembered.problems] == ["cache.damaged"] * bool(damage)
    assert all(problem.notice for problem in remembered.problems)
    assert run(ARTICLES, file, jobs=1)[1].hits == len(ARTICLES)


def test_a_place_that_cannot_be_written_is_passed_over(tmp_path):
    (tmp_path / "file").write_text("")
    found, _ = run(ARTICLES, tmp_path / "file" / "a.db", jobs=1)
    assert found == list(extract_articles(ARTICLES, jobs=1))


def test_the_file_stays_below_its_size(file):
    many = [replace(ARTICLES[0], title=f"第{n}篇") for n in range(1500)]
    with Remembered(file) as remembered:
        list(extract_articles(many, jobs=1, remembered=remembered))
    with Remembered(file, most_bytes=400_000):
        pass
    assert file.stat().st_size < 400_000
    kept = run(many, file, jobs=1)[1].hits
    assert 0 < kept < 1500


def write_rules(folder, chosen):
    for family, name, body in chosen:
        (folder / family).mkdir(parents=True, exist_ok=True)
        (folder / family / f"{name}.yaml").write_text(RULE.format(id=name, body=body), encoding="utf-8")
    folder.mkdir(exist_ok=True)
    return [folder]


some_rules = st.lists(st.sampled_from(RULES), max_size=3, unique_by=lambda rule: rule[1])
some_articles = st.lists(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=3), min_size=1, max_size=5)


@settings(max_examples=12, deadline=None)
@given(before=some_rules, after=some_rules, texts=some_articles)
def test_after_a_change_of_rules_the_rows_are_those_of_a_full_run(tmp_path_factory, before, after, texts):
    folder = tmp_path_factory.mktemp("rules")
    found = [
        Article("".join(t), path=f"{n}.txt", title=f"{n}", published=date(2024, 3, 1)) for n, t in enumerate(texts)
    ]
    old, new = write_rules(folder / "old", before), write_rules(folder / "new", after)
    run(found, folder / "a.db", rules=old, jobs=1)
    changed, remembered = run(found, folder / "a.db", rules=new, jobs=1)
    assert changed == list(extract_articles(found, rules=new, jobs=1))
    if {rule[1:] for rule in before} == {rule[1:] for rule in after}:
        assert remembered.hits == len(found)


def test_after_a_change_of_one_rule_only_the_articles_with_its_words_are_read(file, tmp_path):
    found = [Article(text, path=f"{n}.txt", title=f"{n}") for n, text in enumerate(SENTENCES)]
    old = write_rules(tmp_path / "old", RULES[:1])
    new = write_rules(tmp_path / "new", (*RULES[:1], RULES[3]))
    run(found, file, rules=old, jobs=1)
    assert run(found, file, rules=new, jobs=1)[1].hits == len(found) - 1
    assert run(found, file, rules=new, jobs=1)[1].hits == len(found)


def test_the_command_line_says_what_was_spared_and_can_do_without(tmp_path, monkeypatch):
    from typer.testing import CliRunner

    from extractor.cli import app

    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XIAOZHANG_CACHE", str(tmp_path / "cache"))
    (tmp_path / "通知.txt").write_text(NOTE.format(5), encoding="utf-8")

    def said(*options):
        done = CliRunner().invoke(app, ["extract", "通知.txt", "--published", "2024-03-01", "-o", "a.jsonl", *options])
        assert done.exit_code == 0, done.output
        return done.stderr, json.loads((tmp_path / "a.jsonl").read_text("utf-8"))

    first, second, without = said(), said(), said("--no-cache")
    assert first[1] == second[1] == without[1]
    assert "其中 1 篇与上次相同" in second[0]
    assert "与上次相同" not in first[0] + without[0]
