"""Quantities of a text: how much, how many, how fast. ``find_metrics`` is usable alone, without spaCy."""

from __future__ import annotations

from extractor.metric.find import find_metrics
from extractor.metric.number import read_number
from extractor.metric.rules import FAMILY, load_metric_rules

__all__ = ["FAMILY", "find_metrics", "load_metric_rules", "read_number"]
