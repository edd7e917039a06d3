"""Deadlines: every way a Chinese policy text says when, resolved, and told from dates that are none.

:func:`find_deadlines` reads a sentence or the text of a whole article, :func:`resolve` one expression alone; both
need neither spaCy nor pandas.
"""

from __future__ import annotations

from extractor.deadline.events import load_events
from extractor.deadline.find import find_deadlines, resolve
from extractor.deadline.rules import FAMILY, load_deadline_rules

__all__ = ["FAMILY", "find_deadlines", "load_deadline_rules", "load_events", "resolve"]
