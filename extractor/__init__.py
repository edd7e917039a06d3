"""xiaozhang (销账): find the promises in Chinese policy texts and cross them off one by one.

The public names load on first use, so that ``import extractor`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from extractor.version import __version__ as __version__

if TYPE_CHECKING:
    from extractor.article import Article as Article
    from extractor.ledger import Ledger as Ledger
    from extractor.measure import Deadline as Deadline
    from extractor.measure import Measure as Measure
    from extractor.measure import Metric as Metric
    from extractor.pipeline import load as load
    from extractor.table.extract import extract as extract

_HOMES = {
    "Article": "extractor.article",
    "Deadline": "extractor.measure",
    "Ledger": "extractor.ledger",
    "Measure": "extractor.measure",
    "Metric": "extractor.measure",
    "extract": "extractor.table",
    "load": "extractor.pipeline",
}

__all__ = ["Article", "Deadline", "Ledger", "Measure", "Metric", "extract", "load"]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        msg = f"module 'extractor' has no attribute {name!r}"
        raise AttributeError(msg)
    return getattr(import_module(_HOMES[name]), name)
