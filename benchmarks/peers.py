"""Beside other libraries, in one run: cutting words, finding dates, and text to rows over the same own-made text.

    python -m benchmarks.peers

Needs the extra ``bench``; a library that is not installed is left out and named. Processor time, medians of runs.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from datetime import date

from benchmarks.articles import QUICK, made
from benchmarks.deadlines import jionlp_finder, rate, recognizers_finder, speed
from extractor.deadline import find_deadlines
from extractor.pipeline import load_finders
from extractor.table.extract import extract_rows

COUNT = 10 if QUICK else 60
DAY = date(2024, 3, 15)
SLOW = 8000
"""Characters that the slowest of them is given."""


def report() -> Iterator[str]:
    """The section as lines of Markdown."""
    import jieba

    jieba.setLogLevel(logging.WARNING)
    jieba.lcut("预热")
    nlp = load_finders()
    texts = [article.text for article in made(COUNT)]
    lines = [line for text in texts for line in text.splitlines()]
    rates = {
        "`jieba.lcut`": speed(jieba.lcut, texts),
        "xiaozhang, text to rows": rate(lambda: list(extract_rows(texts, nlp=nlp)), sum(map(len, texts))),
        "xiaozhang, `find_deadlines`, line by line": speed(lambda text: find_deadlines(text, published=DAY), lines),
    }
    left_out = []
    for name, make in (("JioNLP, times", jionlp_finder), ("Recognizers-Text, dates", recognizers_finder)):
        try:
            find = make()
        except ImportError:
            left_out.append(name)
            continue
        rates[f"{name}, line by line"] = speed(_dated(find), _some(lines))
    yield f"{len(texts)} articles, {sum(map(len, texts)):,} characters; of the other date finders the first {SLOW:,}."
    yield ""
    yield "| | characters a second | times `jieba.lcut` |"
    yield "| --- | ---: | ---: |"
    for name, each in rates.items():
        yield f"| {name} | {each:,.0f} | {each / rates['`jieba.lcut`']:.2f} |"
    if left_out:
        yield ""
        yield f"Not installed: {', '.join(left_out)}."


def _dated(find: Callable[[str, date], object]) -> Callable[[str], object]:
    return lambda text: find(text, DAY)


def _some(lines: list[str]) -> list[str]:
    chosen, size = list[str](), 0
    for line in lines:
        size += len(line)
        if size > SLOW:
            break
        chosen.append(line)
    return chosen


if __name__ == "__main__":
    print("\n".join(report()))
