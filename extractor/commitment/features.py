"""What the statistical model sees of a candidate: cues, layout, neighbours and masked words, as readable names.

Literal years, numbers, places and outlets are masked, so that no feature can name a document or its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from extractor.commitment.cues import Cue
from extractor.commitment.decide import tally
from extractor.language.outline import Outline

if TYPE_CHECKING:
    from extractor.commitment.candidates import Candidate

_DIGITS = re.compile(r"[\d０-９]+(?:[.,．]\d+)?")
_PLACE = re.compile(r"[\u4e00-\u9fff]{2,3}?(?:省|自治区|市|自治州|县|[镇乡村])(?=[^场民政域级区长内委里直属])")
_QUOTED = re.compile(r"[“《「][^”》」]{1,40}[”》」]")
_LEAD = re.compile(
    r"^(?:[“(（]|据介绍|据了解|据悉|同时|此外|另外|其中|目前|今年|明年|下一步|一是|二是|三是|四是|首先|其次|[，,：:、]|0年|0月|0日|[底末初内前]|到|至)+"
)


@lru_cache(maxsize=4096)
def masked(text: str) -> str:
    """The text with numbers as 0, quoted names as Q and place names as P."""
    return _PLACE.sub("P", _DIGITS.sub("0", _QUOTED.sub("Q", text)))


def _words(text: str) -> list[str]:
    plain = masked(text)
    head = _LEAD.sub("", plain) or plain
    clauses = re.split("[，,：:]", plain)
    out = [f"head{n}={head[:n]}" for n in (1, 2, 3, 4)]
    out += [f"clause={c.strip()[:2]}" for c in clauses[1:6] if len(c) > 1]
    out += [f"tail={plain[-2:]}", f"long={min(6, len(text) // 12)}", f"clauses={min(4, len(clauses))}"]
    out += [f"two={plain[k : k + 2]}" for k in range(len(plain) - 1)]
    return out


def _margin(candidate: Candidate) -> list[str]:
    votes = tally(candidate.cues, mode=candidate.mode)
    first, second = sorted(votes.values(), reverse=True)[:2]
    best = max(votes, key=lambda kind: votes[kind])
    return [f"vote={best}", f"vote={best}+{min(6, int(first - second))}"]


def _cue_names(cues: Sequence[Cue]) -> list[str]:
    return sorted({cue.rule.split(".", 1)[1] for cue in cues})


def candidate_features(outline: Outline, candidates: Sequence[Candidate]) -> list[list[str]]:
    """The names of the features that hold for each candidate, in order."""
    names = [_cue_names(c.cues) for c in candidates]
    out: list[list[str]] = []
    for n, candidate in enumerate(candidates):
        piece = outline.pieces[candidate.segment.piece]
        paragraph = outline.paragraphs[piece.paragraph]
        last = candidate.segment.piece + 1 >= len(outline.pieces) or (
            outline.pieces[candidate.segment.piece + 1].paragraph != piece.paragraph
        )
        place = f"first={piece.index == 0},last={last}"
        found = [
            "bias",
            *(f"cue={name}" for name in names[n]),
            *(f"cue={name}|{candidate.mode}" for name in names[n]),
            *_margin(candidate),
            f"mode={candidate.mode}",
            f"genre={candidate.genre}",
            f"kind={paragraph.kind}",
            f"marker={piece.marker}",
            f"end={piece.end_mark[:1]}",
            place,
            f"{place},long={min(4, len(candidate.text) // 12)},{candidate.genre}",
            *_words(candidate.text),
        ]
        if n:
            same = outline.pieces[candidates[n - 1].segment.piece].paragraph == piece.paragraph
            found += [f"before={name}" for name in names[n - 1]] if same else ["opens"]
        if n + 1 < len(candidates):
            same = outline.pieces[candidates[n + 1].segment.piece].paragraph == piece.paragraph
            found += [f"after={name}" for name in names[n + 1]] if same else ["closes"]
        out.append(found)
    return out
