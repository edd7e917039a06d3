"""How firmly a commitment is made, and under which condition."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.commitment.cues import Cue
from extractor.measure import Strength

_QUALIFYING = frozenset({"aim", "explore", "study", "condition"})
"""What a cue says that makes a commitment less than firm or limits it; most pieces have none."""


def qualify(text: str, cues: Sequence[Cue]) -> tuple[Strength, str]:
    """How firm a commitment is, and the words that limit it, joined with 、; empty where there are none."""
    says = [cue.says for cue in cues if cue.says in _QUALIFYING]
    if not says:
        return "firm", ""
    strength = _strength(says, cues)
    if "condition" not in says:
        return strength, ""
    limits = [cue for cue in cues if cue.says == "condition"]
    limits.sort(key=lambda cue: cue.start)
    return strength, "、".join([text[cue.start : cue.end] for cue in limits])


def _strength(says: Sequence[str], cues: Sequence[Cue]) -> Strength:
    """Firm unless the words aim or explore; words that aim win over a head that explores."""
    if "aim" in says:
        return "aim"
    if "explore" in says:
        return "explore"
    studied = "study" in says and not any(cue.rule.startswith("structure.date_") for cue in cues)
    return "explore" if studied else "firm"
