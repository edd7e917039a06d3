"""The unit that will act: the grammatical subject at the head of a clause, or the speaker's organisation."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from extractor.agency.assigned import NOBODY, agency_at
from extractor.agency.names import ends_like_unit, is_bound, is_strong, is_unit, opens, split_names
from extractor.agency.prose import REACH, Prose
from extractor.agency.rules import AgencyRules, load_agency_rules
from extractor.measure import Agency, Assignment
from extractor.rulebook import Rule, load_lexicons
from extractor.rulebook.kept import compile_re
from extractor.rulebook.load import fill

_CLAUSE = re.compile(r"[，,：:；;。]")
_FIT = re.compile(r"(?:有|具备|符合)条件的[^的]*$")
_DUTY = re.compile(r"要|应|须|必须")
_JOINT = re.compile(r"会同|联合")
_STOPS = frozenset("。；！？：|\n")
_LONGEST_NAME = 30
_CLAUSES = 5


@cache
def _compiled(pattern: str) -> re.Pattern[str]:
    return compile_re(fill(pattern, load_lexicons("agency")))


def _heads(text: str, start: int, end: int, last: int) -> list[int]:
    """Where a subject may begin before ``last``: the heads of the first clauses, behind frames such as 6月底前."""
    frames = _compiled("(?:{{frame}}){0,8}")
    out: list[int] = []
    head = start
    for _ in range(_CLAUSES):
        if head >= last:
            break
        m = frames.match(text, head, end)
        if m and head < m.end() < last:
            out.append(m.end())
        out.append(head)
        clause = _CLAUSE.search(text, head, last)
        if clause is None:
            break
        head = clause.end()
    return out


def _units_at(
    prose: Prose, start: int, end: int, rules: Sequence[Rule], verbs: Sequence[tuple[Rule, Sequence[int]]]
) -> tuple[Agency, ...]:
    """The units that stand whole between ``start`` and the first verb behind which they make sense."""
    text = prose.text
    for rule in rules:
        m = rule.anchored(text, start, end)
        if m:
            a, b = m.span("names")
            joint = _JOINT.search(text, a + 2, b)
            spans = split_names(text[a : joint.start() if joint else b])
            fits = _fits_place if rule.options.get("role") == "place" else is_unit
            return tuple(agency_at(text, a + x, a + y, rule.id) for x, y in spans if fits(text[a + x : a + y]))
    for rule, places in verbs:
        found = _before_verb(text, start, places, rule)
        if found:
            return found
    return ()


def _fits_place(name: str) -> bool:
    return not opens(name)


def _before_verb(text: str, start: int, verbs: Sequence[int], rule: Rule) -> tuple[Agency, ...]:
    """The units whose names end before the first of these verbs behind which they make sense."""
    if opens(text, start):
        return ()
    modal = _compiled("{{modal}}")
    for verb in verbs:
        if not ends_like_unit(text, start, verb):  # what could be the end of a unit begins before ``start``
            continue
        words = text[start:verb]
        if ("的" in words and not _FIT.match(words)) or not _STOPS.isdisjoint(words):
            return ()
        spans = split_names(words)
        names = [words[a:b] for a, b in spans]
        units = [*map(is_unit, names)]
        whole = _class_of_units(text, start, verb, rule.id) if "等" in words and not any(units) else ()
        if whole:
            return whole
        if not names or not all(units) or max(map(len, names)) > _LONGEST_NAME:
            continue
        if "的" in words and not _DUTY.match(text, verb):
            return ()
        if not is_strong(names[-1]) and not is_bound(names[-1]) and not modal.match(text, verb):
            continue
        return tuple(agency_at(text, start + a, start + b, rule.id) for a, b in spans)
    return ()


def _class_of_units(text: str, start: int, end: int, rule: str) -> tuple[Agency, ...]:
    """环境保护、工商、供水等部门和单位: fields of work that only the class word makes units, kept as one name."""
    words = text[start:end]
    if not _compiled("[一-龥、和]{2,40}等{{class_words}}").fullmatch(words) or is_unit(words[:2]):
        return ()
    return () if opens(words) else (agency_at(text, start, end, rule),)


def _open(prose: Prose, bits: int, start: int, end: int) -> list[Rule]:
    """The rules of these bits that can match in ``text[start:end]``."""
    return [rule for rule in prose.rules.openings.of(bits) if rule.may_match(prose.text, start, end)]


def find_subjects(
    text: str, *, start: int = 0, end: int | None = None, rules: AgencyRules | None = None
) -> tuple[Agency, ...]:
    """The units that are the grammatical subject of ``text[start:end]`` and will act; offsets count in ``text``.

    Facilities, projects, informants (记者从…了解到) and those who are encouraged or guided give none.
    """
    prose = Prose(text, rules or load_agency_rules())
    end = len(text) if end is None else end
    return subjects_in(prose, start, end, prose.open_for(start, end), [])


def subjects_in(prose: Prose, start: int, end: int, bits: int, tried: list[int]) -> tuple[Agency, ...]:
    """:func:`find_subjects` for who asks of many sentences of one text.

    ``bits`` are the rules open for the sentence, ``tried`` places before ``end`` at which no subject begins.
    """
    rules = _open(prose, bits & prose.subject_bits, start, end) if bits & prose.subject_bits else ()
    verbs = prose.verbs(start, end) if bits & prose.verb_bit else []
    if not (rules or verbs):
        return ()
    vetoes = prose.rules.vetoes
    last = end if rules else max(places[-1] for _, places in verbs)
    for head in _heads(prose.text, start, end, last):
        if head in tried:
            continue
        tried.append(head)
        near = [(rule, found) for rule, places in verbs if (found := _near(places, head))]
        if (near or rules) and not vetoes.stand(prose.text, head, end):
            units = _units_at(prose, head, end, rules, near)
            if units:
                return units
    return ()


def _near(verbs: Sequence[int], head: int) -> list[int]:
    """The verbs that stand in reach of the head of a clause."""
    return [at for at in verbs if head + 2 <= at < head + REACH]


def helpers_in(prose: Prose, start: int, end: int, bits: int) -> tuple[Agency, ...]:
    """Units that a sentence names beside its subject: 会同X, 由A牵头、B配合; ``bits`` as in :func:`subjects_in`."""
    for rule in _open(prose, bits & prose.helper_bits, start, end):
        m = rule.search(prose.text, start, end)
        if m is None:
            continue
        at = m.start("names")
        spans = split_names(m["names"])
        if spans and all(is_unit(n) and len(n) > 2 for n in (m["names"][x:y] for x, y in spans)):
            return tuple(agency_at(prose.text, at + x, at + y, rule.id) for x, y in spans)
    return ()


def find_speaker(
    text: str, *, start: int = 0, end: int | None = None, rules: AgencyRules | None = None
) -> tuple[Agency, ...]:
    """The organisation of a person who is quoted as speaking (市住建局局长某某说 → 市住建局)."""
    prose = Prose(text, rules or load_agency_rules())
    end = len(text) if end is None else end
    return speaker_in(prose, start, end, prose.open_for(start, end))[0]


def speaker_in(prose: Prose, start: int, end: int, bits: int) -> tuple[tuple[Agency, ...], str]:
    """:func:`find_speaker` for who asks of many sentences of one text; the person's name beside the organisation."""
    for rule in _open(prose, bits & prose.speaker_bits, start, end):
        m = rule.search(prose.text, start, end)
        if m and is_unit(m["org"]):
            return (agency_at(prose.text, *m.span("org"), rule.id),), m["person"] or ""
    return (), ""


def own_assignment(prose: Prose, begin: int, start: int, end: int, bits: int) -> Assignment:
    """What the words of one sentence say by themselves: its subject leads, those named with 会同 support.

    The sentence is ``text[start:end]``, or all from ``begin`` on where a subject stands before ``start``.
    """
    tried: list[int] = []
    lead = subjects_in(prose, begin, end, bits, tried)
    if not lead and begin < start:
        begin = start
        lead = subjects_in(prose, begin, end, bits, tried)
    support = helpers_in(prose, begin, end, bits) if bits & prose.helper_bits else ()
    if support:
        support = tuple(s for s in support if s.name not in {a.name for a in lead})
    return Assignment(lead, support) if lead or support else NOBODY
