"""Evidence 佐证: what a closing rests on, and whether it is still there."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from extractor.problem import UsageError

_LINK = re.compile(r"https?://\S+", re.IGNORECASE)
_QUOTE = re.compile(r"(?:quote|原文)[:：](?P<path>.+?\.\w{1,8})[:：](?P<text>.+)", re.DOTALL)
_FILE_NAME = re.compile(
    r"[^\s，。；]+\.(?:pdf|ofd|docx?|wps|xlsx?|et|pptx?|jpe?g|png|tiff?|txt|md|html?|zip|rar)", re.IGNORECASE
)
_CHUNK = 1 << 20


def file_hash(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def read_evidence(words: str) -> dict[str, Any]:
    """What the words point at, as the record that a closing holds.

    ``https://…`` is a link, the path of a file that exists a file (kept with its hash), ``原文:PATH:WORDS`` a
    quote that must stand in the file, anything else a text. UsageError where words are empty or a quote is not
    in its article.
    """
    words = words.strip()
    if not words:
        raise UsageError("佐证不能是空的：写一段说明、一个链接、一个文件，或 原文:文章:一句话。")
    if _LINK.fullmatch(words):
        return {"kind": "link", "value": words}
    quote = _QUOTE.fullmatch(words)
    if quote:
        return _read_quote(quote["path"], quote["text"])
    path = Path(words)
    if len(words) < 1000 and "\n" not in words and "\0" not in words and path.is_file():
        return {"kind": "file", "value": words, "sha256": file_hash(path)}
    return {"kind": "text", "value": words}


def names_no_file(record: Mapping[str, Any]) -> bool:
    """Whether a text reads like the name of a file: the file may have been meant, and is not there."""
    return record.get("kind") == "text" and bool(_FILE_NAME.fullmatch(str(record["value"])))


def _read_quote(path: str, text: str) -> dict[str, Any]:
    record = {"kind": "quote", "value": text.strip('“”"'), "article": path}
    lost = lost_evidence(record)
    if lost:
        raise UsageError(f"佐证不成立：{lost}。")
    return record


def lost_evidence(record: Mapping[str, Any], folder: Path | None = None) -> str:
    """What has become of a piece of evidence, as a sentence; empty where it is as it was (links are not opened)."""
    if record.get("kind") == "file":
        path = (folder or Path()) / str(record["value"])
        if not path.is_file():
            return f"文件 {record['value']} 已不在"
        return "" if file_hash(path) == record.get("sha256") else f"文件 {record['value']} 的内容变了"
    if record.get("kind") == "quote":
        path = (folder or Path()) / str(record["article"])
        if not path.is_file():
            return f"文章 {record['article']} 已不在"
        whole = path.read_bytes().decode("utf-8", "replace")
        return "" if str(record["value"]) in whole else f"文章 {record['article']} 里没有这句原文"
    return ""


def say_evidence(record: Mapping[str, Any]) -> str:
    """A piece of evidence in one line, for people."""
    if record.get("kind") == "file":
        return f"文件 {record['value']}（SHA-256 {str(record.get('sha256'))[:12]}…）"
    if record.get("kind") == "quote":
        return f"“{record['value']}”（{record['article']}）"
    return str(record.get("value", ""))
