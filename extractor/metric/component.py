"""The spaCy component ``xiaozhang_metrics``: writes ``doc.spans["metrics"]`` and the values to ``doc.user_data``."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from spacy.language import Language
from spacy.tokens import Doc

from extractor.article import Quote
from extractor.language.component import article_of, show_spans
from extractor.measure import DEADLINE_ROLES, Deadline
from extractor.metric.find import find_metrics
from extractor.metric.rules import load_metric_rules

_COUNTED_ROLES = frozenset({"process", "validity"})
_LENGTHS = frozenset({"deadline.within", "deadline.taking", "deadline.length"})


def points_in_time(dates: Sequence[Deadline]) -> list[Quote]:
    """The dates that no quantity may overlap.

    A length of time that is no deadline (3个工作日内办结, 连续5年奖励) is a quantity, not a point in time.
    """
    lengths = (d.role in _COUNTED_ROLES or (d.rule in _LENGTHS and d.role not in DEADLINE_ROLES) for d in dates)
    return [d.quote for d, length in zip(dates, lengths, strict=True) if not length]


@Language.factory("xiaozhang_metrics", default_config={"rules": []}, assigns=["doc.spans"])
def make_metrics(nlp: Language, name: str, rules: list[str]) -> Callable[[Doc], Doc]:
    """A component with the user's rule folders (may be empty)."""
    del nlp, name
    book = load_metric_rules(tuple(rules))

    def mark(doc: Doc) -> Doc:
        dates = points_in_time(doc.user_data.get("deadlines", ()))
        found = find_metrics(article_of(doc).text, dates=dates, rules=book)
        doc.user_data["metrics"] = found
        return show_spans(doc, "metrics", ((m.quote.start, m.quote.end, m.unit or "number") for m in found))

    return mark
