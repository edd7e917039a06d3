"""Throw bytes at the readers: noise, and real files of every kind with bytes changed, cut, doubled and swapped.

    python benchmarks/fuzz_reading.py [--inputs 20000] [--seconds 900] [--seed 1]

Every input must end as articles or problems within the time limit for one file; a crash, a hang or a quote that is
not in its text ends the run with status 1. Prints the count of inputs, what became of them, the slowest and the memory.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import resource
import sys
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.reading import Limits, read_bytes_as

TEXT = "下一步，市交通局将加快路网改造，6月底前完成3条道路大修。责任单位为市发展改革委，配合单位为市财政局。\n"
ROWS = [
    ["序号", "任务内容", "牵头单位", "完成时限"],
    ["1", "修路3条", "市交通局", "6月底前"],
    ["2", "建站2座", "市水利局", "年底前"],
]
LIMITS = Limits(seconds=10, size=5_000_000)
FROM_BYTES = (
    b"\x00",
    b"\xff",
    b"|",
    b"\t",
    b"\n",
    b"<",
    b"</p>",
    b"<table>",
    b"<td rowspan=9999 colspan=9999>",
    b"---\n",
    b"\xed\xa0\x80",
    b"&#0;",
    b"]]>",
    b"%PDF-",
    b"PK\x03\x04",
    b"\x81\x30\x81\x30",
)


def word() -> bytes:
    """A Word file with a heading, a list, and a table with a merged cell."""
    import docx

    document = docx.Document()
    document.add_heading("某市重点工作方案", 0)
    document.add_paragraph(TEXT, style="List Number")
    table = document.add_table(rows=3, cols=4)
    for r, row in enumerate(ROWS):
        for c, cell in enumerate(row):
            table.cell(r, c).text = cell
    table.cell(1, 2).merge(table.cell(2, 2))
    return saved(document.save)


def workbook() -> bytes:
    """A task list in Excel."""
    import openpyxl

    book = openpyxl.Workbook()
    for row in ROWS:
        book.active.append(row)
    book.active.merge_cells("C2:C3")
    return saved(book.save)


def saved(save: Callable[[io.BytesIO], object]) -> bytes:
    """What a save function writes."""
    stream = io.BytesIO()
    save(stream)
    return stream.getvalue()


def parquet() -> bytes:
    """A table of one article."""
    import pandas as pd

    return saved(
        lambda stream: pd.DataFrame({"title": ["甲"], "date": ["2022-03-15"], "text": [TEXT]}).to_parquet(stream)
    )


def pdf() -> bytes:
    """A page with a text layer and a ruled table, written by hand: no library is needed to make it."""
    drawn = [f"BT /F1 12 Tf 50 {780 - 20 * n} Td (Task {n} due 2022) Tj ET" for n in range(10)]
    drawn += [f"50 {500 - 30 * n} m 350 {500 - 30 * n} l S" for n in range(4)] + [
        f"{50 + 100 * n} 500 m {50 + 100 * n} 410 l S" for n in range(4)
    ]
    drawn += [f"BT /F1 10 Tf {60 + 100 * c} {480 - 30 * r} Td (cell {r}{c}) Tj ET" for r in range(3) for c in range(3)]
    content = "\n".join(drawn).encode()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    body = b"%PDF-1.4\n" + b"".join(b"%d 0 obj%s\nendobj\n" % (n, o) for n, o in enumerate(objects, start=1))
    return body + b"trailer<</Root 1 0 R/Size 6>>\n%%EOF"


def archive() -> bytes:
    """A zip of two articles."""

    def write(stream: io.BytesIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as packed:
            packed.writestr("a/通知.md", TEXT * 3)
            packed.writestr("b.docx", word())

    return saved(write)


def seeds() -> dict[str, bytes]:
    """A small real file of every kind, by name."""
    page = "<html><head><meta charset=utf-8><title>通知</title></head><body><div class=nav>首页</div><p>" + TEXT * 3
    page += (
        "</p><table>" + "".join("<tr>" + "".join(f"<td>{c}" for c in row) for row in ROWS) + "</table></body></html>"
    )
    flat = "\n".join(" | ".join(row) for row in ROWS)
    feed = f"<?xml version='1.0'?><rss><channel><title>x</title><item><title>甲</title><description>{TEXT}</description></item></channel></rss>"
    return {
        "a.md": f"---\ntitle: 甲\ndate: 2022-03-15\ntags: [a, b]\n---\n# 一\n\n{TEXT}\n{flat}\n\n<p>{TEXT}</p>".encode(),
        "a.txt": (f"某市方案\n\n{TEXT}\n{flat}\n\n市政府办公室\n2022年3月15日\n").encode("gbk"),
        "a.html": page.encode(),
        "big5.htm": page.encode("gb18030"),
        "a.mhtml": b"Content-Type: multipart/related; boundary=x\n\n--x\nContent-Type: text/html\n\n"
        + page.encode()
        + b"\n--x--",
        "a.docx": word(),
        "a.xlsx": workbook(),
        "a.pdf": pdf(),
        "a.csv": "\n".join(",".join(row) for row in ROWS).encode(),
        "b.csv": f"title,date,text\n甲,2022-03-15,{TEXT}".encode(),
        "a.jsonl": json.dumps({"title": "甲", "date": "2022-03-15", "text": TEXT}).encode() + b"\n",
        "a.json": json.dumps([{"title": "甲", "text": TEXT}]).encode(),
        "a.parquet": parquet(),
        "a.zip": archive(),
        "a.xml": feed.encode(),
    }


def mutated(data: bytes, chance: random.Random) -> bytes:
    """The data with one to eight wounds."""
    out = bytearray(data)
    for _ in range(chance.randint(1, 8)):
        at, length = chance.randrange(len(out) + 1), min(len(out), chance.randint(1, 64))
        kind = chance.randrange(6)
        if kind == 0 and out:
            out[at % len(out)] = chance.randrange(256)
        elif kind == 1:
            out[at:at] = chance.choice(FROM_BYTES) * chance.choice((1, 1, 1, 3, 200))
        elif kind == 2:
            del out[at : at + length]
        elif kind == 3:
            out[at:at] = out[at : at + length] * chance.choice((1, 2, 50))
        elif kind == 4:
            out = out[: max(1, at)] if chance.random() < 0.3 else out
        else:
            out[at : at + length] = chance.randbytes(length)
    return bytes(out[:1_000_000])


def rewrapped(data: bytes, chance: random.Random) -> bytes:
    """An archive whose members were wounded before packing, so that the wounds get past the check sums."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as old:
            members = {name: old.read(name) for name in old.namelist()}
    except (zipfile.BadZipFile, ValueError, OSError):
        return data
    wounded = chance.choice([name for name in members if name.endswith((".xml", ".rels", ".md"))] or list(members))

    def write(stream: io.BytesIO) -> None:
        with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
            for name, content in members.items():
                new.writestr(name, mutated(content, chance) if name == wounded else content)

    return saved(write)


