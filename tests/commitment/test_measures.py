"""Where measures begin and end, what they are, and which dates hold for them: cases in own words."""

from __future__ import annotations

from datetime import date

import pytest

from extractor.article import Article
from extractor.pipeline import load, read_measures


@pytest.fixture(scope="module")
def nlp():
    return load()


@pytest.fixture(scope="module", params=[True, False], ids=["model", "rules"])
def either(request):
    return load(model=request.param)


def measures(nlp, text, *, title="", published=date(2024, 3, 1)):
    article = Article(text, title=title, published=published)
    return next(iter(read_measures(nlp, [article])))[1]


def rows(found):
    return [(m.kind[0], m.text, m.due.due.isoformat() if m.due and m.due.due else None) for m in found]


PLAN = "关于推进城区绿化的实施方案"

BOUNDARIES = [
    (
        "梳理办事流程，5月底前，公布新的服务指南，开通网上预约。",
        [("c", "梳理办事流程", None), ("c", "5月底前，公布新的服务指南，开通网上预约", "2024-05-31")],
    ),
    (
        "对于需要补建、改建的，原则上于6月底前完成规划。",
        [("c", "对于需要补建、改建的，原则上于6月底前完成规划", "2024-06-30")],
    ),
    ("改造老旧泵站六座，确保年底前建成投用。", [("c", "改造老旧泵站六座，确保年底前建成投用", "2024-12-31")]),
    ("编制年度计划，6月底前完成。", [("c", "编制年度计划，6月底前完成", "2024-06-30")]),
    (
        "6月底前完成选址，10月底前主体封顶。",
        [("c", "6月底前完成选址", "2024-06-30"), ("c", "10月底前主体封顶", "2024-10-31")],
    ),
    ("培训网格员，每年不少于两次。", [("c", "培训网格员，每年不少于两次", None)]),
    ("建立台账，推行销号管理。（区城管局牵头，区住建局配合）", [("c", "建立台账，推行销号管理", None)]),
]


@pytest.mark.parametrize(("text", "expected"), BOUNDARIES, ids=range(len(BOUNDARIES)))
def test_measures_are_cut_at_later_deadlines_only(either, text, expected):
    assert rows(measures(either, text, title=PLAN)) == expected


def test_a_numbered_duty_is_none_the_less_one_for_the_unit_behind_it(either):
    found = measures(
        either, "（一）允许先行区推出灵活用工新举措。（负责部门：省人社厅，适用范围：东湖先行区）", title=PLAN
    )
    assert rows(found) == [("c", "允许先行区推出灵活用工新举措", None)]
    assert [a.name for a in found[0].assignment.lead] == ["省人社厅"]


@pytest.mark.parametrize(
    "text",
    [
        "当前位置： 首页 > 政务公开 > 政策文件",
        "（此件公开发布）",
        "云州市政府办公室 2024年3月1日印发",
        "推行首席服务员制度，是省委、省政府作出的重大决策部署，是服务方式的重大创新。",
        "本办法所称示范企业包括在园区注册的各类企业。",
        "健全队伍。（水务局指导）",
    ],
)
def test_what_surrounds_a_document_is_no_duty(either, text):
    assert [m for m in rows(measures(either, text, title=PLAN)) if m[1] != "健全队伍"] == []


GOALS = """三、2024年重点工作

今年全县主要预期目标为：生产总值增长6%左右；居民价格涨幅2%左右。

放大政策实施效应。为企业减负2亿元以上。

四、中期目标

到2027年努力实现以下主要目标。

——产业水平大幅提高。数字产业占比达8%左右。
"""


TASKS = """| 序号 | 工作任务 | 目标要求 | 责任领导 | 牵头单位 | 完成时限 |
| --- | --- | --- | --- | --- | --- |
| 1 | 改造农村公路 | 改造农村公路80公里，桥梁6座 | 王明 | 县交通局 | 10月底前 |
| 2 | 优化审批 | 审批时限压缩至3个工作日以内 | 李强 | 县审批局 | 6月底前选址，11月底前完成 |

序号\t任务内容\t责任单位\t进度安排
1\t建成养老服务中心4个\t县民政局\t9月底前
"""


