"""The last component: measures of the article, from everything that the components before it found."""

from __future__ import annotations

from spacy.language import Language
from spacy.tokens import Doc

from extractor.commitment.find import REVIEW_BELOW
from extractor.commitment.finder import commitment_finder
from extractor.language.finder import Finder
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
    return commitment_finder(rules, model=model, review_below=review_below)
