"""Why a piece was taken for a promise or not: the rules that fired and lost, and what the model saw, in words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from spacy.tokens import Doc

from extractor.commitment.candidates import Candidate, find_candidates
from extractor.commitment.facts import facts_in
from extractor.commitment.features import named, traits_of
from extractor.commitment.find import by_rules
from extractor.commitment.model import Model
from extractor.rulebook import RuleBook

MODES = {"plan": "计划、部署", "next": "下一步打算", "done": "已做工作", "open": "一般叙述"}
KINDS = {"commitment": "承诺", "achievement": "已办", "none": "都不是"}
_TOP = 5


@dataclass(frozen=True, slots=True)
class Explanation:
    """One candidate with its reasons: ``fired`` speak for the decision, ``lost`` against it.

    Each reason is (rule id, its title, the words that it saw, what it speaks for, its weight); ``features`` are the
    model's strongest for the decision, as (name, weight); ``votes`` and ``chances`` are by kind.
    """

    start: int
    end: int
    text: str
    mode: str
    kind: str
    votes: dict[str, float]
    chances: dict[str, float]
    fired: tuple[tuple[str, str, str, str, float], ...]
    lost: tuple[tuple[str, str, str, str, float], ...]
    features: tuple[tuple[str, float], ...]


def explain_doc(doc: Doc, *, book: RuleBook, model: Model | None) -> list[Explanation]:
    """An explanation for every candidate of a doc that the pipeline has gone over, in order."""
    facts = facts_in(doc.user_data)
    (candidates,) = find_candidates([facts], book)
    outline = facts.outline
    traits = traits_of(outline, candidates)
    chances = model.mixed(traits) if model else by_rules(outline, candidates)
    return [
        _explanation(candidate, chance, features, book, model)
        for candidate, chance, features in zip(candidates, chances, named(traits), strict=True)
    ]


def _explanation(
    candidate: Candidate, chances: dict[str, float], features: Sequence[str], book: RuleBook, model: Model | None
) -> Explanation:
    kind = max(chances, key=lambda k: chances[k])
    reasons = [
        (
            cue.rule,
            book.by_id[cue.rule].title
            if cue.rule in book.by_id
            else _LAYOUT.get(cue.rule.split(".", 1)[1], "版面位置"),
            candidate.text[cue.start : cue.end][:24],
            cue.says,
            cue.weight,
        )
        for cue in candidate.cues
        if cue.weight
    ]
    helps = {kind, "action"} if kind != "none" else {kind}
    segment = candidate.segment
    return Explanation(
        segment.start,
        segment.end,
        candidate.text,
        candidate.mode,
        kind,
        dict(zip(KINDS, candidate.votes, strict=True)),
        chances,
        tuple(r for r in reasons if r[3] in helps),
        tuple(r for r in reasons if r[3] not in helps),
        _strongest(model, features, kind) if model else (),
    )


def _strongest(model: Model, features: Sequence[str], kind: str) -> tuple[tuple[str, float], ...]:
    k = model.kinds.index(kind)
    weights = {name: model.state[name][k] for name in features if name in model.state}
    top = sorted(weights.items(), key=lambda item: (-abs(item[1]), item[0]))[:_TOP]
    return tuple((name, round(weight, 2)) for name, weight in top)


_LAYOUT = {
    "heading": "标题",
    "run_in": "编号后的小标题",
    "opener": "段首的主题句",
    "alone": "独立成行的小标题",
    "theme": "段中的主题句",
    "row_result": "表格里的考核结果",
    "row_topic": "表格里的事项名称",
    "cell_name": "表格里的名称",
    "column_header": "表头",
    "date_sharp": "有明确期限",
    "date_loose": "提到时段",
    "date_told": "说的是过去的时间",
    "target": "属于前面提出的目标",
    "date_alone": "只有日期",
    "units_alone": "只有责任单位",
}
