"""Who is responsible for each measure: its own words, the units assigned to its item, or the lead carried over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extractor.agency.assigned import Assigned, merge
from extractor.agency.lines import Lines, is_numbered
from extractor.agency.prose import Prose
from extractor.agency.rules import AgencyRules, load_agency_rules
from extractor.agency.sentences import SentenceView
from extractor.agency.told import told_of
from extractor.measure import Agency, Assignment

_PARAGRAPHS = 8
"""An item further than this before its parenthesis begins with the next paragraph that is not empty."""


def _governed_from(text: str, lines: Lines, assigned: Assigned, floor: int, headings: Sequence[int]) -> int:
    """Where the item begins that a parenthesis, label or cell closes; never before ``floor``."""
    at = bisect_right(headings, assigned.start)
    floor = max(floor, headings[at - 1] if at else 0)
    if assigned.place == "label":
        return floor
    own = number = lines.number(assigned.start)
    start = lines.starts[own]
    while start > floor and not is_numbered(text, start) and assigned.place == "paren":
        number -= 1
        start = lines.starts[number]
        if own - number > _PARAGRAPHS and text[start : start + 2].strip():
            break
    return max(floor, start)


class _Measures:
    """The sentences that are measures, which stand one behind the other, and the assignment of the item of each."""

    def __init__(self, views: Sequence[SentenceView]) -> None:
        self.governing: list[Assigned | None] = [None] * len(views)
        self._index = [i for i, view in enumerate(views) if view.kind]
        self._starts = [views[i].start for i in self._index]
        self._ends = [views[i].end for i in self._index]
        self._given = range(0)

    def inside(self, begin: int, stop: int) -> range:
        """Those that lie whole between ``begin`` and ``stop``."""
        ended = min(bisect_right(self._starts, stop), bisect_right(self._ends, stop + 1))
        return range(bisect_left(self._starts, begin), ended)

    def behind(self, found: range, at: int) -> range:
        """Those of ``found`` that begin at ``at`` or behind it."""
        return range(max(found.start, bisect_left(self._starts, at)), found.stop)

    def give(self, found: range, assigned: Assigned) -> None:
        """Let an assignment govern those found that none governs; those given last are passed over at once."""
        if not found:
            return
        follows = self._given.start <= found.start <= self._given.stop
        for n in range(self._given.stop if follows else found.start, found.stop):
            i = self._index[n]
            self.governing[i] = self.governing[i] or assigned
        self._given = range(self._given.start, max(self._given.stop, found.stop)) if follows else found


def _before(measures: _Measures, lines: Lines, assigned: Assigned, begin: int) -> range:
    """The measures that an assignment closes: its item, or the row of its cell (else the rows since the last one).

    A heading closes none.
    """
    if assigned.place == "heading":
        return range(0)
    if assigned.place != "cell":
        return measures.inside(begin, assigned.start)
    found = measures.inside(begin, lines.end(assigned.end))
    return measures.behind(found, lines.start(assigned.start)) or found


def _governing(
    text: str, lines: Lines, views: Sequence[SentenceView], assignments: Sequence[Assigned]
) -> list[Assigned | None]:
    """The assignment of the item of each sentence; one that governs nothing before it governs what follows."""
    measures = _Measures(views)
    headings = sorted(view.end for view in views if view.is_heading)
    floor = 0
    for n, assigned in enumerate(assignments):
        found = _before(measures, lines, assigned, _governed_from(text, lines, assigned, floor, headings))
        measures.give(found, assigned)
        opens_row = assigned.place == "cell" and measures.behind(found, assigned.end + 1)
        if not found or opens_row:
            limit = assignments[n + 1].start if n + 1 < len(assignments) else len(text)
            at = bisect_right(headings, assigned.end + 1)
            limit = min(limit, headings[at] if at < len(headings) and assigned.place != "cell" else limit)
            measures.give(measures.inside(assigned.end, limit - 1), assigned)
        floor = assigned.end
    return measures.governing


def _combined(own: Assignment, governing: Assigned | None, carried: tuple[Agency, ...]) -> Assignment:
    if governing is None:
        return own if own.lead else Assignment(carried, own.support)
    given = governing.assignment
    if own.lead:
        named = {a.name for a in own.lead}
        rest = merge([Assignment(support=(*own.support, *given.lead, *given.support))]).support
        return Assignment(own.lead, tuple(a for a in rest if a.name not in named))
    if not given.lead:
        return Assignment(carried, given.support)
    return merge([given, Assignment(support=own.support)])


def assign(
    text: str,
    sentences: Sequence[SentenceView],
    assignments: Sequence[Assigned],
    *,
    rules: AgencyRules | None = None,
) -> list[Assignment]:
    """Lead and support of each sentence, in the order given; empty where nobody is named.

    An explicit subject leads and the units assigned to its item support; otherwise the item's units; otherwise the
    lead stated before in the same passage. Headings give none.
    """
    rules = rules or load_agency_rules()
    prose = Prose(text, rules)
    own, acting = told_of(prose, sentences, items=bool(assignments))
    governing = _governing(text, prose.lines, sentences, assignments) if assignments else [None] * len(sentences)
    for n, (over, lead) in enumerate(zip(governing, acting, strict=True)):
        if (over is not None or lead) and not sentences[n].is_heading:
            own[n] = _combined(own[n], over, lead)
    return own
