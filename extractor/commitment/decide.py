"""Rules alone: from the cues of a piece and the mode of its passage to commitment, achievement or none."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.commitment.cues import Cue

PRIOR: dict[str, dict[str, float]] = {
    "plan": {"commitment": 1.5, "achievement": 0.0, "none": 0.0},
    "next": {"commitment": 0.3, "achievement": 0.0, "none": 1.0},
    "done": {"commitment": 0.0, "achievement": 0.2, "none": 1.0},
    "open": {"commitment": 0.0, "achievement": 0.0, "none": 1.0},
}
"""What a piece is taken for before any cue: a bare sentence of a plan is a commitment, of a report a statement."""

ACTION_SPEAKS_FOR = {"plan": "commitment", "next": "commitment", "done": "achievement", "open": "commitment"}
"""What a bare action (推进……) is evidence for in each mode."""


IN_POLICY_ONLY = frozenset({"commitment.may", "commitment.ensure", "structure.date_loose"})
"""Cues that promise nothing in a passage that tells what was done: there one may (可在线办理) what is on offer, 确保
tells the purpose, and 今年 is the year of what was done."""

DATED = frozenset({"structure.date_sharp", "structure.date_loose"})


def tally(cues: Sequence[Cue], *, mode: str) -> dict[str, float]:
    """The weights for each kind, prior included; several rules that see the same bare action count once.

    An action with an end to come (6月底前) is promised, also in a passage that tells what was done. In plain reporting a
    unit with a bare verb, a number and no date tells what it did (县供销社调运化肥……).
    """
    votes = dict(PRIOR[mode])
    acted = 0.0
    for rule, says, weight, _, _ in cues:
        if says == "action":
            acted = max(acted, weight)
        elif says in votes:
            if not (mode == "done" and rule in IN_POLICY_ONLY):
                votes[says] += weight
        elif says == "counted" and mode == "done":
            votes["achievement"] += weight
    if acted:
        votes[_acted_for({cue.rule for cue in cues}, mode)] += acted
    return votes


def _acted_for(rules: set[str], mode: str) -> str:
    """The kind that an action speaks for among the rules that fired with it."""
    if mode == "open" and "commitment.deed" in rules and not rules & DATED:
        return "achievement"
    return "commitment" if "structure.date_sharp" in rules else ACTION_SPEAKS_FOR[mode]


def shares(votes: Mapping[str, float]) -> dict[str, float]:
    """The shares of the votes, sharpened, as probabilities."""
    most = max(votes.values())
    powers = {kind: 2.0 ** (vote - most) for kind, vote in votes.items()}
    total = sum(powers.values())
    return {kind: power / total for kind, power in powers.items()}


def decide(cues: Sequence[Cue], *, mode: str) -> str:
    """The kind with the most weight; on a tie the earlier of commitment, achievement, none."""
    votes = tally(cues, mode=mode)
    return max(votes, key=lambda kind: votes[kind])
