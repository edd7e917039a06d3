"""Text to rows in one process, beside what ``jieba.lcut`` alone takes for the same text, in turns.

    python benchmarks/pipeline.py [FOLDER]

Without a folder of articles the text is made of the samples: their paragraphs in new orders, with other numbers, so
that nothing repeats word for word. Needs nothing beyond what xiaozhang itself needs.
"""

from __future__ import annotations

import logging
import random
import re
import resource
import statistics
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

import jieba

from extractor.article import Article
from extractor.pipeline import load_finders
from extractor.problem import Problem
from extractor.reading import read
from extractor.table.extract import extract_rows

ROOT = Path(__file__).resolve().parent.parent
RUNS = 5
ARTICLES = 120
LENGTH = 800
LONG = 1_700_000
"""Characters of a document of 5 MB."""


def own_made(count: int = ARTICLES, length: int = LENGTH, *, seed: int = 9) -> list[Article]:
    """Articles of about ``length`` characters out of the paragraphs of the samples, with numbers of their own."""
    chance = random.Random(seed)
    samples = [item for item in read([ROOT / "samples"]) if isinstance(item, Article)]
    out = []
    for n in range(count):
        model = samples[n % len(samples)]
        other = chance.choice(samples)
        pool = [p for p in (*model.text.splitlines(), *other.text.splitlines()) if p.strip()]
        chance.shuffle(pool)
        lines, size = list[str](), 0
        while size < length:
            lines.append(
                re.sub(
                    r"(?<!\d)[1-9](?=\d{0,2}(?!\d|月|年|日))",
                    lambda _: str(chance.randint(1, 9)),
                    pool[size % len(pool)],
                )
            )
            size += len(lines[-1]) + 1
        out.append(replace(model, path=f"{n}.md", text="\n".join(lines), headings=(), tables=()))
    return out


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
    }
    for name, given in texts.items():
        size = sum(len(a.text) for a in given)
        yield name, size, clock(partial(_drain, given, nlp)) / size * 1e6


def _drain(articles: Sequence[Article], nlp: object) -> None:
    for _ in extract_rows(articles, nlp=nlp):  # type: ignore[arg-type]
        pass


def report(articles: Sequence[Article] = ()) -> Iterator[str]:
    """The section on one process as lines of Markdown."""
    articles = articles or own_made()
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


def main(folders: list[str]) -> int:
    """Print the section, for the articles of the folders where any are named."""
    items = list(read(folders)) if folders else []
    print(*report([item for item in items if not isinstance(item, Problem)]), sep="\n")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
