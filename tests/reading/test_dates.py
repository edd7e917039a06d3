"""Which date of a text is its publication date, and which is not."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.reading.dates import BadDate, Dated, date_in_text

DAY = date(2024, 5, 13)
TITLE = "云川市供水管网改造方案"
BODY = "下一步，市水务局要在6月底前更新供水管网45公里。\n\n市财政局保障经费。\n"


def found(head: str, foot: str = ""):
    return date_in_text(f"{head}\n\n{BODY}{foot}")


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("2024年5月13日　来源：云川日报", "来源行"),
        ("2024年5月13日 来源：云川日报 作者：甲 编辑：乙", "来源行"),
        ("2024-05-13 09:30 来源：市水务局 字体：[大 中 小]", "来源行"),
        ("2024-05-13 09:30:05　　来源：云川发布　　浏览次数：12", "来源行"),
        ("来源：云川日报　2024-05-13", "来源行"),
        ("云川日报 2024年05月13日 星期一 第01版：要闻", "来源行"),
        ("云川市人民政府办公室　2024年5月13日", "来源行"),
        ("记者 甲 2024/5/13 09:30", "来源行"),
        ("来源：云川日报 | 2024.05.13 | 责任编辑：丙", "来源行"),
        ("2024年5月13日", "题下日期"),
        ("2024-05-13 09:30", "题下日期"),
        ("（2024-05-13）", "题下日期"),
        ("（2024年5月13日）", "题下日期"),
        ("（2024年5月13日云川市第十届人民代表大会第三次会议通过）", "题注"),
        ("发布时间：2024年5月13日", "发布时间"),
        ("发布日期：2024-05-13 09:30　来源：市水务局", "发布日期"),
        ("信息发布时间：2024-05-13", "发布时间"),
        ("【发布时间】2024-05-13", "发布时间"),
        ("时间：2024-05-13 来源：云川发布", "时间"),
        ("日期：2024年05月13日", "日期"),
        ("日期 2024/05/13", "日期"),
        ("发布于 2024-05-13 08:00", "发布于"),
        ("印发日期 | 2024-05-13", "印发日期"),
        ("本报云川2024年5月13日讯（记者 甲）", "电头“本报云川2024年5月13日讯”"),
    ],
)
def test_the_line_that_says_when_it_was_published(line, why):
    assert found(f"{TITLE}\n{line}") == Dated(DAY, why)


@pytest.mark.parametrize(
    "foot",
    [
        "\n（来源：云川日报 2024年5月13日 第3版）\n",
        "\n（原载《云川日报》2024年5月13日）\n",
        "\n发布时间：2024年5月13日\n",
        "\n云川市水务局\n2024年5月13日\n",
        "\n云川市水务局\n　　二〇二四年五月十三日\n\n（此件公开发布）\n",
    ],
)
def test_the_foot_that_says_when_it_was_published(foot):
    dated = found(TITLE, foot)
    assert isinstance(dated, Dated)
    assert dated.day == DAY


@pytest.mark.parametrize(
    "line",
    [
        "云川市2024年5月13日新闻发布会实录",
        "会议时间：2024年5月13日",
        "报名截止日期：2024年5月13日",
        "活动时间：2024-05-13 09:30",
        "施工日期：2024年5月13日至6月13日",
        "2024年5月13日起施行的若干措施",
        "关于2024年5月13日停水的公告",
        "5月13日",
        "2024年5月，市水务局启动改造",
        "“2024年5月13日”专项行动方案，来源于群众建议",
    ],
)
def test_other_dates_are_not_taken_for_it(line):
    assert found(f"{TITLE}\n{line}") is None


def test_a_date_in_the_story_is_not_the_day_it_was_published():
    assert found(TITLE, "\n2024年5月13日，市水务局召开会议。会议于2024年5月14日 9:30结束。\n") is None


def test_the_day_of_publication_goes_before_the_day_of_signing():
    assert found("成文日期：2024年4月1日\n发布日期：2024年5月13日") == Dated(DAY, "发布日期")


def test_a_day_that_does_not_exist():
    assert found(f"{TITLE}\n2024年2月30日　来源：云川日报") == BadDate("2024年2月30日", "来源行")


def test_the_imprint_dates_a_text_that_says_nothing_else():
    imprint = "县教育局：\n\n请于6月底前完成整治。\n\n青屏县人民政府办公室　　　2025年4月3日印发\n"
    assert date_in_text(imprint) == Dated(date(2025, 4, 3), "印发日期")
    signed = imprint.replace("整治。\n", "整治。\n\n青屏县人民政府办公室\n2025年4月2日\n")
    assert date_in_text(signed) == Dated(date(2025, 4, 2), "落款日期")
