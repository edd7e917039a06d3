"""``xiaozhang extract``: articles in, a table of measures out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from extractor.cli.console import end, example, parse_day, print_note, print_table, today, track
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.article import Article
    from extractor.reading import Seen
    from extractor.table import Row


class Kind(StrEnum):
    """What kind of measure is wanted."""

    COMMITMENT = "commitment"
    ACHIEVEMENT = "achievement"


class Lang(StrEnum):
    """The language of a workbook's headings."""

    ZH = "zh"
    EN = "en"


Paths = Annotated[list[str], typer.Argument(metavar="路径...", help="文章或文件夹；- 是标准输入。")]
Published = Annotated[
    date | None,
    typer.Option("--published", metavar="日期", parser=parse_day, help="文章自己没有写明时的发布日期。"),
]
Rules = Annotated[list[Path] | None, typer.Option("--rules", metavar="文件夹", help="自己的规则，加在自带的之上。")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="不显示进度和小结。")]


@dataclass
class Intake:
    """What came in while the rows went out: articles (without their text), problems, and what was found."""

    articles: list[Article] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    found: dict[str, int] = field(default_factory=lambda: {"commitment": 0, "achievement": 0})
    dated: int = 0
    open_dues: dict[str, list[str]] = field(default_factory=dict)

    def good(self, items: Iterable[Article | Problem]) -> Iterator[Article]:
        """The articles among the items; everything is noted."""
        for item in items:
            if isinstance(item, Problem):
                self.problems.append(item)
            else:
                self.articles.append(replace(item, text="", headings=(), tables=(), page_starts=()))
                yield item

    def counted(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows again, counted."""
        for row in rows:
            self.found[row["kind"]] += 1
            self.dated += bool(row["due"])
            yield row

    def settled(self, rows: Iterable[Row]) -> Iterator[Row]:
        """The rows again; behind the last one, an article without a date has a problem where a deadline needed it."""
        for row in rows:
            due = row["due"] or {}
            if due and not row["published"] and not any(due[key] for key in ("date", "start", "recurs", "event")):
                self.open_dues.setdefault(row["article"], []).append(due["text"])
            yield row
        self.problems[:] = [self._settled(problem) for problem in self.problems]  # in place: a writer may hold the list

    def _settled(self, problem: Problem) -> Problem:
        dues = self.open_dues.get(problem.where) if problem.code == "reading.no_date" else None
        if not dues:
            return problem
        message = f"没有找到发布日期，“{dues[0]}”等 {len(dues)} 个时限不能换算成日期"
        return replace(problem, message=message, notice=False)

    def __str__(self) -> str:
        done, promised = self.found["achievement"], self.found["commitment"]
        return f"{len(self.articles)} 篇文章：{promised} 条承诺（{self.dated} 条有时限），{done} 条已办。"


def check_outputs(outputs: Iterable[Path]) -> None:
    """UsageError for a suffix that no writer knows, before any work is done."""
    from extractor.table.files import WRITERS

    for path in outputs:
        if path.suffix.lower() not in WRITERS:
            msg = f"不知道怎样写“{path.name}”：后缀可以是 {' '.join(WRITERS)}。"
            raise UsageError(msg)


def check_folders(folders: Iterable[Path]) -> None:
    """UsageError for a folder of rules that is not there."""
    for folder in folders:
        if not folder.is_dir():
            msg = f"没有规则文件夹“{folder}”。"
            raise UsageError(msg)


def find_rows(
    paths: list[str],
    intake: Intake,
    *,
    published: date | None,
    rules: list[Path] | None,
    quiet: bool,
    seen: Seen | None = None,
    reprints: bool = False,
    web: bool = False,
) -> Iterator[Row]:
    """The rows of all articles below the paths, one article after the other, with a progress bar."""
    from extractor.pipeline import load
    from extractor.reading import Reprints, read
    from extractor.table import extract_rows

    known = Reprints() if reprints else None
    articles = read(paths, published=published, today=today(), seen=seen, reprints=known, web=web)
    items = track(articles, label="正在读", total=_count(paths), quiet=quiet)
    yield from intake.settled(extract_rows(intake.good(items), nlp=load(rules or ())))


def _count(paths: list[str]) -> int | None:
    """How many files there are, for the progress bar; unknown for standard input."""
    from extractor.reading.files import find_files, is_url

    return None if any(path == "-" or is_url(path) for path in paths) else sum(1 for _ in find_files(paths))


def write_outputs(rows: Iterable[Row], outputs: list[Path], intake: Intake, *, lang: str) -> None:
    """Write the rows to every output; they stream where one output takes them as they come."""
    from extractor.table import write_table

    if len(outputs) > 1 or outputs[0].suffix.lower() == ".xlsx":
        rows = list(rows)
    for path in outputs:
        options: dict[str, Any] = {}
        if path.suffix.lower() == ".xlsx":
            options = {"lang": lang, "articles": intake.articles, "problems": intake.problems, "as_of": today()}
        intake.problems += write_table(rows, path, **options)


def print_rows(rows: Iterable[Row]) -> None:
    """The rows as a table on the terminal."""
    headings = ("文章", "举措", "类别", "力度", "时限", "到期日", "责任单位", "指标")
    print_table(headings, ((row["article"], row["text"], *summarize(row)) for row in rows))


def summarize(row: Row) -> tuple[str, ...]:
    """What a row says, in words for people: kind, strength, deadline, its last day, units, metrics."""
    due = row["due"] or {}
    ends = due.get("date") or due.get("event") or WORDS.get(due.get("recurs"), "")
    if not ends and due.get("start"):
        ends = f"{due['start']} 起"
    units = "、".join(row["lead"]) + (f"（配合：{'、'.join(row['support'])}）" if row["support"] else "")
    metrics = "；".join(metric["text"] for metric in row["metrics"])
    return WORDS[row["kind"]], WORDS.get(row["strength"], ""), due.get("text") or "", ends, units, metrics


WORDS: dict[str | None, str] = {
    "commitment": "承诺",
    "achievement": "已办",
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月",
    "quarterly": "每季",
    "yearly": "每年",
    "firm": "硬性",
    "aim": "力争",
    "explore": "探索",
}
"""The words for people of the values that a row holds."""


def register(app: typer.Typer) -> None:
    """Add ``extract`` to the command line."""
    app.command(
        epilog=example(
            "xiaozhang extract 文章/ -o 台账.xlsx",
            "xiaozhang extract 通知.md --published 2024-04-08 -o 举措.jsonl",
        )
    )(extract)


def extract(
    paths: Paths,
    output: Annotated[
        list[Path] | None,
        typer.Option(
            "--output",
            "-o",
            metavar="文件",
            help="写到哪里：.xlsx .csv .jsonl .json .parquet；可给几次，不给就列在屏幕上。",
        ),
    ] = None,
    published: Published = None,
    kind: Annotated[
        Kind | None, typer.Option("--kind", metavar="类别", help="只要 commitment（承诺）或 achievement（已办）。")
    ] = None,
    rules: Rules = None,
    lang: Annotated[Lang, typer.Option("--lang", metavar="语言", help="工作簿的表头：zh 或 en。")] = Lang.ZH,
    url: Annotated[bool, typer.Option("--url", help="允许联网读网址和订阅源。")] = False,
    since: Annotated[
        Path | None, typer.Option("--since", metavar="文件", help="读过的文件的索引：只读新增和改动的，没有就新建。")
    ] = None,
    reprints: Annotated[bool, typer.Option("--reprints", help="换了标题的同一篇文字只计一次。")] = False,
    quiet: Quiet = False,
) -> None:
    """从文章里找出承诺和已办的事，连同时限、责任单位和指标。

    读不了的文件逐一说明，其余照常；有问题时退出码为 1。
    """
    outputs = output or []
    check_outputs(outputs)
    check_folders(rules or ())
    intake = Intake()
    with index(since, quiet=quiet) as seen:
        rows = find_rows(
            paths, intake, published=published, rules=rules, quiet=quiet, seen=seen, reprints=reprints, web=url
        )
        rows = intake.counted(row for row in rows if kind in (None, row["kind"]))
        if outputs:
            write_outputs(rows, outputs, intake, lang=lang.value)
        else:
            print_rows(rows)
    print_note(str(intake), quiet=quiet)
    for path in outputs:
        print_note(f"已写入 {path}", quiet=quiet)
    end(intake.problems)


@contextmanager
def index(file: Path | None, *, quiet: bool) -> Iterator[Seen | None]:
    """The index of what was read before, kept where the work is done to its end; says what was new."""
    if file is None:
        yield None
        return
    from extractor.reading import Seen

    with Seen(file) as seen:
        yield seen
        print_note(str(seen.changes()), quiet=quiet)
