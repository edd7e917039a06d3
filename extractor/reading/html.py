"""Saved web pages: the main text without navigation, and title, source and date as the page gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, date_in_url, labelled_date, parse_date, stamped_date
from extractor.reading.draft import Draft, Task, written
from extractor.reading.encoding import decode
from extractor.reading.markup import is_hidden, iter_texts, render
from extractor.reading.writer import TextWriter, join_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser, LexborNode

# Containers that the site systems of Chinese governments, newspapers and WeChat give their articles.
_MAIN = (
    "#js_content", "#UCAP-CONTENT", "#zoom", "#Zoom", "#zoomcon", ".TRS_UEDITOR", ".TRS_Editor", ".trs_editor_view", "#ozoom",
    "#articleContent", "#article-content", "#artibody", "#ContentBody", ".article-content", ".article_content", ".articleContent",
    ".rm_txt_con", "#rwb_zw", ".pages_content", ".entry-content", ".post-content", ".wp_articlecontent", "#vsb_content", ".v_news_content",
    "#main_article", ".news_content", ".content_article", ".zw-content", "[itemprop=articleBody]",
)  # fmt: skip
_CHROME = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|menu|breadcrumbs?|crumbs?|location|position|footer|foot|copyright|share|bdshare|social|related|recommend|"
    r"hot|rank|sidebar|side|aside|comments?|pinglun|pager|pages?-?turn|prev|next|toolbar|tools?|login|search|qrcode|ewm|"
    r"advert|ads?|banner|links?|friendlink|dblogo|header|top-?bar|js_pc_qr_code|function|fontsize|print)(?:$|[\s_\d-])",
    re.IGNORECASE,
)
_WEIGHTLESS = frozenset({"script", "style", "noscript", "template", "textarea", "select", "-comment"})
_KEPT_TAGS = frozenset({"body", "html", "table", "tbody", "td", "tr"})
_CHROME_TAGS = (
    "div[title=header], div[title=footer], nav, footer, aside, form, script, style, noscript, template, iframe"
)
_FULL_STOP = re.compile(r"[。！？；]")
_SENTENCE = re.compile(r"[。！？；，、：]")
_TITLE_TAIL = re.compile(r"\s*(?:[-_|–—]{1,2}|｜)\s*[^-_|–—｜]{2,30}$")
_TITLE_METAS = ("ArticleTitle", "og:title", "twitter:title", "title")
_SOURCE_METAS = ("ContentSource", "source", "og:site_name", "mediaid", "article:publisher")
_DATE_METAS = (
    "PubDate", "publishdate", "publish_date", "article:published_time", "og:release_date", "og:published_time",
    "datePublished", "firstpublishedtime", "weibo: article:create_at", "date", "dc.date", "createDate",
)  # fmt: skip
_SOURCE_TEXT = re.compile(
    r"(?:文章来源|信息来源|稿件来源|新闻来源|文稿来源|来源|来\s源|稿源)\s*[:：]\s*(?P<name>[^\s|｜:：，。；（）()<>\[\]【】作编责字浏点]{2,30})"
)
_ISSUER_TEXT = re.compile(r"(?:发布机构|发布单位|信息提供)\s*[:：]\s*(?P<name>[^\s|｜:：，。；（）()<>]{2,30})")
_WECHAT_STAMP = re.compile(
    r"""(?:var\s+(?:ct|oriCreateTime)\s*=\s*|create_?time\s*[:=]\s*)['"](?P<stamp>1\d{9})['"]""", re.IGNORECASE
)
_HEAD = 6000
_CANONICAL = re.compile(r"saved from url=\(\d+\)(?P<url>\S+)")


def read_html(task: Task) -> Iterator[Draft | Problem]:
    """One saved page → one draft."""
    decoded = decode(task.data)
    if decoded is None:
        yield task.problem("binary", "这个文件不是网页：内容是二进制数据", "请确认文件没有损坏，或换成网页另存的 .html")
        return
    yield html_draft(decoded.text, encoding=decoded.encoding)


