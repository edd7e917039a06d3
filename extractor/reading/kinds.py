"""Which reader reads which file: by suffix, and by the first bytes where the suffix is wrong or missing."""

from __future__ import annotations

import io
import json
import re
import zipfile
from dataclasses import dataclass
from importlib import import_module
from pathlib import PurePosixPath
from typing import cast

from extractor.reading.draft import Reader


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of file: the module and function that read it.

    ``isolated`` ones run in a process of their own, since libraries for them may hang or crash on bad bytes;
    ``piecewise`` ones can be read from disk piece by piece.
    """

    name: str
    home: str
    isolated: bool = False
    piecewise: bool = False

    def reader(self) -> Reader:
        """The function that reads it (loaded on first use)."""
        module, _, function = self.home.partition(":")
        return cast("Reader", getattr(import_module(f"extractor.reading.{module}"), function))


_ALL = (
    Kind(name="markdown", home="markdown:read_markdown"),
    Kind(name="plain", home="markdown:read_plain"),
    Kind(name="html", home="html:read_html"),
    Kind(name="mhtml", home="html:read_mhtml"),
    Kind(name="word", home="word:read_word", isolated=True),
    Kind(name="office", home="office:read_office"),
    Kind(name="pdf", home="pdf:read_pdf", isolated=True),
    Kind(name="sheet", home="sheets:read_workbook", isolated=True),
    Kind(name="csv", home="sheets:read_csv"),
    Kind(name="records", home="records:read_jsonl", piecewise=True),
    Kind(name="feed", home="feed:read_feed"),
    Kind(name="parquet", home="records:read_parquet", isolated=True, piecewise=True),
    Kind(name="image", home="ocr:read_image"),
)
KINDS = {kind.name: kind for kind in _ALL}

SUFFIXES = {
    **dict.fromkeys((".md", ".markdown", ".mdown", ".mkd"), "markdown"),
    **dict.fromkeys((".txt", ".text"), "plain"),
    **dict.fromkeys((".html", ".htm", ".shtml", ".xhtml"), "html"),
    **dict.fromkeys((".mhtml", ".mht"), "mhtml"),
    **dict.fromkeys((".docx", ".docm", ".dotx"), "word"),
    **dict.fromkeys((".doc", ".wps", ".rtf", ".odt", ".fodt"), "office"),
    ".pdf": "pdf",
    **dict.fromkeys((".xlsx", ".xlsm", ".xls", ".xlsb", ".ods", ".et"), "sheet"),
    **dict.fromkeys((".csv", ".tsv"), "csv"),
    **dict.fromkeys((".jsonl", ".ndjson", ".json"), "records"),
    **dict.fromkeys((".rss", ".atom", ".xml"), "feed"),
    ".parquet": "parquet",
    ".zip": "zip",
    **dict.fromkeys((".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"), "image"),
}


def holds_many(path: str) -> bool:
    """Whether a file may hold any number of articles, going by its suffix."""
    return SUFFIXES.get(PurePosixPath(path).suffix.lower()) in {"csv", "records", "parquet", "feed", "zip"}


def kind_of(path: str, data: bytes) -> str:
    """The name of the kind of a file, ``zip`` for an archive, empty where nothing is known about it."""
    named = SUFFIXES.get(PurePosixPath(path).suffix.lower(), "")
    seen = _sniff(data)
    if not named and not seen and _is_json_lines(data):
        return "records"
    if not seen or (named in {"office", "sheet"} and seen in {"ole", "office"}):
        return named or ("plain" if data and b"\x00" not in data[:2000] else "")
    if seen == "ole":
        return named if named in {"office", "sheet"} else "office"
    if seen == "html":
        return "html" if named not in {"markdown", "mhtml", "plain"} else named
    if seen in {"word", "sheet"} and named == "zip":
        return named
    return seen


_FEED = re.compile(
    rb"\A(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*|<\?[^>]{0,300}\?>\s*){0,5}<(?:rss|feed|rdf:RDF)[\s>]",
    re.DOTALL,
)
_SIGNS = ((b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"), (b"{\\rtf", "office"), (b"PAR1", "parquet"), (b"%PDF-", "pdf"))


def _sniff(data: bytes) -> str:
    for sign, name in _SIGNS:
        if data.startswith(sign):
            return name
    if data.startswith(b"PK\x03\x04"):
        return _inside_zip(data)
    if b"%PDF-" in data[:1024] and data[:1] not in b"<#-":
        return "pdf"
    if data[:600].lstrip(b"\xef\xbb\xbf \r\n\t").lower().startswith((b"<!doctype html", b"<html")):
        return "html"
    return "feed" if _FEED.match(data[:8000]) else ""


def _is_json_lines(data: bytes) -> bool:
    """Whether nameless bytes (standard input) are JSON lines or a list of objects."""
    head = data[:2_000_000].lstrip(b"\xef\xbb\xbf \r\n\t")
    if head.startswith(b"["):
        return head[1:200].lstrip().startswith(b"{")
    try:
        return isinstance(json.loads(head.partition(b"\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


def _inside_zip(data: bytes) -> str:
    """Word, Excel and OpenDocument files are zip archives: their members tell."""
    try:
        names = set(zipfile.ZipFile(io.BytesIO(data)).namelist())
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        return ""
    if "word/document.xml" in names:
        return "word"
    if "xl/workbook.xml" in names or "xl/workbook.bin" in names:
        return "sheet"
    return "office" if "mimetype" in names and "content.xml" in names else "zip"
