"""The element of a web page that holds the article: known containers, else the block with the most running text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from extractor.reading.markup import data_table_around

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


def main_element(body: LexborNode, tree: LexborHTMLParser) -> tuple[LexborNode, frozenset[int]]:
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
    best = max(scores.values(), key=lambda pair: pair[0])[1]
    table = data_table_around(best)
    return _widened((table.parent if table is not None else best) or body, weights)


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
