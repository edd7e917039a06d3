"""Write on the ledger: report, urge, extend, close and all the other steps, one row or many at once."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import example, parse_day, print_note, today
from extractor.cli.ledger_look import Ids
from extractor.cli.ledger_options import Filter, Pen, Place, Reason, open_ledger, spread
from extractor.cli.ledger_record import record
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.ledger.entries import Row

Note = Annotated[str | None, typer.Option("--note", metavar="说明", help="说明。")]


def _percent(text: str) -> float:
    """``60``, ``60%``, ``62.5`` → a number from 0 to 100; UsageError otherwise."""
    try:
        progress = float(text.strip().removesuffix("%").removesuffix("％"))
    except ValueError:
        progress = -1
    if not 0 <= progress <= 100:
        raise UsageError(f"“{text}”不是进度，请写 0 到 100 的数，如 60。")
    return progress


def register(group: typer.Typer) -> None:
    """Add the commands."""
    commands: dict[str, tuple[Callable[..., None], str]] = {
        "report": (_report, "xiaozhang ledger report 3fk2 --progress 60 --note 主体完工"),
        "urge": (_urge, "xiaozhang ledger urge --light red --yes"),
        "extend": (_extend, "xiaozhang ledger extend 3fk2 --due 2026-09-30 --reason 汛期停工"),
        "close": (_close, "xiaozhang ledger close 3fk2 --evidence 验收报告.pdf"),
        "drop": (_drop, "xiaozhang ledger drop 3fk2 --reason 政策调整 --approved-by 李主任"),
        "merge": (_merge, "xiaozhang ledger merge 3fk2 --into 7qm5"),
        "assign": (_assign, "xiaozhang ledger assign 3fk2 --lead 市住建局 --every monthly"),
        "correct": (_correct, "xiaozhang ledger correct 3fk2 --due 2026-06-30 --reason 原录有误"),
        "reopen": (_reopen, "xiaozhang ledger reopen 3fk2 --reason 验收未过"),
    }
    for name, (command, line) in commands.items():
        group.command(name, epilog=example(line))(spread(command))


def _report(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    progress: Annotated[
        float | None,
        typer.Option("--progress", metavar="进度", parser=_percent, help="进度，百分数：60 或 60%。"),
    ] = None,
    note: Note = None,
) -> None:
    """反馈：进度和说明。"""
    record(place, ids, wanted, pen, "reported", progress=progress, note=note)


def _urge(*, place: Place, wanted: Filter, pen: Pen, ids: Ids = None, note: Note = None) -> None:
    """催办。"""
    record(place, ids, wanted, pen, "urged", note=note)


def _extend(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    due: Annotated[date, typer.Option("--due", metavar="日期", parser=parse_day, help="新的到期日。")],
    reason: Reason,
    ids: Ids = None,
) -> None:
    """延期：新的到期日和理由。"""

    def say(row: Row) -> dict[str, Any]:
        if row["due_date"] and due.isoformat() <= row["due_date"]:
            raise UsageError(
                f"{row['id']} 现在的到期日是 {row['due_date']}，延期要晚于它；原先录错的请用 ledger correct。"
            )
        return {"due": due.isoformat()}

    record(place, ids, wanted, pen, "extended", why=reason, say=say)


def _close(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    evidence: Annotated[
        list[str],
        typer.Option("--evidence", metavar="佐证", help="一段说明、链接、文件，或 原文:文章:一句话；可重复。"),
    ],
    ids: Ids = None,
    note: Note = None,
) -> None:
    """销账：要有佐证。周期性举措写明期次（3fk2@2026-Q1）只销那一期，不写是整条都销。"""
    from extractor.ledger.evidence import names_no_file, read_evidence

    read = [read_evidence(words) for words in evidence]
    for one in filter(names_no_file, read):
        print_note(f"注意：没有文件 {one['value']}，只当一段说明记下；要连同文件的校验码一起记，请写对路径后重记。")
    record(place, ids, wanted, pen, "closed", evidence=read, note=note)


def _drop(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    reason: Reason,
    approved_by: Annotated[str, typer.Option("--approved-by", metavar="姓名", help="批准人。")],
    ids: Ids = None,
) -> None:
    """撤销：要有理由和批准人。"""
    record(place, ids, wanted, pen, "dropped", why=reason, approved=approved_by)


def _merge(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    into: Annotated[str, typer.Option("--into", metavar="编号", help="并入哪一条。")],
    ids: Ids = None,
    reason: Reason = "",
) -> None:
    """并账：几条其实是一件事。"""
    with open_ledger(place) as ledger:
        target = ledger.resolve(into)

    def say(row: Row) -> dict[str, Any] | None:
        return None if row["id"] == target and not ids else {"into": target}

    record(place, ids, wanted, pen, "merged", why=reason, say=say)


def _assign(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    lead: Annotated[list[str] | None, typer.Option("--lead", metavar="单位", help="牵头单位，可重复。")] = None,
    support: Annotated[list[str] | None, typer.Option("--support", metavar="单位", help="配合单位，可重复。")] = None,
    person: Annotated[str | None, typer.Option("--person", metavar="姓名", help="责任人。")] = None,
    every: Annotated[
        str | None, typer.Option("--every", metavar="周期", help="反馈周期：weekly、monthly、quarterly、yearly。")
    ] = None,
) -> None:
    """交办：谁牵头、谁配合、谁负责、多久反馈一次。"""
    from extractor.ledger.periods import period_start

    if every:
        period_start(every, today())
    record(place, ids, wanted, pen, "assigned", lead=lead or None, support=support or None, person=person, every=every)


def _correct(
    *,
    place: Place,
    wanted: Filter,
    pen: Pen,
    ids: Ids = None,
    new_text: Annotated[str | None, typer.Option("--new-text", metavar="文字", help="举措改为。")] = None,
    due: Annotated[
        date | None,
        typer.Option("--due", metavar="日期", parser=parse_day, help="到期日改为（原录有误时；延期请用 extend）。"),
    ] = None,
    lead: Annotated[list[str] | None, typer.Option("--lead", metavar="单位", help="牵头单位改为，可重复。")] = None,
    support: Annotated[
        list[str] | None, typer.Option("--support", metavar="单位", help="配合单位改为，可重复。")
    ] = None,
    reason: Reason = "",
) -> None:
    """更正：原先录错的。"""
    fields = {"text": new_text, "lead": lead or None, "support": support or None}
    said: dict[str, Any] = {name: value for name, value in fields.items() if value is not None}

    def say(row: Row) -> dict[str, Any]:
        if due is None:
            return {"set": said}
        return {"set": {**said, "due": {**(row.get("due") or {"text": ""}), "date": due.isoformat(), "recurs": None}}}

    record(place, ids, wanted, pen, "corrected", why=reason, say=say)


def _reopen(*, place: Place, wanted: Filter, pen: Pen, reason: Reason, ids: Ids = None) -> None:
    """重启：已了结的再办。"""
    record(place, ids, wanted, pen, "reopened", why=reason)
