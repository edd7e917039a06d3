"""The spaCy component ``xiaozhang_metrics``: writes ``doc.spans["metrics"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from spacy.language import Language

from extractor.language.finder import Finder
from extractor.metric.finder import metric_finder


@Language.factory("xiaozhang_metrics", default_config={"rules": []}, assigns=["doc.spans"])
def make_metrics(nlp: Language, name: str, rules: list[str]) -> Finder:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    return metric_finder(rules)
