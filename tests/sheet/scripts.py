"""Random edit scripts on the people's columns, and what each must come back as: a model apart from the program's."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

HEADINGS = ["状态", "进展", "完成日期", "佐证", "延期至", "延期理由", "备注", "责任人"]
DAY = date(2026, 5, 31)

WORDS = ["已招标", "=1+1", "@x", "'=1", "+86 10", "  空格 ", "a\nb", "<b>&\"'", "12", "0.5%", "长" * 300, "😀", "“引号”",
         "a\tb", "；；", "#REF!", "TRUE", "0012", "-1"]  # fmt: skip
SHARES = ["0%", "5%", "60%", "60%；已完成招标", "100%", "33.3%，主体完工", "一半"]
EVIDENCE = ["验收单第12号", "https://a.example/1", "会议纪要\n照片", "=1+1"]
LATER = [date(2026, 9, 30), date(2027, 3, 31), date(2026, 7, 15)]
EARLIER = [date(2026, 5, 20), date(2026, 4, 1), DAY]

Edits = dict[tuple[str, str], Any]
"""(id, heading) → what stands in the cell in the end: text, a day, or nothing."""


def script(seed: int, rows: Mapping[str, Mapping[str, Any]]) -> Edits:
    """A sequence of up to ten edits on these rows of the ledger; the last one of a cell counts."""
    rng = random.Random(seed)  # noqa: S311 - edits, not secrets
    edits: Edits = {}
    for _ in range(rng.randint(0, 10)):
        measure = rng.choice(sorted(rows))
        for heading, value in _edit(rng):
            edits[measure, heading] = value
    return edits


def _edit(rng: random.Random) -> Iterator[tuple[str, Any]]:
    kind = rng.choice(["share", "share", "person", "person", "remark", "remark", "close", "close", "extend", "extend",
                       "reopen", "half", "clear", "back"])  # fmt: skip
    if kind == "share":
        yield "进展", rng.choice(SHARES)
    elif kind in {"person", "remark"}:
        yield {"person": "责任人", "remark": "备注"}[kind], rng.choice(WORDS)
    elif kind == "close":
        yield from [("状态", "已销账"), ("佐证", rng.choice(EVIDENCE)), ("完成日期", rng.choice([*EARLIER, None]))]
    elif kind == "extend":
        yield from [("延期至", rng.choice(LATER)), ("延期理由", rng.choice(["汛期停工", "=1+1"]))]
    elif kind == "reopen":
        yield "状态", "在办"
    elif kind == "half":  # what is only half filled in
        yield rng.choice([("状态", "已销账"), ("佐证", EVIDENCE[0]), ("延期至", LATER[0]), ("状态", "已撤销"),
                          ("完成日期", EARLIER[0]), ("状态", "看情况"), ("延期理由", "停工")])  # fmt: skip
    else:
        heading = rng.choice(HEADINGS[1:])
        yield heading, None


def texts(row: Mapping[str, Any]) -> dict[str, str]:
    """What stood in the people's cells when the sheet left, as text."""
    share = "" if row.get("progress") is None else f"{row['progress']:g}%"
    return {
        "状态": {"open": "在办", "closed": "已销账"}[row["state"]],
        "进展": "；".join(filter(None, [share, row.get("note") or ""])),
        "完成日期": row["ended"] if row["state"] == "closed" else "",
        "佐证": "\n".join(piece["value"] for piece in row["evidence"]),
        "延期至": "",
        "延期理由": "",
        "备注": row.get("remark") or "",
        "责任人": row.get("person") or "",
    }


def _plain(value: Any) -> str:
    return "\n".join(part.strip() for part in ("" if value is None else str(value)).strip().split("\n"))


def expected(edits: Edits, rows: Mapping[str, Mapping[str, Any]]) -> tuple[list[tuple], list[str]]:
    """(measure, kind, day, reason, data) of every entry, and the codes of the problems, both sorted."""
    entries: list[tuple] = []
    codes: list[str] = []
    for measure, row in rows.items():
        before = texts(row)
        now = before | {heading: _plain(value) for (of, heading), value in edits.items() if of == measure}
        changed = {heading for heading in HEADINGS if now[heading] != before[heading]}
        entries += [(measure, *entry) for entry in _row_entries(row, before, now, changed, codes)]
    return sorted(entries, key=str), sorted(codes)


def _row_entries(row, before, now, changed, codes) -> Iterator[tuple]:
    """What one row comes to. A closed row takes nothing but remarks, evidence and its reopening."""
    ended = list(_ended(row, before, now, changed, codes))
    day = next((day for kind, day, *_ in ended if kind == "closed"), DAY.isoformat())
    reopens = "状态" in changed and now["状态"] == "在办"
    if reopens:
        why = now["备注"] if "备注" in changed and now["备注"] else "表格里改回在办"
        yield "reopened", DAY.isoformat(), why, {}
    told = list(_told(row, now, changed, codes))
    if row["state"] == "open" or reopens:
        yield from ((kind, day, why, data) for kind, why, data in told)
    else:
        codes += ["sheet.step"] * len(told)
    if "备注" in changed:
        yield "corrected", DAY.isoformat(), "", {"set": {"remark": now["备注"]}}
    yield from ended
    cleared = {heading for heading in ("进展", "责任人") if heading in changed and not now[heading]}
    if not reopens:
        cleared |= {"完成日期"} & changed if not now["完成日期"] else set()
        cleared |= {"佐证"} if set(_lines(before)) - set(_lines(now)) else set()
    codes += ["sheet.cleared"] * len(cleared)


def _lines(cells: Mapping[str, str]) -> list[str]:
    return [words for words in cells["佐证"].split("\n") if words]


def _told(row, now, changed, codes) -> Iterator[tuple]:
    """(kind, reason, data) of what is allowed for an open row only."""
    if "进展" in changed and now["进展"]:
        share, mark, note = now["进展"].partition("%")
        number = {"progress": float(share)} if mark else {}
        words = note.lstrip("；，") if mark else now["进展"]
        yield "reported", "", number | ({"note": words} if words else {})
    if "责任人" in changed and now["责任人"]:
        yield "assigned", "", {"person": now["责任人"]}
    if "延期至" in changed and now["延期至"] != row["due_date"]:
        if now["延期理由"]:
            yield "extended", now["延期理由"], {"due": now["延期至"]}
        else:
            codes.append("sheet.reason")
    elif "延期理由" in changed and not now["延期至"]:
        codes.append("sheet.date")


def _ended(row, before, now, changed, codes) -> Iterator[tuple]:
    def closed(day):
        return "closed", day, "", {"evidence": [_piece(words) for words in pieces]}

    pieces = [words for words in _lines(now) if words not in _lines(before)]
    news = pieces or ("完成日期" in changed and now["完成日期"])
    state = now["状态"] if "状态" in changed else None
    if state in {"已撤销", "看情况"}:
        codes.append("sheet.state")
    elif state == "已销账":
        if pieces:
            yield closed(now["完成日期"] or DAY.isoformat())
        else:
            codes.append("sheet.evidence")
    elif state is None and row["state"] == "closed":
        if pieces:
            asked = "完成日期" in changed and now["完成日期"]
            if asked and asked < row["ended"]:
                codes.append("sheet.done")
            yield "reopened", row["ended"], "补充佐证", {}
            yield closed(asked if asked and asked >= row["ended"] else row["ended"])
        elif "完成日期" in changed and now["完成日期"]:
            codes.append("sheet.done")
    elif news:
        codes.append("sheet.open")


def _piece(words: str) -> dict[str, str]:
    return {"kind": "link" if words.startswith("https://") else "text", "value": words}
