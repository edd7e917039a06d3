"""``xiaozhang evaluate``: how well the tool reads, against annotated articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import end, example, print_line, print_note
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from extractor.commitment.find import Decider
    from extractor.evaluate.train import Prepared

    Pairs = list[tuple[Prepared, Decider]]


def register(app: typer.Typer) -> None:
    """Add ``evaluate`` to the command line."""
    app.command(epilog=example("xiaozhang evaluate tests/golden/expected samples"))(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="标注", help="标注文件夹：每篇文章一个 JSON。")],
    corpus: Annotated[Path, typer.Argument(metavar="文章", help="文章文件夹，标注里的 doc 是其下的路径。")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="另外写成 Markdown。")] = None,
    errors: Annotated[
        int,
        typer.Option("--errors", metavar="条数", min=0, help="列出多少条差错，最差的文章在前；只打印，不写进文件。"),
    ] = 40,
    cross: Annotated[
        bool, typer.Option("--cross", help="再按来源交叉验证：每次留出整个来源，用其余的重新训练模型。")
    ] = False,
) -> None:
    """对照标注打分：举措、时限、指标、责任单位各找对了多少。

    “台账行”要起止、类别、时限和全部指标都对才算对。
    """
    for folder in (gold, corpus):
        if not folder.is_dir():
            msg = f"没有文件夹“{folder}”。"
            raise UsageError(msg)
    documents, problems = _read(gold, corpus)
    ways = _ways(documents, cross=cross)
    lines = list(_sections(ways))
    for line in (*lines, *_errors(ways, errors)):
        print_line(line)
    if output:
        said = "Written by `xiaozhang evaluate ANNOTATIONS TEXTS --cross --output docs/evaluation.md`."
        output.write_text("\n".join(["# Evaluation", "", said, *lines]) + "\n", encoding="utf-8")
        print_note(f"已写入 {output}")
    end(problems)


def _read(gold: Path, corpus: Path) -> tuple[list[Prepared], list[Problem]]:
    """The annotated documents ready to be decided over, and what is wrong with the other annotations."""
    from extractor.evaluate.gold import GoldDocument, read_gold
    from extractor.evaluate.train import prepare

    items = list(read_gold(gold, corpus))
    problems = [item for item in items if isinstance(item, Problem)]
    if not items:
        msg = f"“{gold}”里没有标注。"
        raise UsageError(msg)
    documents = prepare(item for item in items if isinstance(item, GoldDocument))
    if not documents:
        end(problems)
    return documents, problems


def _ways(documents: list[Prepared], *, cross: bool) -> dict[str, Pairs]:
    """Each way of deciding by its title: the documents with their deciders."""
    from extractor.commitment.find import by_rules
    from extractor.commitment.model import load_model
    from extractor.evaluate.crossval import held_out

    ways: dict[str, Pairs] = {"Rules alone": [(document, by_rules) for document in documents]}
    if decide := load_model():
        ways["Rules and model"] = [(document, decide) for document in documents]
    if cross:
        ways["Rules and model, the source of each text left out of training"] = list(held_out(documents))
    return ways


def _sections(ways: dict[str, Pairs]) -> Iterator[str]:
    """The report as lines of Markdown: the figures of each way of deciding, then the last of them in detail."""
    from extractor.evaluate import report
    from extractor.evaluate.crossval import score_all

    for title, way in ways.items():
        scores = score_all(way)
        yield from ("", f"## {title}, {len(way)} texts", "", *report.figures(scores))
    yield from ("", "## By set", "", *report.by_group(way, report.set_of))
    yield from ("", "## By genre", "", *report.by_group(way, report.genre_of))
    yield from ("", "## What confidence means", "", *report.calibration(scores))
    yield from ("", "## Rules and the measures they had a part in", "", *report.by_rule(scores))
    yield from ("", "## Worst texts", "", *report.worst(scores))


def _errors(ways: dict[str, Pairs], count: int) -> Iterator[str]:
    """Errors of the last way of deciding; they quote the texts, so they are shown and not kept."""
    from extractor.evaluate import report
    from extractor.evaluate.crossval import score_all

    if count:
        scores = score_all(list(ways.values())[-1])
        yield from ("", "## Errors, the worst texts first", "", *report.worst_errors(scores, count=count))