def test_a_task_table_gives_what_its_targets_spell_out_with_bodies_and_no_people(either):
    found = measures(either, TASKS, title=PLAN)
    assert [(m.text, m.due.due.month, [a.name for a in m.assignment.lead]) for m in found] == [
        ("改造农村公路80公里，桥梁6座", 10, ["县交通局"]),
        ("审批时限压缩至3个工作日以内", 11, ["县审批局"]),
        ("建成养老服务中心4个", 9, ["县民政局"]),
    ]


def test_announced_goals_are_aimed_at_and_a_section_of_a_year_dates_its_items(either):
    found = measures(either, GOALS, title="云州县政府工作报告")
    assert [(m.text, m.strength, m.due.due.year) for m in found] == [
        ("今年全县主要预期目标为：生产总值增长6%左右", "aim", 2024),
        ("居民价格涨幅2%左右", "aim", 2024),
        ("为企业减负2亿元以上", "firm", 2024),
        ("数字产业占比达8%左右", "aim", 2027),
    ]


def test_done_and_promised_clauses_of_one_sentence_part(either):
    found = measures(either, "去年以来，县水务局已改造管网12公里，剩余8公里年底前完工。")
    assert [kind for kind, *_ in rows(found)] == ["a", "c"]
    assert found[1].text == "剩余8公里年底前完工"


FRAMES = [
    ("到2027年，实现以下目标：\n\n绿地率达到40%。\n\n公园不少于9个。", ["2027-12-31", "2027-12-31"]),
    ("（一）全面排查（4月底前）。各街道逐户登记，建立清单。区里组织抽查。", ["2024-04-30", "2024-04-30"]),
    ("1.修缮校舍三处。\n\n完成时限：9月底\n\n2.更换课桌椅。\n\n完成时限：11月底", ["2024-09-30", "2024-11-30"]),
    ("今年，新建驿站五座；改造公厕三座。下一步推广经验。", ["2024-12-31", "2024-12-31", None]),
]


@pytest.mark.parametrize(("text", "dues"), FRAMES, ids=range(len(FRAMES)))
def test_a_frame_holds_for_what_it_governs(nlp, text, dues):
    found = measures(nlp, text, title=PLAN)
    assert [m.due.due.isoformat() if m.due and m.due.due else None for m in found] == dues


NEITHER = [
    "这座桥全长三公里，是城市的东大门。",
    "本办法自2024年5月1日起施行，由市财政局负责解释。",
    "“以前出门一脚泥，现在可好了。”村民老李说。",
    "副市长出席开工仪式并讲话。",
    "专家认为，今后房价将趋于平稳。",
    "市民可拨打热线咨询。",
    "县长主持召开常务会议，部署防汛工作；确定支持物流业恢复发展的措施；研究了人事事项。",
    "三款机型已经上市，发布会上还将有新品亮相。",
    "公司于3月1日宣布，四款新车开售。",
    "随着楼盘入住，镇上人口将逐步增加，就读生源也将急剧增加。",
    "本报讯 东片管网改造完成后，将从根本上解决水压不足。",
]


@pytest.mark.parametrize("text", NEITHER)
def test_what_nobody_promised_is_left_out(either, text):
    assert measures(either, text) == []


@pytest.mark.parametrize(
    ("text", "strength"),
    [
        ("力争全年植树两万株。", "aim"),
        ("探索实行错时共享停车。", "explore"),
        ("完成河道清淤十公里。", "firm"),
        ("鼓励社会力量认养古树。", "explore"),
    ],
)
def test_strength(nlp, text, strength):
    assert [m.strength for m in measures(nlp, text, title=PLAN)] == [strength]


def test_condition_is_kept_with_its_words(nlp):
    (found,) = measures(nlp, "条件成熟时推广到全部街道。", title=PLAN)
    assert found.condition == "条件成熟时"


