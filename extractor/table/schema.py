"""The one schema: columns of the frame, keys of a row, and how the one is spread over the other."""

from __future__ import annotations

from typing import Any, NamedTuple

Row = dict[str, Any]
"""One measure as it leaves the tool: plain values only, the keys of ``ROW_KEYS`` in their order."""


class Column(NamedTuple):
    """One column of the frame: its name, its dtype, what it says, and whether it may be empty.

    ``dtype`` is ``string``, ``int64``, ``float64``, ``bool``, ``datetime64[s]`` or ``list`` (object cells that
    hold a list of plain values).
    """

    name: str
    dtype: str
    doc: str
    nullable: bool = False


COLUMNS: tuple[Column, ...] = (
    Column("id", "string", "编号：由文章题名、年份和原文算出，重跑、改规则、挪段落都不变"),
    Column("article", "string", "文章路径，照给出的写法"),
    Column("title", "string", "文章标题"),
    Column("source", "string", "文章来源"),
    Column("published", "datetime64[s]", "发布日期，相对时限的基准日", nullable=True),
    Column("section", "string", "所在章节的标题路径"),
    Column("text", "string", "举措原文，与文章逐字相同"),
    Column("start", "int64", "原文在文章中的起点（字符，从 0 数起）"),
    Column("end", "int64", "原文在文章中的终点（不含）"),
    Column("kind", "string", "commitment 承诺，achievement 已办"),
    Column("strength", "string", "力度：firm 硬性，aim 力争，explore 探索", nullable=True),
    Column("due_text", "string", "时限原文", nullable=True),
    Column("due", "datetime64[s]", "到期日：这一天仍算按时", nullable=True),
    Column("due_start", "datetime64[s]", "时段的第一天", nullable=True),
    Column("due_precision", "string", "精度：day week xun month quarter half year plan", nullable=True),
    Column("due_recurs", "string", "周期：daily weekly monthly quarterly yearly", nullable=True),
    Column("due_rrule", "string", "周期的 RRULE 写法", nullable=True),
    Column("due_ambiguous", "bool", "时限是否有不止一种读法"),
    Column("due_also", "list", "时限的其他读法（日期）"),
    Column("due_event", "string", "没有公历日期的事件，如“汛期”", nullable=True),
    Column("lead", "list", "牵头（责任）单位"),
    Column("support", "list", "配合单位"),
    Column("metrics", "list", "指标：text indicator value value_high unit bound change direction baseline"),
    Column("rules", "list", "参与判断的规则"),
    Column("confidence", "float64", "把握，0 到 1"),
    Column("review", "bool", "待核：请人看一眼"),
    Column("condition", "string", "附带的条件，如“条件成熟时”"),
    Column("number", "string", "文号，如“云政发〔2024〕3号”；台账凭它认出同一份文件"),
    Column("published_from", "string", "发布日期的依据，如“落款日期”“文件名”"),
)
"""The one schema: columns of the frame in their order."""

ROW_KEYS = tuple(c.name for c in COLUMNS if not c.name.startswith("due_"))
"""Keys of a row in their order; ``due`` holds the deadline as a record, or None."""

DUE_KEYS = ("text", "date", "start", "precision", "recurs", "rrule", "ambiguous", "also", "event")
METRIC_KEYS = ("text", "indicator", "value", "value_high", "unit", "bound", "change", "direction", "baseline")


def flatten(row: Row) -> Row:
    """The row with the keys of :data:`COLUMNS`: the deadline spread over ``due`` (the date) and ``due_…``."""
    due = row.get("due") or {}
    flat = {column.name: row.get(column.name) for column in COLUMNS}
    flat |= {f"due_{key}": due.get(key) for key in DUE_KEYS if key != "date"}
    return flat | {"due": due.get("date"), "due_ambiguous": bool(due.get("ambiguous")), "due_also": due.get("also", [])}
