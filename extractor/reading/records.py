"""Files that hold many articles: JSON lines, Parquet, and CSV with a column of texts.

JSON lines and Parquet are archives of any size: large ones are read piece by piece, in memory that does not grow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain
from pathlib import Path
from typing import IO, Any

from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, parse_date
from extractor.reading.draft import Columns, Draft, Task
from extractor.reading.encoding import decode
from extractor.reading.files import Found, read_bytes
from extractor.reading.markdown import text_draft
from extractor.reading.tables import column_role
from extractor.reading.traditional import simplified_view

_NAMES = {
    "text": (
        "text",
        "正文",
        "content",
        "body",
        "全文",
        "article_text",
        "fulltext",
        "full_text",
        "文本",
        "文章",
        "文章内容",
        "article",
        "内容",
        "raw",
    ),
    "title": ("title", "标题", "题目", "headline", "文章标题", "name"),
    "published": (
        "published",
        "date",
        "发布日期",
        "发布时间",
        "日期",
        "pubdate",
        "publish_date",
        "published_at",
        "成文日期",
        "时间",
        "datetime",
        "time",
    ),
    "source": ("source", "来源", "文章来源", "publisher", "media", "site", "发布机构", "发文机关", "作者", "author"),
    "url": ("url", "link", "网址", "链接"),
}
_OWN = frozenset({"article", "kind", "strength", "due"})
_OWN_ZH = frozenset({"举措", "到期日", "时限原文"})
_LONG_TEXT = 60
_DEEPEST_KEY = 60
_MOST_PROBLEMS = 20
_PIECE = 1_000_000
"""A large file of JSON lines is read so many bytes at a time, and on to the end of the line."""


def is_own_table(heads: Iterable[str]) -> bool:
    """Whether the columns are those of a table that xiaozhang wrote."""
    names = {head.lower().partition(".")[0].partition("_")[0] for head in heads}
    return names >= _OWN or set(heads) >= _OWN_ZH


def holds_articles(heads: Sequence[str], rows: Sequence[Sequence[str]], columns: Columns) -> bool:
    """Whether a table holds an article a row: a column of texts by name, and texts in it that are long."""
    name = _column(heads, "text", columns)
    if not name:
        return False
    if columns.text or name.lower() not in {"内容", "文章"}:
        return columns.text != "" or not any(column_role(head) in {"lead", "due"} for head in heads)
    lengths = [len(row[heads.index(name)]) for row in rows if len(row) > heads.index(name)]
    return (
        bool(lengths)
        and sum(lengths) / len(lengths) >= _LONG_TEXT
        and not any(column_role(head) == "lead" for head in heads)
    )


def _column(heads: Iterable[str], name: str, columns: Columns) -> str:
    """The column for a thing: the one the user named, else the first of its usual names."""
    by_lower = {simplified_view(head).strip().lower(): head for head in heads}
    wanted = str(getattr(columns, name, ""))
    if wanted:
        return by_lower.get(wanted.lower(), "")
    return next((by_lower[usual] for usual in _NAMES[name] if usual in by_lower), "")


def read_jsonl(task: Task) -> Iterator[Draft | Problem]:
    """JSON lines, a JSON list of objects, or one object → a draft an object."""
    if task.file:
        yield from _large(task, task.file)
        return
    decoded = decode(task.data)
    if decoded is None:
        yield task.problem("binary", "这个文件不是文本：内容是二进制数据", "请确认文件没有损坏")
        return
    text = decoded.text.strip()
    if _is_lines(text):
        yield from _lines(task, text.split("\n"))
    else:
        yield from _whole(task, text)


def _large(task: Task, file: Path) -> Iterator[Draft | Problem]:
    """JSON lines from disk, piece by piece; any other JSON must be read whole, and be no larger than a file may be."""
    with file.open("rb") as stream:
        pieces = _pieces(stream)
        first = next(pieces, b"")
        head = decode(first)
        # In wide encodings the end of a line is not one byte.
        if head and not head.encoding.startswith(("utf-16", "utf-32")) and _is_lines(head.text.strip()):
            yield from _lines(task, chain.from_iterable(map(_lines_of, chain([first], pieces))))
            return
    data = read_bytes(Found(task.path, file, task.given), task.limits)
    if isinstance(data, Problem):
        yield data
    else:
        yield from read_jsonl(replace(task, data=data, file=None))


def _pieces(stream: IO[bytes]) -> Iterator[bytes]:
    """Whole lines, of about :data:`_PIECE` bytes together."""
    while lines := stream.readlines(_PIECE):
        yield b"".join(lines)


def _lines_of(piece: bytes) -> list[str]:
    """The lines of a piece, each in an encoding that all of it can be read in."""
    decoded = decode(piece)
    text = decoded.text if decoded else piece.decode("utf-8", errors="replace")
    return text.removesuffix("\n").split("\n")


def _is_lines(text: str) -> bool:
    """Whether a text is JSON lines: its first line is an object by itself, or one stands on each line as good as it can."""
    first, _, rest = text.partition("\n")
    if _loaded(first) is not None:
        return bool(rest) or first.startswith("{")
    return len(first) > 1 and first.startswith("{") and rest.lstrip().startswith("{")


def _loaded(text: str) -> Any | None:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _whole(task: Task, text: str) -> Iterator[Draft | Problem]:
    """One JSON value over many lines: a list of articles, an article, or an object around such a list."""
    value = _loaded(text)
    if value is None:
        yield task.problem("json", "不是合格的 JSON", "请检查文件是否完整；每行一条的，每行写一个对象")
        return
    records = value if isinstance(value, list) else _wrapped(value, task.columns)
    if records and is_own_table(records[0] if isinstance(records[0], dict) else ()):
        yield from _own(task)
    elif not any(isinstance(one, dict) for one in records):
        yield task.problem("column", "JSON 里没有文章", '请写成 [{"title": …, "text": …}] 的样子')
    else:
        yield from record_drafts(task, [one if isinstance(one, dict) else {} for one in records], first=1)


def _wrapped(value: Any, columns: Columns) -> list[Any]:
    """The articles of an object: itself, or its only list of objects ({"total": 2, "data": [{…}, {…}]})."""
    if not isinstance(value, dict):
        return []
    lists = [one for one in value.values() if isinstance(one, list) and any(isinstance(o, dict) for o in one)]
    return lists[0] if len(lists) == 1 and not _column(value, "text", columns) else [value]


def _lines(task: Task, lines: Iterable[str]) -> Iterator[Draft | Problem]:
    wrong = 0
    for at, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        record = _loaded(line)
        if not isinstance(record, dict):
            wrong += 1
            if wrong <= _MOST_PROBLEMS:
                hint = '每行写一个 {"title": …, "text": …}'
                yield task.problem("json", "这一行不是 JSON 对象", hint, place=f":{at}")
        elif is_own_table(record):
            yield from _own(task)
            return
        else:
            yield from record_drafts(task, [record], first=at)
    if wrong > _MOST_PROBLEMS:
        yield task.problem("json", f"共有 {wrong} 行不是 JSON 对象", "只列出了前几行，请检查文件")


def _own(task: Task) -> Iterator[Problem]:
    if task.given:
        yield task.problem("own", "这是销账写出的结果，不是文稿，没有读", "请给出原来的文稿")


def record_drafts(task: Task, records: Iterable[Mapping[str, Any]], *, first: int) -> Iterator[Draft | Problem]:
    """A draft for each record; ``first`` is the number of the first one in the file."""
    for at, record in enumerate(records, start=first):
        name = _text_column(record, task.columns)
        value = record.get(name) if name else None
        if not isinstance(value, str) or not value.strip():
            wanted = task.columns.text or "text、正文、content"
            yield task.problem(
                "column", "这一条没有正文", f"正文应在这样的栏里：{wanted}；也可用 --text-column 指定", place=f":{at}"
            )
        else:
            yield _draft(task, record, name, at)


def _text_column(record: Mapping[str, Any], columns: Columns) -> str:
    """The column of the text by its name; without one the column that holds by far the longest running text."""
    named = _column(record, "text", columns)
    if named or columns.text:
        return named
    texts = sorted((len(value), key) for key, value in record.items() if isinstance(value, str))
    if not texts:
        return ""
    (longest, key), second = texts[-1], texts[-2][0] if len(texts) > 1 else 0
    is_text = longest >= _LONG_TEXT // 2 and longest > 2 * second and "。" in record[key]
    return key if is_text else ""


def _draft(task: Task, record: Mapping[str, Any], text_column: str, at: int) -> Draft:
    text = str(record[text_column])

    def words(name: str) -> str:
        column = _column(record, name, task.columns)
        value = record.get(column) if column else None
        return "" if value is None or isinstance(value, dict | list) else str(value).strip()

    inner = text_draft(task, text.replace("\r\n", "\n").replace("\r", "\n"))
    meta = {
        str(k)[:_DEEPEST_KEY]: str(v)[:500]
        for k, v in record.items()
        if v is not None and not isinstance(v, dict | list) and k != text_column
    }
    return Draft(
        text=inner.text,
        title=words("title") or inner.title,
        source=words("source") or inner.source,
        date=_date(words("published")) or inner.date,
        url=words("url"),
        place=f":{at}",
        headings=inner.headings,
        tables=inner.tables,
        meta=meta,
        remarks=inner.remarks,
    )


def _date(words: str) -> Dated | BadDate | None:
    if not words:
        return None
    try:
        day = parse_date(words)
    except ValueError:
        return BadDate(words, "日期栏")
    return Dated(day, "日期栏") if day else BadDate(words, "日期栏")


def read_parquet(task: Task) -> Iterator[Draft | Problem]:
    """A Parquet file → a draft a row."""
    try:
        import pyarrow as pa
        from pyarrow import parquet
    except ImportError:
        yield task.problem("extra", "读 Parquet 需要另装一个库", "请运行 pip install 'xiaozhang[parquet]'")
        return
    try:
        table = parquet.ParquetFile(task.file or pa.BufferReader(task.data))
        if is_own_table(table.schema_arrow.names):
            yield from _own(task)
            return
        at = 1
        for batch in table.iter_batches(batch_size=500):
            rows = batch.to_pylist()
            yield from record_drafts(task, rows, first=at)
            at += len(rows)
    except (pa.ArrowException, OSError, ValueError):
        yield task.problem("damaged", "这个 Parquet 文件损坏", "请重新导出")
