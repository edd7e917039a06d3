"""Rules alone: from the cues of a piece and the mode of its passage to commitment, achievement or none."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.commitment.cues import KINDS, Cue

Votes = tuple[float, float, float]
"""What speaks for each of ``KINDS``."""

PRIOR: dict[str, Votes] = {
    "plan": (1.5, 0.0, 0.0),
    "next": (0.3, 0.0, 1.0),
    "done": (0.0, 0.2, 1.0),
    "open": (0.0, 0.0, 1.0),
}
"""What a piece is taken for before any cue: a bare sentence of a plan is a commitment, of a report a statement."""

ACTION_SPEAKS_FOR = {"plan": "commitment", "next": "commitment", "done": "achievement", "open": "commitment"}
"""What a bare action (推进……) is evidence for in each mode."""


IN_POLICY_ONLY = frozenset({"commitment.may", "commitment.ensure", "structure.date_loose"})
"""Cues that promise nothing in a passage that tells what was done: there one may (可在线办理) what is on offer, 确保
tells the purpose, and 今年 is the year of what was done."""

DEEDS = frozenset({"commitment.deed", "commitment.purpose_deed", "commitment.treated"})
"""A unit with a bare verb, told as news tells what it did."""

DATED = frozenset({"structure.date_sharp", "structure.date_loose"})


def tally(cues: Sequence[Cue], *, mode: str) -> Votes:
    """The weights for each kind, prior included; several rules that see the same bare action count once.

    An action with an end to come (6月底前) is promised, also in a passage that tells what was done. In plain reporting a
    unit with a bare verb, a number and no date tells what it did (县供销社调运化肥……).
    """
    promised, achieved, neither = PRIOR[mode]
    telling = mode == "done"
    acted = 0.0
    for rule, says, weight, _, _ in cues:
        if says == "action":
            acted = max(acted, weight)
        elif says == "none":
            neither += weight
        elif says == "achievement" or (telling and says == "counted"):
            achieved += weight
        elif says == "commitment" and not (telling and rule in IN_POLICY_ONLY):
            promised += weight
    if acted:
        kind = _acted_for(cues, mode)
        return (promised + acted, achieved, neither) if kind == "commitment" else (promised, achieved + acted, neither)
    return promised, achieved, neither


def _acted_for(cues: Sequence[Cue], mode: str) -> str:
    """The kind that an action speaks for among the cues that fired with it."""
    speaks_for = ACTION_SPEAKS_FOR[mode]
    if speaks_for == "commitment" and mode != "open":
        return speaks_for
    rules = {cue.rule for cue in cues}
    if mode == "open" and rules & DEEDS and not rules & DATED:
        return "achievement"
    if mode == "open" and "structure.date_told" in rules and not rules & DATED:
        return "achievement"
    return "commitment" if "structure.date_sharp" in rules else speaks_for


def shares(votes: Votes) -> Votes:
    """The shares of the votes, sharpened, as probabilities."""
    most = max(votes)
    a, b, c = (2.0 ** (vote - most) for vote in votes)
    total = a + b + c
    return a / total, b / total, c / total


def decide(cues: Sequence[Cue], *, mode: str) -> str:
    """The kind with the most weight; on a tie the earlier of commitment, achievement, none."""
    votes = tally(cues, mode=mode)
    return KINDS[votes.index(max(votes))]
