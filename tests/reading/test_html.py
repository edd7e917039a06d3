from __future__ import annotations

from datetime import date

import pytest

PARAGRAPHS = [
    "下一步，市水务局将加快供水管网改造，6月底前完成老旧管网更新45公里，漏损率控制在8%以内。",
    "市住房城乡建设局要会同有关部门，年底前建成口袋公园12个，方便居民就近休闲。",
    "据介绍，今年以来，全市已改造老旧小区30个，惠及居民8000户。",
]
BODY = "\n\n".join(PARAGRAPHS)


def government(body: str) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><title>供水改造方案_云川市人民政府</title>
<meta name="SiteName" content="云川市人民政府"><meta name="ArticleTitle" content="供水改造方案"><meta name="PubDate" content="2024-04-08 09:30">
<meta name="ContentSource" content="市水务局"></head><body>
<div class="top"><a href="/">首页</a>|<a href="/gk">政务公开</a>|<a href="/bs">办事服务</a></div>
<div class="BreadcrumbNav">您的位置：<a href="/">首页</a> &gt; <a href="/gk">公开</a></div>
<table class="xxgk"><tr><td>索引号：</td><td>00-2024-0001</td><td>发布机构：</td><td>云川市水务局</td></tr></table>
<h1>供水改造方案</h1><div class="pages-date">发布时间：2024-04-08 09:30 来源：市水务局 字体：[大 中 小]</div>
<div class="TRS_UEDITOR trs_paper_default">{body}</div>
<div class="share">分享到微信微博</div><div class="footer">主办单位：云川市人民政府办公室 备案编号0000</div></body></html>"""


def newspaper(body: str) -> str:
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>供水改造 - 云川日报数字报</title></head><body>
<table width="1000"><tr><td width="200"><ul><li><a href="1.htm">第01版：要闻</a></li><li><a href="2.htm">第02版：综合</a></li></ul></td>
<td><h1>供水改造</h1><p>云川日报 2024年04月08日</p><div id="ozoom">{body}</div>
<div><a href="3.htm">上一篇</a> <a href="4.htm">下一篇</a></div></td></tr></table></body></html>"""


def wechat(body: str) -> str:
    return f"""<!DOCTYPE html><html><head><meta charset="utf-8"><meta property="og:title" content="供水改造"><meta property="og:site_name" content="微信公众平台"></head>
<body><div id="js_article"><h1 id="activity-name"> 供水改造 </h1><a id="js_name"> 云川发布 </a><em id="publish_time"></em>
<div class="rich_media_content" id="js_content" style="visibility: hidden;">{body}</div></div>
<div class="qr_code_pc">微信扫一扫关注该公众号</div><script>var ct = "1712540400"; var s = "<p>扫码</p>";</script></body></html>"""


def plain(body: str) -> str:
    return f"""<html><head><title>供水改造_某网</title></head><body><div id="nav"><a href=1>新闻</a><a href=2>视频</a></div>
<div class="wrap"><div class="left"><h2>供水改造</h2><div class="info">2024-04-08 08:00　来源：云川新闻网　点击：33</div><div class="txt">{body}</div></div>
<div class="right"><h3>热点推荐</h3><ul><li><a href=3>一条很长很长的新闻标题，看起来像正文。</a></li><li><a href=4>另一条很长很长的新闻标题，也像正文。</a></li></ul></div></div>
<div class="footer">版权所有，未经许可，不得转载。</div></body></html>"""


def paragraphs() -> str:
    return "".join(f"<p>　　{p}</p>" for p in PARAGRAPHS)


@pytest.mark.parametrize(
    "body",
    [
        paragraphs(),
        "<br><br>".join(f"　　{p}" for p in PARAGRAPHS),
        "".join(f"<section><span>{p[:9]}</span><span>{p[9:]}</span></section>" for p in PARAGRAPHS),
    ],
    ids=["p", "br", "sections"],
)
@pytest.mark.parametrize("page", [government, newspaper, wechat, plain])
def test_the_main_text_of_a_page(read_one, page, body):
    article, _ = read_one("a.html", page(body).encode("gbk" if page is newspaper else "utf-8"))
    text = article.text.strip()
    assert text.endswith(BODY)
    assert len(text) < len(BODY) + 60, text
    assert "推荐" not in text
    assert article.title.startswith("供水改造")
    assert article.published == date(2024, 4, 8)


def test_what_the_page_says_of_itself(read_one):
    article, _ = read_one("a.html", government(paragraphs()))
    assert (article.title, article.source, article.published_from) == ("供水改造方案", "市水务局", "网页标注")
    article, _ = read_one("b.html", wechat(paragraphs()))
    assert (article.title, article.source, article.published_from) == ("供水改造", "云川发布", "公众号发布时间")
    article, _ = read_one("c.html", plain(paragraphs()))
    assert (article.title, article.source) == ("供水改造", "云川新闻网")


def test_the_date_in_the_saved_address(read_one):
    page = f"<!-- saved from url=(0043)https://www.example.org/2024/04/08/t20240408_1.html --><html><body>{paragraphs()}</body></html>"
    article, _ = read_one("a.html", page)
    assert (article.published, article.published_from) == (date(2024, 4, 8), "网址")
    assert article.url.endswith("t20240408_1.html")


def test_tables_lists_and_headings(read_one):
    body = (
        paragraphs()
        + "<h2>一、任务</h2><ol><li>摸底调查</li><li><p>开工建设</p></li></ol><ul><li>公开进展</li></ul>"
        + "<table><caption>任务表</caption><thead><tr><th rowspan=2>序号<th rowspan=2>任务<th colspan=2>责任单位</tr><tr><th>牵头<th>配合</tr></thead>"
        + "<tr><td>1<td>修路<td rowspan=2>市交通局<td>市财政局</tr><tr><td>2<td>架桥<td></tr><tr><td colspan=4>备注：以上任务按季度调度。</tr></table>"
    )
    article, _ = read_one("a.html", government(body))
    tail = article.text[len(BODY) :].strip()
    assert tail.startswith("一、任务\n\n1.摸底调查\n\n2.开工建设\n\n公开进展")
    assert tail.endswith("备注：以上任务按季度调度。")
    assert [(h.quote.text, h.level) for h in article.headings] == [("一、任务", 2)]
    (table,) = article.tables
    assert table.header == 2
    assert [[c.text for c in row] for row in table.rows[2:]] == [
        ["1", "修路", "市交通局", "市财政局"],
        ["2", "架桥", "市交通局", ""],
    ]


def test_a_single_file_page(read_one):
    data = b"From: <Saved by Blink>\r\nSnapshot-Content-Location: https://example.org/t20240408_1.html\r\nMIME-Version: 1.0\r\n"
    data += b'Content-Type: multipart/related; type="text/html"; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
    data += plain(paragraphs()).encode() + b"\r\n--x--\r\n"
    article, _ = read_one("a.mhtml", data)
    assert article.text.strip() == BODY
    assert article.url == "https://example.org/t20240408_1.html"
