"""How firmly a commitment is made, and under which condition."""

from __future__ import annotations

from collections.abc import Iterable

from extractor.commitment.cues import Cue
from extractor.measure import Strength


def strength_of(cues: Iterable[Cue]) -> Strength:
    """Firm unless the words aim or explore; words that aim win over a head that explores."""
    says = {cue.says for cue in cues}
    dated = any(cue.rule.startswith("structure.date_") for cue in cues)
    if "aim" in says:
        return "aim"
    return "explore" if "explore" in says or ("study" in says and not dated) else "firm"


def condition_of(text: str, cues: Iterable[Cue]) -> str:
    """The words that limit the commitment, joined with 、; empty where there are none."""
    found = sorted((cue for cue in cues if cue.says == "condition"), key=lambda cue: cue.start)
    return "、".join(text[cue.start : cue.end] for cue in found)
