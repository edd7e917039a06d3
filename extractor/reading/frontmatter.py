"""Front matter: the ``key: value`` head between two ``---`` (YAML) or ``+++`` (TOML) lines of a Markdown file.

Values stay words: a date like ``2022-02-30`` is judged where dates are judged, and nothing but plain YAML is loaded.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import yaml

_LONGEST = 64_000
_OPENING = re.compile(r"\A(?P<mark>---|\+\+\+)[ \t]*\n")
_SIMPLE = re.compile(r"^([A-Za-z_\u4e00-\u9fff][\w\u4e00-\u9fff-]{0,30}):[ \t]+([^!&*|>\[{\s].{0,500})$", re.MULTILINE)
_KEYS = {
    "title": ("title", "标题", "題目", "標題", "题目", "headline", "name"),
    "published": (
        "published",
        "date",
        "pubdate",
        "pub_date",
        "publish_date",
        "published_at",
        "publishdate",
        "发布日期",
        "发布时间",
        "發布日期",
        "日期",
        "成文日期",
        "issued",
        "created",
    ),
    "source": ("source", "来源", "來源", "文章来源", "publisher", "media", "site", "from", "origin", "author", "作者"),
    "issuer": ("issuer", "发文机关", "发布机构", "发文单位", "agency"),
    "number": ("number", "文号", "发文字号", "doc_number"),
    "genre": ("genre", "体裁", "type"),
    "url": ("url", "link", "permalink", "source_url", "original_url", "网址"),
}


class _TextLoader(yaml.SafeLoader):
    """The safe loader, leaving dates and numbers as they are written."""


_TextLoader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if tag in {"tag:yaml.org,2002:null", "tag:yaml.org,2002:merge"}]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields at the head of a text and where the body begins.

    ``broken`` says in one clause why the head could not be read as it should be; empty where it could.
    """

    fields: Mapping[str, str] = field(default_factory=dict)
    body_start: int = 0
    broken: str = ""
    line: int = 1

    def value(self, name: str) -> str:
        """The words given for a thing under any of its usual keys (``published``: published, date, 发布日期 …)."""
        return next((self.fields[key] for key in _KEYS[name] if self.fields.get(key)), "")


def split_front_matter(text: str) -> FrontMatter:
    """Read the head of a text; a text without one has no fields and begins at 0."""
    opening = _OPENING.match(text)
    if not opening:
        return FrontMatter()
    mark = opening["mark"]
    closing = re.compile(rf"^(?:{re.escape(mark)}|\.\.\.)[ \t]*(?:\n|\Z)", re.MULTILINE).search(
        text, opening.end(), _LONGEST
    )
    if not closing:
        looks_like_head = _SIMPLE.match(text, opening.end())
        return FrontMatter(broken=f"以 {mark} 开头的文件头没有结束行" if looks_like_head else "")
    return _load(text[opening.end() : closing.start()], closing.end(), mark)


def _load(head: str, body_start: int, mark: str) -> FrontMatter:
    try:
        read = yaml.load(head, _TextLoader) if mark == "---" else tomllib.loads(head)  # noqa: S506 - a safe loader
    except yaml.YAMLError as error:
        line = getattr(getattr(error, "problem_mark", None), "line", -1) + 2
        return FrontMatter(_simple_fields(head), body_start, _why(error), line)
    except (tomllib.TOMLDecodeError, ValueError, RecursionError, TypeError) as error:
        return FrontMatter(_simple_fields(head), body_start, f"文件头不能解析（{type(error).__name__}）")
    if read is None or isinstance(read, dict):
        return FrontMatter(_flat(read or {}), body_start)
    return FrontMatter({}, body_start, "文件头不是“键: 值”的形式")


def _why(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.constructor.ConstructorError):
        return "文件头里有不允许的 YAML 标签，没有加载"
    return "文件头不是合格的 YAML"


def _simple_fields(head: str) -> dict[str, str]:
    return {key.lower(): value.strip().strip("\"'") for key, value in _SIMPLE.findall(head)}


def _flat(read: Mapping[Any, Any]) -> dict[str, str]:
    """Words under lower-case keys; one level of nesting gets dotted keys, lists of words are joined by 、."""
    out: dict[str, str] = {}
    for key, value in list(read.items())[:200]:
        name = str(key)[:60].lower()
        if isinstance(value, dict):
            out.update({f"{name}.{str(k)[:60].lower()}": str(v) for k, v in list(value.items())[:50] if _is_plain(v)})
        elif isinstance(value, list):
            words = [str(v) for v in value[:50] if _is_plain(v)]
            out.update({name: "、".join(words)} if words else {})
        elif value is not None:
            out[name] = str(value)
    return out


def _is_plain(value: object) -> bool:
    return value is not None and not isinstance(value, dict | list | set | tuple)
