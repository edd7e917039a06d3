"""Who is responsible for each measure: its own words, the units assigned to its item, or the lead carried over."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from extractor.agency.assigned import NOBODY, Assigned, merge
from extractor.agency.prose import Prose
from extractor.agency.rules import AgencyRules, load_agency_rules
from extractor.agency.told import NUMBERED, SentenceView, told_of
from extractor.measure import Agency, Assignment


def _paragraph_start(text: str, at: int) -> int:
    return text.rfind("\n", 0, at) + 1


def _governed_from(text: str, assigned: Assigned, floor: int, headings: Sequence[int]) -> int:
    """Where the item begins that a parenthesis, label or cell closes; never before ``floor``."""
    at = bisect_right(headings, assigned.start)
    floor = max(floor, headings[at - 1] if at else 0)
    start = _paragraph_start(text, assigned.start)
    if assigned.place == "label":
        return floor
    while start > floor and not NUMBERED.match(text, start) and assigned.place == "paren":
        start = _paragraph_start(text, start - 1)
        if (
            assigned.place == "paren"
            and text[start : start + 2].strip()
            and text[start : assigned.start].count("\n") > 8
        ):
            break
    return max(floor, start)


def _inside(views: Sequence[SentenceView], starts: Sequence[int], begin: int, stop: int) -> list[int]:
    """Indices of the sentences that are no headings and lie whole between ``begin`` and ``stop``."""
    reach = range(bisect_left(starts, begin), bisect_right(starts, stop))
    return [i for i in reach if views[i].kind and views[i].end <= stop + 1]


def _before(
    text: str, views: Sequence[SentenceView], starts: Sequence[int], assigned: Assigned, begin: int
) -> list[int]:
    """The sentences that an assignment closes: its item, or the row of its cell (else the rows since the last one)."""
    if assigned.place != "cell":
        return _inside(views, starts, begin, assigned.start)
    row_end = text.find("\n", assigned.end)
    found = _inside(views, starts, begin, len(text) if row_end < 0 else row_end)
    line = _paragraph_start(text, assigned.start)
    return [i for i in found if views[i].start >= line] or found


def _governing(text: str, views: Sequence[SentenceView], assignments: Sequence[Assigned]) -> list[Assigned | None]:
    """The assignment of the item of each sentence; one that governs nothing before it governs what follows."""
    out: list[Assigned | None] = [None] * len(views)
    if not assignments:
        return out
    headings = sorted(v.end for v in views if v.is_heading)
    starts = [v.start for v in views]
    floor = 0
    for n, assigned in enumerate(assignments):
        found = _before(text, views, starts, assigned, _governed_from(text, assigned, floor, headings))
        opens_row = assigned.place == "cell" and any(views[i].start > assigned.end for i in found)
        if not found or opens_row:
            limit = assignments[n + 1].start if n + 1 < len(assignments) else len(text)
            at = bisect_right(headings, assigned.end + 1)
            limit = min(limit, headings[at] if at < len(headings) and assigned.place != "cell" else limit)
            found = [*found, *_inside(views, starts, assigned.end, limit - 1)]
        for i in found:
            out[i] = out[i] or assigned
        floor = assigned.end
    return out


def _combined(own: Assignment, governing: Assigned | None, carried: tuple[Agency, ...]) -> Assignment:
    if governing is None:
        return Assignment(carried, own.support)
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
    governing = _governing(text, sentences, assignments)
    own, acting = told_of(Prose(text, rules), sentences, items=bool(assignments))
    return [
        NOBODY if view.is_heading else mine if over is None and (mine.lead or not lead) else _combined(mine, over, lead)
        for view, mine, over, lead in zip(sentences, own, governing, acting, strict=True)
    ]
