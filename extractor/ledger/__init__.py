"""The ledger 台账: promises that live for months, crossed off one by one, overdue as of any day."""

from __future__ import annotations

from extractor.ledger.entries import Entry
from extractor.ledger.overdue import overdue
from extractor.ledger.replay import replay
from extractor.ledger.store import Ledger

__all__ = ["Entry", "Ledger", "overdue", "replay"]
