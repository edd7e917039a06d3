"""``xiaozhang explain``: why a sentence stands in the table, or why it does not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from extractor.article import Article
from extractor.cli.console import end, example, print_line, today
from extractor.cli.extract import Published, Rules, check_folders
from extractor.problem import Problem, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from extractor.commitment.explain import Explanation


def register(app: typer.Typer) -> None:
    """Add ``explain`` to the command line."""
    app.command(epilog=example("xiaozhang explain samples/01_feature.md"))(explain)


def explain(
    article: Annotated[str, typer.Argument(metavar="文章", help="一篇文章；- 是标准输入。")],
    row: Annotated[
        str, typer.Argument(metavar="编号", help="只解释这一条：表中的编号（可只写开头），或原文中的几个字。")
    ] = "",
    published: Published = None,
    rules: Rules = None,
) -> None:
    """逐句说明判断的理由：哪些规则说是、哪些说不是，模型最看重什么。

    不给编号时解释每一句，也包括没有列入台账的句子。
    """
    from extractor.commitment.explain import explain_doc
    from extractor.commitment.model import shipped_model
    from extractor.commitment.rules import commitment_rules
    from extractor.pipeline import load, to_doc
    from extractor.reading import read
    from extractor.table import to_rows

    check_folders(rules or ())
    nlp, book, problems, shown = load(rules or ()), commitment_rules(rules or ()), list[Problem](), 0
    for item in read([article], published=published, today=today()):
        if not isinstance(item, Article):
            problems.append(item)
            continue
        doc = nlp(to_doc(nlp, item))
        ids = {(r["start"], r["end"]): str(r["id"]) for r in to_rows(item, doc._.measures)}
        for one in explain_doc(doc, book=book, model=shipped_model()):
            known = next((i for (a, b), i in ids.items() if a < one.end and one.start < b), "")
            if not row or (known and known.startswith(row)) or row in one.text:
                shown += 1
                for line in _lines(one, known):
                    print_line(line)
    if row and not shown and not problems:
        msg = f"没有编号以“{row}”开头、也没有含“{row}”的句子。"
        raise UsageError(msg)
    end(problems)


def _lines(one: Explanation, known: str) -> Iterator[str]:
    from extractor.commitment.explain import KINDS, MODES

    yield f"{one.text}"
    share = "，".join(f"{KINDS[k]} {p:.0%}" for k, p in one.chances.items())
    yield f"  判为{KINDS[one.kind]}（{share}）{'，编号 ' + known if known else ''}；所在段落：{MODES[one.mode]}"
    for title, reasons in (("支持", one.fired), ("反对", one.lost)):
        for rule, name, words, _, weight in reasons:
            yield f"  {title}：{name}“{words}”（{rule}，{weight:g}）"
    if one.features:
        yield "  模型：" + "，".join(f"{name} {weight:+g}" for name, weight in one.features)
    yield ""
