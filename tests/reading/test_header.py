from __future__ import annotations

from datetime import date

import pytest

from extractor.reading.header import read_header

CIRCULAR = """云川市人民政府办公室文件

云政办发〔2024〕12号

云川市人民政府办公室关于印发城市更新行动方案的通知

各区县人民政府，市政府各部门：

《方案》已经市政府同意，请按照《国务院关于某事的通知》（国发〔2020〕1号）认真组织实施。

云川市人民政府办公室

2024年4月8日

附件

城市更新行动方案

到2025年底，改造老旧小区120个。
"""


def test_a_circular_with_red_head_and_signature(read_one):
    article, problems = read_one("通知.txt", CIRCULAR)
    assert article.title == "云川市人民政府办公室关于印发城市更新行动方案的通知"
    assert article.number == "云政办发〔2024〕12号"
    assert article.issuer == "云川市人民政府办公室"
    assert article.source == "云川市人民政府办公室"
    assert (article.published, article.published_from) == (date(2024, 4, 8), "落款日期")
    assert not problems


@pytest.mark.parametrize(
    "block",
    [
        "索 引 号：01-2024-3　　主题分类：城乡建设\n发文机关：云川市水务局　　成文日期：2024年04月01日\n标　　题：节水通知\n发文字号：云水〔2024〕3号　　发布日期：2024年04月08日",
        "索引号 | 01-2024-3 | 主题分类 | 城乡建设\n发文机关 | 云川市水务局 | 成文日期 | 2024年04月01日\n标题 | 节水通知\n发文字号 | 云水〔2024〕3号 | 发布日期 | 2024年04月08日",
    ],
)
def test_the_block_of_labelled_fields(block):
    header = read_header(f"{block}\n\n各单位：\n请抓好落实。\n")
    assert header.fields == {
        "索引号": "01-2024-3",
        "主题分类": "城乡建设",
        "发文机关": "云川市水务局",
        "成文日期": "2024年04月01日",
        "标题": "节水通知",
        "文号": "云水〔2024〕3号",
        "发布日期": "2024年04月08日",
    }
    assert (header.issuer, header.number, header.title) == ("云川市水务局", "云水〔2024〕3号", "节水通知")


@pytest.mark.parametrize(
    "note",
    ["（文章来源：云川日报）", "来源：云川日报", "（来源：云川日报　作者：甲）", "文章来源: 云川日报\n责任编辑：乙"],
)
def test_a_reprint_note_is_the_source(note):
    assert read_header(f"供水改造提速\n\n下一步加快改造。\n\n{note}\n").source == "云川日报"


@pytest.mark.parametrize("text", ["资金来源：财政拨款。", "根据《办法》（国发〔2020〕1号），现将有关事项通知如下。"])
def test_what_belongs_to_others_is_not_taken(text):
    header = read_header(f"工作安排说明\n\n{text}\n")
    assert header.number == ""
    assert header.issuer == ""


@pytest.mark.parametrize(
    "line",
    ["本报云川3月15日讯（记者 甲）", "新华社北京2024年3月15日电", "云川日报3月15日讯", "（本网讯员乙 3月15日电）"],
)
def test_datelines(read_one, line):
    article, _ = read_one("a.txt", f"{line} 下一步加快改造。\n", published=date(2024, 3, 16))
    assert article.meta["电头"].startswith(line.strip("（）")[:6])


def test_two_bodies_of_one_red_head_stay_two():
    text = "青屏县发展和改革局 青屏县财政局文件\n\n青发改〔2025〕33号\n\n关于印发方案的通知\n"
    assert read_header(text).issuer == "青屏县发展和改革局、青屏县财政局"
    assert read_header("青 屏 县 财 政 局 文 件\n\n关于印发方案的通知\n").issuer == "青屏县财政局"
