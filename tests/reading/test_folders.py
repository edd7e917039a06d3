"""Folders of mixed files: what is read, and what is passed over with one notice."""

from __future__ import annotations

from datetime import date

from extractor.reading import is_remark

DAY = date(2022, 3, 15)
GOOD = "下一步，市交通局将在6月底前完成道路大修。\n"


def names(articles, folder):
    return [article.path.removeprefix(f"{folder.as_posix()}/") for article in articles]


def fill(folder, *files):
    for name in files:
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(GOOD)


def test_files_of_other_kinds_are_said_once_with_number_and_kinds(tmp_path, read_all):
    fill(tmp_path, "a.md", "b/c.dat", "b/d.dat", "e.bak", "扫描.jpg", "b/通知")
    articles, problems = read_all(tmp_path, published=DAY)
    assert names(articles, tmp_path) == ["a.md"]
    (problem,) = problems
    assert (problem.code, problem.where) == ("reading.passed_over", tmp_path.as_posix())
    assert problem.notice
    assert not is_remark(problem)
    assert "有 5 个文件" in problem.message
    assert all(words in problem.message for words in (".dat 2 个", ".bak 1 个", ".jpg 1 个", "没有扩展名 1 个"))


def test_what_only_accompanies_articles_is_not_mentioned(tmp_path, read_all):
    fill(
        tmp_path,
        "_posts/2022-03-15-a.md",
        "_config.yml",
        "台账.db",
        "台账.db-wal",
        "台账.db-shm",
        "_layouts/post.html",
        "_includes/head.html",
        "_site/2022/a.html",
        "assets/logo.png",
        "assets/css/site.css",
        "images/地图.jpg",
        "feed.xml",
        "robots.txt",
        "README.md",
        "Gemfile",
        ".git/config",
        ".DS_Store",
        "~$方案.docx",
    )
    articles, problems = read_all(tmp_path)
    assert names(articles, tmp_path) == ["_posts/2022-03-15-a.md"]
    assert not problems


def test_the_templates_of_a_hugo_site_are_no_articles(tmp_path, read_all):
    fill(tmp_path, "hugo.toml", "content/news/2022-03-15-a.md", "layouts/index.html", "public/a/index.html")
    fill(tmp_path, "themes/plain/layouts/list.html", "archetypes/default.md", "static/js/site.js")
    articles, problems = read_all(tmp_path)
    assert names(articles, tmp_path) == ["content/news/2022-03-15-a.md"]
    assert not problems


def test_folders_of_those_names_elsewhere_are_read(tmp_path, read_all):
    fill(tmp_path, "public/a.md", "resources/b.md", "_data/c.md")
    assert names(read_all(tmp_path, published=DAY)[0], tmp_path) == ["_data/c.md", "public/a.md", "resources/b.md"]


def test_documents_that_cannot_be_read_are_named_each(tmp_path, read_all):
    fill(tmp_path, "a.ofd", "b.rar", "c.pptx", "d.tif")
    articles, problems = read_all(tmp_path)
    assert not articles
    assert [p.code for p in problems] == ["reading.kind"] * 3 + ["reading.no_text_layer"]
    assert not any(p.notice for p in problems)
