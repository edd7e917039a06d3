"""The entries of a ledger: what happened to a measure, on which day, by whom, why; nothing but entries is true.

An entry never changes once it is recorded. ``nr`` counts the entries of one measure from 1 in the order in which
they were recorded, so ``(measure, nr)`` names an entry for ever.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any, Literal, get_args

from extractor.problem import UsageError

EntryKind = Literal[
    "opened",
    "assigned",
    "reported",
    "urged",
    "extended",
    "closed",
    "dropped",
    "merged",
    "corrected",
    "reopened",
]
Row = dict[str, Any]
"""One row of the table as it is written to JSONL: JSON values only, days as ``YYYY-MM-DD``."""

KIND_WORDS: dict[str, str] = {
    "opened": "立账",
    "assigned": "交办",
    "reported": "反馈",
    "urged": "催办",
    "extended": "延期",
    "closed": "销账",
    "dropped": "撤销",
    "merged": "并账",
    "corrected": "更正",
    "reopened": "重启",
}
"""The kinds of entries in the users' words."""

_SURROGATE = re.compile("[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Entry:
    """One dated entry about one measure.

    ``on`` is the day for which it holds, ``recorded`` the moment (UTC) at which it was written down, ``by`` who
    wrote it, ``why`` the reason in words, ``data`` what it says (see :data:`NEEDS`). ``nr`` is 0 until the
    ledger has given it its number.
    """

    measure: str
    kind: EntryKind
    on: date
    by: str
    recorded: datetime
    why: str = ""
    data: Mapping[str, Any] = field(default_factory=dict)
    nr: int = 0

    @property
    def id(self) -> str:
        """``measure.nr``, as people name it to ``undo``."""
        return f"{self.measure}.{self.nr}"

    @property
    def voids(self) -> int | None:
        """The number of the entry that this one takes back, where it is an undo."""
        return self.data.get("voids") if self.kind == "corrected" else None

    @property
    def is_proposal(self) -> bool:
        """True for what a later reading of the article suggests: it waits for a person and changes nothing."""
        return bool(self.data.get("proposed"))


NEEDS: dict[str, tuple[tuple[str, ...], str]] = {
    "opened": (("row",), "立账要有举措本身"),
    "assigned": (("lead|support|person|every",), "交办要写明牵头单位、配合单位、责任人或反馈周期"),
    "reported": (("progress|note",), "反馈要有进度或说明"),
    "urged": ((), ""),
    "extended": (("due", "why"), "延期要有新的到期日和理由"),
    "closed": (("evidence",), "销账要有佐证（一段说明、一个链接、一个文件或文章里的一句原文）"),
    "dropped": (("why", "approved"), "撤销要有理由和批准人"),
    "merged": (("into",), "并账要写明并入哪一条"),
    "corrected": (("set|voids",), "更正要写明改什么"),
    "reopened": (("why",), "重启要有理由"),
}
"""What an entry of each kind must say: names in ``data`` (or ``why``), ``|`` where one of several is enough."""


def _has(entry: Entry, alternatives: str) -> bool:
    said = {**entry.data, "why": entry.why.strip()}
    return any(said.get(name) not in (None, "", [], {}, ()) for name in alternatives.split("|"))


def missing(entry: Entry) -> str:
    """The sentence that says what the entry lacks; empty where it is complete."""
    needs, sentence = NEEDS[entry.kind]
    if not entry.by.strip():
        return "每条记录都要写明经办人"
    complete = entry.is_proposal or all(_has(entry, names) for names in needs)
    return "" if complete else sentence


def to_json(value: Any) -> str:
    """Canonical JSON of one line: sorted keys, Chinese as it is, lone surrogates and control characters escaped."""
    return escape_surrogates(json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")))


def escape_surrogates(text: str) -> str:
    """JSON text with lone surrogates written as their code, so that it can be encoded."""
    return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def moment_text(moment: datetime) -> str:
    """A moment as the ledger stores it: UTC, microseconds, fixed width, so that text sorts as time does."""
    if moment.tzinfo is None:
        msg = "记录时刻要带时区。"
        raise UsageError(msg)
    return moment.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")


def to_line(entry: Entry) -> str:
    """The entry as one line of a journal, without the line end."""
    return to_json(
        {
            "measure": entry.measure,
            "nr": entry.nr,
            "kind": entry.kind,
            "on": entry.on.isoformat(),
            "by": entry.by,
            "recorded": moment_text(entry.recorded),
            "why": entry.why,
            "data": entry.data,
        }
    )


_FIELDS = {"measure": str, "nr": int, "kind": str, "on": str, "by": str, "recorded": str, "why": str, "data": dict}


def from_line(line: str) -> Entry:
    """The entry that :func:`to_line` wrote; ValueError with a sentence where the line is none."""
    try:
        said = json.loads(line)
    except ValueError as error:
        raise ValueError("这一行不是 JSON") from error
    if not isinstance(said, dict) or set(said) != set(_FIELDS):
        raise ValueError(f"一条记录要恰好有这些字段：{'、'.join(_FIELDS)}")
    wrong = [name for name, kind in _FIELDS.items() if not isinstance(said[name], kind)]
    if wrong:
        raise ValueError(f"字段 {wrong[0]} 的类型不对")
    if said["kind"] not in get_args(EntryKind) or said["nr"] < 1 or not said["measure"]:
        raise ValueError(f"不认识的记录：{said['kind']} {said['measure']}.{said['nr']}")
    return Entry(
        measure=said["measure"],
        kind=said["kind"],
        on=date.fromisoformat(said["on"]),
        by=said["by"],
        recorded=datetime.fromisoformat(said["recorded"]),
        why=said["why"],
        data=said["data"],
        nr=said["nr"],
    )


def opening_row(entries: Sequence[Entry]) -> Row:
    """The row with which a measure was opened; empty where its opening is missing."""
    return next((dict(entry.data.get("row", {})) for entry in entries if entry.kind == "opened"), {})
