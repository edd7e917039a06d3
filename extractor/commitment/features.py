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
_CLAUSES = re.compile("[，,：:]")
_LEAD = re.compile(
    r"^(?:[“(（]|据介绍|据了解|据悉|同时|此外|另外|其中|目前|今年|明年|下一步|一是|二是|三是|四是|首先|其次|[，,：:、]|0年|0月|0日|[底末初内前]|到|至)+"
)


FeatureRow = dict[str, Sequence[str]]
"""The features of one candidate: under each group with many values those that hold, under ``""`` all others by name.

``{"": ["bias", "mode=plan", …], "cue": ["action", …], "two": ["推进", …]}``; see :func:`named`.
"""
GROUPS = ("cue", "clause", "two", "before", "after")
"""The groups with many values."""


def masked(text: str) -> str:
    """The text with numbers as 0, quoted names as Q and place names as P; never across lines."""
    return _PLACE.sub("P", _DIGITS.sub("0", _QUOTED.sub("Q", text)))


def _masked_each(texts: Sequence[str]) -> list[str]:
    """Each text masked; all are masked as the lines of one text, for a pass over a line costs more than its words."""
    return masked("\n".join(text.replace("\n", " ") for text in texts)).split("\n")


def _words(plain: str, row: FeatureRow) -> list[str]:
    """What the words of a masked text say: the groups are added to the row, the others are given."""
    head = _LEAD.sub("", plain) or plain
    clauses = _CLAUSES.split(plain)
    row["two"] = [*map(add, plain, plain[1:])]
    row["clause"] = [c.strip()[:2] for c in clauses[1:6] if len(c) > 1]
    return [
        f"head1={head[:1]}",
        f"head2={head[:2]}",
        f"head3={head[:3]}",
        f"head4={head[:4]}",
        f"tail={plain[-2:]}",
        f"clauses={min(4, len(clauses))}",
    ]


def _margin(votes: Mapping[str, float]) -> tuple[str, str]:
    first, second = sorted(votes.values(), reverse=True)[:2]
    best = max(votes, key=votes.__getitem__)
    return f"vote={best}", f"vote={best}+{min(6, int(first - second))}"


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
        at, mode = candidate.segment.piece, candidate.mode
        piece = pieces[at]
        last = at + 1 >= len(pieces) or pieces[at + 1].paragraph != piece.paragraph
        place = f"first={piece.index == 0},last={last}"
        long = len(candidate.text) // 12
        row: FeatureRow = {"cue": names[n] + [f"{name}|{mode}" for name in names[n]]}
        row[""] = single = [
            "bias",
            *_margin(candidate.votes),
            f"mode={mode}",
            f"genre={candidate.genre}",
            f"kind={paragraphs[piece.paragraph].kind}",
            f"marker={piece.marker}",
            f"end={piece.end_mark[:1]}",
            place,
            f"{place},long={min(4, long)},{candidate.genre}",
            f"long={min(6, long)}",
            *_words(plain[n], row),
        ]
        if n and own[n - 1] == own[n]:
            row["before"] = names[n - 1]
        elif n:
            single.append("opens")
        if n + 1 < len(candidates) and own[n + 1] == own[n]:
            row["after"] = names[n + 1]
        elif n + 1 < len(candidates):
            single.append("closes")
        out.append(row)
    return out


def named(row: FeatureRow) -> list[str]:
    """All features of a candidate by name (``cue=action``), as the file of the model has them."""
    return [f"{group}={value}" if group else value for group, values in row.items() for value in values]
