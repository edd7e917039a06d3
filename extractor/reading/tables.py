"""Tables: what the columns of a task table mean, and tables that stand in plain text.

Tables in text are Markdown pipe tables, lines with tabs, and flattened ``cell | cell | cell`` lines under a header.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from itertools import pairwise
from typing import Literal, cast

import yaml

from extractor.article import Quote, Table
from extractor.reading.traditional import simplified_view
from extractor.resources import data_folder

Column = Literal["task", "lead", "support", "due", "metric", "progress", "problem", "person", "number", ""]

_NOISE = re.compile(r"[\s　:：*#（）()【】\[\]、/·—-]+|第[一二三四]批")
_PARENTHESIS = re.compile(r"[（(【\[][^（()）】\]]{0,40}[）)】\]]")
_RULE = re.compile(r"[\s|:+=-]*-[\s|:+=-]*")
_TOTAL = re.compile(r"[（(]?(?:合|总|小|共)\s*计[）)]?[：:]?")
_LONGEST_HEADING = 24
_LONGEST_LINE = 20_000


@cache
def _lexicon() -> dict[str, str]:
    """Heading → role, longest headings first."""
    file = data_folder("rules") / "reading" / "columns.yaml"
    families = yaml.safe_load(file.read_text(encoding="utf-8"))
    pairs = [(str(word), role) for role, words in families.items() for word in words]
    return dict(sorted(pairs, key=lambda pair: -len(pair[0])))


@cache
def _role(heading: str) -> str:
    heading = simplified_view(heading)
    whole = _NOISE.sub("", heading)
    bare = _NOISE.sub("", _PARENTHESIS.sub("", heading)) or whole
    if not bare or len(bare) > _LONGEST_HEADING:
        return ""
    lexicon = _lexicon()
    if bare in lexicon or whole in lexicon:
        return lexicon.get(bare) or lexicon[whole]
    # A single character (号) says nothing inside a longer heading.
    return next((role for word, role in lexicon.items() if len(word) > 1 and word in bare), "")


def column_role(heading: str) -> Column:
    """What a column of a task table holds, by its heading (``完成时限（月份）`` → ``due``); ``""`` where it says nothing."""
    role = _role(heading)
    return cast("Column", "" if role == "name" else role)


def column_roles(headings: Sequence[str]) -> tuple[Column, ...]:
    """The roles of all columns; without a task column one that holds names (项目名称) takes its place."""
    roles = [column_role(heading) for heading in headings]
    if "task" not in roles:
        named = [at for at, heading in enumerate(headings) if _role(heading) == "name"]
        if named:
            roles[named[0]] = "task"
    return tuple(roles)


def table_headings(table: Table) -> tuple[str, ...]:
    """The heading of each column, from all header rows (责任单位 over 牵头 and 配合 → 责任单位牵头, 责任单位配合)."""
    rows = table.rows[: table.header]
    width = max((len(row) for row in table.rows), default=0)
    return tuple(_joined([row[at].text for row in rows if at < len(row)]) for at in range(width))


def _joined(words: Sequence[str]) -> str:
    return "".join(dict.fromkeys(word for word in words if word))


def table_roles(table: Table) -> tuple[Column, ...]:
    """The role of each column of a table; the lowest header row that says something decides."""
    lowest: list[str] = []
    width = max((len(row) for row in table.rows), default=0)
    for at in range(width):
        cells = [row[at].text for row in table.rows[: table.header] if at < len(row)]
        lowest.append(next((cell for cell in reversed(cells) if _role(cell)), _joined(cells)))
    return column_roles(lowest)


def is_total(row: Sequence[Quote]) -> bool:
    """Whether a row of a table sums up the others (合计, 总计)."""
    first = next((cell.text for cell in row if cell.text), "")
    return bool(_TOTAL.fullmatch(first))


def names_columns(cells: Sequence[str]) -> bool:
    """Whether a row of cells is the header of a task table: two known headings at least, none of them a sentence."""
    filled = [cell for cell in cells if cell]
    known = {_role(cell) for cell in filled} - {""}
    return len(filled) >= 2 and len(known) >= 2 and all(len(cell) <= _LONGEST_HEADING for cell in filled)


def header_rows(rows: Sequence[Sequence[str]]) -> tuple[int, int]:
    """Where the header of a table is: (first header row, first body row); ``(0, 0)`` where it has none.

    Rows before the first are titles and remarks.
    """
    for at, row in enumerate(rows[:8]):
        if names_columns(row):
            return at, _body_row(rows, at)
    if len(rows) > 1 and _is_short_row(rows[0]) and any(map(_role, rows[0])):
        return 0, 1
    return 0, 0


def _body_row(rows: Sequence[Sequence[str]], header: int) -> int:
    """Below the header: a second header row names columns too and repeats or refines the first."""
    below = rows[header + 1] if header + 1 < len(rows) else ()
    again = bool(below) and all(not cell or (_role(cell) and len(cell) <= 12) for cell in below) and any(below)
    return header + (2 if again else 1)


def _is_short_row(row: Sequence[str]) -> bool:
    return all(0 < len(cell) <= 12 and not re.search(r"\d|[。；，]", cell) for cell in row) and len(row) > 1


def find_tables(text: str) -> tuple[Table, ...]:
    """Tables that stand in a plain text as lines with pipes or tabs; their cells are quoted, the text stays as it is."""
    tables: list[Table] = []
    block: list[tuple[tuple[Quote, ...], bool]] = []
    at = 0
    for line in text.split("\n"):
        cells = _cells(line, at)
        if cells:
            if _opens_table(block, cells):
                tables += _close(block)
                block = []
            block.append((cells, bool(_RULE.fullmatch(line))))
        elif block and line.strip():
            tables += _close(block)
            block = []
        at += len(line) + 1
    return (*tables, *_close(block))


def _opens_table(block: Sequence[tuple[tuple[Quote, ...], bool]], cells: Sequence[Quote]) -> bool:
    """Whether a line of cells is the header of the next table: it names columns, and body rows stand before it."""
    if len(block) < 2 or not _known_headings(cells) >= 2:
        return False
    before = next((row for row, is_rule in reversed(block) if not is_rule), ())
    return _known_headings(before) < 2


def _known_headings(cells: Sequence[Quote]) -> int:
    """How many cells are a known heading as they stand, not only hold its words (审批时限压缩……)."""
    return sum(_NOISE.sub("", cell.text) in _lexicon() for cell in cells)


def _cells(line: str, at: int) -> tuple[Quote, ...]:
    mark = "|" if "|" in line else "｜" if "｜" in line else "\t" if "\t" in line.strip() else ""
    if not mark or len(line) > _LONGEST_LINE:
        return ()
    start, end = at + len(line) - len(line.lstrip()), at + len(line.rstrip())
    if line.strip().startswith(mark) and line.strip().endswith(mark) and end - start > 1:
        start, end = start + 1, end - 1
    cuts = [at + m.start() for m in re.finditer(rf"(?<!\\){re.escape(mark)}", line) if start <= at + m.start() < end]
    edges = [start - 1, *cuts, end]
    return tuple(_trimmed(line, at, left + 1 - at, right - at) for left, right in pairwise(edges))


def _trimmed(line: str, at: int, start: int, end: int) -> Quote:
    piece = line[start:end]
    left = start + len(piece) - len(piece.lstrip())
    right = max(left, end - (len(piece) - len(piece.rstrip())))
    return Quote(at + left, at + right, line[left:right])


def _close(block: Sequence[tuple[tuple[Quote, ...], bool]]) -> list[Table]:
    """A block of lines is a table where a rule (``---|---``) or known headings say so, or its lines agree."""
    rows = [cells for cells, is_rule in block if not is_rule]
    if len(rows) < 2:
        return []
    words = [[cell.text for cell in row] for row in rows]
    ruled = len(block) > 1 and block[1][1]
    first, body = (0, 1) if ruled else header_rows(words)
    if not ruled and not body and len({len(row) for row in rows}) > 1:
        return []
    return [Table(tuple(rows[first:]), body - first)]
