"""Rows remembered from run to run: an article that is the same, under rules that cannot read it otherwise, costs a look.

The key is the content of the article (not where it lies) and the code. With each entry stands the rules that it was
found under; where these have changed since, it holds all the same unless a changed rule has a word in the article.
One SQLite file; one that is damaged is begun anew, with a notice.
"""

from __future__ import annotations

import json
import os
import sqlite3
import zlib
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import cached_property
from pathlib import Path, PurePosixPath
from types import TracebackType
from typing import Any, Self

from extractor.article import Article
from extractor.problem import Problem
from extractor.scale.fingerprint import Change, Description, code_stamp, describe_rules, digest, rules_stamp
from extractor.table import Extracted, Row

_SCHEMA = """
CREATE TABLE IF NOT EXISTS rules (stamp TEXT PRIMARY KEY, described BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS articles (
    key TEXT PRIMARY KEY, stamp TEXT NOT NULL, rows BLOB NOT NULL, used INTEGER NOT NULL
) WITHOUT ROWID;
"""
_NAME = "articles-1.db"
_BATCH = 2000
MOST_BYTES = 1_000_000_000
"""The file is kept below so many bytes: what was not used for the longest time goes first."""


class Remembered:
    """The rows of articles that were read before. Use it as a context manager; ``problems`` says what went wrong.

    ``rules`` are the folders of own rules of this run. ``hits`` counts the articles that were not read again.
    """

    def __init__(self, file: Path, *, rules: Sequence[Path | str] = (), most_bytes: int = MOST_BYTES) -> None:
        self.file, self.hits = file, 0
        self.problems: list[Problem] = []
        self._rules, self._most = tuple(rules), most_bytes
        self._changes: dict[str, Change | None] = {}
        self._new: dict[str, tuple[str, bytes]] = {}
        self._used: list[str] = []
        self._base: sqlite3.Connection | None = None

    def __enter__(self) -> Self:
        with suppress(OSError):
            self.file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._guarded(self._open)
        if self.problems:
            self._guarded(self._open)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._guarded(self._flush)
        self._guarded(self._shrink)
        if self._base:
            self._base.close()
            self._base = None

    def _open(self) -> None:
        base = sqlite3.connect(self.file, timeout=5, isolation_level=None)
        base.execute("PRAGMA journal_mode = WAL")
        base.execute("PRAGMA synchronous = NORMAL")
        base.executescript(_SCHEMA)
        self._run = base.execute("SELECT coalesce(max(used), 0) + 1 FROM articles").fetchone()[0]
        self._base = base

    def _guarded(self, do: Callable[[], None]) -> None:
        """Do it; without the file where another process holds it or it cannot be written, anew where it is damaged."""
        try:
            do()
        except sqlite3.OperationalError:  # held by another process, or a place that cannot be written
            self._base = None
        except sqlite3.DatabaseError:
            self._base = None
            hint = "文章都重新处理一遍，结果不受影响"
            self.problems.append(Problem(str(self.file), "cache.damaged", "缓存坏了，已清空", hint, notice=True))
            for name in (self.file.name, f"{self.file.name}-wal", f"{self.file.name}-shm"):
                with suppress(OSError):
                    self.file.with_name(name).unlink()

    @cached_property
    def stamp(self) -> str:
        """The stamp of the rules in force."""
        return rules_stamp(self._rules)

    @cached_property
    def _described(self) -> Description:
        from extractor.agency.rules import FAMILY as AGENCY
        from extractor.commitment.rules import FAMILY as COMMITMENT
        from extractor.deadline.rules import FAMILY as DEADLINE
        from extractor.metric.rules import FAMILY as METRIC

        return describe_rules(self._rules, (DEADLINE, METRIC, AGENCY, COMMITMENT))

    def get(self, key: str, article: Article) -> Extracted | None:
        """What the article with this key gave before; None where it has to be read."""
        found: list[Extracted] = []

        def look() -> None:
            assert self._base
            row = self._base.execute("SELECT stamp, rows FROM articles WHERE key = ?", (key,)).fetchone()
            if row and (row[0] == self.stamp or not self._is_touched(row[0], article)):
                found.append(_unpacked(row[1], article))
                self.hits += 1
                self._note(key, row)

        if self._base:
            with suppress(ValueError, zlib.error):  # an entry that cannot be read is none
                self._guarded(look)
        return found[0] if found else None

    def _note(self, key: str, row: tuple[str, bytes]) -> None:
        if row[0] == self.stamp:
            self._used.append(key)
        else:
            self._new[key] = (self.stamp, row[1])
        self._flush_some()

    def _is_touched(self, stamp: str, article: Article) -> bool:
        assert self._base
        if stamp not in self._changes:
            row = self._base.execute("SELECT described FROM rules WHERE stamp = ?", (stamp,)).fetchone()
            self._changes[stamp] = Change(_plain(row[0]), self._described) if row else None
        change = self._changes[stamp]
        return change is None or change.touches(article)

    def put(self, key: str, found: Extracted) -> None:
        """Remember what an article gave; one that failed is tried anew the next time."""
        if self._base and not found.problem:
            self._new[key] = (self.stamp, _packed(found.rows))
            self._flush_some()

    def _flush_some(self) -> None:
        if len(self._new) + len(self._used) >= _BATCH:
            self._guarded(self._flush)

    def _flush(self) -> None:
        if not self._base or not (self._new or self._used):
            return
        base, values = self._base, [(key, *entry, self._run) for key, entry in self._new.items()]
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT OR IGNORE INTO rules VALUES (?, ?)", (self.stamp, _packed(self._described)))
        base.executemany("INSERT OR REPLACE INTO articles VALUES (?, ?, ?, ?)", values)
        base.executemany("UPDATE articles SET used = ? WHERE key = ?", [(self._run, key) for key in self._used])
        base.execute("COMMIT")
        self._new.clear()
        self._used.clear()

    def _shrink(self) -> None:
        """Forget the oldest until the file is small enough, and the rules that no entry was found under."""
        base = self._base
        if base is None or self.file.stat().st_size <= self._most:
            return
        share = 1 - self._most / 2 / self.file.stat().st_size
        count = int(base.execute("SELECT count(*) FROM articles").fetchone()[0] * share) + 1
        base.execute(
            "DELETE FROM articles WHERE key IN (SELECT key FROM articles ORDER BY used, key LIMIT ?)", (count,)
        )
        base.execute("DELETE FROM rules WHERE stamp NOT IN (SELECT stamp FROM articles)")
        base.execute("VACUUM")


def cache_file() -> Path | None:
    """Where rows are remembered; None where the user wants no cache, as for the rules (``XIAOZHANG_CACHE=``)."""
    from extractor.rulebook.kept import folder

    found = folder()
    return found / _NAME if found else None


def key_of(article: Article) -> str:
    """The content of an article and the code: two articles with one key have the same rows, but for their paths."""
    name = "" if article.title else PurePosixPath(article.path.replace(os.sep, "/")).stem
    return digest(code_stamp(), repr(replace(article, path=name, page_starts=())))


def _packed(value: object) -> bytes:
    return zlib.compress(json.dumps(value, separators=(",", ":")).encode(), 1)


def _plain(data: bytes) -> Any:
    return json.loads(zlib.decompress(data))


def _unpacked(data: bytes, article: Article) -> Extracted:
    rows: Iterable[Row] = _plain(data)
    return Extracted(tuple({**row, "article": article.path} for row in rows))
