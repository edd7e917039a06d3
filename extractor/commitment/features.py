"""What the statistical model sees of a candidate: cues, layout, neighbours and masked words, as readable names.

Literal years, numbers, places and outlets are masked, so that no feature can name a document or its source.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from operator import add
from typing import TYPE_CHECKING

from extractor.commitment.cues import Cue
from extractor.language.outline import Outline

if TYPE_CHECKING:
    from extractor.commitment.candidates import Candidate

_DIGITS = re.compile(r"[\d０-９]+(?:[.,．]\d+)?")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:省|自治区|市|自治州|县|[镇乡村])(?=[^场民政域级区长内委里直属\n])")
_QUOTED = re.compile(r"[“《「][^”》」\n]{1,40}[”》」]")
_FLAGS = frozenset({"bias", "opens", "closes"})
_CLAUSES = re.compile("[，,：:]")
_LEAD = re.compile(
    r"^(?:[“(（]|据介绍|据了解|据悉|同时|此外|另外|其中|目前|今年|明年|下一步|一是|二是|三是|四是|首先|其次|[，,：:、]|0年|0月|0日|[底末初内前]|到|至)+"
)


FeatureRow = dict[str, Sequence[str]]
"""The features of one candidate: for each group of features the values that hold (``{"cue": ["action"], …}``)."""


def masked(text: str) -> str:
    """The text with numbers as 0, quoted names as Q and place names as P; never across lines."""
    return _PLACE.sub("P", _DIGITS.sub("0", _QUOTED.sub("Q", text)))


def _masked_each(texts: Sequence[str]) -> list[str]:
    """Each text masked; all are masked as the lines of one text, for a pass over a line costs more than its words."""
    return masked("\n".join(text.replace("\n", " ") for text in texts)).split("\n")


def _words(plain: str, found: FeatureRow) -> None:
    """Add what the words of a masked text say."""
    head = _LEAD.sub("", plain) or plain
    clauses = _CLAUSES.split(plain)
    found.update((f"head{n}", (head[:n],)) for n in (1, 2, 3, 4))
    if len(clauses) > 1:
        found["clause"] = [c.strip()[:2] for c in clauses[1:6] if len(c) > 1]
    found["tail"] = (plain[-2:],)
    found["clauses"] = (str(min(4, len(clauses))),)
    found["two"] = [*map(add, plain, plain[1:])]


def _margin(votes: Mapping[str, float]) -> tuple[str, str]:
    first, second = sorted(votes.values(), reverse=True)[:2]
    best = max(votes, key=votes.__getitem__)
    return best, f"{best}+{min(6, int(first - second))}"


def _cue_names(cues: Sequence[Cue]) -> list[str]:
    return sorted({cue.rule.partition(".")[2] for cue in cues})


def candidate_features(outline: Outline, candidates: Sequence[Candidate]) -> list[FeatureRow]:
    """The features that hold for each candidate, in order."""
    names = [_cue_names(c.cues) for c in candidates]
    plain = _masked_each([c.text for c in candidates])
    pieces, paragraphs = outline.pieces, outline.paragraphs
    own = [pieces[c.segment.piece].paragraph for c in candidates]
    out: list[FeatureRow] = []
    for n, candidate in enumerate(candidates):
        at = candidate.segment.piece
        piece = pieces[at]
        last = at + 1 >= len(pieces) or pieces[at + 1].paragraph != piece.paragraph
        place = f"{piece.index == 0},last={last}"
        long = len(candidate.text) // 12
        found: FeatureRow = {
            "bias": ("",),
            "cue": [*names[n], *(f"{name}|{candidate.mode}" for name in names[n])],
            "vote": _margin(candidate.votes),
            "mode": (candidate.mode,),
            "genre": (candidate.genre,),
            "kind": (paragraphs[piece.paragraph].kind,),
            "marker": (piece.marker,),
            "end": (piece.end_mark[:1],),
            "first": (place, f"{place},long={min(4, long)},{candidate.genre}"),
            "long": (str(min(6, long)),),
        }
        _words(plain[n], found)
        if n:
            found.update({"before": names[n - 1]} if own[n - 1] == own[n] else {"opens": ("",)})
        if n + 1 < len(candidates):
            found.update({"after": names[n + 1]} if own[n + 1] == own[n] else {"closes": ("",)})
        out.append(found)
    return out


def named(row: FeatureRow) -> list[str]:
    """The features of a candidate by name (``cue=action``), as the file of the model has them."""
    return [f"{group}={value}" if value or group not in _FLAGS else group for group in row for value in row[group]]
