"""The last component: measures of the article, from everything that the components before it found."""

from __future__ import annotations

from collections.abc import Iterable

from spacy.language import Language
from spacy.tokens import Doc

from extractor.commitment.find import REVIEW_BELOW, by_rules, find_measures
from extractor.commitment.model import load_model
from extractor.commitment.rules import commitment_rules
from extractor.language.component import Finder, Findings, Places, outline_in
from extractor.measure import Measure


def _measures(doc: Doc) -> list[Measure]:
    return doc.user_data.get("measures", [])  # type: ignore[no-any-return]


if not Doc.has_extension("measures"):
    Doc.set_extension("measures", getter=_measures)


@Language.factory(
    "xiaozhang_commitments",
    default_config={"rules": [], "model": True, "review_below": REVIEW_BELOW},
    requires=["doc.spans"],
    assigns=["doc.spans", "doc._.measures"],
)
def create_commitments(
    nlp: Language,
    name: str,
    rules: list[str],
    model: bool,  # noqa: FBT001 - spaCy passes options of the config by name
    review_below: float,
) -> Finder:
    """Writes ``doc._.measures`` and ``doc.spans["measures"]``.

    ``rules`` are folders of own rules, ``model`` off means rules alone.
    """
    del nlp, name
    book = commitment_rules(rules)
    decide = (load_model() if model else None) or by_rules

    def find(findings: Findings) -> list[Measure]:
        return find_measures(
            findings["article"],
            outline_in(findings),
            deadlines=findings.get("deadlines", []),
            metrics=findings.get("metrics", []),
            assigned=findings.get("agencies", []),
            book=book,
            decide=decide,
            review_below=review_below,
        )

    return Finder("measures", find, _places, "measures")


def _places(found: Iterable[Measure]) -> Places:
    return ((m.quote.start, m.quote.end, m.kind) for m in found)
