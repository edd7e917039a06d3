"""Every family of rules, for the commands and tests that run them all."""

from __future__ import annotations

from extractor.agency.rules import FAMILY as AGENCY
from extractor.commitment.rules import FAMILY as COMMITMENT
from extractor.deadline.rules import FAMILY as DEADLINE
from extractor.metric.rules import FAMILY as METRIC
from extractor.rulebook import Family

FAMILIES: tuple[Family, ...] = (DEADLINE, METRIC, AGENCY, COMMITMENT)
