"""Bad files: named with a hint, and the rest goes on."""

from __future__ import annotations

import io
import os
import sqlite3
import zipfile
from datetime import date

import docx
import openpyxl
import pytest

from extractor.article import Article
from extractor.problem import Problem, UsageError
from extractor.reading import Limits, Seen, is_remark, read, read_bytes_as

DAY = date(2022, 3, 15)
GOOD = "下一步，市交通局将在6月底前完成道路大修。\n"


def packed(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return stream.getvalue()


def word() -> bytes:
    document = docx.Document()
    for _ in range(50):
        document.add_paragraph(GOOD)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def workbook() -> bytes:
    book = openpyxl.Workbook()
    book.active.append(["序号", "任务", "责任单位"])
    book.active.append([1, "修路", "市交通局"])
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def replaced(package: bytes, member: str, change) -> bytes:
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        return packed({n: change(archive.read(n)) if n == member else archive.read(n) for n in archive.namelist()})


ENTITIES = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>'


def with_entities(xml: bytes) -> bytes:
    head, mark, rest = xml.partition(b"?>")
    return head + mark + ENTITIES + rest


PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]>>endobj\ntrailer<</Root 1 0 R>>\n"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("empty.md", b"", "empty"),
        ("blank.txt", " \n\u3000\n".encode(), "empty"),
        ("front.md", b"---\ntitle: x\n---\n", "empty"),
        ("empty.docx", b"", "empty"),
        ("binary.md", bytes(range(256)) * 20, "binary"),
        ("noise.txt", os.urandom(5000), "binary"),
        ("binary.html", b"<html>" + bytes(range(256)) * 20, "binary"),
        ("cut.docx", word()[: len(word()) // 2], "damaged"),
        ("cut.xlsx", workbook()[:900], "damaged"),
        ("noise.docx", b"PK\x03\x04" + os.urandom(800), "damaged"),
        ("cut.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "damaged"),
        ("noise.wps", os.urandom(5000), "binary"),
        ("noise.pdf", b"%PDF-1.7\n" + os.urandom(800), "damaged"),
        ("cut.pdf", PDF[:40], "damaged"),
        ("scan.pdf", PDF, "no_text_layer"),
        ("cut.zip", packed({"a.md": GOOD.encode() * 99})[:60], "damaged"),
        ("noise.parquet", b"PAR1" + os.urandom(200) + b"PAR1", "damaged"),
        ("entities.docx", replaced(word(), "word/document.xml", with_entities), "entities"),
        ("entities.xlsx", replaced(workbook(), "xl/workbook.xml", with_entities), "entities"),
        ("bomb.docx", packed({"word/document.xml": b"<a>" + b" " * 30_000_000}), "bomb"),
        ("notword.docx", packed({"word/document.xml": b"<a/>"}), "damaged"),
        ("list.json", b"{]", "json"),
        ("no_text.jsonl", b'{"x": 1}\n', "column"),
        ("deep.json", b"[" * 100_000, "json"),
        ("x.ofd", packed({"OFD.xml": b"<x/>"}), "kind"),
        ("heads.csv", b"title,date,text\n", "empty"),
        ("unknown.bin", bytes(range(256)), "kind"),
    ],
    ids=lambda value: value if isinstance(value, str) else "data",
)
def test_a_bad_file_is_named_and_not_read(read_one, name, data, code):
    article, problems = read_one(name, data, published=DAY)
    assert article is None
    (problem,) = problems
    assert problem.code == f"reading.{code}"
    assert name in problem.where
    assert problem.message
    assert problem.hint
    assert not is_remark(problem)


def test_the_rest_goes_on(tmp_path, read_all):
    (tmp_path / "a.docx").write_bytes(word()[:500])
    (tmp_path / "b.md").write_text(GOOD)
    (tmp_path / "c.pdf").write_bytes(PDF)
    (tmp_path / "d.docx").write_bytes(word())
    articles, problems = read_all(tmp_path, published=DAY)
    assert [a.path.rpartition("/")[2] for a in articles] == ["b.md", "d.docx"]
    assert [p.code for p in problems] == ["reading.damaged", "reading.no_text_layer"]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        (f"{GOOD}\x00{GOOD}", f"{GOOD}\ufffd{GOOD}"),
        (f"\u202e{GOOD}\u200f", f"\u202e{GOOD}\u200f"),
        (f"\ufeff{GOOD}", GOOD),
        (GOOD.replace("\n", "\r\n"), GOOD),
        (f"{GOOD}\x0b\x1b[31m", f"{GOOD}\x0b\x1b[31m"),
    ],
)
def test_odd_characters(read_one, text, left):
    article, problems = read_one("a.txt", text, published=DAY)
    assert article.text == left
    assert all(is_remark(p) for p in problems)


