"""Files that hold many articles: JSON lines, Parquet, and CSV with a column of texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from extractor.problem import Problem
from extractor.reading.dates import BadDate, Dated, parse_date
from extractor.reading.draft import Columns, Draft, Task
from extractor.reading.encoding import decode
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
    """JSON lines, or one JSON list of objects → a draft an object."""
    decoded = decode(task.data)
    if decoded is None:
        yield task.problem("binary", "这个文件不是文本：内容是二进制数据", "请确认文件没有损坏")
        return
    text = decoded.text.strip()
    if text.startswith("["):
        yield from _json_list(task, text)
        return
    yield from _lines(task, text)


def _json_list(task: Task, text: str) -> Iterator[Draft | Problem]:
    try:
        records = json.loads(text)
    except (ValueError, RecursionError):
        yield task.problem("json", "不是合格的 JSON", "请检查文件是否完整")
        return
    yield from record_drafts(task, [one if isinstance(one, dict) else {} for one in records], first=1)


def _lines(task: Task, text: str) -> Iterator[Draft | Problem]:
    for at, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        try:
            record = json.loads(line)
        except (ValueError, RecursionError):
            record = None
        if not isinstance(record, dict):
            yield task.problem("json", "这一行不是 JSON 对象", '每行写一个 {"title": …, "text": …}', place=f":{at}")
            if at == 1 and "\n" not in text:
                return
        elif is_own_table(record):
            yield from _own(task)
            return
        else:
            yield from record_drafts(task, [record], first=at)


def _own(task: Task) -> Iterator[Problem]:
    if task.given:
        yield task.problem("own", "这是销账写出的结果，不是文稿，没有读", "请给出原来的文稿")


def record_drafts(task: Task, records: Iterable[Mapping[str, Any]], *, first: int) -> Iterator[Draft | Problem]:
    """A draft for each record; ``first`` is the number of the first one in the file."""
    for at, record in enumerate(records, start=first):
        name = _column(record, "text", task.columns)
        value = record.get(name) if name else None
        if not isinstance(value, str) or not value.strip():
            wanted = task.columns.text or "text、正文、content"
            yield task.problem(
                "column", "这一条没有正文", f"正文应在这样的栏里：{wanted}；也可用 --text-column 指定", place=f":{at}"
            )
        else:
            yield _draft(task, record, value, at)


def _draft(task: Task, record: Mapping[str, Any], text: str, at: int) -> Draft:
    def words(name: str) -> str:
        column = _column(record, name, task.columns)
        value = record.get(column) if column else None
        return "" if value is None or isinstance(value, dict | list) else str(value).strip()

    inner = text_draft(task, text.replace("\r\n", "\n").replace("\r", "\n"))
    meta = {
        str(k)[:_DEEPEST_KEY]: str(v)[:500]
        for k, v in record.items()
        if v is not None
        and not isinstance(v, dict | list)
        and v is not record.get(_column(record, "text", task.columns))
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
        table = parquet.ParquetFile(pa.BufferReader(task.data))
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
