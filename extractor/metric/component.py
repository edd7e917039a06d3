"""The spaCy component ``xiaozhang_metrics``: writes ``doc.spans["metrics"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from extractor.language.component import article_of, show_spans
from extractor.metric.find import find_metrics
from extractor.metric.rules import load_metric_rules

COUNTED_ROLES = frozenset({"process", "validity"})
"""Dates in these roles are quantities (3个工作日内办结), not points in time."""


@Language.factory("xiaozhang_metrics", default_config={"rules": []}, assigns=["doc.spans"])
def make_metrics(nlp: Language, name: str, rules: list[str]) -> Callable[[Doc], Doc]:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    book = load_metric_rules(tuple(rules))

    def mark(doc: Doc) -> Doc:
        dates = [d.quote for d in doc.user_data.get("deadlines", ()) if d.role not in COUNTED_ROLES]
        found = find_metrics(article_of(doc).text, dates=dates, rules=book)
        doc.user_data["metrics"] = found
        return show_spans(doc, "metrics", ((m.quote.start, m.quote.end, m.unit or "number") for m in found))

    return mark
