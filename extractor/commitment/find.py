"""From an article with its dates, metrics and units to its measures."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import cache
from typing import cast

from extractor.agency import Assigned, SentenceView, assign
from extractor.article import Article, Quote
from extractor.commitment.candidates import Candidate, candidate_of, columns_of, find_candidates, tables_of
from extractor.commitment.decide import shares
from extractor.commitment.govern import Judged, govern, names_year
from extractor.commitment.places import Places
from extractor.commitment.qualify import condition_of, strength_of
from extractor.commitment.rows import cell_of, due_of, find_task_cells
from extractor.commitment.segments import Segment
from extractor.language.outline import Outline
from extractor.measure import Assignment, Deadline, Kind, Measure, Metric
from extractor.rulebook import RuleBook

REVIEW_BELOW = 0.6
"""Confidence under which a row is marked 待核."""


_LABEL = re.compile(
    r"(?:【[^】]{1,8}】(?:[^，,。：:（(\n]{2,26}[\s　][\u4e00-\u9fff·]{2,5}[：:])?"
    r"|(?:整改|具体|工作|主要|重点|下步|下一步|目标|进展|完成|落实|推进|开展|取得|当前|目前)"
    r"(?:措施|举措|任务|安排|打算|计划|情况|进展|成效|目标|要求|内容)?[：:])\s*"
)
_POINTS = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]?\s*$")

Decider = Callable[[Outline, Sequence[Candidate]], list[dict[str, float]]]
"""Gives each candidate a probability for commitment, achievement and none."""


def by_rules(_outline: Outline, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
    """Rules alone: the shares of the votes of the cues, sharpened, as probabilities."""
    return [shares(candidate.votes) for candidate in candidates]


def _kind(chances: Mapping[str, float]) -> str:
    return max(chances, key=lambda kind: chances[kind])


def _joined(
    outline: Outline, candidates: Sequence[Candidate], chances: Sequence[Mapping[str, float]]
) -> tuple[list[Candidate], list[Mapping[str, float]]]:
    """Put segments of one piece together again where they turned out to be of one kind and none of them promises."""
    out: list[Candidate] = []
    kept: list[Mapping[str, float]] = []
    for candidate, chance in zip(candidates, chances, strict=True):
        before = out[-1] if out else None
        if before and before.segment.piece == candidate.segment.piece and _mergeable(kept[-1], chance):
            segment = Segment(before.segment.start, candidate.segment.end, candidate.segment.piece)
            text = outline.text[segment.start : segment.end]
            out[-1] = candidate_of(segment, text, before.mode, before.genre, (*before.cues, *candidate.cues))
            continue
        out.append(candidate)
        kept.append(chance)
    return out, kept


def _mergeable(a: Mapping[str, float], b: Mapping[str, float]) -> bool:
    return _kind(a) == _kind(b) != "commitment"


def _title_frame(title: str) -> Deadline | None:
    year = names_year(title)
    if year is None:
        return None
    words = f"{year}年"
    quote = Quote(title.find(words), title.find(words) + len(words), words)
    return Deadline(quote, "due", "deadline.title_year", due=date(year, 12, 31), precision="year")


def _trim(text: str, segment: Segment, assigned: Sequence[Assigned]) -> tuple[int, int]:
    """The span of a measure without a parenthesis of responsible units or of points (15分) at its end.

    ``assigned`` are those that begin in the segment.
    """
    end = segment.end
    for a in reversed(assigned):
        if a.place == "paren" and segment.start < a.start < end <= a.end:
            end = a.start
    if text.find("分", segment.start, end) >= 0:
        points = _POINTS.search(text[segment.start : end])
        end = segment.start + points.start() if points and points.start() else end
    label = _LABEL.match(text, segment.start, end)
    start = label.end() if label and label.end() < end else segment.start
    while end > start and text[end - 1] in "，,、；; \t　|（(":
        end -= 1
    return start, end


def find_measures(
    article: Article,
    outline: Outline,
    *,
    deadlines: Sequence[Deadline],
    metrics: Sequence[Metric],
    assigned: Sequence[Assigned],
    book: RuleBook,
    decide: Decider = by_rules,
    review_below: float = REVIEW_BELOW,
) -> list[Measure]:
    """The measures of an article in order, each with its deadline, units, metrics, strength and confidence."""
    tables = tables_of(article, outline)
    columns = columns_of(outline, tables)
    candidates = find_candidates(
        outline,
        deadlines,
        title=article.title,
        published=article.published,
        columns=columns,
        assigned=assigned,
        book=book,
    )
    joined, chances = _joined(outline, candidates, decide(outline, candidates))
    kinds = [_kind(chance) for chance in chances]
    segments = [c.segment for c in joined]
    cells = find_task_cells(outline.text, tables)
    own_cells = [cell_of(segment, cells) for segment in segments]
    places = Places(deadlines)
    dues = govern(
        outline,
        [_judged(c, kind) for c, kind in zip(joined, kinds, strict=True)],
        deadlines,
        columns=columns,
        rows=[due_of(cell, places) if cell else None for cell in own_cells],
        title_frame=_title_frame(article.title),
    )
    units = [
        cell.assignment if cell and (cell.assignment.lead or cell.assignment.support) else who
        for cell, who in zip(own_cells, _assignments(outline, segments, kinds, assigned), strict=True)
    ]
    spans = _spans(outline.text, segments, kinds, assigned)
    read = Places(metrics)
    title_of = cache(outline.section_title)
    out: list[Measure] = []
    for n, span in enumerate(spans):
        if span is not None:
            promised = kinds[n] == "commitment"
            measure = _measure(
                joined[n],
                cast("Kind", kinds[n]),
                Quote(*span, outline.text[slice(*span)]),
                due=dues[n] if promised else None,
                who=units[n] if promised else _NOBODY,
                metrics=read.inside(*span),
                section=title_of(outline.pieces[segments[n].piece].paragraph),
                chance=chances[n][kinds[n]],
                review_below=review_below,
            )
            out.append(measure)
    return out


_NOBODY = Assignment()


def _spans(
    text: str, segments: Sequence[Segment], kinds: Sequence[str], assigned: Sequence[Assigned]
) -> Iterator[tuple[int, int] | None]:
    """The span of each measure; None for what is none."""
    starts = [a.start for a in assigned]
    for segment, kind in zip(segments, kinds, strict=True):
        if kind == "none":
            yield None
            continue
        here = assigned[bisect_left(starts, segment.start) : bisect_left(starts, segment.end)]
        start, end = _trim(text, segment, here)
        yield (start, end) if end > start else None


def _measure(
    candidate: Candidate,
    kind: Kind,
    quote: Quote,
    *,
    due: Deadline | None,
    who: Assignment,
    metrics: tuple[Metric, ...],
    section: str,
    chance: float,
    review_below: float,
) -> Measure:
    promised = kind == "commitment"
    return Measure(
        quote=quote,
        kind=kind,
        strength=strength_of(candidate.cues) if promised else None,
        due=due,
        assignment=who,
        metrics=metrics,
        section=section,
        condition=condition_of(candidate.text, candidate.cues) if promised else "",
        rules=_rules(kind, candidate, due, who, metrics),
        confidence=chance,
        review=chance < review_below,
    )


def _judged(candidate: Candidate, kind: str) -> Judged:
    rules = {cue.rule for cue in candidate.cues}
    told = any(cue.says == "achievement" and not cue.rule.startswith("structure.") for cue in candidate.cues)
    return Judged(candidate.segment, kind, "commitment.action" in rules, told, "commitment.none_preamble" in rules)


def _assignments(
    outline: Outline, segments: Sequence[Segment], kinds: Sequence[str], assigned: Sequence[Assigned]
) -> list[Assignment]:
    views = [
        SentenceView(
            start=s.start,
            end=s.end,
            paragraph=outline.pieces[s.piece].paragraph,
            section=outline.paragraphs[outline.pieces[s.piece].paragraph].section,
            is_heading=outline.paragraphs[outline.pieces[s.piece].paragraph].kind == "heading",
            kind="" if kind == "none" else cast("Kind", kind),
        )
        for s, kind in zip(segments, kinds, strict=True)
    ]
    return assign(outline.text, views, assigned)


def _rules(
    kind: Kind, candidate: Candidate, due: Deadline | None, who: Assignment, metrics: Sequence[Metric]
) -> tuple[str, ...]:
    """The ids of every rule that had a part in a measure, each once."""
    fired = [cue.rule for cue in candidate.cues if cue.says == kind or cue.says in _SPEAKING]
    if due:
        fired.append(due.rule)
    fired += [m.rule for m in metrics]
    fired += [a.rule for a in (*who.lead, *who.support)]
    return tuple(dict.fromkeys(fired))


_SPEAKING = frozenset({"action", "aim", "explore", "condition"})
