"""Recognising the text of scans with a command of the user's own."""

from __future__ import annotations

import shlex
import sys
from datetime import date

import pytest

from extractor.problem import UsageError
from extractor.reading import Limits, read

DAY = date(2024, 4, 8)
SCAN = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
    b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n"
)
PAGES = """云川市供水改造方案

一、下一步，市水务局要在6月底前更新
供水管网45公里，漏损率控制在8%以内。
二、市财政局保障经费。
\f（第二页）年底前完成验收。
"""


@pytest.fixture
def command(tmp_path):
    """A real program that looks at the file it is given and prints a text."""

    def make(body: str) -> str:
        script = tmp_path / "recognise.py"
        script.write_text(f"import sys, time\ndata = open(sys.argv[-1], 'rb').read()\n{body}", encoding="utf-8")
        return f"{shlex.quote(sys.executable)} {shlex.quote(str(script))}"

    return make


def printing(text: str) -> str:
    return (
        f"assert data.startswith(b'%PDF') and sys.argv[-1].endswith('.pdf')\nsys.stdout.buffer.write({text!r}.encode())"
    )


def test_without_a_command_a_scan_says_what_to_do(read_one):
    article, (problem,) = read_one("a.pdf", SCAN)
    assert article is None
    assert problem.code == "reading.no_text_layer"
    assert "--ocr" in problem.hint


def test_the_text_of_a_scan(read_one, command):
    article, problems = read_one("2024-04-08-a.pdf", SCAN, ocr=command(printing(PAGES)))
    assert not problems
    assert article.text.split("\n\n") == [
        "云川市供水改造方案",
        "一、下一步，市水务局要在6月底前更新供水管网45公里，漏损率控制在8%以内。",
        "二、市财政局保障经费。",
        "（第二页）年底前完成验收。",
    ]
    assert article.page_starts == (0, article.text.index("（第二页）"))
    assert article.published == DAY
    assert article.meta["文字识别"].startswith("python")


def test_blanks_between_all_characters_are_taken_out(read_one, command):
    words = " ".join("市水务局要在") + " 6 月 底 前 更新 管网 45 公里 。"
    article, _ = read_one("a.pdf", SCAN, ocr=command(printing(words)), published=DAY)
    assert article.text == "市水务局要在6月底前更新管网45公里。"


def test_the_place_of_the_file_may_be_given(read_one, command):
    given = command("print(data.decode() if sys.argv[1] == '--lang' and sys.argv[2].endswith('.jpg') else '')")
    given = given.replace("recognise.py", "recognise.py --lang") + " "
    article, problems = read_one("a.jpg", "管网改造方案已经印发。".encode(), ocr=f"{given} {{}}", published=DAY)
    assert not problems
    assert article.text == "管网改造方案已经印发。"


@pytest.mark.parametrize(
    ("body", "code", "words"),
    [
        ("sys.exit('no language pack')", "ocr", "no language pack"),
        ("print()", "no_text_layer", "没有认出文字"),
        ("time.sleep(60)", "time", "限定时间"),
    ],
)
def test_a_command_that_fails_is_a_problem_of_the_file(read_one, command, body, code, words):
    article, (problem,) = read_one("a.pdf", SCAN, ocr=command(body), limits=Limits(seconds=0.05))
    assert article is None
    assert problem.code == f"reading.{code}"
    assert words in problem.message


@pytest.mark.parametrize("wrong", ["no-such-program {}", "'unclosed", " "])
def test_a_command_that_is_not_there_is_wrong_use(tmp_path, wrong):
    (tmp_path / "a.pdf").write_bytes(SCAN)
    with pytest.raises(UsageError, match="文字识别"):
        read([tmp_path], ocr=wrong)


def test_a_file_with_text_does_not_go_to_the_command(read_one, command):
    article, _ = read_one("2024-04-08.txt", "供水改造。\n", ocr=command("sys.exit(3)"))
    assert article.text == "供水改造。\n"
