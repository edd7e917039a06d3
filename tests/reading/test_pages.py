"""Saved pages of the usual kinds of sites: where their text, title, source and date stand."""

from __future__ import annotations

from datetime import date

import pytest

TASKS = """<table border=1><tr><td colspan=6>表一 整改任务</td></tr>
<tr><td rowspan=2>序号</td><td rowspan=2>问题</td><td rowspan=2>整改措施</td><td colspan=2>责任</td><td rowspan=2>整改时限</td></tr>
<tr><td>牵头单位</td><td>配合单位</td></tr>
<tr><td>1</td><td>污水直排</td><td>封堵排污口14处</td><td rowspan=2>县住建局</td><td>县水利局</td><td>2025年6月30日前</td></tr>
<tr><td>2</td><td>扬尘</td><td>安装监测设备30套</td><td></td><td>2025.12</td></tr>
<tr><td colspan=6>注：各单位每月25日前报送进展。</td></tr></table>"""


def page(body: str, *, title: str = "", head: str = "") -> str:
    return f"<html><head><meta charset=utf-8><title>{title}</title>{head}</head><body>{body}</body></html>"


def test_a_table_of_tasks_inside_a_layout_table(read_one):
    body = f"<table><tr><td>导航</td><td><a>首页</a></td></tr><tr><td colspan=2><p>整改任务清单</p>{TASKS}</td></tr></table>"
    article, _ = read_one("2025-05-08-a.html", page(body))
    (table,) = article.tables
    assert table.header == 2
    assert [[cell.text for cell in row] for row in table.rows[2:]] == [
        ["1", "污水直排", "封堵排污口14处", "县住建局", "县水利局", "2025年6月30日前"],
        ["2", "扬尘", "安装监测设备30套", "县住建局", "", "2025.12"],
    ]
    assert article.text.startswith("整改任务清单\n\n表一 整改任务\n\n")
    assert article.text.endswith("注：各单位每月25日前报送进展。")
    assert "导航" not in article.text


def test_the_block_of_fields_outside_the_text_is_read(read_one):
    fields = (
        "<table><tr><td>索&nbsp;引&nbsp;号：</td><td>QP0001/2025-00031</td><td>主题分类：</td><td>水利</td></tr>"
        "<tr><td>发布机构：</td><td>青屏县人民政府办公室</td><td>成文日期：</td><td>2025年03月15日</td></tr>"
        "<tr><td>发文字号：</td><td>青政办发〔2025〕8号</td><td>发布日期：</td><td>2025年03月18日</td></tr></table>"
    )
    text = "".join(f"<p>第{n}项工作由县水利局牵头，按时间节点推进。</p>" for n in range(9))
    article, _ = read_one("a.html", page(f"{fields}<div id=zoom>{text}</div>", title="供水方案_青屏县人民政府"))
    assert article.issuer == "青屏县人民政府办公室"
    assert article.number == "青政办发〔2025〕8号"
    assert article.meta["索引号"] == "QP0001/2025-00031"
    assert (article.published, article.published_from) == (date(2025, 3, 18), "发布日期")
    assert "索" not in article.text


@pytest.mark.parametrize(
    "script",
    ['var ct = "1746526800";', 'var publish_time = "2025-05-06" || "";', "var createTime = '2025-05-06 18:20';"],
)
def test_the_day_of_a_wechat_article(read_one, script):
    text = "<p>县民政局10月底前新建社区食堂6个，年底前完成适老化改造300户，请各有关单位认真落实好各项工作。</p>"
    article, _ = read_one(
        "a.html",
        page(
            f'<h1 id="activity-name">发布实事</h1><a id="js_name">青屏发布</a>'
            f'<div id="js_content" style="visibility: hidden">{text}</div><script>{script}</script>'
        ),
    )
    assert (article.title, article.source) == ("发布实事", "青屏发布")
    assert (article.published, article.published_from) == (date(2025, 5, 6), "公众号发布时间")
    assert article.text.startswith("县民政局")


def test_a_page_of_an_electronic_paper(read_one):
    body = (
        "<table><tr><td><a>上一版</a> <a>下一版</a></td><td><table><tr><td>2025年4月12日 星期六</td><td>青屏日报</td></tr>"
        "<tr><td colspan=2><strong>我县部署春季造林</strong><br>计划造林2.6万亩</td></tr><tr><td colspan=2><div id=ozoom>"
        "<p>本报讯 4月11日，记者从县林业局获悉，今年全县计划造林2.6万亩，其中5月底前完成春季造林1.8万亩。</p></div></td></tr></table></td></tr></table>"
    )
    article, _ = read_one("a.htm", page(body, title="青屏日报"))
    assert (article.title, article.source, article.published) == ("我县部署春季造林", "青屏日报", date(2025, 4, 12))
    assert article.text.startswith("本报讯")


def test_the_title_as_it_stands_on_the_page(read_one):
    body = (
        "<div>青屏县召开项目推进会</div><div>2025-06-11 09:30:12　青屏网　责任编辑：王五</div>"
        "<div><p>会议要求，县发展改革局要在7月底前完成项目前期工作，县自然资源局要在8月15日前完成土地报批。</p></div>"
    )
    article, _ = read_one("a.html", page(body, title="青屏县召开项目推进会 - 新闻中心 - 青屏网"))
    assert (article.title, article.source) == ("青屏县召开项目推进会", "青屏网")


def test_a_forced_line_end_inside_a_clause_parts_nothing(read_one):
    body = "<div>　　县教育局6月底前完成食堂改造，<br>覆盖率达到100%。<br>　　年底前完成校园安防升级。</div>"
    article, _ = read_one("2025-02-20-a.html", page(body))
    assert article.text == "县教育局6月底前完成食堂改造，覆盖率达到100%。\n\n年底前完成校园安防升级。"
