"""Ruled tables on a page of a PDF: the lines give rows, columns and merged cells."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from extractor.reading.pdf_page import Piece, Rule
from extractor.reading.writer import Cell, join_lines

_NEAR = 3.0
_MOST_LINES = 400


@dataclass(frozen=True, slots=True)
class RuledTable:
    """A table on a page: its box and its cells."""

    left: float
    bottom: float
    right: float
    top: float
    grid: tuple[tuple[Cell, ...], ...]

    def holds(self, piece: Piece) -> bool:
        """Whether a piece of text stands inside."""
        return (
            self.left - _NEAR <= (piece.left + piece.right) / 2 <= self.right + _NEAR
            and self.bottom - _NEAR <= piece.middle <= self.top + _NEAR
        )


def find_ruled_tables(rules: Sequence[Rule], words: Callable[[float, float, float, float], str]) -> list[RuledTable]:
    """The tables of a page, from the top; ``words`` gives the text inside a box (left, bottom, right, top)."""
    tables = [_table(group, words) for group in _touching(rules)]
    return sorted((t for t in tables if t), key=lambda t: -t.top)


def _touching(rules: Sequence[Rule]) -> list[list[Rule]]:
    """Rules that cross or meet belong to one table."""
    across = [rule for rule in rules if rule.across]
    down = [rule for rule in rules if not rule.across]
    if len(across) > _MOST_LINES * 10 or len(down) > _MOST_LINES * 10 or len(across) * len(down) > 4_000_000:
        return []
    group = list(range(len(across) + len(down)))

    def root(at: int) -> int:
        while group[at] != at:
            group[at] = group[group[at]]
            at = group[at]
        return at

    for i, one in enumerate(across):
        for j, other in enumerate(down, start=len(across)):
            if (
                one.start - _NEAR <= other.level <= one.end + _NEAR
                and other.start - _NEAR <= one.level <= other.end + _NEAR
            ):
                group[root(i)] = root(j)
    out: dict[int, list[Rule]] = {}
    for at, rule in enumerate([*across, *down]):
        out.setdefault(root(at), []).append(rule)
    return list(out.values())


def _levels(values: Iterable[float]) -> list[float]:
    """Near values become one."""
    levels: list[float] = []
    for value in sorted(values):
        if not levels or value - levels[-1] > _NEAR:
            levels.append(value)
    return levels


def _table(rules: list[Rule], words: Callable[[float, float, float, float], str]) -> RuledTable | None:
    across, down = [r for r in rules if r.across], [r for r in rules if not r.across]
    ys, xs = _levels(r.level for r in across)[::-1], _levels(r.level for r in down)
    if len(ys) < 3 or len(xs) < 3 or len(ys) > _MOST_LINES or len(xs) > _MOST_LINES:
        return None
    of = _merged(xs, ys, across, down)
    grid = tuple(tuple(_cell(of, (r, c), xs, ys, words) for c in range(len(xs) - 1)) for r in range(len(ys) - 1))
    return RuledTable(xs[0], ys[-1], xs[-1], ys[0], grid)


def _merged(
    xs: Sequence[float], ys: Sequence[float], across: Sequence[Rule], down: Sequence[Rule]
) -> dict[tuple[int, int], tuple[int, int]]:
    """Place → the top left place of the cell that it belongs to: where no line parts it from its neighbour."""
    of: dict[tuple[int, int], tuple[int, int]] = {}
    for r, (top, bottom) in enumerate(pairwise(ys)):
        for c, (left, right) in enumerate(pairwise(xs)):
            place = (r, c)
            if c and not _parted(down, left, (top + bottom) / 2):
                place = of[r, c - 1]
            elif r and not _parted(across, top, (left + right) / 2):
                place = of[r - 1, c]
            of[r, c] = place
    return of


def _parted(rules: Sequence[Rule], level: float, at: float) -> bool:
    return any(abs(rule.level - level) <= _NEAR and rule.start - _NEAR <= at <= rule.end + _NEAR for rule in rules)


def _cell(
    of: dict[tuple[int, int], tuple[int, int]],
    place: tuple[int, int],
    xs: Sequence[float],
    ys: Sequence[float],
    words: Callable[[float, float, float, float], str],
) -> Cell:
    origin = of[place]
    if origin != place:
        return Cell(of=origin) if origin[0] < place[0] and origin[1] == place[1] else Cell()
    rows = [r for (r, c), start in of.items() if start == place]
    columns = [c for (r, c), start in of.items() if start == place]
    return Cell(join_lines(words(xs[place[1]], ys[max(rows) + 1], xs[max(columns) + 1], ys[place[0]])))
