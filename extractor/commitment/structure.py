"""What the place of a piece says, whatever its words: headings, run-in headings, theme openers, table columns."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import cache
from itertools import islice

from extractor.commitment.cues import Cue
from extractor.language.outline import Outline, Piece
from extractor.rulebook import load_lexicons
from extractor.rulebook.kept import compile_re

_ITEM = frozenset({"part", "major", "minor", "article", "number", "paren", "circle", "dash", "ordinal", "hash"})
_MODAL = compile_re(
    r"[将须]|近日|日前|正式(?:开|启|投|运|上)|已(?=经|全|完|建|投|启|办|落|实现)|需(?!氧|求|要)|不得|(?<![效反供响适相对感])应(?!急|用|对|届|变|链)|(?<![主重需必])要(?!求|素|点|件)|必须|严禁|力争|确保|争取|\d|[一二三四五六七八九十百]+[个项家]|可以?(?=[在按由])"
)
_LABELLED = compile_re(r"[^，,。；：:\s]{2,8}[：:]")
_NUMERIC_CELL = compile_re(r"[\d\s.、%％+-]*(?:\d+分)?")
_NOUN_TAIL = compile_re(
    r"(?<![\d一二三四五六七八九十百千万几两])(?:单位|部门|政府|局|委|部|办|处|科|室|中心|厅|院|公司|街道|乡|镇|站|所|队|会|系|组|司)$"
)
_BUILDS = compile_re(r"(?:(?:[新改扩迁重]|改扩)建|建成|筹建|组建|成立|设立|增设|打造|启用|建立)(?!.*体系$)")
"""Verbs with which no name begins: a cell of 建成县图书馆服务中心 says what to do."""
_SCHEDULED = compile_re(r"^\d{1,2}月?(?:[-—–~～至到]\d{1,2})?月(?:\d{1,2}日)?(?:[底末中初上下旬]{1,2})?前?[：:]")
_SUBITEM = frozenset({"number", "paren", "circle"})
_SUBITEM_OR_MINOR = frozenset({"number", "paren", "minor"})
_REACHES = compile_re(
    r"(?:压[缩减]|缩短|提[高升]|降低?|下降|增[长加至]|达|控制|保持|完成|新增|建成|改造|覆盖)[^，。；]{0,8}\d"
)
_LONGEST_OPENER = {"item": 34, "plan": 24, "open": 40}
_LONGEST_ALONE = 48
_LONGEST_WITHIN = 20
"""A sentence within a paragraph names a theme in no more characters; any other that is like a heading has at most those
of ``_LONGEST_ALONE``."""


@cache
def _verb_first() -> re.Pattern[str]:
    return compile_re("|".join(sorted(load_lexicons("commitment")["plan_verbs"], key=len, reverse=True)))


def spells_out(text: str) -> bool:
    """Whether a cell of targets (目标要求) says what is to be done: it counts something and has a verb to it."""
    return bool(re.search(r"\d", text)) and bool(_verb_first().match(text) or _REACHES.search(text))


def _structure(rule: str, says: str, weight: float, length: int) -> Cue:
    return tuple.__new__(Cue, (f"structure.{rule}", says, weight, 0, length))  # half the time of Cue(…)


def _clauses(text: str) -> int:
    return 1 + text.count("，") + text.count(",")


def _is_opener(text: str, piece: Piece, *, followers: int, genre: str, alike: bool | None = None) -> float:
    """How much this first sentence of a paragraph looks like its heading, as a weight for ``none``; 0 for not at all.

    ``alike`` says whether the numbered paragraphs beside it open with what could be their headings: all of them, or
    hardly any.
    """
    if piece.cell > 0 or not followers or piece.end_mark[:1] not in {"。", "：", ":", " ", ""}:
        return 0.0
    if len(text) > _LONGEST_OPENER["item" if piece.marker in _ITEM else genre] or _MODAL.search(text):
        return 0.0
    clauses = _clauses(text)
    if piece.marker in _ITEM:
        fits = clauses <= (3 if len(text) <= 24 else 2)
        sure = alike if alike is not None else piece.marker != "number" or len(text) <= 16
        return (5.0 if sure else 2.0) if fits else 0.0
    shortest, weights, most = (13, (5.0, 3.0), 2) if genre == "plan" else (14, (4.0, 2.5), 3)
    if len(text) <= shortest and (clauses == 1 or genre != "plan"):
        return weights[0]
    return weights[1] if clauses <= most and followers > 1 else 0.0


def _column_cue(text: str, role: str) -> Cue | None:
    if role in {"lead", "support", "due", "person", "number", "note", "title", "problem"}:
        return _structure(f"column_{role}", "none", 9, len(text))
    if role == "progress":
        return _structure("column_progress", "achievement", 4, len(text))
    if role == "metric":
        return _structure("column_metric", "none", 5, len(text))
    if role == "other":
        return _structure("column_other", "none", 3, len(text))
    return _structure("column_task", "commitment", 1.5, len(text)) if role == "task" else None


def structure_cues(outline: Outline, *, genre: str, columns: Mapping[int, str]) -> list[Sequence[Cue]]:
    """Cues from layout for each piece of the outline.

    ``columns`` maps the index of a piece to the role of its table column (task, lead, support, due, metric,
    progress, number, note), ``header`` for a cell of the header row.
    """
    kinds = [p.kind for p in outline.paragraphs]
    rows: dict[int, Cue] = {}
    tabular = bool(columns) or "row" in kinds
    if tabular:
        texts = [outline.text[p.start : p.end] for p in outline.pieces]
        rows = {**_topic_cells(outline, texts, columns), **_row_cues(outline, texts)}
    followers = _followers(outline)
    alike = _alike(outline, followers)
    out: list[Sequence[Cue]] = []
    for n, piece in enumerate(outline.pieces):
        kind, start, end, mark = kinds[piece.paragraph], piece.start, piece.end, piece.end_mark
        length = end - start
        if kind == "heading":
            out.append((_structure("heading", "none", 12, length),))
            continue
        if tabular and columns.get(n) == "header":
            out.append((_structure("column_header", "none", 12, length),))
            continue
        found: Sequence[Cue] = ()
        if kind == "body" and length <= (_LONGEST_WITHIN if piece.index else _LONGEST_ALONE):
            words = outline.text[start:end]
            found = _heading_like(outline, n, words, followers=followers[n], genre=genre, alike=alike.get(n))
        if mark and mark[0] in "？?":
            found = (*found, _structure("question", "none", 4, length))
        if tabular and (kind == "row" or n in columns):
            cell = rows.get(n) or _cell_cue(outline.text[start:end], columns.get(n), kind)
            found = (*found, cell) if cell else found
        out.append(found)
    return out


def _cell_cue(text: str, role: str | None, kind: str) -> Cue | None:
    """What a cell is by its column, else by its looks: one in a row of a table that names or counts something."""
    cue = _column_cue(text, role) if role else None
    if cue or kind != "row":
        return cue
    named = len(text) <= 14 and _NOUN_TAIL.search(text) and not _BUILDS.match(text)
    names = _NUMERIC_CELL.fullmatch(text) or named
    return _structure("cell_name", "none", 5, len(text)) if names else None


def _row_cues(outline: Outline, texts: Sequence[str]) -> dict[int, Cue]:
    """Cells that only name or sum up what another cell of their row spells out in a schedule or numbered items.

    Where cells of a row were merged, its columns do not line up with the header: then the row itself must tell.
    """
    pieces = outline.pieces
    rows: dict[int, list[int]] = {}
    for n, piece in enumerate(pieces):
        if piece.cell >= 0:
            rows.setdefault(piece.paragraph, []).append(n)
    out: dict[int, Cue] = {}
    for row in rows.values():
        scheduled = {pieces[n].cell for n in row if _SCHEDULED.match(texts[n])}
        listed = {pieces[n].cell for n in row if pieces[n].marker in _SUBITEM}
        if not (scheduled or listed):
            continue
        cells = {pieces[n].cell for n in row}
        for n in row:
            cell = pieces[n].cell
            if scheduled and cell > max(scheduled) and len(cells) > 1:
                out[n] = _structure("row_result", "none", 5, len(texts[n]))
            elif cell < min(scheduled or listed) and len(texts[n]) <= 40:
                acts = _verb_first().match(texts[n]) is not None
                weight = 4 if (listed and not scheduled) or not acts else 0.5
                out[n] = _structure("row_topic", "none", weight, len(texts[n]))
    return out


def _topic_cells(outline: Outline, texts: Sequence[str], columns: Mapping[int, str]) -> dict[int, Cue]:
    """Short cells in a first column of tasks that a longer cell in a second column of tasks of the row spells out."""
    rows: dict[int, list[int]] = {}
    for n, role in columns.items():
        if role == "task":
            rows.setdefault(outline.pieces[n].paragraph, []).append(n)
    out: dict[int, Cue] = {}
    for row in rows.values():
        first, *rest = sorted(row)
        others = [n for n in rest if outline.pieces[n].cell != outline.pieces[first].cell]
        if len(others) == len(rest) > 0 and _names_topic(texts[first]) and len(texts[others[0]]) > len(texts[first]):
            out[first] = _structure("row_topic", "none", 4, len(texts[first]))
    return out


def _names_topic(text: str) -> bool:
    return len(text) <= 16 and not re.search(r"[\d，,]", text)


def _heading_like(
    outline: Outline, n: int, text: str, *, followers: int, genre: str, alike: bool | None
) -> Sequence[Cue]:
    """A cue for a sentence that stands where a heading could: run in, opening a paragraph, or alone above one."""
    piece = outline.pieces[n]
    if piece.index and piece.end_mark[:1] != "。":
        return ()
    weight = 0.0 if piece.index else _is_opener(text, piece, followers=followers, genre=genre, alike=alike)
    if weight:
        return (_structure("run_in" if piece.marker in _ITEM else "opener", "none", weight, len(text)),)
    if piece.index and _is_theme_of_item(text, piece, followers=followers, following=outline.pieces[n + 1 : n + 2]):
        return (_structure("run_in", "none", 5, len(text)),)
    return _short_sentence(outline, n, text, followers=followers, genre=genre) if piece.end_mark[:1] == "。" else ()


def _short_sentence(outline: Outline, n: int, text: str, *, followers: int, genre: str) -> Sequence[Cue]:
    """A cue for a short sentence that stands alone above running text, or names the theme of the one behind it."""
    piece = outline.pieces[n]
    numbered = piece.marker in {"part", "major", "minor"}
    clauses = _clauses(text)
    if (genre != "plan" and not numbered) or clauses > 1 + numbered or _MODAL.search(text):
        return ()
    fits = len(text) <= (_LONGEST_ALONE if numbered else 12 if piece.marker == "article" else 30)
    if not piece.index and not followers and fits:
        return (_structure("alone", "none", 3, len(text)),) if _opens_paragraph(outline, n) else ()
    if clauses > 1:
        return ()
    following = outline.pieces[n + 1] if followers else None
    fits = following is not None and len(text) <= 18 and following.end - following.start >= max(28, 2 * len(text))
    before = outline.pieces[n - 1]
    if fits and piece.index and before.end_mark[:1] == "。":
        return (_structure("theme", "none", 2.5, len(text)),)
    return ()


def _is_theme_of_item(text: str, piece: Piece, *, followers: int, following: Sequence[Piece]) -> bool:
    """Whether a short 一是…… within a paragraph only names what the sentences after it spell out."""
    if piece.marker != "ordinal" or not followers:
        return False
    return _clauses(text) <= 2 and not _MODAL.search(text) and all(p.marker != "ordinal" for p in following)


def _opens_paragraph(outline: Outline, n: int) -> bool:
    """Whether the next paragraph is running text that a line above could be the heading of."""
    here = outline.pieces[n]
    below = next((p for p in islice(outline.pieces, n + 1, None) if p.paragraph != here.paragraph), None)
    if below is None:
        return False
    labelled = _LABELLED.match(outline.text, below.start, below.end)
    body = outline.paragraphs[below.paragraph].kind == "body" and not labelled
    return body and (below.marker != here.marker or not below.marker)


def _followers(outline: Outline) -> list[int]:
    """For each piece, how many pieces of its paragraph follow it (parentheses such as （市财政局负责） not counted)."""
    text = outline.text
    out: list[int] = []
    followers, below = 0, -1
    for piece in reversed(outline.pieces):
        if piece.paragraph != below:
            followers, below = 0, piece.paragraph
        out.append(followers)
        followers += text[piece.start] not in "（(〔[【" or text[piece.end - 1] not in "）)〕]】"
    out.reverse()
    return out


def _alike(outline: Outline, followers: Sequence[int]) -> dict[int, bool]:
    """Whether numbered paragraphs of a section open alike with what could be a heading, by their first pieces.

    True where all do, False where less than half of them do.
    """
    sections: dict[tuple[int, str], list[int]] = {}
    for n, piece in enumerate(outline.pieces):
        if not piece.index and piece.marker in _SUBITEM_OR_MINOR:
            sections.setdefault((outline.paragraphs[piece.paragraph].section, piece.marker), []).append(n)
    out: dict[int, bool] = {}
    for (_, marker), items in sections.items():
        heads = [followers[n] > 0 and _could_head(outline, n) for n in items]
        if marker == "number" and all(heads) and (len(items) > 1 or followers[items[0]] > 2):
            out.update(dict.fromkeys(items, True))
        elif len(items) > 2 and 2 * heads.count(True) < len(items):
            out.update(dict.fromkeys(items, False))
    return out


def _could_head(outline: Outline, n: int) -> bool:
    piece = outline.pieces[n]
    short = piece.end - piece.start <= _LONGEST_OPENER["item"] and piece.end_mark[:1] == "。"
    return short and not _MODAL.search(outline.text, piece.start, piece.end)
