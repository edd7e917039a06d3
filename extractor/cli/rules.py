"""``xiaozhang rules``: run the rules' own proof, list them, and try them on a sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from extractor.cli import rules_diff
from extractor.cli.console import end, example, parse_day, print_line, print_table
from extractor.cli.extract import Rules, check_folders, summarize
from extractor.problem import Problem

if TYPE_CHECKING:
    from extractor.rulebook import Family, RuleBook


class FamilyName(StrEnum):
    """The families of rules."""

    DEADLINE = "deadline"
    METRIC = "metric"
    AGENCY = "agency"
    COMMITMENT = "commitment"


OneFamily = Annotated[
    FamilyName | None,
    typer.Option("--family", metavar="类", help="只要一类：deadline、metric、agency 或 commitment。"),
]

group = typer.Typer(
    help="规则：自带的例句、清单、试一句话、改动的影响。",
    epilog=example("xiaozhang rules try '6月底前完成整改。' --published 2024-03-20"),
    no_args_is_help=True,
    rich_markup_mode=None,
)


def register(app: typer.Typer) -> None:
    """Add ``rules`` to the command line."""
    rules_diff.register(group)
    app.add_typer(group, name="rules")


def load_books(folders: Sequence[Path] | None, only: FamilyName | None = None) -> Iterator[tuple[Family, RuleBook]]:
    """Each family with its rule book, the user's folders added."""
    from extractor.cli.families import FAMILIES
    from extractor.rulebook import load_rules

    check_folders(folders or ())
    for family in FAMILIES:
        if only in {None, family.name}:
            yield family, load_rules(family, folders or ())


@group.command("test", epilog=example("xiaozhang rules test", "xiaozhang rules test --rules 我的规则/"))
def run_proofs(rules: Rules = None, family: OneFamily = None) -> None:
    """把每条规则的正例和反例都跑一遍：单独跑，再和全部规则一起跑。

    没有例句需要的规则、会失控的模式也会报告；有问题时退出码为 1。
    """
    from extractor.rulebook import check_rules, lint_rules

    problems: list[Problem] = []
    for kind, book in load_books(rules, family):
        found = [*check_rules(kind, book), *lint_rules(book)]
        examples = sum(len(rule.examples) + len(rule.counterexamples) for rule in book.rules)
        print_line(f"{kind.name}：{len(book.rules)} 条规则，{examples} 个例句，{len(found)} 个问题")
        problems += found
    end(problems)


@group.command("list", epilog=example("xiaozhang rules list --family deadline"))
def list_rules(rules: Rules = None, family: OneFamily = None) -> None:
    """列出规则：编号、名称、为什么、例句数。"""
    rows = (
        (rule.id, rule.title, rule.why, len(rule.examples), len(rule.counterexamples))
        for _, book in load_books(rules, family)
        for rule in book.rules
    )
    print_table(("编号", "名称", "为什么", "正例", "反例"), rows)


@group.command("try", epilog=example("xiaozhang rules try '6月底前完成整改。' --published 2024-03-20"))
def try_rules(
    sentence: Annotated[str, typer.Argument(metavar="句子", help="一句话。")],
    published: Annotated[
        date | None, typer.Option("--published", metavar="日期", parser=parse_day, help="这句话的发布日期。")
    ] = None,
    rules: Rules = None,
) -> None:
    """拿一句话试规则：哪些规则的模式对上了，最后得出什么。"""
    from extractor.article import Article
    from extractor.pipeline import load_finders
    from extractor.table import extract_rows

    matches = [match for _, book in load_books(rules) for match in book.scan(sentence)]
    print_table(
        ("规则", "名称", "对上的字"),
        ((match.rule.id, match.rule.title, sentence[match.start : match.end]) for match in matches),
        title="对上的模式",
    )
    found = list(extract_rows([Article(text=sentence, published=published)], nlp=load_finders(rules or ())))
    headings = ("举措", "类别", "力度", "时限", "到期日", "责任单位", "指标", "起作用的规则")
    print_table(
        headings, ((row["text"], *summarize(row), "、".join(row["rules"])) for row in found), title="得出的举措"
    )
