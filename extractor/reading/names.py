"""What a file's name says before it is opened: an article, a document that cannot be read, or no document at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import PurePosixPath

from extractor.problem import Problem
from extractor.reading.kinds import SUFFIXES

DOCUMENTS_NOT_READ = {
    **dict.fromkeys((".ofd", ".ceb", ".caj"), "请用阅读器导出为 PDF 或 Word 再试"),
    **dict.fromkeys((".rar", ".7z", ".tar", ".gz", ".tgz"), "请解压，或改用 zip"),
    **dict.fromkeys((".ppt", ".pptx", ".dps"), "请把文字另存为 Word 或 PDF"),
    **dict.fromkeys((".pages", ".numbers", ".epub"), "请导出为 Word 或 PDF"),
}
"""Suffixes of documents that cannot be read, with what to do about it."""

_NOT_ARTICLES = frozenset({"readme", "license", "licence", "changelog", "contributing", "robots", "requirements"})
_PICTURES = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".svg", ".webp", ".ico"})
# What stands beside the articles of a web site or a project and is never one.
_COMPANIONS = frozenset({
    ".css", ".scss", ".sass", ".less", ".js", ".mjs", ".ts", ".map", ".woff", ".woff2", ".ttf", ".otf", ".eot", ".svg", ".ico",
    ".yml", ".yaml", ".toml", ".ini", ".cfg", ".lock", ".py", ".rb", ".sh", ".bat", ".go", ".gemspec", ".liquid", ".db", ".db-shm", ".db-wal",
    ".db-journal", ".sqlite",
})  # fmt: skip
_COMPANION_NAMES = frozenset({
    "makefile", "gemfile", "rakefile", "dockerfile", "procfile", "cname", "license", "licence", "readme", "changelog", "authors",
    "notice", "thumbs.db", "desktop.ini", "sitemap.xml", "feed.xml", "atom.xml", "rss.xml",
})  # fmt: skip
_PICTURE_FOLDERS = frozenset({
    "assets", "images", "image", "img", "imgs", "pics", "pictures", "figures", "static", "media", "icons", "uploads", "attachments",
    "图片", "插图", "配图",
})  # fmt: skip
_SKIPPED_FOLDERS = frozenset({"node_modules", "__pycache__", "__MACOSX"})
_JEKYLL = frozenset({"_layouts", "_includes", "_sass", "_data", "_site", "_plugins"})
_HUGO = frozenset({"themes", "layouts", "archetypes", "public", "resources"})
_MOST_KINDS = 8


def is_article_name(name: str) -> bool:
    """Whether a file found in a folder is taken for an article: by its suffix; no hidden, lock or project files.

    A picture may be anything and an .xml file is mostly no feed: those are read where they are named themselves. A
    .tif file is mostly a scan.
    """
    path = PurePosixPath(name)
    suffix = path.suffix.lower()
    if name.startswith((".", "~$")) or suffix == ".xml" or suffix in _PICTURES:
        return False
    return suffix in SUFFIXES and path.stem.lower() not in _NOT_ARTICLES


def is_skipped_folder(name: str, beside: set[str]) -> bool:
    """Hidden folders, the templates of a Jekyll or Hugo site, and the pictures that a browser saves beside a page."""
    page = name.removesuffix("_files").removesuffix(".files")
    return (
        name.startswith(".")
        or name in _SKIPPED_FOLDERS
        or (page != name and bool({f"{page}.html", f"{page}.htm"} & beside))
        or (name in _JEKYLL and bool({"_config.yml", "_posts"} & beside))
        or (
            name in _HUGO
            and "content" in beside
            and bool({"archetypes", "config.toml", "hugo.toml", "hugo.yaml"} & beside)
        )
    )


def unsupported(path: str) -> Iterator[Problem]:
    """The problem with a document of a kind that cannot be read; nothing for any other file."""
    hint = DOCUMENTS_NOT_READ.get(PurePosixPath(path).suffix.lower())
    if hint and not PurePosixPath(path).name.startswith("."):
        yield Problem(path, "reading.kind", "不支持这种格式，没有读", hint)


def _is_companion(path: PurePosixPath) -> bool:
    """Whether a file only accompanies articles: hidden, part of a site or a project, a picture in a folder of pictures."""
    suffix = path.suffix.lower()
    return (
        path.name.startswith((".", "~$"))
        or suffix in _COMPANIONS
        or path.name.lower() in _COMPANION_NAMES
        or path.stem.lower() in _NOT_ARTICLES
        or (suffix in _PICTURES and any(part.lower() in _PICTURE_FOLDERS for part in path.parts[:-1]))
    )


class PassedOver:
    """Counts the files of a folder or an archive that nobody reads and nobody named, to say so once."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self._first = ""

    def add(self, path: PurePosixPath) -> None:
        """Note a file; what only accompanies articles is not counted."""
        if not _is_companion(path):
            self._counts[path.suffix.lower() or "没有扩展名"] += 1
            self._first = self._first or str(path)

    def notice(self, where: str) -> Iterator[Problem]:
        """One notice with number and kinds; none where nothing was passed over."""
        if self._counts:
            kinds = "、".join(f"{suffix} {count} 个" for suffix, count in self._counts.most_common(_MOST_KINDS))
            more = "等" if len(self._counts) > _MOST_KINDS else ""
            message = f"有 {self._counts.total()} 个文件不是能读的文稿，没有读：{kinds}{more}（如 {self._first}）"
            hint = "如果其中有文稿，请单独给出它的路径，或另存为支持的格式"
            yield Problem(where, "reading.passed_over", message, hint, notice=True)
