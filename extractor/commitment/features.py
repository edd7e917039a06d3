"""What the statistical model sees of a candidate: cues, layout, neighbours and masked words, as readable names.

Literal years, numbers, places and outlets are masked, so that no feature can name a document or its source.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from operator import add, ne, not_
from typing import TYPE_CHECKING, NamedTuple, cast

from extractor.commitment.cues import KINDS
from extractor.commitment.decide import Votes
from extractor.commitment.mask import masked_each
from extractor.language.outline import Outline
from extractor.rulebook.firsts import first_characters

if TYPE_CHECKING:
    from extractor.commitment.candidates import Candidate

_LEAD = re.compile(
    r"(?:[“(（]|据介绍|据了解|据悉|同时|此外|另外|其中|目前|今年|明年|下一步|一是|二是|三是|四是|首先|其次|[，,：:、]|0年|0月|0日|[底末初内前]|到|至)+"
)

_LEADS = cast("frozenset[str]", first_characters(_LEAD.pattern))

Passage = tuple[str, str, str, str, str]
"""What a candidate stands in, as in ``PASSAGE``."""

PASSAGE = ("mode", "genre", "kind", "marker", "end")
"""The mode of its passage, the genre of its text, the kind of its paragraph, the marks before and behind its piece."""

Place = tuple[bool, bool, bool, bool, int, str]
"""Whether its piece is the first or last of a paragraph; whether the candidate opens or closes one, so that those
before and behind it stand in others; how many dozens of characters it is long; and the genre of its text."""


class Traits(NamedTuple):
    """All that the model sees of candidates, trait by trait: each holds a value for each of them, in order.

    ``before`` and ``after`` are the cues of its neighbours in its paragraph, ``plain`` its masked words, ``head`` the
    first four of them behind 同时，, 据悉，and the like, ``heads`` how each clause behind the first begins.
    """

    cues: Sequence[tuple[str, ...]]
    before: Sequence[tuple[str, ...]]
    after: Sequence[tuple[str, ...]]
    votes: Sequence[Votes]
    passage: Sequence[Passage]
    place: Sequence[Place]
    plain: Sequence[str]
    head: Sequence[str]
    heads: Sequence[Sequence[str]]
    clauses: Sequence[int]


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
    plains = masked_each(texts)
    clauses = _clauses_each(plains)
    return Traits(
        cues=names,
        before=[() if opening else before for opening, before in zip(opens, [(), *names], strict=False)],
        after=[() if last else after for last, after in zip(closes, [*names[1:], ()], strict=True)],
        votes=votes,
        passage=list(zip(modes, genres, kinds, markers, closing, strict=True)),
        place=list(zip(map(not_, indices), lasts, opens, closes, dozens, genres, strict=True)),
        plain=plains,
        head=[_head_of(plain) if plain[:1] in _LEADS else plain[:4] for plain in plains],
        heads=[[c.strip()[:2] for c in each[1:6]] if len(each) > 1 else () for each in clauses],
        clauses=[min(4, len(each)) for each in clauses],
    )


def _head_of(plain: str) -> str:
    lead = _LEAD.match(plain)
    return (plain[lead.end() :] if lead else plain)[:4] or plain[:4]


def _clauses_each(lines: Sequence[str]) -> list[list[str]]:
    """The clauses of each line, with one separator for all of them, which is quicker than a pattern."""
    text = "\n".join(lines).replace(",", "，").replace("：", "，").replace(":", "，")
    return [line.split("，") for line in text.split("\n")]


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
            *head_names(head),
            f"tail={plain[-2:]}",
            f"clauses={clauses}",
            *(f"clause={words}" for words in heads if len(words) > 1),
            *(f"two={pair}" for pair in map(add, plain, plain[1:])),
        ]
        for cues, before, after, votes, passage, place, plain, head, heads, clauses in zip(*traits, strict=True)
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


def head_names(head: str) -> list[str]:
    """The features of the first characters."""
    return [f"head{n}={head[:n]}" for n in (1, 2, 3, 4)]


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
    first, last, opens, closes, dozens, genre = place
    where = f"first={first},last={last}"
    edges = [name for name, holds in (("opens", opens), ("closes", closes)) if holds]
    return [where, f"{where},long={min(4, dozens)},{genre}", f"long={dozens}", *edges]
