"""The closed set of states, and the steps between them, as data: one table says what is allowed."""

from __future__ import annotations

from typing import Literal

from extractor.ledger.entries import KIND_WORDS

State = Literal["open", "closed", "dropped", "merged"]

STATE_WORDS: dict[str, str] = {"open": "在办", "closed": "已销账", "dropped": "已撤销", "merged": "已并账"}
"""The states in the users' words."""

STEPS: dict[tuple[str | None, str], State] = {
    (None, "opened"): "open",
    ("open", "assigned"): "open",
    ("open", "reported"): "open",
    ("open", "urged"): "open",
    ("open", "extended"): "open",
    ("open", "corrected"): "open",
    ("open", "closed"): "closed",
    ("open", "dropped"): "dropped",
    ("open", "merged"): "merged",
    ("closed", "corrected"): "closed",
    ("closed", "reopened"): "open",
    ("dropped", "corrected"): "dropped",
    ("dropped", "reopened"): "open",
    ("merged", "corrected"): "merged",
    ("merged", "reopened"): "open",
}
"""(state, kind of entry) → the state after it; what does not stand here is refused."""

INSTANCE_KINDS = frozenset({"reported", "urged", "extended", "closed", "dropped", "reopened"})
"""The entries that may speak of one period of a recurring measure instead of the whole."""


def next_state(state: str | None, kind: str) -> State | None:
    """The state after a step, None where the step is not allowed."""
    return STEPS.get((state, kind))


def refusal(state: str | None, kind: str) -> str:
    """Why a step is not allowed, as a sentence without its subject."""
    if state is None:
        return f"还没有立账，不能{KIND_WORDS[kind]}"
    if kind == "opened":
        return "已经立账，不能再立"
    if state == "open":
        return f"还在办，不能{KIND_WORDS[kind]}"
    return f"{STATE_WORDS[state]}，不能再{KIND_WORDS[kind]}（要先重启）"
