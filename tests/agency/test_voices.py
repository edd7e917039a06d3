"""Who speaks, and whom 我们, 该局 and the addressed of an order stand for."""

from __future__ import annotations

import pytest

from extractor.agency import SentenceView, assign
from extractor.agency.rules import names_of


def _assigned(text, *parts):
    views = [SentenceView(text.index(p), text.index(p) + len(p), 0, -1, kind="commitment") for p in parts]
    return assign(text, views, [])


@pytest.mark.parametrize(
    ("text", "part", "lead"),
    [
        ("县文旅局局长丁一9日在推介会上表示，客流回升。我们将新开三条线路。", "我们将新开三条线路", "县文旅局"),
        ("记者采访时，“年底前我们要换装水表。”市自来水公司经理吴平告诉记者。", "年底前我们要换装水表", "市自来水公司"),
        ("记者从市水务局获悉，该局将清淤十条河道。", "该局将清淤十条河道", "该局"),
        ("记者获悉，县政府要求各乡镇加强巡查。", "县政府要求各乡镇加强巡查", "各乡镇"),
    ],
)
def test_who_acts(text, part, lead):
    before = text[: text.index(part)].rpartition("。")[0]
    parts = (before, part) if before else (part,)
    assert names_of(_assigned(text, *parts)[-1].lead) == [lead]


def test_a_speaker_is_known_by_name_afterwards():
    text = "记者获悉，县文旅局局长丁一在会上介绍，客流回升。丁一说，年内新开三条线路。"
    first, second = text.split("。")[:2]
    assert names_of(_assigned(text, first, second)[1].lead) == ["县文旅局"]


@pytest.mark.parametrize(
    ("text", "part", "normal"),
    [
        ("记者从市发改委了解到，该委将公布清单。", "该委将公布清单", "市发展改革委"),
        ("东川县今年启动改厕。该县计划改厕五千户。", "该县计划改厕五千户", "东川县"),
        ("记者了解到，该局将公布清单。", "该局将公布清单", "该局"),
    ],
)
def test_that_unit_keeps_its_words_and_has_the_name_meant_beside_it(text, part, normal):
    (one,) = _assigned(text, part)[0].lead
    assert (one.name, one.normal) == (part[:2], normal)


def test_another_subject_takes_over_from_the_one_before():
    text = "据介绍，市水务局将扩建水厂。县水利局正在治理河道。"
    found = _assigned(text, "市水务局将扩建水厂", "县水利局正在治理河道")
    assert [names_of(a.lead) for a in found] == [["市水务局"], ["县水利局"]]


@pytest.mark.parametrize(
    ("text", "leads"),
    [
        (
            "省林业厅厅长丁一说，各地要抓紧补植。丁一说，要统筹抓好管护。",
            [["各地"], ["各地"]],
        ),
        (
            "省林业厅厅长丁一说，各地要抓紧补植。丁一说，将公布名单。",
            [["各地"], ["省林业厅"]],
        ),
        (
            "记者获悉，会议部署三件事：第一，线路要改造；第二，有关部门要公布清单；第三，措施要落实。",
            [["有关部门"], []],
        ),
    ],
)
def test_orders_in_a_speech_stay_with_the_addressed(text, leads):
    parts = text.rstrip("。").replace("；", "。").split("。")
    assert [names_of(a.lead) for a in _assigned(text, *parts)][-2:] == leads
