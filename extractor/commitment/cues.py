"""Cues: words of a piece that speak for a commitment, an achievement or neither, found by the commitment rules."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import NamedTuple

from extractor.rulebook import RuleBook

KINDS = ("commitment", "achievement", "none")


class Cue(NamedTuple):
    """One rule that fired in a piece: what it ``says``, how much it weighs and where its words are (in the piece)."""

    rule: str
    says: str
    weight: float
    start: int
    end: int


def find_cues(book: RuleBook, pieces: Sequence[str]) -> list[list[Cue]]:
    """The cues of each piece in the order of the rules, each rule at most once a piece.

    All pieces are one text with a line for each, which is scanned once for the literals of all rules.
    """
    lines = [piece.replace("\n", " ") for piece in pieces]
    starts = [*accumulate((len(line) + 1 for line in lines), initial=0)]
    text = "\n".join(lines)
    out: list[list[Cue]] = [[] for _ in pieces]
    new = tuple.__new__  # half the time of Cue(…)
    for rule, opened in book.gate.open_for_lines(text, starts[:-1]):
        search, (name, says, weight) = rule.first, rule.vote
        for n in opened:
            start = starts[n]
            m = search(text, start, starts[n + 1] - 1)
            if m:
                first, last = m.span()
                out[n].append(new(Cue, (name, says, weight, first - start, last - start)))
    return out