def html_draft(page: str, *, url: str = "", encoding: str = "") -> Draft:
    """The draft of a whole page."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(page.replace("\x00", "\ufffd"))
    metas = _metas(tree)
    url = url or _url(page, tree)
    visible = " ".join(join_lines(t) for t in _visible_head(tree))
    title = _title(tree, metas)
    date = _date(page, metas, visible, url)
    writer = TextWriter()
    if tree.body is not None:
        root, without = _main(tree.body, tree)
        render(root, writer, without=without)
    return Draft(
        title=title,
        source=_source(tree, metas, visible),
        date=date,
        url=url,
        encoding=encoding,
        **_fields(writer),
    )


def _fields(writer: TextWriter) -> dict[str, Any]:
    return written(writer)


def _metas(tree: LexborHTMLParser) -> dict[str, str]:
    """What the head says about the page, by lower-case name."""
    out: dict[str, str] = {}
    for meta in tree.css("meta"):
        key = meta.attributes.get("name") or meta.attributes.get("property") or meta.attributes.get("itemprop") or ""
        value = (meta.attributes.get("content") or "").strip()
        if key and value:
            out.setdefault(key.strip().lower(), value[:500])
    return out


def _first(metas: dict[str, str], names: tuple[str, ...]) -> str:
    return next((metas[name.lower()] for name in names if metas.get(name.lower())), "")


def _url(page: str, tree: LexborHTMLParser) -> str:
    saved = _CANONICAL.search(page[:2000])
    if saved:
        return saved["url"]
    link = tree.css_first("link[rel=canonical]")
    found = (link.attributes.get("href") if link else "") or _first(_metas(tree), ("og:url",))
    return found if found.startswith(("http://", "https://")) else ""


def _title(tree: LexborHTMLParser, metas: dict[str, str]) -> str:
    """The meta title, else the only h1, else the title tag without the site's name behind it."""
    given = _first(metas, _TITLE_METAS)
    if given:
        return join_lines(given)
    heads = [join_lines(h.text()) for h in tree.css("#activity-name, h1") if not is_hidden(h)]
    if len(heads) == 1 and heads[0]:
        return heads[0]
    tag = tree.css_first("title")
    whole = join_lines(tag.text()) if tag else ""
    bare = _TITLE_TAIL.sub("", whole)
    return bare or whole or (heads[0] if heads else "")


def _visible_head(tree: LexborHTMLParser) -> list[str]:
    """The texts near the top of the page, where the date and source line stands."""
    body = tree.body
    out: list[str] = []
    length = 0
    for text in iter_texts(body) if body else ():
        out.append(text)
        length += len(text)
        if length > 60_000:
            break
    return out


def _source(tree: LexborHTMLParser, metas: dict[str, str], visible: str) -> str:
    name = tree.css_first("#js_name")
    if name and name.text().strip():
        return join_lines(name.text())
    found = _SOURCE_TEXT.search(visible)
    said = (found["name"] if found else "") or _first(metas, _SOURCE_METAS)
    published_by = None if said else _ISSUER_TEXT.search(visible)
    return published_by["name"] if published_by else said


def _date(page: str, metas: dict[str, str], visible: str, url: str) -> Dated | BadDate | None:
    """Meta tag, the visible 发布时间, WeChat's time stamp, the address of the page."""
    stated = _first(metas, _DATE_METAS)
    if stated:
        try:
            day = parse_date(stated)
        except ValueError:
            return BadDate(stated, "网页标注")
        if day:
            return Dated(day, "网页标注")
    in_address = date_in_url(url) if url else None
    return labelled_date(visible) or _wechat(page) or stamped_date(visible[:_HEAD]) or in_address


def _wechat(page: str) -> Dated | None:
    from datetime import UTC, datetime, timedelta

    found = _WECHAT_STAMP.search(page)
    if not found:
        return None
    # The stamp counts seconds; the day is the one in China.
    return Dated((datetime.fromtimestamp(int(found["stamp"]), UTC) + timedelta(hours=8)).date(), "公众号发布时间")


def _main(body: LexborNode, tree: LexborHTMLParser) -> tuple[LexborNode, frozenset[int]]:
    """The element that holds the article, and the numbers of the nodes in it that do not belong to it."""
    weights = _weigh(body, frozenset())
    known = _known(tree, weights)
    if known is not None:
        return known, frozenset()
    chrome = _chrome(body, weights)
    return _densest(body, _weigh(body, chrome)), chrome


@dataclass(slots=True)
class _Weights:
    """What stands below each node, by its number: characters, full stops, and characters inside links."""

    text: dict[int, int] = field(default_factory=dict)
    marks: dict[int, int] = field(default_factory=dict)
    links: dict[int, int] = field(default_factory=dict)

    def of(self, node: LexborNode) -> int:
        """Characters below a node."""
        return self.text.get(node.mem_id, 0)


