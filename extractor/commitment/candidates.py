"""Candidates for measures: the segments of a text with every cue that speaks for or against them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from datetime import date
from functools import lru_cache
from itertools import accumulate, chain, islice
from operator import itemgetter
from typing import NamedTuple

from extractor.agency import Assigned
from extractor.commitment.cues import Cue, find_cues
from extractor.commitment.decide import Votes, tally
from extractor.commitment.facts import Facts
from extractor.commitment.goals import goal_cues
from extractor.commitment.modes import find_modes, genre_of
from extractor.commitment.opinion import argues, is_opinion
from extractor.commitment.segments import Segment, find_segments, segment_at
from extractor.commitment.structure import structure_cues
from extractor.language.outline import Outline
from extractor.measure import DEADLINE_ROLES, PAST_ROLES, Deadline
from extractor.rulebook import RuleBook
from extractor.rulebook.kept import compile_re

DATE_WEIGHTS = {"sharp": ("commitment", 2.0), "loose": ("commitment", 0.7), "told": ("achievement", 0.5)}
"""What a date speaks for and how much: one with an end (6月底前), a mere period (今年, 每月), one of what is done."""

_TARGET_FRAME = compile_re(r"^(?:力争|预计|计划|确保)?(?:到|至|“)")
_TARGET = compile_re(
    r"(?:达到?|实现|建成|完成|提高|下降|控制)[^，,]{0,8}\d|\d[^，,]{0,6}(?:以上|以内|左右)|全覆盖|所有[^，,]{2,14}(?:全部|建|通)"
)
_MONTH, _HALF = 31, 6
_THIS_YEAR = frozenset({"今年", "本年", "今年度"})
_ON_THE_LIST = compile_re(r"(?:部署|研究(?!制定|出台|建立|解决)|审议|讨论|听取|传达)[^\n，,]{4,}")
_EXPLAINS = compile_re(r"是|即|这|再加|相当于|占|为(?!了)|可[谓见]|既")
_says = itemgetter(1)
_SHARP = compile_re(r"前|底|末|到|至|内|“|期间|月(?<=\d月)|日")


class Candidate(NamedTuple):
    """One segment with all that speaks for and against its being a measure, and the votes of its cues by kind."""

    segment: Segment
    text: str
    mode: str
    genre: str
    cues: tuple[Cue, ...]
    votes: Votes


def find_candidates(batch: Sequence[Facts], book: RuleBook) -> list[list[Candidate]]:
    """Segments with their cues and the mode of their passage, for each article of a batch."""
    segments = [find_segments(facts.outline, facts.deadlines) for facts in batch]
    texts = [
        [facts.outline.text[start:end] for start, end, _ in own] for facts, own in zip(batch, segments, strict=True)
    ]
    found = iter(find_cues(book, [*chain.from_iterable(texts)]))
    cues = [[*islice(found, len(own))] for own in texts]
    return [_weighed(*each) for each in zip(batch, segments, texts, cues, strict=True)]


def _weighed(facts: Facts, segments: Sequence[Segment], texts: Sequence[str], cues: list[list[Cue]]) -> list[Candidate]:
    """The segments of an article with the cues of their words, and with what else speaks for or against them."""
    article, outline, deadlines, _, assigned, _, columns = facts
    genre = genre_of(article.title, outline)
    layout = structure_cues(outline, genre=genre, columns=columns)
    beside = date_cues(segments, deadlines, article.published, news=genre == "open")
    for n, when in beside.items():
        cues[n] = _without_past_targets(cues[n], when)
    modes = find_modes(outline, _by_piece(outline, segments, cues, beside), genre=genre)
    if beside:
        _mark_targets(outline, segments, texts, beside)
    for n in _units_alone(segments, assigned, columns) if assigned else ():
        length = segments[n].end - segments[n].start
        beside.setdefault(n, []).append(Cue("structure.units_alone", "none", 9.0, 0, length))
    for n, goal in goal_cues(outline, segments):
        cues[n] += goal
    if genre == "open" and is_opinion(article.title, outline.text):
        for found, segment in zip(cues, segments, strict=True):
            found.append(argues(segment.end - segment.start))
    _mark_sequels(outline, segments, texts, cues)
    return [
        candidate_of(segment, text, modes[segment.piece], genre, (*layout[segment.piece], *beside.get(n, ()), *found))
        for n, (segment, text, found) in enumerate(zip(segments, texts, cues, strict=True))
    ]


def candidate_of(segment: Segment, text: str, mode: str, genre: str, cues: tuple[Cue, ...]) -> Candidate:
    """A candidate with the votes of its cues counted."""
    return tuple.__new__(Candidate, (segment, text, mode, genre, cues, tally(cues, mode=mode)))


def _by_piece(
    outline: Outline, segments: Sequence[Segment], cues: Sequence[list[Cue]], beside: Mapping[int, list[Cue]]
) -> list[list[Cue]]:
    """The cues of each piece: those of its words and of its dates."""
    nothing: list[Cue] = []
    out = [nothing] * len(outline.pieces)
    for n, (segment, own) in enumerate(zip(segments, cues, strict=True)):
        found = own + beside[n] if n in beside else own
        if found:
            out[segment.piece] = out[segment.piece] + found if out[segment.piece] else found
    return out


def date_cues(
    segments: Sequence[Segment], deadlines: Sequence[Deadline], published: date | None, *, news: bool = False
) -> dict[int, list[Cue]]:
    """What the dates in a segment speak for: a deadline for a promise, a date of what is done for an achievement.

    By the number of the segment, in order; most have no date.
    """
    starts = [segment.start for segment in segments]
    inside: dict[int, list[Deadline]] = {}
    for deadline in deadlines:
        n = segment_at(segments, starts, deadline.quote.start)
        if n is not None:
            inside.setdefault(n, []).append(deadline)
    found = {n: _dated(segments[n], dates, published, news=news) for n, dates in inside.items()}
    return {n: cues for n, cues in found.items() if cues}


def _dated(segment: Segment, inside: Sequence[Deadline], published: date | None, *, news: bool) -> list[Cue]:
    if _is_bare_date(segment, inside[0]):
        return [Cue("structure.date_alone", "none", 9.0, 0, segment.end - segment.start)]
    found: dict[str, Cue] = {}
    for d in inside:
        name = _date_speaks(d, published)
        if news and published and name:
            name = "" if _is_late_year(d, published) else "loose" if _is_under_way(d, published) else name
        if name and name not in found:
            says, weight = DATE_WEIGHTS[name]
            start = d.quote.start - segment.start
            place = (f"structure.date_{name}", says, weight, start, start + len(d.quote.text))
            found[name] = tuple.__new__(Cue, place)  # half the time of Cue(…)
    if "sharp" in found:
        found.pop("loose", None)
    return list(found.values())


def _units_alone(segments: Sequence[Segment], assigned: Sequence[Assigned], columns: Mapping[int, str]) -> set[int]:
    """The segments that are nothing but a parenthesis, label or cell of responsible units.

    A cell in a column of tasks is none, even where it looks like one (封堵排污口14处).
    """
    starts = [a.start for a in assigned]
    reach = [*accumulate((a.end for a in assigned), max, initial=-1)]
    return {
        n
        for n, (start, end, piece) in enumerate(segments)
        if reach[bisect_right(starts, start + 1)] >= end - 1 and columns.get(piece) != "task"
    }


def _mark_targets(
    outline: Outline, segments: Sequence[Segment], texts: Sequence[str], dated: dict[int, list[Cue]]
) -> None:
    """Add a cue to the targets that follow a dated one (到2027年，……) in its paragraph without a date of their own."""
    targets: dict[int, list[Cue]] = {}
    for first, cues in dated.items():
        if not _TARGET_FRAME.match(texts[first]) or "structure.date_sharp" not in [cue.rule for cue in cues]:
            continue
        paragraph = outline.pieces[segments[first].piece].paragraph
        for n in range(first + 1, len(segments)):
            if n in dated or outline.pieces[segments[n].piece].paragraph != paragraph:
                break
            if _TARGET.search(texts[n]):
                targets[n] = [Cue("structure.target", "commitment", 1.5, 0, len(texts[n]))]
    dated.update(targets)


def _mark_sequels(
    outline: Outline, segments: Sequence[Segment], texts: Sequence[str], cues: Sequence[list[Cue]]
) -> None:
    """Add a cue to what a sentence goes on to.

    After a promise (将……，每周派专家坐诊) that is promised too, unless it tells what is done; after a meeting
    (主持召开会议，部署……；审议……) it is the agenda, unless it promises.
    """
    promised = met = -1
    for segment, text, found in zip(segments, texts, cues, strict=True):
        if not found and promised < 0 and met < 0:
            continue
        says = [*map(_says, found)]
        if met >= 0 and "commitment" not in says and _is_agenda(outline, met, segment.piece, text):
            found.append(Cue("structure.agenda", "none", 3.0, 0, segment.end - segment.start))
            met, promised = segment.piece, -1
            continue
        if "none" in says and any(cue.rule == "commitment.none_event" for cue in found):
            met = segment.piece
        elif met >= 0 and outline.pieces[met].paragraph != outline.pieces[segment.piece].paragraph:
            met = -1
        if "achievement" in says or "none" in says:
            promised = -1
        elif "commitment" in says:
            promised = segment.piece
        elif promised >= 0 and _goes_on(outline, promised, segment.piece) and not _EXPLAINS.match(text):
            found.append(Cue("structure.sequel", "commitment", 2.0, 0, segment.end - segment.start))
            promised = segment.piece


def _is_agenda(outline: Outline, met: int, piece: int, text: str) -> bool:
    """Whether a piece goes on with what a meeting had on its list: in its sentence, or as a sentence without a subject."""
    return _goes_on(outline, met, piece) or bool(_ON_THE_LIST.match(text))


def _goes_on(outline: Outline, before: int, piece: int) -> bool:
    """Whether a piece belongs to the sentence of the one before it: the same piece, or the next behind a ；."""
    one, other = outline.pieces[before], outline.pieces[piece]
    return before == piece or (
        piece == before + 1 and one.paragraph == other.paragraph and one.end_mark[:1] in {"；", ";"}
    )


def _without_past_targets(found: list[Cue], when: Sequence[Cue]) -> list[Cue]:
    """The cues without that of a target (到2019年底，……达到……) where its date had passed at publication."""
    if [True for cue in when if cue.rule != "structure.date_told"]:
        return found
    return [cue for cue in found if cue.rule != "commitment.target"]


def _date_speaks(deadline: Deadline, published: date | None) -> str:
    if deadline.role in PAST_ROLES:
        return "told"
    if deadline.role not in DEADLINE_ROLES:
        return ""
    ends = deadline.due or deadline.start
    if published and ends and ends <= published:
        return "told" if ends < published else ""
    return "sharp" if deadline.due and _is_sharp(deadline.quote.text) else "loose"


def _is_late_year(deadline: Deadline, published: date) -> bool:
    """Whether the words only name the year (今年) in whose second half news tells of it: what it holds is mostly done."""
    return published.month > _HALF and deadline.due == date(published.year, 12, 31) and deadline.text in _THIS_YEAR


def _is_under_way(deadline: Deadline, published: date) -> bool:
    """Whether a period (1—10月) began before the publication and ends within a month: a report counts what it held."""
    start, due = deadline.start, deadline.due
    if not (start and due and deadline.role == "period" and deadline.precision == "month"):
        return False
    return start < published.replace(day=1) and (due - published).days <= _MONTH


@lru_cache(maxsize=4096)
def _is_sharp(words: str) -> bool:
    """Whether the words of a date name an end."""
    return _SHARP.search(words) is not None


def _is_bare_date(segment: Segment, deadline: Deadline) -> bool:
    return deadline.quote.start <= segment.start + 1 and deadline.quote.end >= segment.end - 1
