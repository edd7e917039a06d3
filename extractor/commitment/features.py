"""What the statistical model sees of a candidate: cues, votes, layout and neighbours, as readable names.

It sees no words but through the rules, so that no feature can name a document or its source. Words of a candidate (its
first and last characters, all pairs of characters) were features once: with sources left out they gained nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from operator import ne, not_
from typing import TYPE_CHECKING, NamedTuple

from extractor.commitment.cues import KINDS
from extractor.commitment.decide import Votes
from extractor.language.outline import Outline

if TYPE_CHECKING:
    from extractor.commitment.candidates import Candidate

Passage = tuple[str, str, str, str, str]
"""What a candidate stands in, as in ``PASSAGE``."""

PASSAGE = ("mode", "genre", "kind", "marker", "end")
"""The mode of its passage, the genre of its text, the kind of its paragraph, the marks before and behind its piece."""

Place = tuple[bool, bool, bool, bool, int, int, str]
"""Whether its piece is the first or last of a paragraph; whether the candidate opens or closes one, so that those
before and behind it stand in others; how many dozens of characters and how many clauses it is long; and the genre of
its text."""


class Traits(NamedTuple):
    """All that the model sees of candidates, trait by trait: each holds a value for each of them, in order.

    ``before`` and ``after`` are the cues of its neighbours in its paragraph.
    """

    cues: Sequence[tuple[str, ...]]
    before: Sequence[tuple[str, ...]]
    after: Sequence[tuple[str, ...]]
    votes: Sequence[Votes]
    passage: Sequence[Passage]
    place: Sequence[Place]


@lru_cache(maxsize=4096)
def _cue_names(rules: tuple[str, ...]) -> tuple[str, ...]:
    """The names of rules without their family, each once."""
    return tuple(dict.fromkeys(rule.partition(".")[2] for rule in rules))


def traits_of(outline: Outline, candidates: Sequence[Candidate]) -> Traits:
    """What the model sees of each candidate."""
    if not candidates:
        return Traits(*[()] * len(Traits._fields))
    segments, texts, modes, genres, cues, votes = zip(*candidates, strict=True)
    _, _, at = zip(*segments, strict=True)
    _, _, own, indices, end_marks, markers, _ = zip(*map(outline.pieces.__getitem__, at), strict=True)
    beyond = [*[piece.paragraph for piece in outline.pieces[1:]], -1]
    opens = list(map(ne, own, (own[0], *own)))
    closes = [*opens[1:], False]
    names = [_cue_names(tuple([cue.rule for cue in each])) for each in cues]
    kinds = [outline.paragraphs[here].kind for here in own]
    closing = [mark[:1] for mark in end_marks]
    lasts = map(ne, own, map(beyond.__getitem__, at))
    dozens = [len(text) // 12 if len(text) < 72 else 6 for text in texts]
    return Traits(
        cues=names,
        before=[() if opening else before for opening, before in zip(opens, [(), *names], strict=False)],
        after=[() if last else after for last, after in zip(closes, [*names[1:], ()], strict=True)],
        votes=votes,
        passage=list(zip(modes, genres, kinds, markers, closing, strict=True)),
        place=list(zip(map(not_, indices), lasts, opens, closes, dozens, map(_clauses, texts), genres, strict=True)),
    )


def _clauses(text: str) -> int:
    return min(4, 1 + text.count("，") + text.count(",") + text.count("：") + text.count(":"))


def named(traits: Traits) -> list[list[str]]:
    """All features of each candidate by name (``cue=action``), as the file of the model has them."""
    return [
        [
            "bias",
            *cue_names((passage[0], cues)),
            *before_names(before),
            *after_names(after),
            *vote_names(votes),
            *passage_names(passage),
            *place_names(place),
        ]
        for cues, before, after, votes, passage, place in zip(*traits, strict=True)
    ]


def cue_names(cues: tuple[str, tuple[str, ...]]) -> list[str]:
    """The features of the cues in a mode: each alone and together with the mode."""
    mode, names = cues
    return [*[f"cue={name}" for name in names], *[f"cue={name}|{mode}" for name in names]]


def before_names(names: tuple[str, ...]) -> list[str]:
    """The features of the cues of the candidate before."""
    return [f"before={name}" for name in names]


def after_names(names: tuple[str, ...]) -> list[str]:
    """The features of the cues of the candidate behind."""
    return [f"after={name}" for name in names]


def vote_names(votes: Votes) -> list[str]:
    """The features of the votes: which kind is ahead, and by how much."""
    first, second, _ = sorted(votes, reverse=True)
    best = KINDS[votes.index(first)]
    return [f"vote={best}", f"vote={best}+{min(6, int(first - second))}"]


def passage_names(passage: Passage) -> list[str]:
    """The features of what a candidate stands in."""
    return [f"{name}={value}" for name, value in zip(PASSAGE, passage, strict=True)]


def place_names(place: Place) -> list[str]:
    """The features of where a candidate stands, and of its length."""
    first, last, opens, closes, dozens, clauses, genre = place
    where = f"first={first},last={last}"
    edges = [name for name, holds in (("opens", opens), ("closes", closes)) if holds]
    return [where, f"{where},long={min(4, dozens)},{genre}", f"long={dozens}", f"clauses={clauses}", *edges]