def test_lone_surrogates_in_json_are_replaced_and_said(read_one):
    article, problems = read_one(
        "a.jsonl",
        b'{"title": "\\ud83d", "date": "2022-03-15", "text": "\xe4\xb8\x8b\\udc00\xe4\xb8\x80\xe6\xad\xa5"}\n',
    )
    assert article.text == "下\ufffd一步"
    assert [p.code for p in problems] == ["reading.characters"]
    article.title.encode()


def test_too_large_and_too_long(read_one):
    assert read_one("a.md", GOOD * 1000, limits=Limits(size=1000))[1][0].code == "reading.too_large"
    assert read_one("a.md", GOOD * 1000, limits=Limits(text=1000))[1][0].code == "reading.too_long"


def test_a_text_of_100_mb_is_refused_unread(tmp_path, read_all):
    with (tmp_path / "big.txt").open("wb") as stream:
        stream.truncate(100_000_000)
    assert [p.code for p in read_all(tmp_path)[1]] == ["reading.too_large"]


def test_one_line_of_ten_megabytes(read_one):
    article, _ = read_one("long.txt", GOOD.strip() * 160_000, published=DAY)
    assert len(article.text) > 3_000_000


@pytest.mark.parametrize("member", ["../../evil.md", "/etc/evil.md", "a/../../evil.md", "C:\\evil.md"])
def test_zip_path_traversal(tmp_path, read_one, member):
    info = zipfile.ZipInfo("x.md")
    info.filename = member
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr(info, GOOD)
        archive.writestr("good.md", GOOD)
    article, problems = read_one("a.zip", stream.getvalue(), published=DAY)
    assert article.path.endswith("a.zip!good.md")
    assert [p.code for p in problems] == ["reading.traversal"]


def test_zip_bomb_and_nested_zip(read_one):
    data = packed({"bomb.txt": b" " * 80_000_000, "in.zip": packed({"a.md": GOOD.encode()}), "good.md": GOOD.encode()})
    article, problems = read_one("a.zip", data, published=DAY)
    assert article.path.endswith("!good.md")
    assert sorted(p.code for p in problems) == ["reading.bomb", "reading.nested"]


def test_zip_of_mixed_files_with_names_in_gbk(read_all, tmp_path):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("x/b.docx", word())
        archive.writestr("x/.hidden.md", GOOD)
        archive.writestr("x/logo.png", b"x")
        archive.writestr(zipfile.ZipInfo("????.txt"), GOOD.encode("gbk"))
    data = stream.getvalue().replace(b"????.txt", "通知".encode("gbk") + b".txt")
    (tmp_path / "a.zip").write_bytes(data)
    articles, problems = read_all(tmp_path, published=DAY)
    assert {a.path.partition("!")[2] for a in articles} == {"通知.txt", "x/b.docx"}
    (notice,) = problems
    assert (notice.code, notice.notice) == ("reading.passed_over", True)
    assert "x/logo.png" in notice.message


def test_locked_zip(read_one):
    data = bytearray(packed({"a.md": GOOD.encode()}))
    for sign, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.find(sign) + at] |= 1
    assert read_one("a.zip", bytes(data))[1][0].code == "reading.locked"


def test_a_folder_with_a_link_loop(tmp_path, read_all):
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "x.md").write_text(GOOD)
    (tmp_path / "a" / "again").symlink_to(tmp_path, target_is_directory=True)
    articles, problems = read_all(tmp_path, published=DAY)
    assert [a.path.rpartition("/")[2] for a in articles] == ["x.md"]
    assert [p.code for p in problems] == ["reading.loop"]


def test_a_broken_link_and_a_pipe(tmp_path, read_all):
    (tmp_path / "gone.md").symlink_to(tmp_path / "nowhere.md")
    os.mkfifo(tmp_path / "pipe.md")
    assert [p.code for p in read_all(tmp_path)[1]] == ["reading.vanished", "reading.file"]


@pytest.mark.skipif(os.geteuid() == 0, reason="the administrator may read everything")
def test_unreadable_permissions(tmp_path, read_all):
    file = tmp_path / "a.md"
    file.write_text(GOOD)
    file.chmod(0)
    assert [p.code for p in read_all(tmp_path)[1]] == ["reading.permission"]


def test_permission_words():
    from extractor.reading.files import unreadable

    assert unreadable("a.md", PermissionError(13, "x")).code == "reading.permission"


