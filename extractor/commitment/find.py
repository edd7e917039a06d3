"""From an article with its dates, metrics and units to its measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple, cast

from extractor.agency import Assigned, SentenceView, assign
from extractor.agency.assigned import NOBODY
from extractor.article import Quote
from extractor.commitment.candidates import Candidate, candidate_of, find_candidates
from extractor.commitment.cues import KINDS, Cue
from extractor.commitment.decide import shares
from extractor.commitment.facts import Facts
from extractor.commitment.govern import govern
from extractor.commitment.places import Places
from extractor.commitment.qualify import qualify
from extractor.commitment.rows import TaskCell, cell_of, due_of, find_task_cells
from extractor.commitment.segments import Segment
from extractor.commitment.trim import trim
from extractor.language.outline import Outline
from extractor.measure import Assignment, Deadline, Kind, Measure, Metric, Strength
from extractor.rulebook import RuleBook

REVIEW_BELOW = 0.6
"""Confidence under which a row is marked 待核."""

_TITLE_LIST = re.compile(r"(?P<year>20\d\d)年[^，。]{0,14}实事(?!.*(?:通知|通报)$)")

Decider = Callable[[Outline, Sequence[Candidate]], list[dict[str, float]]]
"""Gives each candidate a probability for commitment, achievement and none."""


def by_rules(_outline: Outline, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
    """Rules alone: the shares of the votes of the cues, sharpened, as probabilities."""
    return [dict(zip(KINDS, shares(candidate.votes), strict=True)) for candidate in candidates]


def _most(chances: Mapping[str, float]) -> tuple[str, float]:
    """The kind with the highest probability, the first of those that are equal, and the probability."""
    most, likely = "", -1.0
    for kind, chance in chances.items():
        if chance > likely:
            most, likely = kind, chance
    return most, likely


class _Decided(NamedTuple):
    """Candidates of an article, their kinds and the chances of these."""

    candidates: list[Candidate]
    kinds: list[str]
    chances: list[float]


def _joined(outline: Outline, candidates: Sequence[Candidate], chances: Iterable[Mapping[str, float]]) -> _Decided:
    """Candidates as what they are most likely.

    Segments of one piece are put together again where they turned out to be of one kind and none of them promises.
    """
    out: list[Candidate] = []
    kinds: list[str] = []
    kept: list[float] = []
    piece = -1
    for candidate, by_kind in zip(candidates, chances, strict=True):
        kind, chance = _most(by_kind)
        segment = candidate.segment
        if segment.piece == piece and kinds[-1] == kind != "commitment":
            before = out[-1]
            segment = Segment(before.segment.start, segment.end, piece)
            text = outline.text[segment.start : segment.end]
            out[-1] = candidate_of(segment, text, before.mode, before.genre, (*before.cues, *candidate.cues))
            continue
        piece = segment.piece
        out.append(candidate)
        kinds.append(kind)
        kept.append(chance)
    return _Decided(out, kinds, kept)


def _title_frame(title: str) -> Deadline | None:
    """The end of the year that the title of a list of promises names (2026年……民生实事), which holds for its items."""
    m = _TITLE_LIST.search(title)
    if m is None:
        return None
    words = f"{int(m['year'])}年"
    quote = Quote(title.find(words), title.find(words) + len(words), words)
    return Deadline(quote, "due", "deadline.title_year", due=date(int(m["year"]), 12, 31), precision="year")


def find_measures(
    batch: Sequence[Facts], *, book: RuleBook, decide: Decider = by_rules, review_below: float = REVIEW_BELOW
) -> list[list[Measure]]:
    """The measures of each article in order, each with its deadline, units, metrics, strength and confidence.

    One kind of work after the other, for all articles of the batch: each has much code and many patterns, that push
    those of the others out of the processor's memory.
    """
    outlines = [facts.outline for facts in batch]
    candidates = find_candidates(batch, book)
    chances = [decide(*each) for each in zip(outlines, candidates, strict=True)]
    decided = [_joined(*each) for each in zip(outlines, candidates, chances, strict=True)]
    cells = [_own_cells(*each) for each in zip(batch, decided, strict=True)]
    dues = [_dues(*each) for each in zip(batch, decided, cells, strict=True)]
    units = [_units(*each) for each in zip(batch, decided, cells, strict=True)]
    return [_measures(*each, review_below) for each in zip(batch, decided, dues, units, strict=True)]


def _measures(
    facts: Facts,
    decided: _Decided,
    dues: Iterable[Deadline | None],
    units: Iterable[Assignment],
    review_below: float,
) -> list[Measure]:
    outline = facts.outline
    candidates, kinds, chances = decided
    segments = [candidate.segment for candidate in candidates]
    spans = _spans(outline.text, segments, kinds, facts.assigned)
    read = Places(facts.metrics).inside_each(spans)
    return [
        _measure(
            candidate,
            kind,
            Quote(start, end, outline.text[start:end]),
            due=due,
            who=who,
            metrics=quantities,
            section=title,
            chance=chance,
            review_below=review_below,
        )
        for candidate, kind, chance, (start, end), due, who, quantities, title in zip(
            candidates, kinds, chances, spans, dues, units, read, _titles(outline, segments, spans), strict=True
        )
        if end > start
    ]


def _own_cells(facts: Facts, decided: _Decided) -> list[TaskCell | None]:
    """The table cell in which each candidate stands."""
    cells = find_task_cells(facts.outline.text, facts.tables)
    return [cell_of(candidate.segment, cells) if cells else None for candidate in decided.candidates]


def _dues(facts: Facts, decided: _Decided, cells: Sequence[TaskCell | None]) -> list[Deadline | None]:
    """The deadline of each candidate: its own, that of its row, or one that governs it."""
    candidates, kinds, _ = decided
    return govern(
        facts.outline,
        candidates,
        kinds,
        facts.deadlines,
        columns=facts.columns,
        rows=_row_dues(cells, facts.deadlines),
        title_frame=_title_frame(facts.article.title),
    )


def _units(facts: Facts, decided: _Decided, cells: Iterable[TaskCell | None]) -> list[Assignment]:
    """The units of each candidate: those of its row, else those that its sentence or passage names."""
    segments = [candidate.segment for candidate in decided.candidates]
    return [*map(_in_row, cells, _assignments(facts.outline, segments, decided.kinds, facts.assigned))]


def _row_dues(cells: Sequence[TaskCell | None], deadlines: Sequence[Deadline]) -> list[Deadline | None]:
    """The deadline that the row of each cell names."""
    places = Places(deadlines) if any(cells) else None
    return [due_of(cell, places) if cell and places else None for cell in cells]


def _in_row(cell: TaskCell | None, who: Assignment) -> Assignment:
    """The units that the row of a cell names, else those found otherwise."""
    return cell.assignment if cell and (cell.assignment.lead or cell.assignment.support) else who


def _titles(outline: Outline, segments: Sequence[Segment], spans: Sequence[tuple[int, int]]) -> list[str]:
    """The headings above each measure; made anew only where they change."""
    pieces, paragraphs = outline.pieces, outline.paragraphs
    out: list[str] = []
    section, title = -1, ""
    for segment, (start, end) in zip(segments, spans, strict=True):
        if end > start:
            paragraph = pieces[segment.piece].paragraph
            if paragraphs[paragraph].section != section:
                section, title = paragraphs[paragraph].section, outline.section_title(paragraph)
        out.append(title)
    return out


def _spans(
    text: str, segments: Sequence[Segment], kinds: Sequence[str], assigned: Sequence[Assigned]
) -> list[tuple[int, int]]:
    """The span of each measure; an empty one for what is none."""
    starts = [*(a.start for a in assigned), len(text)]
    out: list[tuple[int, int]] = []
    for segment, kind in zip(segments, kinds, strict=True):
        if kind == "none":
            out.append((0, 0))
            continue
        start, end = segment.start, segment.end
        first = bisect_left(starts, start)
        within = assigned[first : bisect_left(starts, end, first)] if starts[first] < end else ()
        out.append(trim(text, start, end, within))
    return out


def _measure(
    candidate: Candidate,
    kind: str,
    quote: Quote,
    *,
    due: Deadline | None,
    who: Assignment,
    metrics: tuple[Metric, ...],
    section: str,
    chance: float,
    review_below: float,
) -> Measure:
    cues = candidate.cues
    strength: Strength | None = None
    condition = ""
    if kind == "commitment":
        strength, condition = qualify(candidate.text, cues)
    else:
        who = NOBODY
    rules = _rules(kind, cues, due, who, metrics)
    kind = cast("Kind", kind)
    return Measure(quote, kind, strength, due, who, metrics, section, condition, rules, chance, chance < review_below)


def _assignments(
    outline: Outline, segments: Sequence[Segment], kinds: Sequence[str], assigned: Sequence[Assigned]
) -> list[Assignment]:
    """The units of each segment; nobody's behind the last commitment, for only commitments have units."""
    pieces, paragraphs = outline.pieces, outline.paragraphs
    views: list[SentenceView] = []
    new = tuple.__new__  # half the time of SentenceView(…)
    stop = len(kinds) - [*reversed(kinds), "commitment"].index("commitment")
    nobody = [NOBODY] * (len(kinds) - stop)
    if not stop:
        return nobody
    for segment, kind in zip(segments[:stop], kinds, strict=False):
        at = pieces[segment.piece].paragraph
        line = paragraphs[at]
        measured = "" if kind == "none" else kind
        place = (segment.start, segment.end, at, line.section, line.kind == "heading", measured)
        views.append(new(SentenceView, place))
    return assign(outline.text, views, assigned) + nobody


def _rules(
    kind: str, cues: Iterable[Cue], due: Deadline | None, who: Assignment, metrics: Sequence[Metric]
) -> tuple[str, ...]:
    """The ids of every rule that had a part in a measure, each once."""
    speaking = _SPEAKING[kind]
    fired = {cue.rule: None for cue in cues if cue.says in speaking}
    if due:
        fired[due.rule] = None
    for part in (metrics, who.lead, who.support):
        for one in part:
            fired[one.rule] = None
    return tuple(fired)


_SPEAKING = {kind: frozenset({kind, "action", "aim", "explore", "condition"}) for kind in KINDS}
"""What the cues say that have a part in a measure of each kind."""