def inputs(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """The inputs, one kind after the other: noise, wounded files, wounded members of packages."""
    chance = random.Random(seed)
    real = seeds()
    names = list(real)
    for at in range(count):
        name = names[at % len(names)]
        draw = chance.random()
        if draw < 0.1:
            yield name, chance.randbytes(chance.randrange(2000))
        elif name.endswith(("docx", "xlsx", "zip")) and draw < 0.7:
            yield name, rewrapped(real[name], chance)
        else:
            yield name, mutated(real[name], chance)


def check(name: str, data: bytes, outcomes: Counter[str]) -> str:
    """Read one input; what is wrong with the outcome, empty where nothing is."""
    said = False
    for item in read_bytes_as(name, data, published=date(2022, 3, 15), limits=LIMITS):
        said = True
        if not isinstance(item, Article):
            outcomes[item.code] += 1
            continue
        outcomes["article"] += 1
        item.text.encode()
        quotes = [h.quote for h in item.headings] + [c for t in item.tables for row in t.rows for c in row]
        if any(item.text[q.start : q.end] != q.text for q in quotes):
            return "a quote is not in its text"
    return "" if said or not data else "neither an article nor a problem"


def main() -> int:
    """Run the inputs; exit status 1 at the first that goes wrong."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=900)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    outcomes: Counter[str] = Counter()
    started, slowest, done = time.monotonic(), (0.0, ""), 0
    for name, data in inputs(options.inputs, options.seed):
        began = time.monotonic()
        try:
            wrong = check(name, data, outcomes)
        except Exception as error:  # noqa: BLE001 - any exception is what is being looked for
            wrong = f"{type(error).__name__}: {error}"
        took = time.monotonic() - began
        slowest = max(slowest, (took, name))
        done += 1
        if wrong or took > LIMITS.seconds + 5:
            Path(f"fuzz-{done}-{name}").write_bytes(data)  # kept, so that it can become a test
            print(f"input {done} ({name}): {wrong or 'too slow'}; kept as fuzz-{done}-{name}")
            return 1
        if time.monotonic() - started > options.seconds:
            break
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{done} inputs in {time.monotonic() - started:.0f} s, slowest {slowest[0]:.2f} s ({slowest[1]}), memory {memory:.0f} MB, no crash, no hang"
    )
    print(", ".join(f"{code}: {count}" for code, count in outcomes.most_common()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
