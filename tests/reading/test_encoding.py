from __future__ import annotations

import codecs

import pytest

from extractor.reading.encoding import decode, garbled_sign

TEXT = "市政府办公室要求各单位加快推进重点项目建设，6月底前完成。\n第二段：责任单位为市发展改革委。\n"
TRADITIONAL = "市政府辦公室要求各單位加快推進重點項目建設，六月底前完成。\n責任單位為市發展委員會。\n"


@pytest.mark.parametrize(
    ("encoding", "data"),
    [
        ("utf-8", TEXT.encode()),
        ("utf-8", codecs.BOM_UTF8 + TEXT.encode()),
        ("gb18030", TEXT.encode("gbk")),
        ("gb18030", TEXT.encode("gb18030")),
        ("utf-16-le", codecs.BOM_UTF16_LE + TEXT.encode("utf-16-le")),
        ("utf-16-be", codecs.BOM_UTF16_BE + TEXT.encode("utf-16-be")),
        ("utf-16-le", (TEXT * 3).encode("utf-16-le")),
        ("utf-16-be", (TEXT * 3).encode("utf-16-be")),
    ],
)
def test_encodings(encoding, data):
    read = decode(data)
    assert read.encoding == encoding
    assert read.text.startswith(TEXT)


def test_big5():
    read = decode(TRADITIONAL.encode("big5"))
    assert (read.text, read.encoding) == (TRADITIONAL, "big5hkscs")


@pytest.mark.parametrize("declared", ["utf-8", "big5", "base64", "nonsense"])
def test_a_wrong_declaration_does_not_matter(declared):
    page = f'<html><head><meta charset="{declared}"></head><body>{TEXT}</body></html>'
    assert TEXT in decode(page.encode("gbk")).text


def test_binary_is_no_text():
    assert decode(bytes(range(256)) * 40) is None


@pytest.mark.parametrize(
    "wrong",
    [
        TEXT.encode().decode("gbk", "replace"),
        TEXT.encode().decode("latin-1"),
        TEXT.encode().decode("cp1252", "replace"),
        "前言锟斤拷后语",
    ],
)
def test_garbled_text_is_recognised(wrong):
    assert garbled_sign(wrong)


@pytest.mark.parametrize(
    "right", [TEXT, TRADITIONAL, "Café à Genève, naïve Ångström", "姟、鍙这两个字", "𠮷野家在㙍镇"]
)
def test_good_text_is_not_called_garbled(right):
    assert not garbled_sign(right)
