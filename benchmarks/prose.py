"""Sentences of the kind that policy texts are full of, without day or number, from words of our own."""

from __future__ import annotations

import random

_ADVERBS = (
    "深入",
    "持续",
    "扎实",
    "大力",
    "稳步",
    "统筹",
    "全面",
    "着力",
    "积极",
    "加快",
    "有序",
    "协同",
)
_ACTIONS = (
    "推进农村人居环境整治",
    "完善基层卫生服务网络",
    "健全社区养老服务体系",
    "优化城区公共交通线路",
    "加强河湖日常巡查管护",
    "推动老旧街区有机更新",
    "培育乡村特色产业",
    "落实安全生产责任",
    "规范物业服务管理",
    "拓展政务服务网上办理范围",
    "改善学校办学条件",
    "强化食品安全监管",
    "支持小微企业技术改造",
    "丰富群众文化生活",
    "畅通群众诉求表达渠道",
    "做好困难群众救助帮扶",
    "建立部门协调联动机制",
    "提升园区承载能力",
    "盘活闲置厂房和低效用地",
    "引导社会力量参与公益服务",
)
_FOLLOW_UPS = (
    "完善长效管护机制",
    "形成齐抓共管的工作格局",
    "推动资源力量向一线下沉",
    "加强跟踪问效和督促检查",
    "及时总结推广好经验好做法",
    "切实解决群众急难愁盼问题",
    "严格落实各项保障措施",
    "注重发挥群众主体作用",
    "防止形式主义和重复建设",
    "引导各类要素有序流动",
    "把好项目准入和质量关口",
    "促进供需两端有效衔接",
    "不断提高规范化精细化水平",
    "构建权责清晰的管理体系",
    "健全发现问题和整改落实的闭环",
    "推动形成可持续的运行模式",
)
_AIMS = (
    "让发展成果更多惠及群众",
    "为高质量发展提供有力支撑",
    "增强城乡居民获得感",
    "守住不发生系统性风险的底线",
    "营造公平透明可预期的环境",
    "促进经济社会和生态环境协调发展",
    "打通服务群众的末梢环节",
    "推动各项部署落地见效",
)
_GROUNDS = (
    "民生工作事关群众切身利益，是检验作风和成效的重要标尺",
    "当前，外部环境复杂多变，基层治理面临不少新情况新问题",
    "绿水青山是宝贵的自然财富，也是乡村振兴的底色",
    "产业兴则百业兴，实体经济是一座城市的根基",
    "群众的事无小事，服务好不好要由群众来评判",
    "安全生产是不可逾越的红线，任何时候都不能麻痹松懈",
)


def paragraph(chance: random.Random) -> str:
    """A paragraph of some sentences, nearly each of which is a measure without a day."""
    sentences = [chance.choice(_GROUNDS)] if chance.random() < 0.25 else []
    for _ in range(chance.randint(2, 4)):
        follow = chance.sample(_FOLLOW_UPS, chance.randint(2, 4))
        sentences.append("，".join([chance.choice(_ADVERBS) + chance.choice(_ACTIONS), *follow, chance.choice(_AIMS)]))
    return "。".join(sentences) + "。"
