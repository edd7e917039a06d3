from __future__ import annotations

from datetime import date

import pytest

from extractor.problem import UsageError
from extractor.reading import GIVEN, read

BODY = "电网公司下一步推广线上办电。\n\n6月底前，办理环节压减至3个。\n"


def test_body_after_front_matter_is_unchanged(read_one):
    body = "\n  缩进的一行  \n\n## 二、任务 ##\n\n“引号”与*强调*都在。\n"
    article, problems = read_one("a.md", f"---\ntitle: 标题\ndate: 2022-03-15\n---\n{body}")
    assert article.text == body
    assert [(h.quote.text, h.level) for h in article.headings] == [("二、任务", 2)]
    assert not problems


@pytest.mark.parametrize("key", ["published", "date", "pubdate", "发布日期"])
@pytest.mark.parametrize(
    "value",
    [
        "2022-03-15",
        "2022-03-15 09:11:06 +0800",
        "2022-03-15T23:30:00Z",
        '"2022/3/15"',
        "2022年3月15日",
        "二〇二二年三月十五日",
    ],
)
def test_the_date_is_read_under_its_usual_keys(read_one, key, value):
    article, _ = read_one("a.md", f"---\n{key}: {value}\n---\n{BODY}")
    assert (article.published, article.published_from) == (date(2022, 3, 15), "文件头")


@pytest.mark.parametrize(
    ("name", "text", "published", "why"),
    [
        ("2021-05-01-x.md", f"---\ndate: 2022-03-15\n---\n{BODY}", date(2022, 3, 15), "文件头"),
        ("2021-05-01-x.md", f"本报临沂2020年3月1日讯 {BODY}", date(2021, 5, 1), "文件名"),
        ("t20210501_7.txt", BODY, date(2021, 5, 1), "文件名"),
        ("x.md", f"本报临沂2020年3月1日讯 {BODY}", date(2020, 3, 1), "电头“本报临沂2020年3月1日讯”"),
        ("x.md", f"发布时间：2020-03-01 09:00\n\n{BODY}", date(2020, 3, 1), "发布时间"),
        ("x.txt", f"{BODY}\n市人民政府办公室\n2020年3月1日\n\n附件\n{BODY}", date(2020, 3, 1), "落款日期"),
        ("x.txt", f"{BODY}\n市人民政府办公室\n　　二〇二〇年三月一日\n", date(2020, 3, 1), "落款日期"),
        ("x.md", BODY, date(2019, 1, 1), GIVEN),
        ("x.md", f"本报临沂3月1日讯 {BODY}", date(2019, 1, 1), GIVEN),
        ("20220230.md", BODY, date(2019, 1, 1), GIVEN),
    ],
)
def test_where_the_publication_date_comes_from(read_one, name, text, published, why):
    article, _ = read_one(name, text, published=date(2019, 1, 1))
    assert (article.published, article.published_from) == (published, why)


def test_html_in_the_body_becomes_the_clean_text(read_one):
    head = "---\ntitle: 标题\ndate: 2022-03-15\n---\n"
    plain = "□记者甲\n\n第一段，“引文”。\n\n（文章来源：某某日报）"
    jekyll = (
        "<p>□记者甲</p>\n <p>第一段，“引文”。 </p><p class='m'>（文章来源：某某日报）</p>\n\n<http://example.org/n?a=1>\n\n"
        "[返回某某日报](//example.org/c.html)｜[返回首页](//example.org/)\n"
    )
    article, problems = read_one("a.md", head + jekyll)
    assert article.text == plain
    assert article.source == "某某日报"
    assert not problems


def test_markdown_around_html_keeps_its_lines(read_one):
    article, _ = read_one("2022-03-15.md", "第一段。\n第二行。\n\n<div>盒子里的话。</div>\n\n最后一段<br>换行。\n")
    assert article.text.split("\n\n") == ["第一段。", "第二行。", "盒子里的话。", "最后一段", "换行。"]


@pytest.mark.parametrize(
    ("head", "why"),
    [
        ("title: a: b: c\ndate: 2022-03-15", "不是合格的 YAML"),
        ("title: [未完\ndate: 2022-03-15", "不是合格的 YAML"),
        ("x: !!python/object/apply:os.system ['true']\ndate: 2022-03-15", "不允许的 YAML 标签"),
    ],
)
def test_broken_front_matter_is_said_and_the_body_read(read_one, head, why):
    article, problems = read_one("a.md", f"---\n{head}\n---\n{BODY}")
    assert article.text == BODY
    assert article.published == date(2022, 3, 15)
    assert [p.code for p in problems] == ["reading.front_matter"]
    assert why in problems[0].message
    assert "a.md:" in problems[0].where


