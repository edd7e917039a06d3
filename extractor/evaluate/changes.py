"""What another set of rules makes of an archive: rows gained, lost, moved and changed, article by article."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import tee
from pathlib import Path
from typing import Any

from extractor.article import Article
from extractor.problem import Problem
from extractor.resources import is_whole
from extractor.scale import SECONDS, Pool
from extractor.scale.articles import Loader, lost, size
from extractor.table import Extracted, Row

KINDS = {"gained": "新增", "lost": "消失", "moved": "移动", "changed": "改变"}
"""The kinds of change and their words for people; a row has moved where its quote begins or ends elsewhere."""

FIELDS = ("kind", "strength", "due", "lead", "support", "metrics", "condition")
"""What a row says; its rules and its confidence may differ without a change."""


@dataclass(frozen=True, slots=True)
class Change:
    """One row that is not the same under both sets of rules; ``old`` or ``new`` is None where there is none."""

    kind: str
    old: Row | None
    new: Row | None

    @property
    def article(self) -> str:
        """The path of the article."""
        return str(self._row["article"])

    @property
    def start(self) -> int:
        """Where the row begins in the article."""
        return int(self._row["start"])

    @property
    def _row(self) -> Row:
        row = self.new or self.old
        assert row
        return row

    def fields(self) -> dict[str, tuple[Any, Any]]:
        """What says something else now: field → before and after."""
        if not self.old or not self.new:
            return {}
        pairs = {name: (self.old[name], self.new[name]) for name in FIELDS}
        return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}

    def rules(self) -> tuple[list[str], list[str]]:
        """The rules that only the old row was found by, and those that only the new one was."""
        old, new = (list(row["rules"]) if row else [] for row in (self.old, self.new))
        return [rule for rule in old if rule not in new], [rule for rule in new if rule not in old]


def compare_rules(
    articles: Iterable[Article], old: Path, new: Path, *, jobs: int = 1, seconds: float = SECONDS
) -> Iterator[list[Change] | Problem]:
    """What changed in each article, in order; the problem of one that either set of rules could not read.

    ``old`` and ``new`` are whole trees of rules, or folders of own rules beside those that came along.
    """
    with ExitStack() as stack:
        found = [
            stack.enter_context(Pool(_loader(rules), lost=lost, size=size, jobs=jobs, seconds=seconds)).map(copy)
            for rules, copy in zip((old, new), tee(articles), strict=True)
        ]
        for before, after in zip(*found, strict=True):
            yield _compared(before, after)


def _loader(rules: Path) -> Loader:
    return Loader(whole=str(rules.absolute())) if is_whole(rules) else Loader((str(rules.absolute()),))


def _compared(before: Extracted, after: Extracted) -> list[Change] | Problem:
    return after.problem or before.problem or compare_rows(before.rows, after.rows)


def compare_rows(before: Sequence[Row], after: Sequence[Row]) -> list[Change]:
    """The changes between two lists of rows of one article, by place."""
    rest, changes = list(after), list[Change]()
    unmatched: list[Row] = []
    for old in before:  # rows at the same place first, so that none is taken by a neighbour
        same = [new for new in rest if _place(new) == _place(old)]
        if not same:
            unmatched.append(old)
            continue
        new = next((new for new in same if new["kind"] == old["kind"]), same[0])
        rest.remove(new)
        change = Change("changed", old, new)
        changes += [change] if change.fields() else []
    for old in unmatched:
        near = max(rest, key=lambda new: _overlap(old, new), default=None)
        if near is None or not _overlap(old, near):
            changes.append(Change("lost", old, None))
        else:
            rest.remove(near)
            changes.append(Change("moved", old, near))
    changes += [Change("gained", None, new) for new in rest]
    return sorted(changes, key=lambda change: change.start)


def _place(row: Row) -> tuple[int, int]:
    return row["start"], row["end"]


def _overlap(old: Row, new: Row) -> int:
    return max(0, int(min(old["end"], new["end"]) - max(old["start"], new["start"])))
