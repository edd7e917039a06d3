"""Labelled responsible units: parentheses, label lines, table cells → who leads and who supports."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise
from typing import Literal

from extractor.agency.assigned import Assigned, agency_at, merge
from extractor.agency.names import is_strong, is_unit, split_names
from extractor.agency.rules import AgencyRules, load_agency_rules
from extractor.measure import Agency, Assignment
from extractor.rulebook import Rule
from extractor.rulebook.kept import compile_re

_Label = tuple[int, int, int, Rule]

_PAREN = re.compile(
    r"[（(〔\[【](?:[^（）()〔〕\[\]【】\n]{2,400}[）)〕\]】]|(?:[^（）()〔〕\[\]【】\n]|[（(][^（）()\n]{0,40}[）)]){2,400}[）)〕\]】])"
)
"""A parenthesis, which may hold others; one that holds none is read much faster."""
_HINT = compile_re(
    r"负责|指导|落实|实施|推进|牵头|配合|参与|参加|协助|协同|单位|部门|主体|处室|科室|机构|主办|承办|会办|会同"
)
_LABEL_HINT = compile_re(
    r"(?:单位|部门|主体|处室|科室|机构|牵头|主办|责任|配合|协办|会办|参与|协同)[*\s　]{0,4}(?:[:：／/]|—{1,2}|－)"
    r"|(?:单位|部门)[ 　\t]{1,4}(?=[一-龥])"
)
_LABEL_END = compile_re(
    r"[。;|｜\n\t]|；(?!各[区县市州镇乡街][^，。；：]{0,10}[）)\n])|[（(](?=列第一|排名?第一)|[，,](?=[一-龥]{2,6}[：:])|(?:[\s　，,]{1,3}|(?<=[\u4e00-\u9fff]))(?=(?:完成|整改|办结|责任|时间|进度|时限|牵头|配合|协办|参与)[^：:，。；\n]{1,4}[:：])|[（(](?=完成时限)"
)
_BETWEEN_LABELS = re.compile(r"[\s　；;，,。|｜*]*")
_SUFFIX = re.compile(r"[（(](?P<role>牵头|主办|总牵头|配合|协办|会办|参与)(?:单位)?[）)]$")
_INNER = re.compile(r"[（(](?P<names>[^（）()]{2,40}?)(?P<role>牵头|配合|参与|协助)[）)]$")
_TOGETHER = re.compile(r"会同|联合|协同|商(?=[国省市县区]|有关|财政)")
_LEADS = re.compile("牵头|主办|第一责任")
_ROLE = compile_re(r"牵头|负责|指导|落实|实施|推进|配合|参与|协助|主办|协办|会办")
_FIRST_LEADS = compile_re(
    r"(?:排|列)[^。，；（）()\n]{0,6}(?:第一|首位|首)[^。，；（）()\n]{0,6}(?:为|是)(?:工作)?(?:总?牵头|第一责任|主要?责任|主办)|第一个?(?:单位|部门)(?:为|是)牵头"
)
_CLAUSES = re.compile(r"[，,；;。]")
_DIGITS = frozenset("0123456789０１２３４５６７８９")
_NO_NAME_ENDS = ("完成", "底前", "之前", "落实", "推进")
_CELLED = re.compile(r"\|[^\n|]+\|| \| |\t|｜")
_CELL_END = re.compile(r"([|｜\t])")
_CELL_ROLE = re.compile(r"(?:牵头|配合|负责|[（(](?:牵头|配合)[）)])$")
_CELL_ROLE_ENDS = "头合责）)"
_LONGEST_CELL = 120
_TASKS_OF = compile_re(
    r"(?m)(?:牵头|负责)(?:负责|承办|办理|推进|组织实施|落实)?的?(?:重点|主要)?(?:工作|任务|事项|项目)(?:任务|事项)?"
    r"[ 　]*(?:[（(][^（）()\n]{1,12}[）)])?[ 　]*$"
)
_HEAD = re.compile(
    r"[\s　#*]*(?:[一二三四五六七八九十]{1,3}[、.．]|[（(][一二三四五六七八九十]{1,3}[）)]|\d{1,2}[、.．])?[ 　]*由?"
    r"(?P<names>[^，。；：\n（）()]{2,40})"
)
"""A heading that says whose tasks stand under it (一、市水利局牵头的工作（6项）)."""


def _units(text: str, start: int, end: int, rule: str) -> tuple[Agency, ...]:
    words = text[start:end]
    return tuple(
        agency_at(text, start + a, start + b, rule)
        for a, b in split_names(words)
        if words[a] not in _DIGITS and not words.endswith(_NO_NAME_ENDS, a, b)
    )


def _name_with_role(text: str, unit: Agency) -> tuple[Agency, str, tuple[Agency, ...]]:
    """A listed name without its （牵头）, what that says, and units named inside of its parenthesis."""
    start = unit.quote.start
    suffix = _SUFFIX.search(unit.name)
    if suffix:
        role = "lead" if suffix["role"] in ("牵头", "主办", "总牵头") else "support"
        return agency_at(text, start, start + suffix.start(), unit.rule), role, ()
    inner = _INNER.search(unit.name)
    if inner:
        inside = _units(text, start + inner.start("names"), start + inner.end("names"), unit.rule)
        return agency_at(text, start, start + inner.start(), unit.rule), "", inside
    return unit, "", ()


def _listed(text: str, start: int, end: int, rule: Rule) -> Assignment:
    """Names behind a label: without any （牵头） all have the role of the label, with one the others support."""
    read = [_name_with_role(text, unit) for unit in _units(text, start, end, rule.id)]
    leads = [unit for unit, role, _ in read if role == "lead"]
    inside = tuple(unit for _, _, units in read for unit in units)
    if rule.options.get("role") == "support":
        return Assignment(support=(*(unit for unit, _, _ in read), *inside))
    if leads:
        return Assignment(tuple(leads), (*(unit for unit, role, _ in read if role != "lead"), *inside))
    lead = tuple(unit for unit, role, _ in read if role != "support")
    return Assignment(lead, (*(unit for unit, role, _ in read if role == "support"), *inside))


def _clause(text: str, start: int, end: int, rules: AgencyRules) -> tuple[str, Assignment] | None:
    """One clause of a parenthesis (A牵头, B、C按职责分工负责): the role that its verb gives and the units."""
    for rule in rules.clause:
        m = rule.whole(text, start, end)
        if m is None:
            continue
        a, b = m.span("names")
        joint = _TOGETHER.search(text, a + 2, b)
        helpers = _units(text, joint.end(), b, rule.id) if joint else ()
        if m.groupdict().get("helpers"):
            helpers = (*helpers, *_units(text, *m.span("helpers"), rule.id))
        units = _units(text, a, joint.start() if joint else b, rule.id)
        role = str(rule.options["role"])
        if role == "support":
            return role, Assignment(support=(*units, *helpers))
        return role, Assignment(units, helpers)
    return None


def _by_clauses(text: str, start: int, end: int, rules: AgencyRules) -> Assignment:
    """A牵头，B、C按职责分工负责: A leads, the others support; without 牵头 all who are 负责 lead."""
    cuts = [start, *(m.end() for m in _CLAUSES.finditer(text, start, end)), end + 1]
    found: list[tuple[str, Assignment]] = []
    open_from: int | None = None
    for a, b in pairwise(cuts):
        from_here = a if open_from is None else open_from
        read = _clause(text, from_here, max(from_here, b - 1), rules)
        open_from = from_here if read is None and not _ROLE.search(text, from_here, b - 1) else None
        found += [read] if read else []
    if any(role == "lead" for role, _ in found):
        found = [(r, a if r != "duty" else Assignment(support=(*a.lead, *a.support))) for r, a in found]
    return merge(a for _, a in found)


def _labels(text: str, start: int, end: int, rules: AgencyRules) -> list[_Label]:
    """Labels in a stretch of text: where the label begins, where its names begin and end, and its rule."""
    found = sorted((m.start(), m.end(), rule) for rule in rules.label for m in rule.compiled.finditer(text, start, end))
    out: list[_Label] = []
    for n, (at, names, rule) in enumerate(found):
        if out and at < out[-1][1]:
            continue
        stop = min([found[n + 1][0] if n + 1 < len(found) else end, end])
        cut = _LABEL_END.search(text, names, stop)
        out.append((at, names, cut.start() if cut else stop, rule))
    return out


def _closes(text: str, parenthesis: re.Match[str]) -> bool:
    return text[max(0, parenthesis.start() - 1) : parenthesis.start()] in ("。", "；")


def _bare(text: str, parenthesis: re.Match[str]) -> Assignment:
    """Units alone in a parenthesis behind a full stop: 推进改造。（市住建局、各街道办事处）."""
    units = _units(text, parenthesis.start() + 1, parenthesis.end() - 1, "agency.clause_duty")
    if not _closes(text, parenthesis) or not all(is_strong(u.name) or u.name[0] == "各" for u in units):
        return Assignment()
    return Assignment(units)


def _parentheses(text: str, rules: AgencyRules) -> Iterator[Assigned]:
    for m in _PAREN.finditer(text):
        start, end = m.start() + 1, m.end() - 1
        if not _HINT.search(text, start, end) and not _closes(text, m):
            continue
        labels = _labels(text, start, end, rules)
        if labels:
            assignment = _by_labels(text, labels)
            rule = labels[0][3].id
        else:
            assignment = _by_clauses(text, start, end, rules) if _ROLE.search(text, start, end) else _bare(text, m)
            units = (*assignment.lead, *assignment.support)
            if not units or not any(is_unit(u.name) for u in units):
                continue
            rule = units[0].rule
        if assignment.lead or assignment.support:
            yield Assigned(m.start(), m.end(), assignment, "paren", rule)


def _label_lines(text: str, rules: AgencyRules, taken: list[tuple[int, int]]) -> Iterator[Assigned]:
    group: list[_Label] = []
    last = 0
    for hint in _LABEL_HINT.finditer(text):
        if hint.start() < last or _covered(hint.start(), taken):
            continue
        line_end = text.find("\n", hint.end())
        line_end = len(text) if line_end < 0 else line_end
        for at, names, stop, rule in _labels(text, max(last, hint.start() - 8), line_end, rules):
            if _covered(at, taken):
                continue
            if group and not _BETWEEN_LABELS.fullmatch(text, group[-1][2], at):
                yield _grouped(text, group)
                group = []
            group.append((at, names, stop, rule))
        last = line_end
    if group:
        yield _grouped(text, group)


def _grouped(text: str, group: list[_Label]) -> Assigned:
    return Assigned(group[0][0], group[-1][2], _by_labels(text, group), "label", group[0][3].id)


def _by_labels(text: str, labels: list[_Label]) -> Assignment:
    """Neighbouring labels together: beside a 牵头单位 those of 责任单位 support."""
    read = [(text[at:names], _listed(text, names, stop, rule)) for at, names, stop, rule in labels]
    led = any(_LEADS.search(label) for label, _ in read)
    return merge(
        Assignment(support=(*a.lead, *a.support)) if led and not _LEADS.search(label) else a for label, a in read
    )


def _cell(text: str, start: int, end: int, rules: AgencyRules) -> Assigned | None:
    """A table cell that holds nothing but units: 县教育局（牵头）、县水利局, or A牵头，B配合."""
    words = text[start:end].strip(" 　*")
    if not 2 < len(words) < _LONGEST_CELL:
        return None
    if not is_strong(_CELL_ROLE.sub("", words) if words[-1] in _CELL_ROLE_ENDS else words):
        return None
    rule = next((r for r in rules.cell if r.whole(words, 0, len(words))), None)
    if rule is None:
        return None
    start += text[start:end].index(words)
    assignment = _by_clauses(text, start, start + len(words), rules)
    if not assignment.lead:
        assignment = _listed(text, start, start + len(words), rule)
    units = (*assignment.lead, *assignment.support)
    if not units or not all(is_unit(unit.name) and len(unit.name) < 16 for unit in units):
        return None
    return Assigned(start, start + len(words), assignment, "cell", rule.id)


def units_in_cell(text: str, start: int, end: int, *, role: Literal["lead", "support"]) -> Assignment:
    """The units of a table cell whose column says what they do; （牵头）or 配合 behind a name goes before the column."""
    rules = load_agency_rules()
    assignment = _by_clauses(text, start, end, rules)
    if not assignment.lead and not assignment.support and rules.cell:
        assignment = _listed(text, start, end, rules.cell[0])
    if role == "support":
        return Assignment(support=(*assignment.lead, *assignment.support))
    return assignment


def _covered(place: int, spans: Sequence[tuple[int, int]]) -> bool:
    """Whether a place lies in one of the spans, which are sorted and do not overlap."""
    at = bisect_right(spans, place, key=lambda span: span[0]) - 1
    return at >= 0 and spans[at][0] <= place < spans[at][1]


def _cells(text: str, rules: AgencyRules) -> Iterator[Assigned]:
    if "|" not in text and "\t" not in text and "｜" not in text:
        return
    begin = 0
    for line in text.split("\n"):
        at = begin
        begin += len(line) + 1
        if not ("|" in line or "\t" in line or "｜" in line) or not _CELLED.search(line):
            continue
        for cell in _CELL_END.split(line):
            found = _cell(text, at, at + len(cell), rules) if len(cell) > 2 else None
            if found:
                yield found
            at += len(cell)


def _heads(text: str) -> Iterator[Assigned]:
    for m in _TASKS_OF.finditer(text):
        head = _HEAD.fullmatch(text, text.rfind("\n", 0, m.start()) + 1, m.start())
        units = _units(text, *head.span("names"), "agency.clause_lead") if head else ()
        if head and units and all(is_unit(unit.name) for unit in units):
            yield Assigned(head.start("names"), m.end(), Assignment(units), "heading", "agency.clause_lead")


def find_assignments(text: str, *, rules: AgencyRules | None = None) -> list[Assigned]:
    """Every place of a text that assigns units by a label, a parenthesis, a table cell or a heading, in order.

    ``（A牵头，B、C按职责分工负责）`` A leads, B and C support; ``（A、B负责）`` both lead; ``责任单位：A（牵头）、B``
    A leads. Class words behind 等 are left out. Never raises on any text.
    """
    rules = rules or load_agency_rules()
    found = list(_parentheses(text, rules))
    taken = [(a.start, a.end) for a in found]
    labels = list(_label_lines(text, rules, taken))
    if labels:
        spans = [(a.start, a.end) for a in labels]
        found = [p for p in found if not _covered(p.start, spans)] + labels
    cells = list(_cells(text, rules))
    if cells:
        taken = sorted((a.start, a.end) for a in found)
        found += [a for a in cells if not _covered(a.start, taken) and not _covered(a.end - 1, taken)]
    found += _heads(text)
    if not found:
        return found
    found.sort(key=lambda a: a.start)
    return [_first_leads(a) for a in found] if _FIRST_LEADS.search(text) else found


def _first_leads(assigned: Assigned) -> Assigned:
    """Where the document says that the unit listed first leads (列第一位者为牵头单位), the others support."""
    lead, support = assigned.assignment.lead, assigned.assignment.support
    if len(lead) < 2 or support:
        return assigned
    return replace(assigned, assignment=Assignment(lead[:1], lead[1:]))
