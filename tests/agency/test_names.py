"""Lists of units are cut into names; names are made comparable."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from extractor.agency import normalise, split_names
from extractor.agency.names import ends_like_unit, name_patterns, opens
from extractor.rulebook import load_lexicons


def _names(text):
    return [text[a:b] for a, b in split_names(text)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("市教育局、市财政局", ["市教育局", "市财政局"]),
        ("市教育局和市财政局", ["市教育局", "市财政局"]),
        ("文化和旅游局、体育局", ["文化和旅游局", "体育局"]),
        ("住房和城乡建设局及各镇街", ["住房和城乡建设局", "各镇街"]),
        ("自然资源和规划局与水利局", ["自然资源和规划局", "水利局"]),
        ("各县（市、区）人民政府，各开发区管委会", ["各县（市、区）人民政府", "各开发区管委会"]),
        ("各市、县（区）", ["各市、县（区）"]),
        ("各省、市、县级人民政府", ["各省、市、县级人民政府"]),
        ("公安部、司法部等国务院相关部门及各地区", ["公安部", "司法部", "各地区"]),
        ("国务院相关部门及各地区", ["国务院相关部门", "各地区"]),
        ("", []),
        ("、，", []),
    ],
)
def test_lists(text, names):
    assert _names(text) == names


@pytest.mark.parametrize(
    ("name", "on", "normal"),
    [
        ("市发改委", None, "市发展改革委"),
        ("县人社局", None, "县人力资源社会保障局"),
        ("省住房和城乡建设厅", None, "省住房城乡建设厅"),
        ("市环保局", None, "市环保局"),
        ("市环保局", date(2017, 5, 1), "市环保局"),
        ("市环保局", date(2020, 5, 1), "市生态环境局"),
        ("县卫计委", date(2021, 1, 1), "县卫生健康委"),
        ("银监会", date(2024, 1, 1), "金融监管总局"),
        ("县水利局", date(2024, 1, 1), "县水利局"),
    ],
)
def test_normal_names(name, on, normal):
    assert normalise(name, on=on) == normal
    assert normalise(normalise(name, on=on), on=on) == normal


_ENDINGS = [*load_lexicons("agency")["weak_endings"], *load_lexicons("agency")["collective"]]
_OPENERS = load_lexicons("agency")["openers"]
_WORDS = st.lists(
    st.one_of(
        st.sampled_from(_ENDINGS),
        st.sampled_from([*_OPENERS, "提供商", "对外", "2024"]),
        st.text("各市县等有关部门（）(和、推进", max_size=6),
    ),
    max_size=4,
).map("".join)


@given(_WORDS)
def test_quick_looks_say_what_the_patterns_say(words):
    patterns = name_patterns()
    for at in range(len(words) + 1):
        named = patterns["opens_name"].match(words, at)
        assert opens(words, at) == (not named and words[at:].startswith((*_OPENERS, *"0123456789")))
    tail = words[-12:]
    ends = any(patterns[name].search(tail) for name in ("weak", "collective")) or patterns["class"].search(words)
    ends = ends or ("各" in words and words[-1:] in "省市县区州盟旗乡镇地村）)")
    assert not words or ends_like_unit(f"各{words}等", 1, len(words) + 1) == bool(ends)
