"""Task tables: which cells are measures, and what stands around a table."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.article import Article
from extractor.pipeline import load, read_measures
from extractor.reading import find_tables

DAY = date(2025, 5, 20)
TABLE = """县生态环境问题整改任务分解表

填报单位：县整改办 填报日期：2025年5月20日

序号 | 反馈问题 | 整改措施 | 责任单位 | 整改时限 | 完成情况
1 | 河段水质不达标 | 封堵排污口14处 | 县水利局 | 2025年9月30日 | 未完成
2 | 扬尘管控不到位 | 安装监测设备30套 | 县住建局 | 2026.6 | 推进中
合计 |  | 2项

县整改工作领导小组办公室 2025年5月21日印发"""


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture
def measures(nlp):
    def find(text, title=""):
        article = Article(text=text, path="a.md", title=title, published=DAY, tables=find_tables(text))
        ((_, found),) = read_measures(nlp, [article])
        return found

    return find


def test_only_tasks_are_measures(measures):
    found = [(m.text, m.kind, str(m.due.due), [a.name for a in m.assignment.lead]) for m in measures(TABLE)]
    assert found == [
        ("封堵排污口14处", "commitment", "2025-09-30", ["县水利局"]),
        ("安装监测设备30套", "commitment", "2026-06-30", ["县住建局"]),
    ]


def test_a_cell_that_ends_in_a_counted_place_is_no_unit(measures):
    first, second = measures("县水利局 | 6月底前完成除险加固5处\n县教育局 | 8月底前新建幼儿园2所", "任务清单")
    assert [a.name for a in first.assignment.lead] == ["县水利局"]
    assert (second.text, str(second.due.due)) == ("8月底前新建幼儿园2所", "2025-08-31")


def test_the_day_below_the_title_is_no_deadline(measures):
    found = measures(
        "县整改任务清单\n\n（2025年5月8日）\n\n县水利局牵头封堵排污口14处。\n\n新建管网9公里。", "县整改任务清单"
    )
    assert [m.due for m in found] == [None, None]


def test_the_last_item_of_a_list_is_no_heading(measures):
    found = measures("县2025年实事清单\n\n1. 新建公园\n\n2. 11月底前完工\n\n•年底前绿化80亩", "县2025年实事清单")
    assert "11月底前完工" in [m.text for m in found]


@pytest.mark.parametrize(
    "line",
    [
        "新华社青屏3月15日电（记者 方言）县水利局将于4月底前完成渠道清淤60公里。",
        "本报青屏2025年3月15日讯(记者方言 通讯员石山)县水利局将于4月底前完成渠道清淤60公里。",
        "青屏日报讯（记者方言）县水利局将于4月底前完成渠道清淤60公里。",
    ],
)
def test_a_dateline_is_no_part_of_the_first_sentence(nlp, line):
    article = Article(text=f"青屏推进春灌\n\n{line}", path="a.md", title="青屏推进春灌", published=date(2025, 3, 16))
    ((_, (measure,)),) = read_measures(nlp, [article])
    assert measure.text == "县水利局将于4月底前完成渠道清淤60公里"
    assert str(measure.due.due) == "2025-04-30"
    assert [a.name for a in measure.assignment.lead] == ["县水利局"]
