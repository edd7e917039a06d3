"""Quantities of a sentence: value, range, unit, bound, change, direction, baseline, indicator."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.article import Quote
from extractor.metric import find_metrics


def _values(text, **options):
    return [(m.value, m.value_high, m.unit, m.bound) for m in find_metrics(text, **options)]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("新建口袋公园18座、改造小区40个", [(18, None, "座", "="), (40, None, "个", "=")]),
        ("投资3.2亿元以上", [(320000000, None, "元", ">=")]),
        ("给予20—60万元奖励", [(200000, 600000, "元", "=")]),
        ("占比由28%提高到40%以上", [(40, None, "%", ">=")]),
        ("5个工作日内办结", [(5, None, "个工作日", "<=")]),
        ("满足率分别达到85%、90%", [(85, None, "%", "="), (90, None, "%", "=")]),
        ("每千人床位7.5张", [(7.5, None, "张", "=")]),
        ("惠及60余万人", [(600000, None, "人", ">=")]),
        ("产值翻一番", [(2, None, "倍", "=")]),
        ("压缩一半", [(50, None, "%", "=")]),
        ("完成三分之一", [(0.333333, None, "", "=")]),
        ("平均每亩补助120元/年", [(120, None, "元/年", "=")]),
        ("单价不超过1,500元", [(1500, None, "元", "<=")]),
        ("最高奖励八百万元", [(8000000, None, "元", "<=")]),
        ("约９０公里", [(90, None, "公里", "~")]),
    ],
)
def test_values(text, values):
    assert _values(text) == values


@pytest.mark.parametrize(
    "text",
    [
        "2024年6月底前完成",
        "第三批试点",
        "推广5G和4A级景区",
        "拨打12345热线",
        "几十项措施",
        "三级医院、五大工程",
        "《20条措施》",
        "年满65岁的老人",
        "政办发〔2022〕7号",
        "一批项目、一次办好、一个平台",
        "改造318国道",
        "24小时值班",
    ],
)
def test_what_is_no_metric(text):
    assert find_metrics(text) == []


def test_a_baseline_stands_beside_the_value():
    (metric,) = find_metrics("低保标准从每月620元提高到680元")
    assert (metric.value, metric.baseline, metric.change, metric.direction) == (680, 620, "to", "up")


def test_change_and_direction():
    one, two = find_metrics("能耗下降12%，覆盖率达到95%")
    assert (one.change, one.direction) == ("by", "down")
    assert (two.change, two.direction) == ("to", "up")


@pytest.mark.parametrize(
    ("text", "indicator"),
    [("新建泵站12座", "泵站"), ("改造40个老旧小区", "老旧小区"), ("森林覆盖率达到65%", "森林覆盖率")],
)
def test_indicator(text, indicator):
    assert indicator in find_metrics(text)[0].indicator


@pytest.mark.parametrize(
    ("text", "indicator"),
    [
        ("各镇街5月20日前储备沙袋不少于3万条", "沙袋"),
        ("2027年底前污水收集率达到95%", "污水收集率"),
        ("县水利局年底前加固堤防12公里", "堤防"),
        ("到2026年垃圾清理率达到98%", "垃圾清理率"),
        ("年均降雨量不超过900毫米", "年均降雨量"),
    ],
)
def test_the_indicator_is_what_is_counted_without_the_day_and_who_acts(text, indicator):
    assert find_metrics(text)[0].indicator == indicator


def test_nothing_overlaps_the_dates():
    text = "三年内建成10座泵站"
    date = Quote(0, 3, "三年内")
    assert [m.text for m in find_metrics(text, dates=[date])] == ["10座"]


def test_a_minimum_holds_for_the_list():
    assert [m.bound for m in find_metrics("至少提供1次指导、3次推荐")] == [">=", ">="]


_WORDS = st.sampled_from(
    [
        "3",
        "1.5",
        "12,000",
        "三",
        "百",
        "万",
        "亿",
        "元",
        "个",
        "%",
        "—",
        "至",
        "以上",
        "约",
        "第",
        "余",
        "《",
        "”",
        "“",
        "年",
        "成",
    ]
)


@given(st.lists(_WORDS, max_size=14).map("".join) | st.text(max_size=60))
def test_quotes_are_their_text_and_do_not_overlap(text):
    found = find_metrics(text)
    assert all(text[m.quote.start : m.quote.end] == m.text for m in found)
    assert all(a.quote.end <= b.quote.start for a, b in pairwise(found))


@given(st.lists(_WORDS, max_size=14).map("".join))
def test_same_text_same_metrics(text):
    assert find_metrics(text) == find_metrics(text)


@given(st.integers(1, 9999), st.sampled_from(["个", "元", "公里", "%", "人次"]), st.sampled_from(["", "万", "亿"]))
def test_any_number_is_read_in_any_width(number, unit, scale):
    text = f"新增{number}{scale}{unit}。"
    wide = text.translate({ord(str(d)): ord("０") + d for d in range(10)})
    assert [m.value for m in find_metrics(text)] == [m.value for m in find_metrics(wide)]


@pytest.mark.parametrize("run", ["12,3." * 40, "一二三" * 80])
def test_a_run_of_digits_without_end_counts_nothing_and_the_next_number_does(run):
    assert [m.text for m in find_metrics(f"{run}，新建公园3个")] == ["3个"]
