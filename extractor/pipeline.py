"""The pipeline on one screen: a spaCy ``Language`` for Chinese and the components of xiaozhang in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import spacy
from spacy.language import Language
from spacy.tokens import Doc

import extractor.agency.component
import extractor.commitment.component
import extractor.deadline.component
import extractor.language.tokenizer
import extractor.metric.component  # noqa: F401 - importing registers the factories
from extractor.article import Article
from extractor.language.component import Finder, Findings
from extractor.measure import Measure

COMPONENTS = (
    "xiaozhang_outline",
    "xiaozhang_deadlines",
    "xiaozhang_metrics",
    "xiaozhang_agencies",
    "xiaozhang_commitments",
)
"""Factory names in the order in which they run; each is an ordinary spaCy component with options of its own."""


def load(rules: Sequence[Path | str] = (), *, cutter: str = "auto", model: bool = True) -> Language:
    """The pipeline, ready to run.

    ``rules`` are folders of own rules beside the shipped ones, ``cutter`` is ``auto``, ``rjieba`` or ``jieba``,
    ``model`` off leaves the decision to the rules alone. ``nlp(text)._.measures`` are the measures of a text.
    """
    tokenizer = {"@tokenizers": "xiaozhang.JiebaTokenizer.v1", "cutter": cutter}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    own = [str(folder) for folder in rules]
    for name in COMPONENTS:
        config: dict[str, object] = {} if name == "xiaozhang_outline" else {"rules": own}
        if name == "xiaozhang_commitments":
            config["model"] = model
        nlp.add_pipe(name, config=config)
    return nlp


def to_doc(nlp: Language, article: Article) -> Doc:
    """An article as a ``Doc`` that knows its article, ready for ``nlp(doc)``."""
    doc = nlp.make_doc(article.text)
    doc.user_data["article"] = article
    return doc


def read_measures(nlp: Language, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Measure]]]:
    """The measures of each article, one article after the other, in order.

    No row depends on tokens: while all components are finders, no text is cut into words and no ``Doc`` is made.
    A pipeline that has been given any other component runs over docs, as spaCy does.
    """
    finders = [step for _, step in nlp.pipeline if isinstance(step, Finder)]
    plain = len(finders) == len(nlp.pipeline)
    for article in articles:
        findings: Findings = {"article": article}
        if plain:
            for finder in finders:
                finder.read(findings)
        else:
            findings = nlp(to_doc(nlp, article)).user_data
        yield article, findings.get("measures", [])
