"""The head and the foot of a text: who issued it, its number, its title and where it was reprinted from.

Only what the text says of itself counts: a document number inside a sentence belongs to another document.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

_HEAD = 2500
_FOOT = 600
_NUMBER = r"[\u4e00-\u9fff]{1,12}[〔\[（(【﹝]\s*(?:19|20)\d{2}\s*[〕\]）)】﹞]\s*(?:第\s*)?\d{1,4}\s*号"
_OWN_NUMBER = re.compile(rf"^[ \t　（(]{{0,40}}(?P<number>{_NUMBER})[ \t　）)]{{0,40}}$", re.MULTILINE)
_ANY_NUMBER = re.compile(_NUMBER)
_LABELS = {
    "索引号": "索\\s*引\\s*号",
    "主题分类": "主题分类|主\\s*题\\s*词|信息分类",
    "发文机关": "发文机关|发布机构|发文单位|公开机构|制发机关|发布单位",
    "文号": "发\\s*文\\s*字\\s*号|文\\s*号|发文文号",
    "标题": "标\\s*题|名\\s*称",
    "成文日期": "成\\s*文\\s*日\\s*期|生成日期|印发日期|签发日期",
    "发布日期": "发\\s*布\\s*日\\s*期|发布时间|公开日期|公布日期",
    "有效性": "有\\s*效\\s*性|时\\s*效\\s*性",
}
_ANY_LABEL = "|".join(_LABELS.values())
_LABELLED = re.compile(
    "(?:^|(?<=[\\s|｜]))(?:"
    + "|".join(f"(?P<{key}>{words})" for key, words in _LABELS.items())
    + r")[ \t　]*(?:[:：]|[|｜])[ \t　|｜]*(?P<value>[^\n|｜]{0,80}?)"
    + rf"(?=[ \t　]{{1,20}}(?:{_ANY_LABEL})[ \t　]*[:：]|[\n|｜]|\Z)",
    re.MULTILINE,
)
_SOURCE = re.compile(
    r"(?:文章来源|信息来源|稿件来源|新闻来源|来源|稿源|转载自|原载于?|摘自)\s*[:：]\s*(?P<name>[^\n，。；：:|｜（）()]{2,30}?)(?=[ \t　]{1,}|[）)】\]\n，。；|｜]|\Z)"
)
_RED_HEAD = re.compile(
    r"^[ \t　]{0,40}(?P<name>[\u4e00-\u9fff（）()、 　]{2,40}?)[ \t　]*文[ \t　]*件[ \t　]*$", re.MULTILINE
)
_BODY = r"(?:人民政府|政府|办公厅|办公室|委员会|[局厅部委院署会]|中心|公司|集团|大学|学院|领导小组|指挥部|专班)"
_WHOLE_BODY = re.compile(rf"[\u4e00-\u9fff（）()]{{2,30}}{_BODY}")
_SIGNATURE = re.compile(
    rf"^[ \t　]{{0,80}}(?P<name>[\u4e00-\u9fff（）()]{{2,30}}{_BODY})[ \t　]*\n\s{{0,80}}(?:(?:19|20)\d{{2}}\s?年|[〇○零一二三四五六七八九]{{4}}年)",
    re.MULTILINE,
)
_TITLE_ISSUER = re.compile(rf"^(?P<name>[\u4e00-\u9fff（）()、 　]{{2,40}}?{_BODY})(?:关于|印发)")
_KIND = "通知|意见|方案|计划|规划|纲要|要点|报告|清单|办法|规定|细则|通报|公告|决定|批复|函|分解表|任务表|措施|行动|规程|条例|总结|安排|台账"
_TITLE = re.compile(
    rf"^[ \t　]{{0,80}}(?P<words>[^\n。；|｜]{{4,80}}(?:{_KIND})(?:（[^）\n]{{1,20}}）)?)[ \t　]*$", re.MULTILINE
)
_LONGEST_TITLE = 60


@dataclass(frozen=True, slots=True)
class Header:
    """What a text says of itself; empty where it says nothing. ``fields`` holds the labelled block (索引号 …)."""

    title: str = ""
    source: str = ""
    issuer: str = ""
    number: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)


def read_header(text: str, *, title: str = "") -> Header:
    """The header of a text; ``title`` is the title that is already known, where one is."""
    head, foot = text[:_HEAD], text[-_FOOT:]
    fields = labelled_fields(head)
    title = title or fields.get("标题", "") or find_title(head)
    return Header(
        title=title,
        source=_source(head, foot),
        issuer=fields.get("发文机关", "") or _issuer(text, title),
        number=fields.get("文号", "") or _number(head, title),
        fields=fields,
    )


def labelled_fields(head: str) -> dict[str, str]:
    """The block of labelled fields above official documents (索引号, 发文机关, 成文日期 …), by the usual name."""
    out: dict[str, str] = {}
    for found in _LABELLED.finditer(head):
        value = found["value"].strip(" \t　：:")
        name = next(key for key in _LABELS if found[key])
        if value and name not in out:
            out[name] = value
    # A single label of this kind may be any sentence; two of them are a block.
    alone = len(out) == 1 and not {"索引号", "文号", "发文机关", "成文日期", "发布日期"} & out.keys()
    return {} if alone else out


def find_title(head: str) -> str:
    """The title as the first lines give it: a line that ends in 通知, 方案 and the like, else a short first line."""
    lines = [line.strip(" \t　#*") for line in head.split("\n") if line.strip(" \t　#*")]
    known = next((found["words"] for found in _TITLE.finditer(head[:600])), "")
    if known:
        return known.strip(" \t　#*")
    first = lines[0] if lines else ""
    return first if _is_title(first) and len(lines) > 1 else ""


def _is_title(line: str) -> bool:
    return (
        4 <= len(line) <= _LONGEST_TITLE
        and line[-1] not in "。；，：:;,.…"
        and "|" not in line
        and "\t" not in line
        and "。" not in line
    )


def _source(head: str, foot: str) -> str:
    found = _SOURCE.search(foot) or _SOURCE.search(head)
    return found["name"].strip() if found else ""


def _issuer(text: str, title: str) -> str:
    red = _RED_HEAD.search(text[:400])
    if red:
        bodies = red["name"].split()
        return "、".join(bodies) if all(_WHOLE_BODY.fullmatch(body) for body in bodies) else "".join(bodies)
    signed = _SIGNATURE.search(text)
    if signed:
        return signed["name"]
    named = _TITLE_ISSUER.match(title)
    return named["name"].strip() if named else ""


def _number(head: str, title: str) -> str:
    found = _OWN_NUMBER.search(head)
    if found:
        return re.sub(r"\s", "", found["number"])
    named = _ANY_NUMBER.search(title)
    return re.sub(r"\s", "", named[0]) if named else ""
