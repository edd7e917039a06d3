from __future__ import annotations

import importlib.util
from dataclasses import replace
from pathlib import Path

import pytest
from opencc import OpenCC

from extractor.article import Article
from extractor.pipeline import load, read_measures
from extractor.reading.traditional import is_traditional, simplified_article, simplified_view
from extractor.table import to_rows

_spec = importlib.util.spec_from_file_location("forms", Path(__file__).with_name("forms.py"))
forms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(forms)

OLD = "市政府將於六月底前完成電網改造，責任單位為發展和改革委員會。各縣區應當建立機制，加強監督。"
NEW = "市政府将于六月底前完成电网改造，责任单位为发展和改革委员会。各县区应当建立机制，加强监督。"


def traditional(text: str) -> str:
    """A text in traditional letters, as long as before."""
    old = OpenCC("s2t").convert(text)
    assert len(old) == len(text)
    return str(old)


def content(name: str, encoding: str) -> bytes:
    """The article of all forms, in the form that the name asks for."""
    if name.endswith(("docx", "xlsx")):
        return forms.docx() if name.endswith("docx") else forms.xlsx()
    if not name.endswith("html"):
        return forms.text().encode(encoding)
    page = forms.html().decode()
    return traditional(page).replace("utf-8", encoding).encode(encoding) if encoding == "big5" else page.encode()


@pytest.fixture(scope="module")
def nlp():
    return load()


def rows_of(nlp, article):
    ((_, measures),) = read_measures(nlp, [article])
    return list(to_rows(article, measures))


@pytest.mark.parametrize("text", [OLD, OLD[:12], f"2024年4月8日——{OLD}"])
def test_traditional_text_is_known(text):
    assert is_traditional(text)


@pytest.mark.parametrize(
    "text", [NEW, "", "plain English", "朱镕基、喆——·", "於某某同志于6月底前完成。", "①②③“引号”〔2024〕3号"]
)
def test_simplified_text_is_not_taken_for_traditional(text):
    assert not is_traditional(text)
    article = Article(text)
    assert simplified_article(article) is article


def test_the_view_keeps_every_offset():
    view = simplified_view(f"{OLD} ABC 123 𠮷")
    assert len(view) == len(f"{OLD} ABC 123 𠮷")
    assert view.startswith("市政府将")
    at = OLD.index("電網")
    assert view[at : at + 2] == "电网"
    assert simplified_view(NEW) == NEW


@pytest.mark.parametrize(
    ("name", "encoding"), [("a.txt", "big5"), ("a.md", "utf-8"), ("a.html", "big5"), ("a.docx", ""), ("a.xlsx", "")]
)
def test_a_traditional_article_gives_the_rows_of_its_simplified_twin(nlp, read_one, monkeypatch, name, encoding):
    simple = rows_of(nlp, read_one(f"twin.{name[2:]}", content(name, "utf-8"), published=forms.PUBLISHED)[0])
    for key in ("TITLE", "CLOSING"):
        monkeypatch.setattr(forms, key, traditional(getattr(forms, key)))
    monkeypatch.setattr(forms, "PARAGRAPHS", [traditional(line) for line in forms.PARAGRAPHS])
    monkeypatch.setattr(forms, "ROWS", [[traditional(cell) for cell in row] for row in forms.ROWS])
    article, problems = read_one(name, content(name, encoding), published=forms.PUBLISHED)
    assert not problems
    assert (article.published, len(article.tables)) == (forms.PUBLISHED, 1)
    rows = rows_of(nlp, article)
    assert len(rows) == len(simple) >= 5
    for row, twin in zip(rows, simple, strict=True):
        assert article.text[row["start"] : row["end"]] == row["text"] == traditional(twin["text"])
        assert row["lead"] == [traditional(unit) for unit in twin["lead"]]
        assert row["support"] == [traditional(unit) for unit in twin["support"]]
        assert row["due"]["text"] == traditional(twin["due"]["text"])
        assert row["due"]["date"] == twin["due"]["date"]
        assert [m["value"] for m in row["metrics"]] == [m["value"] for m in twin["metrics"]]
        assert [m["unit"] for m in row["metrics"]] == [traditional(m["unit"]) for m in twin["metrics"]]
        assert row["section"] == traditional(twin["section"])
        assert row["rules"] == twin["rules"]


def test_a_pipeline_with_a_component_of_another_kind_reads_the_view_too(nlp):
    from spacy.language import Language

    @Language.component("does_nothing")
    def does_nothing(doc):
        return doc

    other = load()
    other.add_pipe("does_nothing")
    article = replace(Article(OLD), published=forms.PUBLISHED)
    rows = rows_of(other, article)
    assert rows == rows_of(nlp, article)
    assert rows[0]["due"]["text"] == "六月底前"
    assert "將" in rows[0]["text"]


def test_the_header_of_a_traditional_circular(read_one):
    text = f"雲川市人民政府辦公室關於電網改造的通知\n\n雲政辦發〔2024〕12號\n\n{OLD}\n\n來源：雲川日報\n發布時間：2024年4月8日\n"
    article, problems = read_one("a.txt", text)
    assert not problems
    assert article.title == "雲川市人民政府辦公室關於電網改造的通知"
    assert (article.issuer, article.number, article.source) == (
        "雲川市人民政府辦公室",
        "雲政辦發〔2024〕12號",
        "雲川日報",
    )
    assert (article.published, article.published_from) == (forms.PUBLISHED, "发布时间")


def test_the_columns_of_a_traditional_task_list(read_one):
    rows = ["序號,任務內容,牽頭單位,完成時限", "1,更新供水管網45公里,市水務局,6月底前"]
    article, _ = read_one("2024-04-08.csv", "\n".join(rows).encode("big5"))
    from extractor.reading import table_roles

    assert table_roles(article.tables[0]) == ("number", "task", "lead", "due")
