"""``xiaozhang evaluate``: how well the tool reads, against annotated articles."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import example, print_line, print_note
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.commitment.find import Decider
    from extractor.evaluate.score import Scores
    from extractor.evaluate.train import Prepared

    Pairs = list[tuple[Prepared, Decider]]


def register(app: typer.Typer) -> None:
    """Add ``evaluate`` to the command line."""
    app.command(epilog=example("xiaozhang evaluate tests/golden/expected samples"))(evaluate)


def evaluate(
    gold: Annotated[Path, typer.Argument(metavar="标注", help="标注文件夹：每篇文章一个 JSON。")],
    corpus: Annotated[Path, typer.Argument(metavar="文章", help="文章文件夹，标注里的 doc 是其下的路径。")],
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="文件", help="另外写成 Markdown。")] = None,
    errors: Annotated[int, typer.Option("--errors", metavar="条数", help="列出多少条差错。")] = 0,
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
    lines = list(_sections(gold, corpus, cross=cross, errors=errors))
    for line in lines:
        print_line(line)
    if output:
        said = "Written by `xiaozhang evaluate ANNOTATIONS TEXTS --cross --output docs/evaluation.md`."
        output.write_text("\n".join(["# Evaluation", "", said, *lines]) + "\n", encoding="utf-8")
        print_note(f"已写入 {output}")


def _sections(gold: Path, corpus: Path, *, cross: bool, errors: int) -> Iterator[str]:
    """The report as lines of Markdown: each way of deciding, then the last of them in detail."""
    from extractor.commitment.find import by_rules
    from extractor.commitment.model import load_model
    from extractor.evaluate import report
    from extractor.evaluate.crossval import held_out, score_all
    from extractor.evaluate.gold import read_gold
    from extractor.evaluate.train import prepare

    documents = prepare(read_gold(gold, corpus))
    if not documents:
        msg = f"“{gold}”里没有标注。"
        raise UsageError(msg)
    ways: dict[str, Pairs] = {"Rules alone": [(document, by_rules) for document in documents]}
    if decide := load_model():
        ways["Rules and model"] = [(document, decide) for document in documents]
    if cross:
        ways["Rules and model, the source of each text left out of training"] = list(held_out(documents))
    for title, way in ways.items():
        scores = score_all(way)
        yield from ("", f"## {title}, {len(documents)} texts", "", *report.figures(scores))
    yield from ("", "## By set", "", *report.by_group(way, report.set_of))
    yield from ("", "## By genre", "", *report.by_group(way, report.genre_of))
    yield from ("", "## What confidence means", "", *report.calibration(scores))
    yield from ("", "## Rules and the measures they had a part in", "", *report.by_rule(scores))
    yield from ("", "## Worst texts", "", *report.worst(scores))
    if errors:
        yield from ("", "## Errors", "", *_errors(scores, errors))


def _errors(scores: Scores, count: int) -> Iterator[str]:
    for name, said, words in scores.errors[:count]:
        yield f"- {name}: {said}: {words}"
