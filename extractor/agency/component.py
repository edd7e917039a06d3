"""The spaCy component ``xiaozhang_agencies``: writes ``doc.spans["agencies"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from spacy.language import Language

from extractor.agency.finder import agency_finder
from extractor.language.finder import Finder


@Language.factory("xiaozhang_agencies", default_config={"rules": []}, assigns=["doc.spans"])
def make_agencies(nlp: Language, name: str, rules: list[str]) -> Finder:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    return agency_finder(rules)