def test_alias_bomb_in_front_matter_stays_small(read_one):
    bomb = "a: &a [x, x]\n" + "\n".join(
        f"{b}: &{b} [*{a}, *{a}, *{a}, *{a}]" for a, b in zip("abcdefghij", "bcdefghijk", strict=True)
    )
    article, _ = read_one("2022-03-15.md", f"---\n{bomb}\n---\n{BODY}")
    assert sum(map(len, article.meta.values())) < 1000


def test_open_front_matter_is_said(read_one):
    article, problems = read_one("2022-03-15.md", f"---\ntitle: 标题\n{BODY}")
    assert article.text.startswith("---")
    assert [p.code for p in problems] == ["reading.front_matter"]


def test_toml_front_matter(read_one):
    article, _ = read_one("a.md", f'+++\ntitle = "标题"\ndate = 2022-03-15T08:00:00+08:00\n+++\n{BODY}')
    assert (article.title, article.published, article.text) == ("标题", date(2022, 3, 15), BODY)


@pytest.mark.parametrize("value", ["2022-02-30", "2022年13月1日", "昨天"])
def test_a_day_that_does_not_exist_is_a_problem_and_no_date(read_one, value):
    article, problems = read_one("a.md", f"---\ndate: {value}\n---\n{BODY}")
    assert article.published is None
    assert [p.code for p in problems] == ["reading.date", "reading.no_date"]
    assert value in problems[0].message


def test_a_date_after_today_is_said_and_kept(read_one):
    article, problems = read_one("a.md", f"---\ndate: 2022-03-15\n---\n{BODY}", today=date(2022, 3, 14))
    assert article.published == date(2022, 3, 15)
    assert [p.code for p in problems] == ["reading.future_date"]


def test_without_any_date_it_says_so(read_one):
    article, problems = read_one("a.md", BODY)
    assert (article.published, article.published_from) == (None, "")
    assert [p.code for p in problems] == ["reading.no_date"]


def test_titles(read_one):
    assert read_one("2022-03-15-路网.md", BODY)[0].title == "路网"
    assert read_one("b.md", f"# 大标题\n\n{BODY}")[0].title == "大标题"
    assert read_one("c.txt", f"某市重点工作方案\n\n{BODY}")[0].title == "某市重点工作方案"


def test_folders_in_order_and_paths_as_given(tmp_path, read_all, monkeypatch):
    for name in [
        "dev/b.md",
        "dev/a.md",
        "dev/sub/c.txt",
        "dev/.hidden.md",
        "dev/.git/x.md",
        "dev/README.md",
        "dev/x.png",
        "dev/sub/_posts/d.md",
    ]:
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(BODY)
    monkeypatch.chdir(tmp_path)
    options = {"published": date(2022, 3, 15)}
    below = ["dev/a.md", "dev/b.md", "dev/sub/_posts/d.md", "dev/sub/c.txt"]
    assert [a.path for a in read_all("dev", **options)[0]] == below
    assert [a.path for a in read_all("dev/", **options)[0]] == below
    assert [a.path for a in read_all(".", **options)[0]] == below
    assert [a.path for a in read_all(tmp_path / "dev", **options)[0]] == [f"{tmp_path.as_posix()}/{p}" for p in below]
    assert [a.path for a in read_all("dev/README.md", "dev/b.md", "dev", **options)[0]][:2] == [
        "dev/README.md",
        "dev/b.md",
    ]


def test_a_path_that_does_not_exist_is_wrong_use(tmp_path):
    with pytest.raises(UsageError, match="没有这个文件"):
        read([tmp_path / "missing.md"])


def test_pipe_table_in_markdown(read_one):
    text = "前言。\n\n| 序号 | 工作任务 | 责任单位 |\n|---|:-:|---|\n| 1 | 修路\\|架桥 | 市交通局 |\n| 2 | 建站 |  |\n\n后语。\n"
    article, _ = read_one("2022-03-15.md", text)
    assert article.text == text
    (table,) = article.tables
    assert table.header == 1
    assert [[c.text for c in row] for row in table.rows] == [
        ["序号", "工作任务", "责任单位"],
        ["1", "修路\\|架桥", "市交通局"],
        ["2", "建站", ""],
    ]


@pytest.mark.parametrize("gap", [" | ", "\t", "｜"])
def test_flattened_table_in_text(read_one, gap):
    rows = [
        ["序号", "任务内容", "牵头单位", "完成时限"],
        ["1", "修路", "市交通局", "6月底"],
        ["2", "建站", "市水利局", "年底"],
    ]
    article, _ = read_one("2022-03-15.txt", "清单\n\n" + "\n".join(map(gap.join, rows)) + "\n")
    (table,) = article.tables
    assert [[c.text for c in row] for row in table.rows] == rows
    assert table.header == 1
