"""Text to rows in one process, beside what ``jieba.lcut`` alone takes for the same text, in turns.

    python -m benchmarks.pipeline [FOLDER]

Without a folder of articles the text is made (:mod:`benchmarks.articles`). Needs nothing beyond what xiaozhang itself
needs.
"""

from __future__ import annotations

import logging
import resource
import statistics
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import jieba
import yaml

from benchmarks.articles import QUICK, made
from extractor.article import Article
from extractor.commitment.rules import commitment_rules
from extractor.language.finder import Findings
from extractor.pipeline import batches, load_finders
from extractor.problem import Problem
from extractor.reading import read
from extractor.table.extract import extract_rows
from extractor.table.rows import to_rows

RUNS = 2 if QUICK else 5
ARTICLES = 20 if QUICK else 120
LONG = 60_000 if QUICK else 1_700_000
"""Characters of a document of 5 MB."""

UNITS = ("12,3.", "2024年", "一二三", "（", "市教育局、")
"""What stands again and again in a text that nobody wrote: here too the time must not grow faster than the text."""


def clock(work: Callable[[], object]) -> float:
    """Processor seconds: other programs on the machine count less than with wall time."""
    start = time.process_time()
    work()
    return time.process_time() - start


def compare(articles: Sequence[Article]) -> tuple[float, float, float]:
    """Characters a second of xiaozhang and of jieba, and the median of the ratios of runs taken in turns."""
    jieba.setLogLevel(logging.WARNING)
    jieba.lcut("预热")
    nlp = load_finders()
    size = sum(len(a.text) for a in articles)
    ours: Callable[[], object] = lambda: sum(1 for _ in extract_rows(articles, nlp=nlp))  # noqa: E731
    theirs: Callable[[], object] = lambda: [jieba.lcut(a.text) for a in articles]  # noqa: E731
    ours()
    pairs = [(clock(ours), clock(theirs)) for _ in range(RUNS)]
    mine, cut = (statistics.median(times) for times in zip(*pairs, strict=True))
    return size / mine, size / cut, statistics.median(b / a for a, b in pairs)


def growth(articles: Sequence[Article]) -> Iterator[tuple[str, int, float]]:
    """Microseconds a character for articles one by one, for one long document, and for one long paragraph."""
    nlp = load_finders()
    whole = "\n".join(a.text for a in articles)
    long = (whole + "\n") * (LONG // len(whole) + 1)
    texts = {
        f"{len(articles)} articles": list(articles),
        "one document": [replace(articles[0], text=long[:LONG])],
        "one paragraph": [replace(articles[0], text=long[:LONG].replace("\n", ""))],
        **{f"{unit} again and again": [replace(articles[0], text=unit * (LONG // 8))] for unit in UNITS},
    }
    for name, given in texts.items():
        size = sum(len(a.text) for a in given)
        yield name, size, clock(partial(_drain, given, nlp)) / size * 1e6


def stages(articles: Sequence[Article]) -> dict[str, float]:
    """Microseconds a character of each step from text to rows, the least of some runs."""
    nlp = load_finders()
    size = sum(len(a.text) for a in articles)
    runs: list[Counter[str]] = []
    for _ in range(RUNS):
        spent: Counter[str] = Counter()
        for batch in batches(articles):
            found: list[Findings] = [{"article": article} for article in batch]
            for finder in nlp:
                spent[finder.key] += clock(partial(finder.read, found))
            spent["rows"] += clock(partial(_make_rows, found))
        runs.append(spent)
    return {key: min(spent[key] for spent in runs) / size * 1e6 for key in runs[0]}


def _make_rows(found: Sequence[Findings]) -> None:
    for findings in found:
        for _ in to_rows(findings["article"], findings["measures"]):
            pass


def with_more_rules(articles: Sequence[Article]) -> tuple[int, float]:
    """How many commitment rules there are, and the share of time that as many copies of them add.

    A copy matches wherever its original does, which is as dear as a new rule can be.
    """
    rules = commitment_rules().rules
    copies = [
        {
            "id": f"commitment.copy_{n}",
            "title": rule.title,
            "why": rule.why,
            "pattern": rule.pattern,
            "says": rule.options["says"],
            "weight": 0,
        }
        for n, rule in enumerate(rules)
    ]
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "commitment", "copies.yaml")
        file.parent.mkdir()
        file.write_text(yaml.safe_dump(copies, allow_unicode=True), encoding="utf-8")
        plain, more = load_finders(), load_finders([folder])
        for nlp in (plain, more):
            _drain(articles, nlp)
        pairs = [(clock(partial(_drain, articles, plain)), clock(partial(_drain, articles, more))) for _ in range(RUNS)]
    return len(rules), statistics.median(b / a for a, b in pairs) - 1


def _drain(articles: Sequence[Article], nlp: object) -> None:
    for _ in extract_rows(articles, nlp=nlp):  # type: ignore[arg-type]
        pass


def report(articles: Sequence[Article] = ()) -> Iterator[str]:
    """The section on one process as lines of Markdown."""
    articles = articles or list(made(ARTICLES))
    ours, theirs, ratio = compare(articles)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(len(a.text) for a in articles)
    yield f"{len(articles)} articles, {size:,} characters; median of {RUNS} runs, taken in turns; processor time."
    yield ""
    yield "| | characters a second | times jieba.lcut |"
    yield "| --- | ---: | ---: |"
    yield f"| `jieba.lcut` | {theirs:,.0f} | |"
    yield f"| xiaozhang, text to rows | {ours:,.0f} | {ratio:.2f} |"
    yield ""
    yield f"Peak memory of the process, jieba's dictionary included: {peak:.0f} MB."
    yield ""
    yield "| text | characters | microseconds a character |"
    yield "| --- | ---: | ---: |"
    for name, count, each in growth(articles):
        yield f"| {name} | {count:,} | {each:.2f} |"
    yield ""
    yield "| step | microseconds a character |"
    yield "| --- | ---: |"
    for key, each in stages(articles).items():
        yield f"| {key} | {each:.2f} |"
    yield ""
    rules, share = with_more_rules(articles)
    yield f"Twice the {rules} commitment rules, each copy matching where its original does: {share:+.0%} time."


def main(folders: list[str]) -> int:
    """Print the section, for the articles of the folders where any are named."""
    items = list(read(folders)) if folders else []
    print(*report([item for item in items if not isinstance(item, Problem)]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
