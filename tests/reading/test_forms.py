"""The same article in every form is read the same."""

from __future__ import annotations

import importlib.util
import shutil
from pathlib import Path

import pytest

from extractor.article import Article
from extractor.reading import read, table_roles

_spec = importlib.util.spec_from_file_location("forms", Path(__file__).with_name("forms.py"))
forms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(forms)

office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    return tmp_path_factory.mktemp("forms")


@pytest.fixture(scope="module")
def pipeline():
    return pytest.importorskip("extractor.pipeline", exc_type=ImportError)


def article_of(file: Path) -> Article:
    (article,) = [one for one in read([file], published=forms.PUBLISHED) if isinstance(one, Article)]
    return article


def measures(pipeline, article):
    ((_, found),) = list(pipeline.read_measures(pipeline.load(), [article]))
    return [
        (
            m.text,
            m.kind,
            m.strength,
            m.due and (m.due.text, m.due.due),
            [a.name for a in m.assignment.lead],
            [a.name for a in m.assignment.support],
            [(x.value, x.unit) for x in m.metrics],
        )
        for m in found
    ]


def check_table(article):
    (table,) = article.tables
    assert [[cell.text for cell in row] for row in table.rows] == forms.ROWS
    assert table.header == 1
    assert table_roles(table) == ("number", "task", "lead", "support", "due")
    above, below, column = forms.MERGED
    assert table.rows[above][column] == table.rows[below][column]
    assert all(article.text[c.start : c.end] == c.text for row in table.rows for c in row)


def check(folder, name, data):
    file = folder / name
    file.write_bytes(data)
    article = article_of(file)
    check_table(article)
    assert forms.TITLE in article.title
    assert article.published == forms.PUBLISHED
    assert "不要" not in article.text
    bare = article.text.removeprefix(forms.TITLE).strip()
    assert bare == forms.text().removeprefix(forms.TITLE).strip()
    return article


@pytest.mark.parametrize("charset", ["utf-8", "gbk", "gb18030", "utf-16"])
def test_html(folder, charset):
    article = check(folder, f"{charset}.html", forms.html(charset))
    assert article.source == "市住房城乡建设局"
    assert article.published_from == "网页标注"


def test_docx(folder):
    assert check(folder, "a.docx", forms.docx()).text == forms.text()


def test_xlsx(folder):
    check(folder, "a.xlsx", forms.xlsx())


@office
@pytest.mark.parametrize("kind", ["pdf", "doc", "odt", "rtf"])
def test_made_by_libreoffice_from_word(folder, kind):
    source = folder / f"from_word_{kind}.docx"
    source.write_bytes(forms.docx())
    article = check(folder, f"{kind}.{kind}", forms.convert(source, kind).read_bytes())
    if kind == "pdf":
        assert article.page_starts == (0,)


@office
def test_made_by_libreoffice_from_excel(folder):
    source = folder / "from_excel.xlsx"
    source.write_bytes(forms.xlsx())
    check(folder, "b.xls", forms.convert(source, "xls").read_bytes())
    (folder / "b.ods").write_bytes(forms.convert(source, "ods").read_bytes())
    (table,) = article_of(folder / "b.ods").tables
    assert [
        [c.text for c in row] for row in table.rows
    ] == forms.rows_as_written()  # calamine knows no merged cells there


def test_every_form_gives_the_same_measures(tmp_path, pipeline):
    made = {"a.docx": forms.docx(), "a.xlsx": forms.xlsx(), "a.html": forms.html(), "gbk.html": forms.html("gbk")}
    for name, data in made.items():
        (tmp_path / name).write_bytes(data)
    if shutil.which("soffice"):
        made |= {forms.convert(tmp_path / "a.docx", kind).name: b"" for kind in ("pdf", "doc")}
    first, *others = [measures(pipeline, article_of(tmp_path / name)) for name in made]
    assert len(first) >= 5
    assert all(other == first for other in others)
