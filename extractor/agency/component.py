"""The spaCy component ``xiaozhang_agencies``: writes ``doc.spans["agencies"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from collections.abc import Callable

from spacy.language import Language
from spacy.tokens import Doc

from extractor.agency.find import find_assignments
from extractor.agency.rules import load_agency_rules
from extractor.language.component import article_of, show_spans


@Language.factory("xiaozhang_agencies", default_config={"rules": []}, assigns=["doc.spans"])
def make_agencies(nlp: Language, name: str, rules: list[str]) -> Callable[[Doc], Doc]:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    book = load_agency_rules(tuple(rules))

    def mark(doc: Doc) -> Doc:
        found = find_assignments(article_of(doc).text, rules=book)
        doc.user_data["agencies"] = found
        units = ((a, role) for f in found for role in ("lead", "support") for a in getattr(f.assignment, role))
        return show_spans(doc, "agencies", ((a.quote.start, a.quote.end, role) for a, role in units))

    return mark
