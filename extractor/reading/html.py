"""Saved web pages: the main text without navigation, and title, source and date as the page gives them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, date_in_url, labelled_date, parse_date, stamped_date
from extractor.reading.draft import Draft, Task, written
from extractor.reading.encoding import decode
from extractor.reading.header import labelled_fields
from extractor.reading.html_main import main_element
from extractor.reading.markup import is_hidden, iter_texts, render
from extractor.reading.writer import TextWriter, join_lines

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

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
_PUBLISH_TIME = re.compile(
    r"""(?:publish|create)_?time["']?\s*[=:]\s*["'](?P<date>20\d\d-\d\d?-\d\d?)\b""", re.IGNORECASE
)
_SEPARATOR = re.compile(r"\s*(?:[-_|–—]{1,2}|｜)\s*")
# A title tag that names the paper or the site, not the article.
_SITE_NAME = re.compile(
    r"(?P<name>[\u4e00-\u9fff]{2,12}(?:日报|晚报|早报|晨报|时报|商报|都市报|周报|报))(?:社|电子版|电子报|数字报|数字版|客户端)?"
    r"|[\u4e00-\u9fff]{2,14}(?:人民政府|政府|委员会|局|[厅部网])(?:网站|网|门户网站|信息公开平台)?|首页|正文|详情|内容详情|无标题文档"
)
_TITLE_PLACES = "founder-title, #Title, #title, .title, .article-title, .bt, .biaoti, .font01, h1, h2, h3, strong, b"
_STAMP_SOURCE = re.compile(
    r"20\d\d\s?[-年/.]\s?\d{1,2}\s?[-月/.]\s?\d{1,2}日?(?:\s+\d{1,2}:\d{2}(?::\d{2})?)?\s+"
    r"(?P<name>[\u4e00-\u9fff]{2,12}(?:网|报|社|台|客户端|融媒体中心))(?=\s|$)"
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
    texts = [join_lines(text) for text in _visible_head(tree)]
    visible = " ".join(texts)
    title = _title(tree, metas, frozenset(texts))
    fields = labelled_fields(visible[:_HEAD])
    date = _date(page, metas, visible, url)
    writer = TextWriter()
    if tree.body is not None:
        root, without = main_element(tree.body, tree)
        render(root, writer, without=without)
    return Draft(
        title=title,
        source=_source(tree, metas, visible),
        date=date,
        url=url,
        issuer=fields.get("发文机关", ""),
        number=fields.get("文号", ""),
        meta=fields,
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


def _title(tree: LexborHTMLParser, metas: dict[str, str], texts: frozenset[str]) -> str:
    """The meta title, else the only h1, else the title tag without the site's name behind it.

    Where the title tag names nothing but a paper or a site, the first line of the page that is marked as a title.
    """
    given = _first(metas, _TITLE_METAS)
    if given:
        return join_lines(given)
    heads = [join_lines(h.text()) for h in tree.css("#activity-name, h1") if not is_hidden(h)]
    if len(heads) == 1 and heads[0]:
        return heads[0]
    tag = tree.css_first("title")
    whole = join_lines(tag.text()) if tag else ""
    if _SITE_NAME.fullmatch(whole):
        return _marked_title(tree) or whole
    bare = _TITLE_TAIL.sub("", whole)
    return _shown_part(whole, texts) or bare or whole or (heads[0] if heads else "")


def _shown_part(whole: str, texts: frozenset[str]) -> str:
    """The part of a title tag (标题 - 栏目 - 网站) that stands on the page as it is."""
    parts = (whole[: cut.start()] for cut in _SEPARATOR.finditer(whole))
    return next((part for part in parts if len(part) >= 4 and part in texts), "")


def _marked_title(tree: LexborHTMLParser) -> str:
    for node in tree.css(_TITLE_PLACES):
        words = join_lines(node.text())
        if 4 <= len(words) <= 60 and not is_hidden(node) and not _SITE_NAME.fullmatch(words) and not node.css("a"):
            return words
    return ""


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
    found = _SOURCE_TEXT.search(visible) or _STAMP_SOURCE.search(visible[:_HEAD])
    said = (found["name"] if found else "") or _first(metas, _SOURCE_METAS) or _paper(tree)
    published_by = None if said else _ISSUER_TEXT.search(visible)
    return published_by["name"] if published_by else said


def _paper(tree: LexborHTMLParser) -> str:
    """The newspaper that the title tag names."""
    tag = tree.css_first("title")
    found = _SITE_NAME.fullmatch(join_lines(tag.text())) if tag else None
    return (found["name"] or "") if found else ""


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
        written = _PUBLISH_TIME.search(page)
        day = parse_date(written["date"]) if written else None
        return Dated(day, "公众号发布时间") if day else None
    # The stamp counts seconds; the day is the one in China.
    return Dated((datetime.fromtimestamp(int(found["stamp"]), UTC) + timedelta(hours=8)).date(), "公众号发布时间")


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
