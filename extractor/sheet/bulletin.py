"""The bulletin 通报 as Word, HTML, Markdown and CSV: four faces of the same figures."""

from __future__ import annotations

import csv
import io
import re
from html import escape
from pathlib import Path

from extractor.problem import UsageError
from extractor.sheet.figures import Bulletin
from extractor.sheet.word import new_document, save_document
from extractor.table import inert, showable
from extractor.table.files import replacing

_WHOLE = re.compile(r"-?\d+")
_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>#|~&!$])")


def write_bulletin(bulletin: Bulletin, path: Path) -> None:
    """Write by suffix: ``.docx``, ``.html``, ``.md`` or ``.csv``; UsageError for another."""
    suffix = path.suffix.lower()
    renders = {".md": render_markdown, ".html": render_html, ".csv": render_csv}
    if suffix not in {".docx", *renders}:
        raise UsageError(f"通报可以写成 .docx、.html、.md 或 .csv，不能写成“{path.name}”。")
    with replacing(path) as draft:
        if suffix == ".docx":
            _write_word(bulletin, draft)
        else:  # a spreadsheet takes a CSV without the mark for one in another encoding
            encoding = "utf-8-sig" if suffix == ".csv" else "utf-8"
            draft.write_text(renders[suffix](bulletin), encoding=encoding, newline="\n")


def markdown(text: str) -> str:
    """The text on one line, with nothing in it that Markdown would read as markup."""
    plain = " ".join(showable(text).split())
    said = _MARKDOWN.sub(r"\\\1", plain)
    return re.sub(r"(?i)(https?|ftp|www|mailto)(:|\.)", r"\1\\\2", said).replace("@", "\\@")


def render_markdown(bulletin: Bulletin) -> str:
    """The bulletin as Markdown, for pasting."""
    lines = [f"# {bulletin.texts['title']}", "", bulletin.period, "", markdown(bulletin.summary), ""]
    for title, heads, rows in bulletin.tables:
        lines += [f"## {title}", ""]
        if not rows:
            lines += [bulletin.texts["none"], ""]
            continue
        table = [heads, ("---",) * len(heads), *(tuple(markdown(cell) for cell in row) for row in rows)]
        lines += [f"| {' | '.join(row)} |" for row in table] + [""]
    return "\n".join([*lines, bulletin.foot, ""])


def render_csv(bulletin: Bulletin) -> str:
    """The lists of the bulletin as one table, for a spreadsheet; no cell in it is a formula."""
    out = io.StringIO()
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow([bulletin.texts["list"], *bulletin.texts["columns"]])
    for title, heads, rows in bulletin.tables:
        if heads == tuple(bulletin.texts["columns"]):
            lines.writerows([_csv_cell(cell) for cell in (title, *row)] for row in rows)
    return out.getvalue()


def _csv_cell(text: str) -> str:
    plain = showable(text).replace("\r\n", "\n").replace("\r", "\n")
    return plain if _WHOLE.fullmatch(plain) else inert(plain)


_STYLE = """body{font:16px/1.8 "Noto Serif CJK SC","SimSun",serif;max-width:60em;margin:2em auto;padding:0 1em;color:#222}
h1{text-align:center}h2{margin-top:1.6em}.period{text-align:center;color:#666}table{border-collapse:collapse;width:100%;
font-size:14px}th,td{border:1px solid #bbb;padding:4px 8px;overflow-wrap:anywhere;text-align:left}th{background:#eef1f5}
.bar{fill:#a61b12}svg text{font:13px sans-serif}@media print{body{margin:0}}"""


def render_html(bulletin: Bulletin) -> str:
    """The bulletin as one page without scripts; every word is escaped."""
    parts = [f"<h1>{_safe(bulletin.texts['title'])}</h1>", f'<p class="period">{_safe(bulletin.period)}</p>']
    parts += [f"<p>{_safe(bulletin.summary)}</p>", _svg(bulletin)]
    for title, heads, rows in bulletin.tables:
        parts.append(f"<h2>{_safe(title)}</h2>")
        parts.append(_html_table(heads, rows) if rows else f"<p>{_safe(bulletin.texts['none'])}</p>")
    parts.append(f"<p>{_safe(bulletin.foot)}</p>")
    policy = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
    head = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{policy}">'
    head += f"<title>{_safe(bulletin.texts['title'])}</title><style>{_STYLE}</style>"
    body = "\n".join(filter(None, parts))
    return f'<!doctype html>\n<html lang="zh-CN"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _safe(text: str) -> str:
    return escape(showable(text), quote=True)


def _html_table(heads: tuple[str, ...], rows: tuple[tuple[str, ...], ...]) -> str:
    head = "".join(f"<th>{_safe(cell)}</th>" for cell in heads)
    body = "\n".join("<tr>" + "".join(f"<td>{_safe(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{head}</tr></thead><tbody>\n{body}\n</tbody></table>"


def _svg(bulletin: Bulletin) -> str:
    """A bar for each unit with overdue measures; nothing where there is none."""
    if not bulletin.chart:
        return ""
    most, lines = max(count for _, count in bulletin.chart), []
    for place, (name, count) in enumerate(bulletin.chart):
        top, width = place * 28 + 30, round(420 * count / most)
        lines.append(f'<text x="170" y="{top + 15}" text-anchor="end">{_safe(name[:12])}</text>')
        lines.append(f'<rect class="bar" x="180" y="{top}" width="{width}" height="20"/>')
        lines.append(f'<text x="{186 + width}" y="{top + 15}">{count}</text>')
    title = f'<text x="0" y="16">{_safe(bulletin.texts["chart"])}</text>'
    height = len(bulletin.chart) * 28 + 36
    return f'<svg viewBox="0 0 660 {height}" width="660" height="{height}" role="img">{title}{"".join(lines)}</svg>'


_LIST_WIDTHS = (2.9, 5.0, 2.4, 2.4, 1.2, 2.7)
_GROUP_WIDTHS = (6.6, 1.7, 1.9, 2.6, 2.0, 1.8)
"""Centimetres of the columns of a list, and of the tables by unit and by policy."""


def _write_word(bulletin: Bulletin, path: Path) -> None:
    document = new_document(bulletin.texts["title"], bulletin.period)
    document.add_text(bulletin.summary)
    if bulletin.chart:
        most = max(count for _, count in bulletin.chart)
        bars = [(name, "█" * max(1, round(16 * count / most)), str(count)) for name, count in bulletin.chart]
        document.add_heading(bulletin.texts["chart"])
        document.add_table((), bars, widths=(4.5, 9.5, 2.0), plain=True)
    for title, heads, rows in bulletin.tables:
        document.add_heading(title)
        if rows:
            is_list = heads == tuple(bulletin.texts["columns"])
            document.add_table(heads, rows, widths=_LIST_WIDTHS if is_list else _GROUP_WIDTHS)
        else:
            document.add_text(bulletin.texts["none"])
    document.add_text(bulletin.foot)
    save_document(document, path)
