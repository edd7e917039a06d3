"""Own-made articles in any number, one after the other: no two are the same.

The samples were written to show much in little space: they hold two to three times as many days, numbers and sentences
in a thousand characters as real plans, reports and news do. So their paragraphs are mixed with plain policy prose
(:mod:`benchmarks.prose`) until the proportions are real: some 17 measures, 6 dates, 8 quantities and 25 pieces in a
thousand characters (sets of annotated real articles hold 16 to 19, 3 to 8, 6 to 10 and 23 to 27).
"""

from __future__ import annotations

import json
import os
import random
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from benchmarks.prose import paragraph
from extractor.article import Article
from extractor.reading import read

SAMPLES = Path(__file__).resolve().parents[1] / "samples"
LENGTH = 800
SHARE = 0.33
"""How much of the text comes from the samples."""
QUICK = bool(os.environ.get("QUICK"))
"""``QUICK=1``: fewer articles, to see that a benchmark runs; its figures say little."""
MANY = int(os.environ.get("ARTICLES", "0"))
"""``ARTICLES=200000``: so many articles for the benchmarks of processes and of Spark, which take their time."""

_NUMBER = re.compile(r"(?<!\d)[1-9](?=\d{0,2}(?!\d|月|年|日))")


def made(count: int, *, seed: int = 9) -> Iterator[Article]:
    """``count`` articles of about :data:`LENGTH` characters; lazily, so that an archive of any size can be made."""
    chance = random.Random(seed)
    samples = [item for item in read([SAMPLES]) if isinstance(item, Article)]
    paragraphs = [[line for line in sample.text.splitlines() if line.strip()] for sample in samples]
    for n in range(count):
        at = n % len(samples)
        pool = [*paragraphs[at], *chance.choice(paragraphs)]
        chance.shuffle(pool)
        lines, size, taken = list[str](), 0, 0
        while size < LENGTH:
            if taken <= size * SHARE:
                lines.append(_NUMBER.sub(lambda _: str(chance.randint(1, 9)), pool[len(lines) % len(pool)]))
                taken += len(lines[-1]) + 1
            else:
                lines.append(paragraph(chance))
            size += len(lines[-1]) + 1
        title = f"{samples[at].title}（{n}）"
        yield replace(samples[at], path=f"{n}.md", title=title, text="\n".join(lines), headings=(), tables=(), meta={})


def write_lines(file: Path, count: int) -> int:
    """Write the articles as lines of JSON; the number of characters is returned."""
    size = 0
    with file.open("w", encoding="utf-8") as lines:
        for article in made(count):
            day = article.published.isoformat() if article.published else "2024-03-15"
            record = {"title": article.title, "text": article.text, "date": day}
            lines.write(json.dumps(record, ensure_ascii=False) + "\n")
            size += len(article.text)
    return size
