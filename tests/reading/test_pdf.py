"""PDF files as browsers and LibreOffice print them."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from pathlib import Path

import pytest

_spec = importlib.util.spec_from_file_location("forms", Path(__file__).with_name("forms.py"))
forms = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(forms)

BROWSER = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
browser = pytest.mark.skipif(BROWSER is None, reason="no Chromium")
office = pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")

TITLE = "山塘县春季植树工作方案"
LEFT = [
    "本报讯（记者方言）4月11日，记者从县林业局获悉，今年全县计划造林2.6万亩，其中5月底前完成春季造林1.8万亩，各乡镇正抢抓墒情组织劳力上山，苗木调运、整地挖穴有序展开。",
    "县林业局将于10月底前建成苗木基地3处，培育乡土树种，保证来年造林用苗。",
    "在石桥乡，护林员说，往年这时候山上还冷清，如今天天都有人，大家都盼着雨水。",
]
RIGHT = [
    "县财政局已安排补助资金800万元，并将在6月底前全部拨付到位，确保不因资金影响进度。",
    "县气象局将加强墒情监测，每旬发布一次造林气象专报，为造林提供服务保障。",
    "下一步，县林业局将在年底前开展成活率核查，对成活率低于85%的地块组织补植。",
]
HEADS = ("序号", "任务内容", "牵头单位", "完成时限")
STYLE = (
    "@page{size:A4;margin:2cm} body{font-family:serif;font-size:15px;line-height:1.8;text-align:justify} p{text-indent:2em;margin:0}"
    " table{border-collapse:collapse;width:100%} td,th{border:1px solid #000} h1{text-align:center} .c{column-count:2;column-gap:1cm}"
)


def printed(folder: Path, body: str) -> bytes:
    """A page as Chromium prints it, with the date and the address that it puts at the edges."""
    page = folder / "page.html"
    page.write_text(f"<html><head><meta charset=utf-8><style>{STYLE}</style></head><body>{body}</body></html>")
    options = ["--headless", "--no-sandbox", "--disable-gpu", f"--user-data-dir={folder / 'profile'}"]
    command = [BROWSER, *options, f"--print-to-pdf={folder / 'page.pdf'}", page.as_uri()]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / "page.pdf").read_bytes()


def paragraphs(lines: list[str]) -> str:
    return "".join(f"<p>{line}</p>" for line in lines)


@browser
def test_two_columns_as_a_browser_prints_them(tmp_path, read_one):
    body = f"<h1>{TITLE}</h1><div class=c>{paragraphs(LEFT)}{paragraphs(RIGHT)}</div>"
    article, _ = read_one("2025-04-12-a.pdf", printed(tmp_path, body))
    assert article.title == TITLE
    assert article.text.split("\n\n") == [TITLE, *LEFT, *RIGHT]


@browser
def test_a_table_over_several_pages_is_one(tmp_path, read_one):
    tasks = [f"改造第{n}批老旧管网节点{3 * n}处，落实管护责任，建立管护台账" for n in range(1, 41)]
    rows = "".join(f"<tr><td>{n}<td>{task}<td>县水利局<td>2025年9月底前</tr>" for n, task in enumerate(tasks, 1))
    head = "".join(f"<th>{word}" for word in HEADS)
    body = f"<h1>{TITLE}</h1>{paragraphs(LEFT)}<table><thead><tr>{head}</thead>{rows}</table>{paragraphs(RIGHT)}"
    article, _ = read_one("2025-04-12-a.pdf", printed(tmp_path, body))
    (table,) = article.tables
    assert [row[1].text for row in table.rows[1:] if row[1].text] == tasks
    assert len(article.page_starts) > 1
    assert article.text.split("\n\n")[:4] == [TITLE, *LEFT]
    assert article.text.split("\n\n")[-3:] == RIGHT


@office
def test_short_lines_stay_paragraphs(tmp_path, read_one):
    import docx

    lines = ["各乡镇人民政府：", "现将方案印发给你们，请抓好落实。", "山塘县林业局", "2025年4月2日"]
    document = docx.Document()
    heading = document.add_paragraph("关于印发《山塘县春季植树工作方案》的通知")
    heading.alignment = 1
    for line in lines:
        document.add_paragraph(line)
    document.save(tmp_path / "a.docx")
    article, _ = read_one("a.pdf", forms.convert(tmp_path / "a.docx", "pdf").read_bytes())
    assert article.text.split("\n\n") == ["关于印发《山塘县春季植树工作方案》的通知", *lines]
    assert article.title == "关于印发《山塘县春季植树工作方案》的通知"


@office
def test_a_locked_pdf_says_so(tmp_path, read_one):
    (tmp_path / "a.docx").write_bytes(forms.docx())
    lock = '{"EncryptFile":{"type":"boolean","value":"true"},"DocumentOpenPassword":{"type":"string","value":"x"}}'
    data = forms.convert(tmp_path / "a.docx", f"pdf:writer_pdf_Export:{lock}").read_bytes()
    article, (problem,) = read_one("a.pdf", data)
    assert article is None
    assert problem.code == "reading.locked"
