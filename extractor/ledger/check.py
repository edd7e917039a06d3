"""Checks: what is wrong in a ledger, with place and hint. Nothing is changed."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import Any

from extractor.ledger.entries import Entry, opening_row
from extractor.ledger.evidence import lost_evidence
from extractor.ledger.identity import normal
from extractor.ledger.records import measure_record
from extractor.ledger.replay import StepError, in_order, spans
from extractor.ledger.standing import Span, Standing
from extractor.ledger.store import Ledger
from extractor.ledger.stored import Stored
from extractor.problem import Problem


def check_ledger(ledger: Ledger, *, folder: Path | None = None) -> Iterator[Problem]:
    """Every problem of the ledger; files named as evidence are looked for from ``folder`` (here, by default)."""
    quotes: dict[tuple[Any, ...], str] = {}
    merges: dict[str, str] = {}
    ids: set[str] = set()
    of_store = list(ledger.check_store())
    yield from of_store
    if any(problem.code == "ledger.table" for problem in of_store):
        return
    for stored in ledger.stored():
        measure, entries = stored.measure, stored.entries
        ids.add(measure)
        yield from _check_readable(stored)
        if not entries:
            continue
        yield from check_entries(measure, entries, folder=folder, passed=stored.unreadable)
        derived = spans(entries, refused=[])
        if not stored.unreadable:
            yield from _check_derived(stored, derived)
        if derived:
            standing = derived[-1].standing
            yield from _check_due(measure, entries, standing)
            yield from _check_twice(measure, entries, standing, quotes)
            if standing.into:
                merges[measure] = standing.into
    yield from _check_merges(merges, ids)


_RESTORE = "请从备份或导出文件恢复。"


def _check_readable(stored: Stored) -> Iterator[Problem]:
    """The problems of what is stored, before its sense is asked for."""
    measure, count = stored.measure, len(stored.entries) + len(stored.unreadable)
    for nr, fault in stored.unreadable.items():
        yield Problem(f"{measure}.{nr}", "ledger.unreadable", f"这条记录读不懂：{fault}", _RESTORE)
    if stored.record is None and count:
        said = f"有 {count} 条记录，却没有这一条举措"
        yield Problem(measure, "ledger.no_measure", said, "记录无损；用 ledger rebuild 据记录补上。")
    elif not count:
        said = "有这一条举措，却没有任何记录" if stored.record else "速查表里有它，却没有这一条举措，也没有记录"
        yield Problem(measure, "ledger.no_opening", said, _RESTORE)


def check_entries(
    measure: str, entries: Sequence[Entry], *, folder: Path | None = None, passed: Collection[int] = ()
) -> Iterator[Problem]:
    """The problems within one measure: numbers, steps, days, evidence; ``passed`` are numbers that were named before."""
    numbers = sorted({*(entry.nr for entry in entries), *passed})
    if 1 not in passed and (entries[0].nr != 1 or entries[0].kind != "opened"):
        yield Problem(measure, "ledger.no_opening", "有这一条举措，却没有立账记录", _RESTORE)
    gap = next((place for place, nr in enumerate(numbers, start=1) if nr != place), None)
    if gap is not None:
        yield Problem(measure, "ledger.gap", f"缺第 {gap} 条记录", _RESTORE)
    if not passed:
        yield from _check_steps(entries)
    yield from _check_days(entries)
    yield from _check_evidence(entries, folder)


def _check_steps(entries: Sequence[Entry]) -> Iterator[Problem]:
    refused: list[StepError] = []
    spans(entries, refused=refused)
    for error in refused:
        hint = f"可用 ledger undo {error.entry.id} 撤回。"
        yield Problem(error.entry.id, "ledger.step", str(error).rstrip("。"), hint)
    numbers = {entry.nr for entry in entries}
    for entry in entries:
        if entry.voids is not None and entry.voids not in numbers:
            yield Problem(entry.id, "ledger.step", f"要撤回的第 {entry.voids} 条记录不在", _RESTORE)


def _check_days(entries: Sequence[Entry]) -> Iterator[Problem]:
    published = opening_row(entries).get("published")
    if not published:
        return
    for entry in in_order(entries):
        if entry.on < date.fromisoformat(published):
            said = f"记为 {entry.on}，早于文章发布的 {published}"
            yield Problem(entry.id, "ledger.before_publication", said, "日子记错了的话，撤回后重记。")


def _check_due(measure: str, entries: Sequence[Entry], standing: Standing) -> Iterator[Problem]:
    """An article may well speak of what was due before it was published, so this is a notice only."""
    published = opening_row(entries).get("published")
    if standing.state == "open" and standing.due and published and standing.due < published:
        said = f"到期日 {standing.due} 早于文章发布的 {published}"
        hint = f"读错了的话：ledger correct {measure} --due 日期 --reason 理由"
        yield Problem(measure, "ledger.due_before_publication", said, hint, notice=True)


def _check_evidence(entries: Sequence[Entry], folder: Path | None) -> Iterator[Problem]:
    for entry in in_order(entries):
        for record in entry.data.get("evidence", ()):
            lost = lost_evidence(record, folder)
            if lost:
                yield Problem(
                    entry.id, "ledger.evidence", f"佐证不在了：{lost}", "请把文件放回原处，或撤回后用新的佐证销账。"
                )


def _check_derived(stored: Stored, derived: Sequence[Span]) -> Iterator[Problem]:
    record = measure_record(stored.measure, stored.entries)
    if stored.record is not None and (list(derived) != stored.spans or record != stored.record):
        yield Problem(stored.measure, "ledger.spans", "速查表与记录不符", "记录无损；用 ledger rebuild 重算速查表。")


def _check_twice(
    measure: str, entries: Sequence[Entry], standing: Standing, quotes: dict[tuple[Any, ...], str]
) -> Iterator[Problem]:
    if standing.state != "open":
        return
    row = {**opening_row(entries), **standing.changes}
    title = row.get("title") or row.get("article")
    # a sentence repeated under two headings of one article is two promises
    key = (normal(str(row.get("text"))), standing.due, standing.recurs, *sorted(row.get("lead") or ()))
    same = quotes.setdefault(key, f"{measure}\0{title}\0{row.get('section')}")
    other, other_title, other_section = same.split("\0")
    if other != measure and (other_title != str(title) or other_section == str(row.get("section"))):
        said = f"与 {other} 原文、到期日和单位都相同，两条都在办"
        yield Problem(measure, "ledger.twice", said, f"确是一件事的话：ledger merge {measure} --into {other}")


def _check_merges(merges: dict[str, str], ids: set[str]) -> Iterator[Problem]:
    for measure, target in merges.items():
        if target not in ids:
            yield Problem(
                measure, "ledger.merge", f"并入的 {target} 不在台账上", f"可用 ledger reopen {measure} 重启。"
            )
        seen, place = {measure}, target
        while place in merges and place not in seen:
            seen.add(place)
            place = merges[place]
        if place == measure:
            yield Problem(measure, "ledger.merge", "并账绕了一圈又回到自己", f"可用 ledger reopen {measure} 重启。")