def _weigh(body: LexborNode, without: frozenset[int]) -> _Weights:
    """The weights of all nodes in one pass (pages nest thousands deep); what is left out weighs nothing, nor what is in it."""
    weights = _Weights()
    gone = set(without)
    parents: dict[int, int] = {}
    order: list[LexborNode] = []
    for node in body.traverse(include_text=True):
        order.append(node)
        parent = node.parent
        parents[node.mem_id] = parent.mem_id if parent is not None else 0
        if parents[node.mem_id] in gone or node.tag in _WEIGHTLESS:
            gone.add(node.mem_id)
        elif node.tag == "-text":
            words = (node.text_content or "").strip()
            weights.text[node.mem_id] = len(words)
            weights.marks[node.mem_id] = len(_FULL_STOP.findall(words))
    for node in reversed(order[1:]):
        own, above = node.mem_id, parents[node.mem_id]
        if own in gone:
            continue
        value = weights.text.get(own, 0)
        weights.text[above] = weights.text.get(above, 0) + value
        weights.marks[above] = weights.marks.get(above, 0) + weights.marks.get(own, 0)
        weights.links[above] = weights.links.get(above, 0) + (value if node.tag == "a" else weights.links.get(own, 0))
    return weights


def _known(tree: LexborHTMLParser, weights: _Weights) -> LexborNode | None:
    for selector in _MAIN:
        found = [node for node in tree.css(selector) if weights.of(node) > 40]
        if found:
            return max(found, key=weights.of)
    return None


def _chrome(body: LexborNode, weights: _Weights) -> frozenset[int]:
    """The numbers of the nodes that are navigation, footers, share bars and the like."""
    whole = weights.of(body)
    out = {node.mem_id for node in body.css(_CHROME_TAGS)}
    for node in body.css("[class], [id]"):
        name = f"{node.attributes.get('class') or ''} {node.attributes.get('id') or ''}"
        if node.tag not in _KEPT_TAGS and _CHROME.search(name) and weights.of(node) * 3 < whole:
            out.add(node.mem_id)
    return frozenset(out)


def _densest(body: LexborNode, weights: _Weights) -> LexborNode:
    """The block whose own paragraphs hold the most running text (punctuation tells it from lists of links)."""
    scores: dict[int, tuple[float, LexborNode]] = {}
    for node in body.css("p, td, div, li, section, article, pre, h2, h3"):
        if not weights.of(node):
            continue
        text = "".join(_own_text(node))
        value = len(_SENTENCE.findall(text)) * 3 + len(text) / 30 if len(text) >= 15 else 0
        parent: LexborNode | None = node
        for share in (1.0, 1.0, 0.6, 0.35):
            if parent is None or not value:
                break
            score, _ = scores.get(parent.mem_id, (0.0, parent))
            scores[parent.mem_id] = (score + value * share, parent)
            parent = parent.parent if parent.tag != "body" else None
    if not scores:
        return body
    return _widened(max(scores.values(), key=lambda pair: pair[0])[1], weights)


def _widened(best: LexborNode, weights: _Weights) -> LexborNode:
    """Go up from the best block while the parent adds running text, not headings and links."""
    node = best
    while node.tag != "body" and node.parent is not None and node.parent.tag not in {"html", None}:
        parent = node.parent
        added = weights.of(parent) - weights.of(node)
        linked = weights.links.get(parent.mem_id, 0) - weights.links.get(node.mem_id, 0)
        sentences = weights.marks.get(parent.mem_id, 0) - weights.marks.get(node.mem_id, 0)
        if added and (not sentences or linked * 3 > added or added > 1.5 * weights.of(node) + 80):
            break
        node = parent
    return node


def _own_text(node: LexborNode) -> Iterator[str]:
    """Text that stands in the node itself or in inline elements directly below it."""
    for child in node.iter(include_text=True):
        if child.tag == "-text":
            yield (child.text_content or "").strip()
        elif child.tag in {"span", "b", "strong", "em", "font", "u", "i"}:
            yield child.text().strip()


def read_mhtml(task: Task) -> Iterator[Draft | Problem]:
    """A page that a browser saved as a single file → one draft."""
    import email
    import email.policy

    message = email.message_from_bytes(task.data, policy=email.policy.compat32)
    parts = [part for part in message.walk() if part.get_content_type() in {"text/html", "application/xhtml+xml"}]
    page = parts[0].get_payload(decode=True) if parts else None
    decoded = decode(page) if isinstance(page, bytes) else None
    if decoded is None:
        yield task.problem("damaged", "单文件网页里没有找到页面", "请在浏览器里重新另存，或存为 .html")
        return
    url = str(message.get("Snapshot-Content-Location") or parts[0].get("Content-Location") or "")
    yield html_draft(
        decoded.text, url=url if url.startswith(("http://", "https://")) else "", encoding=decoded.encoding
    )
