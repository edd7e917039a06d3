"""From an article with its dates, metrics and units to its measures."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from extractor.agency import Assigned, SentenceView, assign
from extractor.article import Article, Quote, Table
from extractor.commitment.cues import Cue, find_cues
from extractor.commitment.decide import tally
from extractor.commitment.govern import Judged, govern, names_year
from extractor.commitment.modes import find_modes, genre_of
from extractor.commitment.qualify import condition_of, strength_of
from extractor.commitment.segments import Segment, find_segments
from extractor.commitment.structure import structure_cues
from extractor.language.outline import Outline
from extractor.measure import DEADLINE_ROLES, Assignment, Deadline, Kind, Measure, Metric
from extractor.reading.tables import table_roles
from extractor.rulebook import RuleBook

REVIEW_BELOW = 0.6
"""Confidence under which a row is marked 待核."""


DATE_WEIGHTS = {"sharp": ("commitment", 2.0), "loose": ("commitment", 0.7), "told": ("achievement", 0.5)}
"""What a date speaks for and how much: one with an end (6月底前), a mere period (今年, 每月), one of what is done."""

_SHARP = re.compile(r"前|底|末|到|至|内|“|期间|\d月|日")


@dataclass(frozen=True, slots=True)
class Candidate:
    """One segment with all that speaks for and against its being a measure, for deciding and for explaining."""

    segment: Segment
    text: str
    mode: str
    genre: str
    cues: tuple[Cue, ...]


_LABEL = re.compile(
    r"(?:【[^】]{1,8}】)?(?:[^，,。：:（(\n]{2,26}(?<=[\s　])[\u4e00-\u9fff·]{2,5}[：:]"
    r"|(?:整改|具体|工作|主要|重点|下步|下一步|目标|进展|完成|落实|推进|开展|取得|当前|目前)"
    r"(?:措施|举措|任务|安排|打算|计划|情况|进展|成效|目标|要求)?[：:])?\s*“?"
)
_POINTS = re.compile(r"\s*[（(]\s*\d+(?:\.\d+)?\s*分\s*[）)]?\s*$")

Decider = Callable[[Outline, Sequence[Candidate]], list[dict[str, float]]]
"""Gives each candidate a probability for commitment, achievement and none."""


def by_rules(_outline: Outline, candidates: Sequence[Candidate]) -> list[dict[str, float]]:
    """Rules alone: the shares of the votes of the cues, sharpened, as probabilities."""
    return [_shares(tally(candidate.cues, mode=candidate.mode)) for candidate in candidates]


def _shares(votes: Mapping[str, float]) -> dict[str, float]:
    powers = {kind: 2.0**vote for kind, vote in votes.items()}
    total = sum(powers.values())
    return {kind: power / total for kind, power in powers.items()}


def columns_of(outline: Outline, tables: Iterable[Table]) -> dict[int, str]:
    """The role of the table column in which each piece stands, ``header`` for the cells of a header row."""
    spans: list[tuple[int, int, str]] = []
    for table in tables:
        roles = table_roles(table)
        for r, row in enumerate(table.rows):
            for c, cell in enumerate(row):
                role = "header" if r < table.header else roles[c] if c < len(roles) else ""
                role = role or ("other" if "task" in roles and table.header else "")
                if role and cell.text:
                    spans.append((cell.start, cell.end, role))
    spans.sort()
    out: dict[int, str] = {}
    at = 0
    for n, piece in enumerate(outline.pieces):
        while at < len(spans) and spans[at][1] <= piece.start:
            at += 1
        if at < len(spans) and spans[at][0] <= piece.start:
            out[n] = spans[at][2]
    return out


def find_candidates(
    outline: Outline,
    deadlines: Sequence[Deadline],
    *,
    title: str,
    published: date | None,
    columns: Mapping[int, str],
    assigned: Sequence[Assigned],
    book: RuleBook,
) -> list[Candidate]:
    """Segments with their cues and the mode of their passage."""
    genre = genre_of(title, outline)
    segments = find_segments(outline, deadlines)
    texts = [outline.text[s.start : s.end] for s in segments]
    cues = find_cues(book, texts)
    layout = structure_cues(outline, genre=genre, columns=columns)
    by_piece: list[list[Cue]] = [[] for _ in outline.pieces]
    for segment, found in zip(segments, cues, strict=True):
        by_piece[segment.piece] += found
    modes = find_modes(outline, by_piece, genre=genre)
    dated = date_cues(segments, deadlines, published)
    units = _unit_cues(segments, assigned)
    return [
        Candidate(s, t, modes[s.piece], genre, (*layout[s.piece], *when, *unit, *found))
        for s, t, found, when, unit in zip(segments, texts, cues, dated, units, strict=True)
    ]


def date_cues(segments: Sequence[Segment], deadlines: Sequence[Deadline], published: date | None) -> list[list[Cue]]:
    """What the dates in each segment speak for: a deadline for a promise, a date of what is done for an achievement."""
    out: list[list[Cue]] = []
    at = 0
    for segment in segments:
        while at < len(deadlines) and deadlines[at].quote.start < segment.start:
            at += 1
        inside = list(itertools.takewhile(lambda d: d.quote.start < segment.end, deadlines[at:]))
        if inside and _is_bare_date(segment, inside[0]):
            out.append([Cue("structure.date_alone", "none", 9.0, 0, segment.end - segment.start)])
            continue
        found: dict[str, Cue] = {}
        for d in inside:
            name = _date_speaks(d, published)
            if name:
                says, weight = DATE_WEIGHTS[name]
                start = d.quote.start - segment.start
                found.setdefault(name, Cue(f"structure.date_{name}", says, weight, start, start + len(d.text)))
        if "sharp" in found:
            found.pop("loose", None)
        out.append(list(found.values()))
    return out


def _unit_cues(segments: Sequence[Segment], assigned: Sequence[Assigned]) -> list[list[Cue]]:
    """A cue for each segment that is nothing but a parenthesis, label or cell of responsible units."""
    spans = [(a.start, a.end) for a in assigned]
    out: list[list[Cue]] = []
    for s in segments:
        covered = any(start <= s.start + 1 and s.end - 1 <= end for start, end in spans)
        out.append([Cue("structure.units_alone", "none", 9.0, 0, s.end - s.start)] if covered else [])
    return out


def _date_speaks(deadline: Deadline, published: date | None) -> str:
    if deadline.role in {"done", "statistic"}:
        return "told"
    if deadline.role not in DEADLINE_ROLES or (published and deadline.due and deadline.due < published):
        return ""
    return "sharp" if deadline.due and _SHARP.search(deadline.text) else "loose"


def _is_bare_date(segment: Segment, deadline: Deadline) -> bool:
    return deadline.quote.start <= segment.start + 1 and deadline.quote.end >= segment.end - 1


def _kind(chances: Mapping[str, float]) -> str:
    return max(chances, key=lambda kind: chances[kind])


def _joined(
    outline: Outline, candidates: Sequence[Candidate], chances: Sequence[Mapping[str, float]]
) -> tuple[list[Candidate], list[Mapping[str, float]]]:
    """Put segments of one piece together again where they turned out to be of one kind and at most one has a date."""
    out: list[Candidate] = []
    kept: list[Mapping[str, float]] = []
    for candidate, chance in zip(candidates, chances, strict=True):
        before = out[-1] if out else None
        if (
            before
            and before.segment.piece == candidate.segment.piece
            and _mergeable(kept[-1], chance, before, candidate)
        ):
            segment = Segment(before.segment.start, candidate.segment.end, candidate.segment.piece)
            text = outline.text[segment.start : segment.end]
            out[-1] = Candidate(segment, text, before.mode, before.genre, (*before.cues, *candidate.cues))
            continue
        out.append(candidate)
        kept.append(chance)
    return out, kept


def _mergeable(a: Mapping[str, float], b: Mapping[str, float], before: Candidate, candidate: Candidate) -> bool:
    del before, candidate
    return _kind(a) == _kind(b) == "achievement" or _kind(a) == _kind(b) == "none"


def _title_frame(title: str) -> Deadline | None:
    year = names_year(title)
    if year is None:
        return None
    words = f"{year}年"
    quote = Quote(title.find(words), title.find(words) + len(words), words)
    return Deadline(quote, "due", "deadline.title_year", due=date(year, 12, 31), precision="year")


def _trim(text: str, segment: Segment, assigned: Sequence[Assigned]) -> tuple[int, int]:
    """The span of a measure without a parenthesis of responsible units or of points (15分) at its end."""
    end = segment.end
    for a in reversed(assigned):
        if a.place == "paren" and segment.start < a.start < end <= a.end:
            end = a.start
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
    columns = columns_of(outline, article.tables)
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
    dues = govern(
        outline,
        [_judged(c, kind) for c, kind in zip(joined, kinds, strict=True)],
        deadlines,
        columns=columns,
        title_frame=_title_frame(article.title),
    )
    units = _assignments(outline, segments, kinds, assigned)
    out: list[Measure] = []
    for candidate, chance, kind, due, who in zip(joined, chances, kinds, dues, units, strict=True):
        if kind == "none":
            continue
        start, end = _trim(outline.text, candidate.segment, assigned)
        if end > start:
            quote = Quote(start, end, outline.text[start:end])
            inside = tuple(m for m in metrics if start <= m.quote.start and m.quote.end <= end)
            out.append(_measure(outline, candidate, quote, kind, chance[kind], due, who, inside))  # type: ignore[arg-type]
    return [replace(m, review=m.confidence < review_below) for m in out]


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
            kind="" if kind == "none" else kind,
        )
        for s, kind in zip(segments, kinds, strict=True)
    ]
    return assign(outline.text, views, assigned)


def _measure(
    outline: Outline,
    candidate: Candidate,
    quote: Quote,
    kind: Kind,
    confidence: float,
    due: Deadline | None,
    who: Assignment,
    metrics: tuple[Metric, ...],
) -> Measure:
    promised = kind == "commitment"
    fired = [cue.rule for cue in candidate.cues if cue.says in {kind, "action", "aim", "explore", "condition"}]
    rules = [
        *fired,
        *([due.rule] if due else []),
        *(m.rule for m in metrics),
        *(a.rule for a in (*who.lead, *who.support)),
    ]
    return Measure(
        quote=quote,
        kind=kind,
        strength=strength_of(candidate.cues) if promised else None,
        due=due if promised else None,
        assignment=who if promised else Assignment(),
        metrics=metrics,
        section=outline.section_title(outline.pieces[candidate.segment.piece].paragraph),
        condition=condition_of(candidate.text, candidate.cues) if promised else "",
        rules=tuple(dict.fromkeys(rules)),
        confidence=confidence,
    )