def test_table_columns_give_each_task_its_date_and_units(nlp):
    text = (
        "序号 | 工作任务 | 完成时限 | 牵头单位 | 配合单位\n"
        "1 | 新建口袋公园6个 | 9月底 | 区园林局 | 区财政局\n"
        "2 | 修复步道 | 11月底 | 区住建局 | 区水务局、区园林局\n"
    )
    found = measures(nlp, text, title="重点任务分解表")
    assert rows(found) == [("c", "新建口袋公园6个", "2024-09-30"), ("c", "修复步道", "2024-11-30")]
    assert [[a.name for a in m.assignment.lead] for m in found] == [["区园林局"], ["区住建局"]]
    assert [[a.name for a in m.assignment.support] for m in found] == [["区财政局"], ["区水务局", "区园林局"]]


def test_without_a_date_of_publication_relative_deadlines_stay_open(nlp):
    (found,) = measures(nlp, "6月底前完成摸底。", title=PLAN, published=None)
    assert found.due is not None
    assert found.due.due is None
    assert found.due.text == "6月底前"


def test_doubtful_rows_are_marked_for_review():
    found = measures(load(), "推进城区绿化。", title=PLAN)
    assert all(m.review == (m.confidence < 0.6) for m in found)


NARRATION = [
    ("本报讯（记者 田野）石桥县已建成泵站九座。该县采取托管方式，交给专业公司管护。目前，农户可在村里缴费。", []),
    ("据统计，镇上已装路灯九百盏。到2022年底，亮灯率达到95%。县里将闲置校舍腾了出来。", []),
    (
        "为提升防洪标准，改善岸线环境，今年县里已加固堤防九公里。下一步，将开工建设东岸步道。",
        ["下一步，将开工建设东岸步道"],
    ),
]


@pytest.mark.parametrize(
    ("text", "title", "published"),
    [
        (
            "据悉，1-10月，该局严厉打击超限运输，办结案件九十起，罚没款四万元。",
            "交通执法护平安",
            date(2024, 10, 22),
        ),
        ("据悉，今年，县水利局投资九百万元，实施水厂改造12处。", "山区喝上放心水", date(2024, 11, 3)),
    ],
    ids=["a period that ends within a month", "the year, in its second half"],
)
def test_what_a_time_that_is_nearly_over_holds_is_done_when_news_counts_it(either, text, title, published):
    found = measures(either, text, title=title, published=published)
    assert [m.kind for m in found] == ["achievement"]


def test_what_a_project_will_yield_leaves_the_promise_to_build_it(either):
    text = "据介绍，今年计划建设厂房两栋，项目投产后可年产设备五百套。"
    assert [m.kind for m in measures(either, text)] == ["commitment"]
    assert measures(either, "据介绍，管廊建成后，可解决六个小区的积水。") == []


def test_a_meeting_goes_through_its_list(either):
    text = "据悉，县长主持召开常务会议。会议强调，要抓好春灌。部署优化专项资金管理机制。研究促进消费的政策举措。"
    assert [m.text for m in measures(either, text, title="县长主持召开常务会议")] == ["会议强调，要抓好春灌"]


@pytest.mark.parametrize("title", ["从一张小票看消费", "云州网评：路灯要亮起来", "莫让好政策睡大觉"])
def test_a_commentary_promises_nothing(either, title):
    text = "路灯修好才算数，各部门必须下大决心整治。要把群众的小事办成大事，切忌虎头蛇尾。"
    assert measures(either, text, title=title) == []
    assert measures(either, text, title="县里部署路灯整治")
    assert measures(either, f"{text}\n云州日报评论员 何川", title="县里部署路灯整治") == []


def test_who_says_so_is_left_out_where_it_is_half_of_a_measure(either):
    long = "省水利厅去年10月印发的《关于山塘整治的意见》指出，各地要逐塘建档。"
    short = "会议指出，各地要逐塘建档，落实管护责任人。"
    assert [m.quote.text for m in measures(either, long)] == ["各地要逐塘建档"]
    assert [m.quote.text for m in measures(either, short)] == [short[:-1]]


