"""``xiaozhang show``: an article in the terminal with its measures, dates, units and metrics marked."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from extractor.cli.console import end, example, print_table, terminal, today
from extractor.cli.extract import Published, Rules, check_folders, summarize
from extractor.problem import Problem

if TYPE_CHECKING:
    from rich.text import Text

    from extractor.article import Article, Quote
    from extractor.measure import Measure


class Mark(NamedTuple):
    """A piece of the text to be shown in a style; ``number`` is that of the measure which begins here."""

    start: int
    end: int
    style: str
    number: int | None = None


STYLES = {
    "commitment": "underline",
    "achievement": "dim underline",
    "due": "bold red",
    "metric": "bold yellow",
    "agency": "bold cyan",
}
"""How each kind of mark looks."""

_BRACKETS = {"due": ("〔", "〕"), "metric": ("｛", "｝"), "agency": ("＜", "＞")}
"""What stands around a mark where there are no colours."""


def find_marks(measures: Iterable[Measure]) -> Iterator[Mark]:
    """The marks of an article: each measure, then what stands inside or beside it."""
    for number, measure in enumerate(measures, start=1):
        yield Mark(measure.quote.start, measure.quote.end, measure.kind, number)
        units = (*measure.assignment.lead, *measure.assignment.support)
        found: list[tuple[str, Quote]] = [("agency", unit.quote) for unit in units]
        found += [("metric", metric.quote) for metric in measure.metrics]
        found += [("due", measure.due.quote)] if measure.due else []
        yield from (Mark(quote.start, quote.end, style) for style, quote in found if quote.text)


def render(article: Article, marks: Iterable[Mark], *, colours: bool) -> Text:
    """The article's text with its marks: in colours, or between brackets where there are none."""
    from rich.text import Text

    marks = sorted(set(marks), key=lambda mark: (mark.start, -mark.end))
    shown = Text(article.text)
    if colours:
        for mark in marks:
            shown.stylize(STYLES[mark.style], mark.start, mark.end)
    inserts = sorted(_inserts(marks, colours=colours), key=lambda insert: insert[:2])
    out, at = Text(), 0
    for place, _, words in inserts:
        out.append_text(shown[at:place]).append(words)
        at = place
    return out.append_text(shown[at:])


def _inserts(marks: Iterable[Mark], *, colours: bool) -> Iterator[tuple[int, int, str]]:
    """What is put between the characters: (place, rank at that place, words); an end goes before a beginning."""
    for mark in marks:
        if mark.number is not None:
            yield mark.start, 2, f"[{mark.number}]" if colours else f"【{mark.number} "
            if not colours:
                yield mark.end, 1, "】"
        elif not colours:
            opening, closing = _BRACKETS[mark.style]
            yield mark.start, 3, opening
            yield mark.end, 0, closing


def register(app: typer.Typer) -> None:
    """Add ``show`` to the command line."""
    app.command(epilog=example("xiaozhang show samples/01_feature.md"))(show)


def show(
    article: Annotated[str, typer.Argument(metavar="文章", help="一篇文章；- 是标准输入。")],
    published: Published = None,
    rules: Rules = None,
) -> None:
    """在终端里读一篇文章，标出其中的举措、时限、指标和责任单位。

    举措编了号，表里逐条列出；没有颜色的地方用【】〔〕｛｝＜＞代替。
    """
    from extractor.pipeline import load_finders, read_measures
    from extractor.reading import read
    from extractor.table import to_rows

    check_folders(rules or ())
    problems: list[Problem] = []
    good = (a for a in read([article], published=published, today=today()) if not _noted(a, problems))
    screen = terminal()
    for one, measures in read_measures(load_finders(rules or ()), good):  # type: ignore[arg-type]
        day = one.published.isoformat() if one.published else "日期不详"
        screen.print(f"{one.title or one.path}　{one.source}　{day}", markup=False, style="bold")
        screen.print(render(one, find_marks(measures), colours=bool(screen.color_system)))
        headings = ("号", "类别", "力度", "时限", "到期日", "责任单位", "指标")
        rows = enumerate(to_rows(one, measures), start=1)
        print_table(headings, ((number, *summarize(row)) for number, row in rows))
    end(problems)


def _noted(item: Article | Problem, problems: list[Problem]) -> bool:
    if isinstance(item, Problem):
        problems.append(item)
        return True
    return False
