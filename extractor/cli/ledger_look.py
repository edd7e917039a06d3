"""Look at the ledger: lists and single measures."""

from __future__ import annotations

import json
from collections.abc import Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import example, print_line, print_note, print_table
from extractor.cli.ledger_options import (
    LIGHTS,
    STATES,
    Filter,
    Place,
    When,
    count_rows,
    moment_of,
    open_ledger,
    print_rows,
    select,
    spread,
)

if TYPE_CHECKING:
    from extractor.ledger.entries import Entry, Row


class Sort(StrEnum):
    """What a list is sorted by."""

    DUE = "due"
    UNIT = "unit"
    ARTICLE = "article"
    LIGHT = "light"
    ID = "id"


_LIGHT_ORDER = ("red", "yellow", "green", "grey")
_LAST = "9999-12-31"
_SORTS: dict[str, Any] = {
    "due": lambda row: row["due_date"] or _LAST,
    "unit": lambda row: (row.get("lead") or ["\U0010ffff"], row["due_date"] or _LAST),
    "article": lambda row: (row["article"], row.get("start") or 0),
    "light": lambda row: (_LIGHT_ORDER.index(row["light"]), row["due_date"] or _LAST),
    "id": lambda row: row["id"],
}

Ids = Annotated[list[str] | None, typer.Argument(metavar="[编号...]", help="编号，或编号开头的几位。")]


def register(group: typer.Typer) -> None:
    """Add the commands."""
    group.command("list", epilog=example("xiaozhang ledger list --light red --sort unit"))(spread(_list))
    group.command("show", epilog=example("xiaozhang ledger show 3fk2"))(spread(_show))


def _list(
    *,
    place: Place,
    wanted: Filter,
    when: When,
    ids: Ids = None,
    sort: Annotated[Sort, typer.Option("--sort", help="按什么排序。")] = Sort.DUE,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """列出台账上的举措，可按单位、到期日、状态、灯、文章、原文筛选。"""
    with open_ledger(place) as ledger:
        rows = sorted(select(ledger, ids or (), wanted, when), key=_SORTS[sort])
    if as_json:
        print_line(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    print_rows(rows)
    print_note(f"共 {count_rows(rows)}。")


def _show(
    *,
    ids: Annotated[list[str], typer.Argument(metavar="编号...", help="编号，或编号开头的几位。")],
    place: Place,
    when: When,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON。")] = False,
) -> None:
    """看一条举措：原文、出处、现状和全部记录。"""
    from extractor.ledger.entries import to_line
    from extractor.ledger.replay import known

    with open_ledger(place) as ledger:
        measures = [ledger.resolve(one) for one in ids]
        shown = [
            (
                measure,
                select(ledger, [one], Filter(), when),
                known(ledger.entries([measure]), as_of=when.as_of, known_at=moment_of(when)),
            )
            for one, measure in zip(ids, measures, strict=True)
        ]
    if as_json:
        said = [
            {"id": measure, "rows": rows, "entries": [json.loads(to_line(entry)) for entry in entries]}
            for measure, rows, entries in shown
        ]
        print_line(json.dumps(said, ensure_ascii=False, indent=1))
        return
    for measure, rows, entries in shown:
        _print_measure(measure, rows, entries)


def _print_measure(measure: str, rows: Sequence[Row], entries: Sequence[Entry]) -> None:
    if not entries:
        print_line(f"{measure}：那时还没有立账。")
        return
    if rows:
        row = rows[-1]
        print_line(f"{measure}  {LIGHTS[row['light']]}  {STATES[row['state']]}")
        print_line(f"  原文：{row['text']}")
        print_line(f"  出处：{_source(row)}")
        print_line(f"  时限：{(row.get('due') or {}).get('text') or '未写明'}；到期日：{row['due_date'] or '无'}")
        print_line(f"  单位：{'、'.join(row.get('lead') or ()) or '未写明'}")
        if row["next_report"]:
            last, missed = row["last_report"] or "还没有", row["missed_reports"]
            print_line(f"  反馈：最近 {last}；下次应在 {row['next_report']} 前；漏了 {missed} 次")
        if row["into"]:
            print_line(f"  并入：{row['into']}")
        if len(rows) > 1:
            periods = "、".join(f"{one['period']} {STATES[one['state']]}" for one in rows)
            print_line(f"  分期：{periods}")
    print_table(
        ("记录", "日期", "类别", "经办人", "内容", "记录时刻"), (_entry_cells(entry, entries) for entry in entries)
    )


def _source(row: Row) -> str:
    parts = (
        row.get("title"),
        row.get("number"),
        row.get("source"),
        row.get("published"),
        row.get("section"),
        row["article"],
    )
    place = f"第 {row['start']}–{row['end']} 字" if row.get("end") else ""
    return "，".join(str(part) for part in (*parts, place) if part)


def _entry_cells(entry: Entry, entries: Sequence[Entry]) -> tuple[object, ...]:
    from extractor.ledger.entries import KIND_WORDS

    undone = any(other.voids == entry.nr for other in entries)
    kind = KIND_WORDS[entry.kind] + ("（待定）" if entry.is_proposal else "") + ("（已撤回）" if undone else "")
    when = entry.recorded.astimezone().strftime("%Y-%m-%d %H:%M")
    return f".{entry.nr}", entry.on, kind, entry.by, _said(entry), when


_FIELDS = {
    "due": "到期日",
    "text": "原文",
    "lead": "牵头单位",
    "support": "配合单位",
    "metrics": "指标",
    "condition": "条件",
}


def _said(entry: Entry) -> str:
    """What an entry says, in one line."""
    from extractor.ledger.evidence import say_evidence

    data = entry.data
    parts = [f"撤回第 {entry.voids} 条"] if entry.voids else []
    if data.get("period"):
        parts.append(f"{data['period']} 期")
    if data.get("progress") is not None:
        parts.append(f"进度 {data['progress']:g}%")
    labels = {
        "due": "延至",
        "into": "并入",
        "approved": "批准人",
        "person": "责任人",
        "every": "反馈周期",
        "note": "说明",
    }
    parts += [f"{label} {data[name]}" for name, label in labels.items() if data.get(name)]
    for name, label in (("lead", "牵头"), ("support", "配合")):
        if data.get(name):
            parts.append(f"{label} {'、'.join(data[name])}")
    parts += [f"佐证：{say_evidence(one)}" for one in data.get("evidence", ())]
    parts += [f"{_FIELDS.get(name, name)}改为 {_plain(value)}" for name, value in (data.get("set") or {}).items()]
    return "；".join([*parts, entry.why] if entry.why else parts)


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return str(value.get("date") or value.get("text") or "无")
    if isinstance(value, list):
        return "、".join(str(one.get("text", one)) if isinstance(one, dict) else str(one) for one in value) or "无"
    return str(value)
