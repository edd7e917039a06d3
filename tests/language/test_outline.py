"""Paragraphs and pieces: cut by layout and punctuation, offsets exact."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from extractor.language import outline as language_outline
from extractor.language.outline import find_outline

TEXT = """一、主要目标

到2027年，绿地率达到40%。公园不少于9个；步道贯通。

二、重点任务

（一）强化管护。落实河长制。（县水利局牵头）

1.新建泵站2座
2.清淤河道30公里
"""


_PLAIN_ENUMERATOR = re.compile(
    r"(?<=[\s　])(?=(?:\d{1,2}月?(?:[-—–~～至到]\d{1,2})?月(?:\d{1,2}日)?(?:[底末中初]|[上中下]旬)?前?[：:]))"
    r"|(?<=[\s　；;。,，：:])(?=(?:[（(]\d{1,2}[）)]|[①-⑳]|\d{1,2}[.、．](?!\d))\S)"
)
"""Where an enumerator begins, without reading its first character."""


def _pieces(text: str) -> list[str]:
    return [text[p.start : p.end] for p in find_outline(text).pieces]


def test_pieces_are_cut_at_sentence_marks_and_lines_without_markers() -> None:
    assert _pieces(TEXT) == [
        "主要目标",
        "到2027年，绿地率达到40%",
        "公园不少于9个",
        "步道贯通",
        "重点任务",
        "强化管护",
        "落实河长制",
        "（县水利局牵头）",
        "新建泵站2座",
        "清淤河道30公里",
    ]


def test_headings_and_their_path() -> None:
    outline = find_outline(TEXT)
    kinds = [TEXT[p.start : p.end] for p in outline.paragraphs if p.kind == "heading"]
    assert kinds == ["一、主要目标", "二、重点任务"]
    assert outline.section_title(outline.pieces[6].paragraph) == "二、重点任务"


def test_parentheses_are_not_cut_and_quotes_stay_with_their_sentence() -> None:
    assert _pieces("推出四项（一站办；一网办。）举措。“办得快！”他说。") == [
        "推出四项（一站办；一网办。）举措",
        "“办得快",
        "他说",
    ]


def test_a_parenthesis_between_sentences_is_a_piece_of_its_own() -> None:
    text = "健全队伍。（水务局指导）完善标准。"
    found = [text[p.start : p.end] for p in find_outline(text).pieces]
    assert found == ["健全队伍", "（水务局指导）", "完善标准"]


def test_table_rows_are_cut_at_cells() -> None:
    outline = find_outline("任务 | 时限\n修路 | 6月底\n")
    assert [
        (TEXT_, p.cell) for TEXT_, p in zip(_pieces("任务 | 时限\n修路 | 6月底\n"), outline.pieces, strict=True)
    ] == [
        ("任务", 0),
        ("时限", 1),
        ("修路", 0),
        ("6月底", 1),
    ]


def test_months_in_a_schedule_open_pieces() -> None:
    assert _pieces("3月：定方案 4月-12月：抓落实") == ["3月：定方案", "4月-12月：抓落实"]


@given(st.text(alphabet="一（）()。；;，,|\n\t 1.、“”！月：—# a将", max_size=200))
def test_pieces_lie_in_order_inside_their_paragraphs(text: str) -> None:
    outline = find_outline(text)
    end = 0
    for piece in outline.pieces:
        paragraph = outline.paragraphs[piece.paragraph]
        assert end <= piece.start < piece.end
        assert paragraph.start <= piece.start
        assert piece.end <= paragraph.end
        end = piece.end


@given(st.text(alphabet="一（）()[】。；;，,：:|\n\t 　12.、．“”！？月底日前旬上至-…①a", max_size=60))
def test_enumerators_are_found_by_their_first_character(text: str) -> None:
    quick, plain = language_outline._ENUMERATOR, _PLAIN_ENUMERATOR
    assert [m.start() for m in quick.finditer(text)] == [m.start() for m in plain.finditer(text)]
