"""``xiaozhang read``: what was understood of a file before any measure is looked for."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import end, example, parse_day, print_line, print_note, today
from extractor.cli.sources import (
    DateColumn,
    Follow,
    Intranet,
    MaxSize,
    Ocr,
    SourceColumn,
    Sources,
    TextColumn,
    TitleColumn,
    Url,
)
from extractor.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from extractor.article import Article, Table

_WIDEST = 60
_SHOWN = ("电头", "索引号", "主题分类", "成文日期", "编码", "文字识别", "未读的隐藏工作表")
_ROLES = {
    "task": "任务",
    "lead": "牵头",
    "support": "配合",
    "due": "时限",
    "metric": "指标",
    "progress": "进展",
    "problem": "问题",
    "number": "序号",
    "": "—",
}


def register(app: typer.Typer) -> None:
    """Add ``read`` to the command line."""
    app.command(
        epilog=example(
            "xiaozhang read 通知.docx",
            "xiaozhang read 文件夹/ --brief",
            "xiaozhang read --url https://…",
            "xiaozhang read 扫描件.tif --ocr 'tesseract {} - -l chi_sim'",
        )
    )(read)


def read(
    paths: Annotated[list[str], typer.Argument(metavar="路径...", help="文件、文件夹、zip 或 -（标准输入）。")],
    published: Annotated[
        date | None,
        typer.Option("--published", metavar="日期", parser=parse_day, help="文章自己没有写明时的发布日期。"),
    ] = None,
    text: Annotated[bool, typer.Option("--text", help="只打印读到的全文。")] = False,
    brief: Annotated[bool, typer.Option("--brief", help="每篇只打印一行。")] = False,
    url: Url = False,
    follow: Follow = False,
    intranet: Intranet = False,
    ocr: Ocr = "",
    since: Annotated[
        Path | None, typer.Option("--since", metavar="文件", help="读过的文件的索引：只读新增和改动的，没有就新建。")
    ] = None,
    reprints: Annotated[bool, typer.Option("--reprints", help="认出换了标题的同一篇文字。")] = False,
    max_size: MaxSize = 60,
    text_column: TextColumn = "",
    title_column: TitleColumn = "",
    date_column: DateColumn = "",
    source_column: SourceColumn = "",
) -> None:
    """看一份文件读成了什么：标题、来源、日期和它的出处、文号、层次、表格。

    读不了的文件逐一说明，其余照常；有问题时退出码为 1。
    """
    from extractor.reading import Reprints, Seen
    from extractor.reading import read as read_files

    sources = Sources(
        url=url,
        follow=follow,
        intranet=intranet,
        ocr=ocr,
        max_size=max_size,
        text=text_column,
        title=title_column,
        published=date_column,
        source=source_column,
    )
    seen = Seen(since) if since else None
    items = read_files(
        paths,
        published=published,
        today=today(),
        seen=seen,
        reprints=Reprints() if reprints else None,
        **sources.options(),
    )
    problems: list[Problem] = []
    if seen is None:
        _show(items, problems, text=text, brief=brief)
    else:
        with seen:
            _show(items, problems, text=text, brief=brief)
            print_note(str(seen.changes()))
    end(problems)


def _show(items: Iterable[Article | Problem], problems: list[Problem], *, text: bool, brief: bool) -> None:
    for item in items:
        if isinstance(item, Problem):
            problems.append(item)
        elif text:
            print_line(item.text)
        elif brief:
            print_line("\t".join((item.path, str(item.published or "无日期"), item.source, item.title)))
        else:
            for line in describe(item):
                print_line(line)


def describe(article: Article) -> Iterator[str]:
    """What was understood of an article, line by line."""
    yield f"■ {article.path}"
    day = f"{article.published}（{article.published_from}）" if article.published else "没有找到"
    known = {name: article.meta[name] for name in _SHOWN if name in article.meta}
    fields: dict[str, str] = {
        "标题": article.title,
        "来源": article.source,
        "发布日期": day,
        "发文机关": article.issuer,
        "文号": article.number,
        "网址": article.url,
        **known,
    }
    yield from (f"  {name}：{value}" for name, value in fields.items() if value)
    pages = f"，{len(article.page_starts)} 页" if article.page_starts else ""
    yield f"  正文：{len(article.text)} 字{pages}"
    if article.headings:
        yield f"  层次：{len(article.headings)} 个标题"
        yield from (f"  {'  ' * h.level}{_short(h.quote.text)}" for h in article.headings)
    for number, table in enumerate(article.tables, start=1):
        yield from _describe_table(number, table)
    yield ""


def _describe_table(number: int, table: Table) -> Iterator[str]:
    from extractor.reading import table_headings, table_roles

    yield f"  表 {number}：{sum(any(cell.text for cell in row) for row in table.rows[table.header :])} 行"
    for heading, role in zip(table_headings(table), table_roles(table), strict=True):
        yield f"    {_short(heading) or '（无表头）'} → {_ROLES[role]}"


def _short(text: str) -> str:
    return text if len(text) <= _WIDEST else f"{text[:_WIDEST]}…"
