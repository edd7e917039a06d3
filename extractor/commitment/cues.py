"""Cues: words of a piece that speak for a commitment, an achievement or neither, found by the commitment rules."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from extractor.rulebook import RuleBook

KINDS = ("commitment", "achievement", "none")


@dataclass(frozen=True, slots=True)
class Cue:
    """One rule that fired in a piece: what it ``says``, how much it weighs and where its words are (in the piece)."""

    rule: str
    says: str
    weight: float
    start: int
    end: int


def find_cues(book: RuleBook, pieces: Sequence[str]) -> list[list[Cue]]:
    """The cues of each piece, each rule at most once a piece.

    All pieces are scanned as one text with a line for each, so that every rule runs once over a document.
    """
    lines = [piece.replace("\n", " ") for piece in pieces]
    starts: list[int] = []
    at = 0
    for line in lines:
        starts.append(at)
        at += len(line) + 1
    out: list[dict[str, Cue]] = [{} for _ in lines]
    for match in book.find("\n".join(lines)):
        n = bisect_right(starts, match.start) - 1
        rule = match.rule
        if n >= 0 and rule.id not in out[n]:
            weight = float(rule.options.get("weight", 0))
            cue = Cue(rule.id, str(rule.options["says"]), weight, match.start - starts[n], match.end - starts[n])
            out[n][rule.id] = cue
    return [list(found.values()) for found in out]
