"""Responsible units: who leads and who supports, by labels, parentheses, table cells, subjects and speakers."""

from __future__ import annotations

from extractor.agency.assigned import Assigned, merge
from extractor.agency.carry import assign
from extractor.agency.find import find_assignments, units_in_cell
from extractor.agency.names import is_strong, normalise, split_names
from extractor.agency.rules import FAMILY, load_agency_rules
from extractor.agency.sentences import SentenceView
from extractor.agency.subject import find_speaker, find_subjects

__all__ = [
    "FAMILY",
    "Assigned",
    "SentenceView",
    "assign",
    "find_assignments",
    "find_speaker",
    "find_subjects",
    "is_strong",
    "load_agency_rules",
    "merge",
    "normalise",
    "split_names",
    "units_in_cell",
]
