"""What the statistical model sees of a candidate: cues, layout, neighbours and masked words, as readable names.

Literal years, numbers, places and outlets are masked, so that no feature can name a document or its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add, ne
from typing import TYPE_CHECKING, NamedTuple

from extractor.commitment.cues import KINDS, Cue
from extractor.commitment.mask import masked_each
from extractor.language.outline import Outline

if TYPE_CHECKING:
    from extractor.commitment.candidates import Candidate

_LEAD = re.compile(
    r"(?:[“(（]|据介绍|据了解|据悉|同时|此外|另外|其中|目前|今年|明年|下一步|一是|二是|三是|四是|首先|其次|[，,：:、]|0年|0月|0日|[底末初内前]|到|至)+"
)

Votes = tuple[float, float, float]
"""The weights of the cues for each of ``KINDS``."""


class Passage(NamedTuple):
    """What a candidate stands in: the mode of its passage, the genre of its text, and the layout of its sentence."""

    mode: str
    genre: str
    kind: str
    marker: str
    end: str


class Place(NamedTuple):
    """Whether a sentence is the first or last of its paragraph, and how many dozens of characters a candidate is long.

    It ``opens`` a paragraph where the candidate before it stands in another one, and ``closes`` it likewise.
    """

    first: bool
    last: bool
    opens: bool
    closes: bool
    dozens: int
    genre: str


class Traits(NamedTuple):
    """All that the model sees of a candidate; :func:`named` gives the features by name.

    ``before`` and ``after`` are the cues of its neighbours in its paragraph, ``plain`` its masked words, ``head`` the
    first four of them behind 同时，, 据悉，and the like, ``heads`` how each clause behind the first begins.
    """

    cues: Sequence[str]
    before: Sequence[str]
    after: Sequence[str]
    votes: Votes
    passage: Passage
    place: Place
    plain: str
    head: str
    heads: Sequence[str]
    clauses: int


@lru_cache(maxsize=4096)
def _name_of(rule: str) -> str:
    return rule.partition(".")[2]


def _cue_names(cues: Sequence[Cue]) -> list[str]:
    names = [_name_of(cue.rule) for cue in cues]
    return list(dict.fromkeys(names)) if len(names) > 1 else names


def traits_of(outline: Outline, candidates: Sequence[Candidate]) -> list[Traits]:
    """What the model sees of each candidate, in order."""
    names = [_cue_names(c.cues) for c in candidates]
    places = _places(outline, candidates)
    out: list[Traits] = []
    for n, (candidate, place, plain) in enumerate(
        zip(candidates, places, masked_each([c.text for c in candidates]), strict=True)
    ):
        piece = outline.pieces[candidate.segment.piece]
        kind = outline.paragraphs[piece.paragraph].kind
        clauses = plain.replace(",", "，").replace("：", "，").replace(":", "，").split("，")
        lead = _LEAD.match(plain)
        traits = Traits(
            names[n],
            () if place.opens or not n else names[n - 1],
            () if place.closes or n + 1 == len(names) else names[n + 1],
            tuple(candidate.votes.values()),  # type: ignore[arg-type]
            Passage(candidate.mode, candidate.genre, kind, piece.marker, piece.end_mark[:1]),
            place,
            plain,
            (plain[lead.end() :][:4] if lead else "") or plain[:4],
            [c.strip()[:2] for c in clauses[1:6] if len(c) > 1],
            min(4, len(clauses)),
        )
        out.append(traits)
    return out


def _places(outline: Outline, candidates: Sequence[Candidate]) -> list[Place]:
    """The place of each candidate; one opens or closes a paragraph where another candidate stands outside of it."""
    pieces = outline.pieces
    beyond = [*(piece.paragraph for piece in pieces[1:]), -1]
    own = [pieces[c.segment.piece].paragraph for c in candidates]
    changes = [False, *map(ne, own, own[1:]), False]
    out: list[Place] = []
    for n, candidate in enumerate(candidates):
        at = candidate.segment.piece
        dozens = min(6, len(candidate.text) // 12)
        out.append(
            Place(pieces[at].index == 0, beyond[at] != own[n], changes[n], changes[n + 1], dozens, candidate.genre)
        )
    return out


def named(traits: Traits) -> list[str]:
    """All features of a candidate by name (``cue=action``), as the file of the model has them."""
    mode = traits.passage.mode
    return [
        "bias",
        *(f"cue={name}" for name in traits.cues),
        *(f"cue={name}|{mode}" for name in traits.cues),
        *(f"before={name}" for name in traits.before),
        *(f"after={name}" for name in traits.after),
        *vote_names(traits.votes),
        *passage_names(traits.passage),
        *place_names(traits.place),
        *(f"head{n}={traits.head[:n]}" for n in (1, 2, 3, 4)),
        f"tail={traits.plain[-2:]}",
        f"clauses={traits.clauses}",
        *(f"clause={head}" for head in traits.heads),
        *(f"two={pair}" for pair in map(add, traits.plain, traits.plain[1:])),
    ]


def vote_names(votes: Votes) -> list[str]:
    """The features of the votes: which kind is ahead, and by how much."""
    first, second, _ = sorted(votes, reverse=True)
    best = KINDS[votes.index(first)]
    return [f"vote={best}", f"vote={best}+{min(6, int(first - second))}"]


def passage_names(passage: Passage) -> list[str]:
    """The features of what a candidate stands in."""
    return [f"{name}={value}" for name, value in passage._asdict().items()]


def place_names(place: Place) -> list[str]:
    """The features of where a candidate stands, and of its length."""
    where = f"first={place.first},last={place.last}"
    edges = [name for name in ("opens", "closes") if getattr(place, name)]
    return [where, f"{where},long={min(4, place.dozens)},{place.genre}", f"long={place.dozens}", *edges]
