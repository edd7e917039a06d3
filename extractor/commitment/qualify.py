"""How firmly a commitment is made, and under which condition."""

from __future__ import annotations

from collections.abc import Sequence

from extractor.commitment.cues import Cue
from extractor.measure import Strength


def strength_of(cues: Sequence[Cue]) -> Strength:
    """Firm unless the words aim or explore; words that aim win over a head that explores."""
    says = {cue.says for cue in cues}
    if "aim" in says:
        return "aim"
    if "explore" in says:
        return "explore"
    studied = "study" in says and not any(cue.rule.startswith("structure.date_") for cue in cues)
    return "explore" if studied else "firm"


def condition_of(text: str, cues: Sequence[Cue]) -> str:
    """The words that limit the commitment, joined with 、; empty where there are none."""
    found = [cue for cue in cues if cue.says == "condition"]
    if not found:
        return ""
    found.sort(key=lambda cue: cue.start)
    return "、".join(text[cue.start : cue.end] for cue in found)