def test_a_file_that_vanishes_while_the_folder_is_read(tmp_path):
    for name in "abc":
        (tmp_path / f"{name}.md").write_text(GOOD)
    items = read([tmp_path], published=DAY)
    assert isinstance(next(items), Article)
    (tmp_path / "b.md").unlink()
    gone, last = list(items)
    assert gone.code == "reading.vanished"
    assert isinstance(last, Article)


def test_scripts_of_a_page_leave_no_trace(read_one):
    page = "<html><body><script>alert('将在6月底前')</script><style>p{}</style><p onclick='x()'>下一步，推进整改，完成验收，形成机制。</p><!-- 将 --></body></html>"
    assert read_one("a.html", page, published=DAY)[0].text == "下一步，推进整改，完成验收，形成机制。"


def test_deeply_nested_html(read_one):
    page = "<html><body>" + "<div>" * 20_000 + GOOD + "</div>" * 20_000
    assert read_one("a.html", page, published=DAY)[0].text == GOOD.strip()


def test_a_hanging_reader_is_given_up(read_one):
    def claim(xml):
        return xml.replace(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="D1:XFD1048576"/></mergeCells>')

    data = replaced(workbook(), "xl/worksheets/sheet1.xml", claim)
    article, problems = read_one("a.xlsx", data, published=DAY, limits=Limits(seconds=1))
    assert article or problems[0].code in {"reading.time", "reading.memory", "reading.damaged"}
    assert read_one("b.xlsx", workbook(), published=DAY)[0]


def test_a_file_of_another_kind_than_its_name(read_one):
    assert GOOD.strip() in read_one("a.doc", word(), published=DAY)[0].text
    assert read_one(
        "b.xls",
        "<html><body><table><tr><td>序号<td>任务<td>责任单位<tr><td>1<td>修路<td>市交通局</table></body></html>",
        published=DAY,
    )[0].tables


def test_bytes_in_memory():
    (article,) = read_bytes_as("x/通知.docx", word(), published=DAY)
    assert (article.path, article.title) == ("x/通知.docx", "通知")


def test_reading_a_folder_again_reads_only_what_is_new(tmp_path):
    folder, index = tmp_path / "f", tmp_path / "index.db"
    folder.mkdir()
    for name in "abc":
        (folder / f"{name}.md").write_text(GOOD + name)

    def run():
        with Seen(index) as seen:
            items = list(read([folder], published=DAY, seen=seen))
            changes = seen.changes()
        return [i.path.rpartition("/")[2] for i in items if isinstance(i, Article)], changes

    assert run()[0] == ["a.md", "b.md", "c.md"]
    names, changes = run()
    assert (names, changes.unchanged, changes.new) == ([], 3, 0)
    (folder / "b.md").write_text(GOOD + "改了")
    (folder / "c.md").unlink()
    (folder / "d.docx").write_bytes(word()[:300])
    os.utime(folder / "a.md")
    names, changes = run()
    assert names == ["b.md"]
    assert (changes.changed, changes.unchanged, changes.new) == (1, 1, 1)
    assert [path.rpartition("/")[2] for path in changes.gone] == ["c.md"]
    assert run()[1].changed == 1, "a file that could not be read is tried again"


def test_an_index_that_is_none(tmp_path):
    (tmp_path / "x.db").write_text("no index at all, but a text that is long enough to be looked at" * 10)
    with pytest.raises(UsageError, match="索引打不开"):
        Seen(tmp_path / "x.db")


def test_a_run_that_fails_leaves_the_index(tmp_path):
    (tmp_path / "a.md").write_text(GOOD)

    def failing():
        with Seen(tmp_path / "i.db") as seen:
            list(read([tmp_path / "a.md"], published=DAY, seen=seen))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        failing()
    assert sqlite3.connect(tmp_path / "i.db").execute("SELECT count(*) FROM files").fetchone() == (0,)


def test_reprints_are_linked():
    pytest.importorskip("datasketch")
    from extractor.reading import Reprints

    reprints = Reprints()
    text = "".join(f"市{n}号工程由第{n * 7}施工队负责，{n % 12 + 1}月底前完工。" for n in range(40))
    assert reprints.problem(Article(text=text, path="a.md")) is None
    again = reprints.problem(Article(text=f"（转载）\n{text.replace('。', '。' + chr(10))}", path="b.md"))
    assert isinstance(again, Problem)
    assert "a.md" in again.message
    assert (
        reprints.problem(Article(text="另一篇文字。" * 3 + text[:40] * 2 + "完全不同的内容" * 20, path="c.md")) is None
    )


def test_web_addresses_need_to_be_asked_for(tmp_path):
    with pytest.raises(UsageError, match="联网"):
        read(["https://example.org/"])
