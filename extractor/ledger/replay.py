"""Replay: entries → what stands. Pure; the same entries give the same standing on every machine.

Entries count in the order of the day they hold for, and within a day in the order of their numbers. What an
undo takes back does not count at all, from the day on for which it was recorded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from itertools import groupby
from typing import Any

from extractor.ledger.entries import KIND_WORDS, Entry, missing
from extractor.ledger.standing import FOREVER, Day, Span, Standing
from extractor.ledger.states import INSTANCE_KINDS, State, next_state, refusal
from extractor.problem import UsageError

CORRECTABLE = frozenset(
    {
        "text",
        "due",
        "lead",
        "support",
        "metrics",
        "kind",
        "strength",
        "section",
        "condition",
        "title",
        "source",
        "remark",
    }
)
"""The fields of a row that a ``corrected`` entry may set."""


class StepError(UsageError):
    """The entry is not allowed where the measure stands; ``entry`` is the one that does not fit."""

    def __init__(self, sentence: str, entry: Entry) -> None:
        super().__init__(sentence)
        self.entry = entry


def in_order(entries: Iterable[Entry]) -> list[Entry]:
    """The entries of one measure in the order in which they count, without those that were taken back."""
    entries = list(entries)
    void = {entry.nr for entry in _taken_back(entries)}
    counted = [entry for entry in entries if entry.nr not in void and entry.voids is None]
    return sorted(counted, key=lambda entry: (entry.on, entry.nr))


def _taken_back(entries: Sequence[Entry]) -> list[Entry]:
    """The entries of one measure that were taken back, by an undo that was not taken back itself."""
    void: set[int] = set()
    for entry in sorted(entries, key=lambda entry: entry.nr, reverse=True):
        if entry.voids is not None and entry.nr not in void:
            void.add(entry.voids)
    return [entry for entry in entries if entry.nr in void]


def known(entries: Iterable[Entry], *, as_of: date | None = None, known_at: datetime | None = None) -> list[Entry]:
    """The entries that hold for the day or before, of those that had been recorded by the moment."""
    return [
        entry
        for entry in entries
        if (as_of is None or entry.on <= as_of or entry.voids is not None)
        and (known_at is None or entry.recorded <= known_at)
    ]


def step(standing: Standing | None, entry: Entry) -> Standing:
    """The standing after one more entry; StepError where the table of steps does not allow it."""
    sentence = missing(entry)
    if sentence:
        raise StepError(f"{entry.measure}：{sentence}。", entry)
    if standing is None or entry.kind == "opened":
        return _open(standing, entry)
    if entry.is_proposal:
        return replace(standing, proposed=(*standing.proposed, entry.nr))
    period = entry.data.get("period")
    if period is not None and entry.kind in INSTANCE_KINDS:
        return _step_period(standing, entry, period)
    state = next_state(standing.state, entry.kind)
    if state is None:
        raise StepError(f"{entry.measure} {refusal(standing.state, entry.kind)}。", entry)
    return _decide(_EFFECTS[entry.kind](replace(standing, state=state), entry), entry)


def _open(standing: Standing | None, entry: Entry) -> Standing:
    if standing is not None or entry.kind != "opened":
        raise StepError(f"{entry.measure} {refusal(standing.state if standing else None, entry.kind)}。", entry)
    due = entry.data["row"].get("due") or {}
    return Standing("open", entry.on.isoformat(), due=_plain_due(due), recurs=due.get("recurs"))


def _plain_due(due: Mapping[str, Any]) -> Day | None:
    """The one day of a deadline; a recurring one has a day in each period instead."""
    return None if due.get("recurs") else due.get("date")


def _decide(standing: Standing, entry: Entry) -> Standing:
    accepted = entry.data.get("accepts")
    left = tuple(nr for nr in standing.proposed if nr != accepted)
    return replace(standing, proposed=left) if accepted is not None else standing


def _step_period(standing: Standing, entry: Entry, period: str) -> Standing:
    if standing.state != "open" or standing.recurs is None:
        said = refusal(standing.state, entry.kind) if standing.state != "open" else "不是周期性举措，没有分期"
        raise StepError(f"{entry.measure} {said}。", entry)
    now = dict(standing.periods.get(period, {}))
    state = next_state(now.get("state", "open"), entry.kind)
    if state is None:
        raise StepError(f"{entry.measure}@{period} {refusal(now.get('state', 'open'), entry.kind)}。", entry)
    part = _EFFECTS[entry.kind](_part(standing, now, state), entry)
    changed = {"state": state, **{name: getattr(part, name) for name in _PART if getattr(part, name)}}
    changed = {k: list(v) if isinstance(v, tuple) else v for k, v in changed.items()}
    last = max(standing.last_report or "", part.last_report or "") or None
    return replace(standing, periods={**standing.periods, period: changed}, last_report=last)


_PART = ("due", "progress", "note", "last_report", "urged", "last_urged", "extended", "ended", "evidence")


def _part(standing: Standing, now: Mapping[str, Any], state: State) -> Standing:
    """The standing of one period, seen as a measure of its own."""
    said = {name: now[name] for name in _PART if name in now}
    said["evidence"] = tuple(said.get("evidence", ()))
    return Standing(state, standing.opened, **said)


def part_of(standing: Standing, period: str) -> Standing:
    """What stands for one period of a recurring measure; an ended measure ends all its open periods."""
    now = standing.periods.get(period, {})
    part = _part(standing, now, now.get("state", "open"))
    if part.state == "open" and standing.state != "open":
        return replace(part, state=standing.state, ended=standing.ended, evidence=standing.evidence)
    return part


def _assigned(standing: Standing, entry: Entry) -> Standing:
    changes = {name: entry.data[name] for name in ("lead", "support") if entry.data.get(name)}
    return replace(
        standing,
        changes={**standing.changes, **changes},
        person=entry.data.get("person") or standing.person,
        every=entry.data.get("every") or standing.every,
        every_since=entry.on.isoformat() if entry.data.get("every") else standing.every_since,
    )


def _reported(standing: Standing, entry: Entry) -> Standing:
    progress = entry.data.get("progress")
    return replace(
        standing,
        progress=standing.progress if progress is None else progress,
        note=entry.data.get("note") or standing.note,
        last_report=entry.on.isoformat(),
    )


def _urged(standing: Standing, entry: Entry) -> Standing:
    return replace(standing, urged=standing.urged + 1, last_urged=entry.on.isoformat())


def _extended(standing: Standing, entry: Entry) -> Standing:
    if entry.data.get("set"):  # a later version of the article changed more than the day
        standing = _corrected(standing, entry)
    return replace(standing, due=entry.data["due"], extended=standing.extended + 1)


def _ended(standing: Standing, entry: Entry) -> Standing:
    return replace(
        standing,
        ended=entry.on.isoformat(),
        evidence=(*standing.evidence, *entry.data.get("evidence", ())),
        into=entry.data.get("into"),
    )


def _corrected(standing: Standing, entry: Entry) -> Standing:
    fields = {name: value for name, value in entry.data["set"].items() if name in CORRECTABLE}
    changed = replace(standing, changes={**standing.changes, **fields})
    if "due" not in fields:
        return changed
    due = fields["due"] or {}
    return replace(changed, due=_plain_due(due), recurs=due.get("recurs"))


def _reopened(standing: Standing, _entry: Entry) -> Standing:
    return replace(standing, ended=None, into=None)


_EFFECTS = {
    "assigned": _assigned,
    "reported": _reported,
    "urged": _urged,
    "extended": _extended,
    "closed": _ended,
    "dropped": _ended,
    "merged": _ended,
    "corrected": _corrected,
    "reopened": _reopened,
}


def _steps(entries: Iterable[Entry], refused: list[StepError] | None) -> Iterator[tuple[Entry, Standing]]:
    standing: Standing | None = None
    for entry in in_order(entries):
        try:
            standing = step(standing, entry)
        except (StepError, KeyError, TypeError, AttributeError) as error:
            problem = error if isinstance(error, StepError) else StepError(f"{entry.id} 的内容读不懂。", entry)
            if refused is None:
                raise problem from error
            refused.append(problem)
            continue
        yield entry, standing


def replay(
    entries: Iterable[Entry],
    *,
    as_of: date | None = None,
    known_at: datetime | None = None,
    refused: list[StepError] | None = None,
) -> Standing | None:
    """What stands for one measure on the day, by what was known at the moment; None before it was opened.

    A step that is not allowed raises StepError; with ``refused`` it is put there and passed over.
    """
    standing = None
    for _, standing in _steps(known(entries, as_of=as_of, known_at=known_at), refused):  # noqa: B007 - the last counts
        pass
    return standing


def spans(entries: Iterable[Entry], *, refused: list[StepError] | None = None) -> list[Span]:
    """The whole history of one measure: what stood from which day to which, without gaps, the last for ever."""
    days = [
        (on.isoformat(), list(group)[-1][1])
        for on, group in groupby(_steps(entries, refused), key=lambda pair: pair[0].on)
    ]
    ends = [start for start, _ in days[1:]] + [FOREVER]
    return [Span(start, until, standing) for (start, standing), until in zip(days, ends, strict=False)]


def check_next(entries: Sequence[Entry], new: Entry) -> None:
    """Raise StepError, with a sentence, where the measure's entries would not hold together with the new one."""
    _check_voided(entries, new)
    try:
        replay([*entries, new])
    except StepError as error:
        if error.entry is new:
            raise
        late = error.entry
        said = "撤回这条后" if new.voids else f"记为 {new.on}"
        raise StepError(
            f"{new.measure} {said}，其后的 {late.on} {KIND_WORDS[late.kind]}（{late.id}）就不成立了；请先撤回那一条。",
            new,
        ) from error


def _check_voided(entries: Sequence[Entry], new: Entry) -> None:
    if new.voids is None:
        return
    target = next((entry for entry in entries if entry.nr == new.voids), None)
    if target is None:
        raise StepError(f"{new.measure} 没有第 {new.voids} 条记录可撤回。", new)
    if any(entry.nr == new.voids for entry in _taken_back(entries)):
        raise StepError(f"{target.id} 已经撤回；要它重新算数，请撤回撤它的那条更正。", new)
    if target.kind == "opened":
        raise StepError(f"{new.measure} 的立账不能撤回；不该立的请用 ledger drop 撤销。", new)
    if target.on != new.on:
        raise StepError(f"{new.measure} 撤回 {target.id} 要从它的日子 {target.on} 起算。", new)
