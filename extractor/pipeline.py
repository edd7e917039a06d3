"""The pipeline on one screen: the finders of xiaozhang in order, bare or as the components of a spaCy ``Language``.

Rows need the finders alone, so spaCy is imported by those who ask for a ``Language`` and by nobody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from extractor.agency.finder import agency_finder
from extractor.article import Article
from extractor.commitment.finder import commitment_finder
from extractor.deadline.finder import deadline_finder
from extractor.language.finder import Finder, outline_finder
from extractor.measure import Measure
from extractor.metric.finder import metric_finder
from extractor.reading.traditional import as_written, simplified_article

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

    Pipeline = Language | Sequence[Finder]

_BATCH = 32_000
"""Characters of articles that go through the finders together: each finder has much code and many patterns, that push
those of the others out of the processor's memory, and the fewer times that happens the better."""

COMPONENTS = (
    "xiaozhang_outline",
    "xiaozhang_deadlines",
    "xiaozhang_metrics",
    "xiaozhang_agencies",
    "xiaozhang_commitments",
)
"""Factory names in the order in which they run; each is an ordinary spaCy component with options of its own."""


def load_finders(rules: Sequence[Path | str] = (), *, model: bool = True, events: str = "") -> tuple[Finder, ...]:
    """The finders in order, as :func:`read_measures` takes them; options as those of :func:`load`."""
    own = [str(folder) for folder in rules]
    return (
        outline_finder(),
        deadline_finder(own, events=events),
        metric_finder(own),
        agency_finder(own),
        commitment_finder(own, model=model),
    )


def load(rules: Sequence[Path | str] = (), *, cutter: str = "auto", model: bool = True, events: str = "") -> Language:
    """The pipeline, ready to run.

    ``rules`` are folders of own rules beside the shipped ones, ``cutter`` is ``auto``, ``rjieba`` or ``jieba``,
    ``model`` off leaves the decision to the rules alone, ``events`` is a file that gives days to events without a
    public date (``汛期: 06-01``). ``nlp(text)._.measures`` are the measures of a text.
    """
    import spacy

    import extractor.agency.component
    import extractor.commitment.component
    import extractor.deadline.component
    import extractor.language.component
    import extractor.language.tokenizer
    import extractor.metric.component  # noqa: F401 - importing registers the factories

    tokenizer = {"@tokenizers": "xiaozhang.JiebaTokenizer.v1", "cutter": cutter}
    nlp = spacy.blank("zh", config={"nlp": {"tokenizer": tokenizer}})
    own = [str(folder) for folder in rules]
    for name in COMPONENTS:
        config: dict[str, object] = {} if name == "xiaozhang_outline" else {"rules": own}
        if name == "xiaozhang_commitments":
            config["model"] = model
        if name == "xiaozhang_deadlines":
            config["events"] = events
        nlp.add_pipe(name, config=config)
    return nlp


def to_doc(nlp: Language, article: Article) -> Doc:
    """An article as a ``Doc`` that knows its article, ready for ``nlp(doc)``."""
    doc = nlp.make_doc(article.text)
    doc.user_data["article"] = article
    return doc


def _finders(nlp: Pipeline) -> Sequence[Finder] | None:
    """The finders of a pipeline; None where it has been given any other component."""
    steps: Sequence[object] = nlp if isinstance(nlp, Sequence) else [step for _, step in nlp.pipeline]
    finders = [step for step in steps if isinstance(step, Finder)]
    return finders if len(finders) == len(steps) else None


def read_measures(nlp: Pipeline, articles: Iterable[Article]) -> Iterator[tuple[Article, list[Measure]]]:
    """The measures of each article, in order; articles are read some at a time.

    ``nlp`` is the pipeline of :func:`load` or the bare finders of :func:`load_finders`. No row depends on tokens:
    while all components are finders, no text is cut into words and no ``Doc`` is made. A pipeline that has been
    given any other component runs over docs, as spaCy does. A traditional text is read through its simplified view;
    its measures have the words of the text.
    """
    finders = _finders(nlp)
    for batch in batches(articles):
        views = [simplified_article(article) for article in batch]
        if finders is None:
            language = cast("Language", nlp)
            found = [language(to_doc(language, view)).user_data for view in views]
        else:
            found = [{"article": view} for view in views]
            for finder in finders:
                finder.read(found)
        for article, view, findings in zip(batch, views, found, strict=True):
            yield article, as_written(findings.get("measures", []), article=article, view=view)


def batches(articles: Iterable[Article]) -> Iterator[list[Article]]:
    """The articles, some at a time: so many characters are worth while, a long article is a batch of its own."""
    batch: list[Article] = []
    size = 0
    for article in articles:
        batch.append(article)
        size += len(article.text)
        if size >= _BATCH:
            yield batch
            batch, size = [], 0
    if batch:
        yield batch
