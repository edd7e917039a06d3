"""``xiaozhang evaluate``: how well the tool reads, against annotated articles."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli.console import example, print_line, print_note, print_table
from extractor.problem import UsageError

if TYPE_CHECKING:
    from extractor.evaluate.score import Scores
    from extractor.evaluate.train import Prepared

_HEADINGS = ("项目", "准确率", "召回率", "F1", "标注", "找到")


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
    parts = _score(gold, corpus, cross=cross)
    for title, scores in parts:
        print_table(_HEADINGS, _rows(scores), title=title)
    for name, said, words in parts[-1][1].errors[:errors]:
        print_line(f"{name}  {said}  {words}")
    if output:
        output.write_text(_markdown(parts, gold, corpus), encoding="utf-8")
        print_note(f"已写入 {output}")


def _score(gold: Path, corpus: Path, *, cross: bool) -> list[tuple[str, Scores]]:
    from extractor.commitment.find import by_rules
    from extractor.commitment.model import load_model
    from extractor.evaluate.crossval import held_out, score_all
    from extractor.evaluate.gold import read_gold
    from extractor.evaluate.train import prepare

    documents: list[Prepared] = prepare(read_gold(gold, corpus))
    if not documents:
        msg = f"“{gold}”里没有标注。"
        raise UsageError(msg)
    parts = [("只用规则", score_all([(document, by_rules) for document in documents]))]
    if decide := load_model():
        parts.append(("规则加模型", score_all([(document, decide) for document in documents])))
    if cross:
        parts.append(("规则加模型，按来源留出", score_all(list(held_out(documents)))))
    return parts


def _rows(scores: Scores) -> list[tuple[str, ...]]:
    rows: list[tuple[str, ...]] = [
        (name, f"{t.precision:.3f}", f"{t.recall:.3f}", f"{t.f1:.3f}", str(t.gold), str(t.found))
        for name, t in scores.tallies.items()
    ]
    return rows + [(name, f"{scores.accuracy(name):.3f}", "", "", str(n), "") for name, n in scores.asked.items()]


def _markdown(parts: list[tuple[str, Scores]], gold: Path, corpus: Path) -> str:
    lines = ["# Evaluation", "", "```console", f"$ xiaozhang evaluate {gold} {corpus}", "```"]
    for title, scores in parts:
        lines += ["", f"## {title}", "", f"| {' | '.join(_HEADINGS)} |", "| --- |" + " ---: |" * (len(_HEADINGS) - 1)]
        lines += [f"| {' | '.join(row)} |" for row in _rows(scores)]
    return "\n".join(lines) + "\n"
