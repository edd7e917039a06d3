"""Labels, parentheses, cells, subjects, speakers; and what carries over."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.agency import SentenceView, assign, find_assignments, find_speaker, find_subjects
from extractor.agency.rules import names_of


def _lead_support(text):
    (found,) = find_assignments(text)
    return names_of(found.assignment.lead), names_of(found.assignment.support)


@pytest.mark.parametrize(
    ("text", "lead", "support"),
    [
        ("推进改造。（责任单位：市住建局、市财政局）", ["市住建局", "市财政局"], []),
        (
            "推进改造（市住建局牵头，市财政局、各县（市、区）按职责分工负责）",
            ["市住建局"],
            ["市财政局", "各县（市、区）"],
        ),
        ("牵头单位：县水利局；配合单位：县财政局、各乡镇", ["县水利局"], ["县财政局", "各乡镇"]),
        ("**责任单位：** 后勤处（牵头）、保卫处", ["后勤处"], ["保卫处"]),
        ("责任单位：县政府办公室（县信访局配合）", ["县政府办公室"], ["县信访局"]),
        ("（牵头单位：市住建局；责任单位：市城管局）", ["市住建局"], ["市城管局"]),
        ("推进改造。（市住建局、各街道办事处）", ["市住建局", "各街道办事处"], []),
        ("（6月底前完成，市住建局负责）", ["市住建局"], []),
        ("（省科技厅会同省财政厅负责）", ["省科技厅"], ["省财政厅"]),
        ("（主办：市交通局；协办：市公安局）", ["市交通局"], ["市公安局"]),
        ("3 | 安装路灯 | 9月底 | 县城管局、东街街道办事处", ["县城管局", "东街街道办事处"], []),
    ],
)
def test_assignments(text, lead, support):
    assert _lead_support(text) == (lead, support)


def test_the_span_is_the_whole_parenthesis():
    text = "推进改造。（市住建局负责）接着"
    (found,) = find_assignments(text)
    assert text[found.start : found.end] == "（市住建局负责）"


@pytest.mark.parametrize("text", ["（2024年版）", "（试行）", "（相关负责人）", "市住建局要负责", "申报单位：某公司"])
def test_what_assigns_nobody(text):
    assert find_assignments(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市能源中心将扩建电站", ["市能源中心"]),
        ("6月底前，各镇街要完成排查", ["各镇街"]),
        ("省发展改革委、省财政厅要加强统筹", ["省发展改革委", "省财政厅"]),
        ("由县督查室于9月前下发提示函", ["县督查室"]),
        ("市场监管、公安、城管等部门要加强执法", ["市场监管、公安、城管等部门"]),
        ("对进展缓慢的，由市督查室予以通报", ["市督查室"]),
        ("云山区将新增学位", ["云山区"]),
        ("组织部门要加强考核", ["组织部门"]),
        ("鼓励企业要加大投入", []),
        ("记者从市水务局获悉将扩建水厂", []),
        ("大桥将于年底合龙", []),
    ],
)
def test_subjects(text, names):
    assert names_of(find_subjects(text)) == names


def test_speaker():
    assert names_of(find_speaker("市水务局局长陈江说，明年再建三座水厂")) == ["市水务局"]


def _views(text):
    out, at = [], 0
    for n, line in enumerate(text.split("\n")):
        start = at
        for sentence in line.split("。"):
            if sentence:
                mark = re.match(r"（[一二]）|\d\.|[①②]|", sentence)
                out.append(SentenceView(start + mark.end(), start + len(sentence), n, -1, kind="commitment"))
            start += len(sentence) + 1
        at += len(line) + 1
    return out


def _leads(text):
    return [names_of(a.lead) for a in assign(text, _views(text), find_assignments(text))]


def test_a_lead_carries_over_in_a_news_story():
    text = "据介绍，市水务局将扩建水厂。改造管网30公里\n同时，加强水质监测"
    assert _leads(text) == [["市水务局"]] * 3


def test_another_subject_takes_over():
    text = "据介绍，市水务局将扩建水厂。县水利局要治理河道。年底前完成清淤"
    assert _leads(text) == [["市水务局"], ["县水利局"], ["县水利局"]]


def test_a_parenthesis_governs_its_item():
    text = "1.扩建水厂。改造管网。（市水务局负责）\n2.治理河道。（县水利局负责）"
    assert _leads(text)[:2] == [["市水务局"]] * 2
    assert _leads(text)[3] == ["县水利局"]


def test_an_explicit_subject_leads_and_the_units_of_the_item_support():
    text = "各镇街要完成排查。（市应急局牵头，市公安局配合）"
    views = _views(text)[:1]
    (one,) = assign(text, views, find_assignments(text))
    assert (names_of(one.lead), names_of(one.support)) == (["各镇街"], ["市应急局", "市公安局"])


def test_the_unit_listed_first_leads_where_the_document_says_so():
    text = "新建水厂。（市水务局、市财政局负责。列第一位者为牵头单位，下同）\n清淤。（市城管局、各街道负责）"
    found = find_assignments(text)
    assert [names_of(f.assignment.lead) for f in found] == [["市水务局"], ["市城管局"]]
    assert [names_of(f.assignment.support) for f in found] == [["市财政局"], ["各街道"]]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        ("（一）市水务局要扩建水厂。\n（二）加强监测。", [["市水务局"], []]),
        ("市水务局要做好以下工作：\n1.扩建水厂。\n2.加强监测。", [["市水务局"]] * 3),
        ("1.乙方要落实值守。\n2.配足装备。", [["乙方"]] * 2),
        ("1.镇政府要做好：\n①组建队伍。\n②开展演练。\n2.配足装备。", [["镇政府"]] * 3 + [[]]),
        ("各县区要加强巡查。申请人应当如实填报。对问题要及时整改。", [["各县区"], [], ["各县区"]]),
        ("市、区民政部门负责审核。", [["市、区民政部门"]]),
        ("各县区要加强巡查。有条件的地方可购买服务。对问题要及时整改。", [["各县区"], ["有条件的地方"], ["各县区"]]),
    ],
)
def test_who_is_named_in_an_item_acts_there_and_before_a_list_in_all_of_it(text, leads):
    assert _leads(text) == leads


_BITS = st.sampled_from(
    ["（", "）", "市财政局", "牵头", "、", "，", "责任单位：", "负责", "配合", "各县", "和", " | ", "\n", "。", "将"]
)


@given(st.lists(_BITS, max_size=16).map("".join) | st.text(max_size=60))
def test_every_name_is_its_text(text):
    found = find_assignments(text)
    units = [u for f in found for u in (*f.assignment.lead, *f.assignment.support)] + list(find_subjects(text))
    assert all(text[u.quote.start : u.quote.end] == u.name for u in units)
    assert len(assign(text, _views(text), found)) == len(_views(text))


@pytest.mark.parametrize(
    "heading",
    ["一、县水利局牵头的工作（6项）", "（二）由县水利局负责的重点任务", "3.县水利局牵头工作", "县水利局牵头负责的事项"],
)
def test_a_heading_says_whose_tasks_stand_under_it(heading: str) -> None:
    [found] = find_assignments(f"石桥县任务清单\n{heading}\n1.清淤十里。\n2.加固两座闸。")
    assert (found.place, [a.name for a in found.assignment.lead]) == ("heading", ["县水利局"])


@pytest.mark.parametrize(
    "line", ["一、压实牵头工作", "县水利局要做好牵头工作", "二、县水利局牵头，抓好重点工作", "各项负责的工作"]
)
def test_a_line_that_only_speaks_of_leading_assigns_nobody(line: str) -> None:
    assert find_assignments(f"{line}\n1.清淤十里。") == []
