"""``xiaozhang review``: one HTML page on which a person checks what was found."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import end, example, parse_day, print_note
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.article import Article


def register(app: typer.Typer) -> None:
    """Add the command."""
    app.command("review", epilog=example("xiaozhang review 文章/ -o review.html"))(review)


def review(
    paths: Annotated[list[str], typer.Argument(metavar="文章...", help="文章或文件夹。")],
    output: Annotated[Path, typer.Option("--output", "-o", metavar="文件", help="写到哪里。")] = Path("review.html"),
    published: Annotated[
        date | None,
        typer.Option("--published", metavar="日期", parser=parse_day, help="文章自己没有写明时的发布日期。"),
    ] = None,
    as_of: Annotated[
        date | None,
        typer.Option("--as-of", metavar="日期", parser=parse_day, help="写明到这一天还有几天到期；不写就不算。"),
    ] = None,
    rules: Annotated[list[Path] | None, typer.Option("--rules", metavar="文件夹", help="自己的规则，可重复。")] = None,
) -> None:
    """核对页：原文里标出举措、时限、单位和指标，旁边是表；一个 HTML 文件，离线可看，j/k 键逐条走。"""
    from extractor.pipeline import load_finders, read_measures
    from extractor.reading import read
    from extractor.sheet.review import render_review
    from extractor.table.files import replacing

    if output.suffix.lower() not in {".html", ".htm"}:
        raise UsageError(f"核对页是 HTML：请把“{output.name}”的后缀写成 .html。")
    problems: list[Problem] = []

    def articles() -> Iterator[Article]:
        for item in read(paths, published=published):
            if isinstance(item, Problem):
                problems.append(item)
            else:
                yield item

    page = render_review(read_measures(load_finders(rules or []), articles()), as_of=as_of)
    with replacing(output) as draft:
        draft.write_text(page, encoding="utf-8", newline="\n")
    print_note(f"核对页写到了 {output}")
    end(problems)