def test_what_an_official_says_on_the_air_is_promised_though_the_report_tells_what_was_done(either):
    text = (
        "近日，全县改造泵站九座，新建渠道六公里，群众用上了放心水。\n"
        "县水利局党组书记、局长 何川：全力确保完成山塘整治任务。支持合作社添置滴灌设备。"
    )
    found = [m for m in measures(either, text) if m.kind == "commitment"]
    assert [m.quote.text for m in found] == ["全力确保完成山塘整治任务", "支持合作社添置滴灌设备"]
    assert {a.name for m in found for a in m.assignment.lead} == {"县水利局"}


@pytest.mark.parametrize(("text", "promised"), NARRATION, ids=range(len(NARRATION)))
def test_a_report_tells_in_bare_verbs_what_was_done(either, text, promised):
    found = rows(measures(either, text, title="水利惠民见闻"))
    assert [words for kind, words, _ in found if kind == "c"] == promised
    assert any(kind == "a" for kind, _, _ in found)


def test_numbered_sentences_that_all_open_alike_are_headings(either):
    text = (
        "1、以岸线更新为契机，继续发挥港口对就业的拉动作用。新建泊位两座。\n"
        "2、加快渔港结构调整步伐、增强可持续发展能力。更换灯标八座。\n"
        "3、深化船检体制改革，大力发展绿色航运。办好培训班。"
    )
    assert [m.text for m in measures(either, text, title=PLAN)] == ["新建泊位两座", "更换灯标八座", "办好培训班"]


def test_an_item_among_single_duties_is_a_duty_with_more_behind_it(either):
    text = (
        "二、整改目标\n（一）各镇建立涝点上报处置流程。\n（二）各镇更新管网图册，补齐泵站短板。\n"
        "（三）建立健全防返涝的值守制度，巩固清淤成果。实现涝点消除比保持在90%以上。"
    )
    found = [m.text for m in measures(either, text, title=PLAN)]
    assert found[-2:] == ["建立健全防返涝的值守制度，巩固清淤成果", "实现涝点消除比保持在90%以上"]


def test_the_number_of_an_item_is_no_part_of_what_it_counts(either):
    text = "1.改造泵站两座。\n2.50个小区加装扶手。\n3.460个村设置书屋不少于600处。"
    found = measures(either, text, title=PLAN)
    assert [[m.value for m in one.metrics] for one in found] == [[2], [50], [460, 600]]
    assert [one.text for one in found][1:] == ["50个小区加装扶手", "460个村设置书屋不少于600处"]


def test_a_day_told_of_in_january_is_one_of_last_year(either):
    text = "一、整改工作情况\n一是东闸改造工程于10月23日完工。二是西闸计划于6月底前通水。"
    found = measures(either, text, title="渡口闸整改情况", published=date(2023, 1, 12))
    assert [(m.kind, m.due and m.due.due) for m in found] == [("achievement", None), ("commitment", date(2023, 6, 30))]


def test_the_basis_of_a_duty_is_no_duty(either):
    text = "根据县防指专题会议部署，6月底前更换闸门三扇。"
    assert [m.text for m in measures(either, text, title=PLAN)] == [text[:-1]]


def test_a_disposal_with_as_is_not_cut_from_what_was_done(either):
    text = "一、上年工作总结\n镇里将巡渠作为必修课，全年以来共组织巡渠二十次。"
    found = measures(either, text, title="水利站工作总结", published=date(2023, 12, 20))
    assert [m.kind for m in found] == ["achievement"]


def test_an_era_that_names_targets_leaves_the_frame_to_the_year(either):
    text = "到2025年，全面完成“十四五”约束性指标。全县水质优良率达到95%，灌溉水利用系数提高到0.6。"
    found = measures(either, text, title=PLAN)
    assert [m.due and m.due.due for m in found] == [date(2025, 12, 31), date(2025, 12, 31)]
