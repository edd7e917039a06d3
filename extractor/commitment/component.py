"""The last component: measures of the article, from everything that the components before it found."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.commitment.find import REVIEW_BELOW, by_rules, find_measures
from extractor.commitment.model import load_model
from extractor.commitment.rules import commitment_rules
from extractor.language.component import article_of, outline_of, show_spans
from extractor.measure import Measure


def _measures(doc: Doc) -> list[Measure]:
    return doc.user_data.get("measures", [])  # type: ignore[no-any-return]


if not Doc.has_extension("measures"):
    Doc.set_extension("measures", getter=_measures)


class CommitmentComponent:
    """Writes ``doc._.measures`` and ``doc.spans["measures"]``."""

    def __init__(self, *, rules: list[str], model: bool, review_below: float) -> None:
        self.book = commitment_rules(rules)
        self.decide = (load_model() if model else None) or by_rules
        self.review_below = review_below

    def __call__(self, doc: Doc) -> Doc:
        """Find the measures of one doc."""
        found = find_measures(
            article_of(doc),
            outline_of(doc),
            deadlines=doc.user_data.get("deadlines", []),
            metrics=doc.user_data.get("metrics", []),
            assigned=doc.user_data.get("agencies", []),
            book=self.book,
            decide=self.decide,
            review_below=self.review_below,
        )
        doc.user_data["measures"] = found
        return show_spans(doc, "measures", ((m.quote.start, m.quote.end, m.kind) for m in found))


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
) -> CommitmentComponent:
    """The commitment component: ``rules`` are folders of own rules, ``model`` off means rules alone."""
    del nlp, name
    return CommitmentComponent(rules=rules, model=model, review_below=review_below)
