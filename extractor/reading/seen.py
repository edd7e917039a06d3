"""What was read before: an index of files by content, so that a folder read again costs only what is new."""

from __future__ import annotations

import hashlib
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Self

from extractor.problem import UsageError

_SCHEMA = (
    "CREATE TABLE IF NOT EXISTS files (path TEXT PRIMARY KEY, size INTEGER, changed INTEGER, content TEXT, run INTEGER)"
)


@dataclass(frozen=True, slots=True)
class Changes:
    """How a run found the files: counts of new, changed and unchanged ones, and the paths that are gone."""

    new: int
    changed: int
    unchanged: int
    gone: tuple[str, ...]

    def __str__(self) -> str:
        return f"新增 {self.new} 份，改动 {self.changed} 份，未变 {self.unchanged} 份，消失 {len(self.gone)} 份。"


def content_of(data: bytes | Path) -> str:
    """What tells the content of a file from any other, from its bytes or from disk."""
    if isinstance(data, bytes):
        return hashlib.sha256(data).hexdigest()
    with data.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


class Seen:
    """The index in one SQLite file. Use it as a context manager: a run that ends in an error leaves it as it was.

    A file counts as unchanged where its size and time stamp are the same, or else its content.
    """

    def __init__(self, file: Path | str) -> None:
        self._counts = {"new": 0, "changed": 0, "unchanged": 0}
        try:
            self._base = sqlite3.connect(file)
            self._base.execute(_SCHEMA)
            self._run = self._base.execute("SELECT coalesce(max(run), 0) + 1 FROM files").fetchone()[0]
        except sqlite3.Error as error:
            msg = f"读过的文件的索引打不开：{file}（{error}）"
            raise UsageError(msg) from error

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with closing(self._base):
            if kind is None:
                self._base.commit()
            else:
                self._base.rollback()

    def is_untouched(self, path: str, size: int, changed: int) -> bool:
        """Whether a file has the size and time stamp (ns) that it had; it then counts as unchanged."""
        row = self._base.execute(
            "SELECT 1 FROM files WHERE path = ? AND size = ? AND changed = ?", (path, size, changed)
        ).fetchone()
        if row:
            self._base.execute("UPDATE files SET run = ? WHERE path = ?", (self._run, path))
            self._counts["unchanged"] += 1
        return row is not None

    def is_known(self, path: str, data: bytes | Path, *, size: int, changed: int) -> bool:
        """Whether a file (its bytes, or where it lies) has the content that it had; what is new or changed is noted."""
        content = content_of(data)
        row = self._base.execute("SELECT content FROM files WHERE path = ?", (path,)).fetchone()
        state = "new" if row is None else "unchanged" if row[0] == content else "changed"
        self._counts[state] += 1
        self._base.execute(
            "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)", (path, size, changed, content, self._run)
        )
        return state == "unchanged"

    def forget(self, path: str) -> None:
        """Take a file out again (its reading failed), so that the next run tries it anew."""
        self._base.execute("UPDATE files SET content = '', size = -1 WHERE path = ?", (path,))

    def changes(self) -> Changes:
        """What this run found; call it at its end."""
        return Changes(**self._counts, gone=tuple(self._gone()))

    def _gone(self) -> Iterator[str]:
        rows = self._base.execute("SELECT path FROM files WHERE run < ? ORDER BY path", (self._run,))
        yield from (row[0] for row in rows)
