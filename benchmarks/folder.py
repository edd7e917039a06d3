"""Read a folder of many small files twice: time, memory, and what the second run with an index costs.

    python benchmarks/folder.py [--files 10000] [--compare]

Memory is measured half way and at the end: it must not grow with the number of files. ``--compare`` also reads the
same folder as trafilatura reads pages, where that is installed.
"""

from __future__ import annotations

import argparse
import random
import resource
import tempfile
import time
from datetime import date
from pathlib import Path

from extractor.article import Article
from extractor.reading import Seen, read

UNITS = ("市交通局", "市水利局", "市教育局", "市住房城乡建设局", "市生态环境局")
DEEDS = ("完成道路大修3条", "新建泵站2座", "改造老旧小区12个", "新增学位1200个", "关停落后产能5家")


def make(folder: Path, count: int) -> int:
    """Write files of three kinds in ten folders; their size in bytes is returned."""
    chance = random.Random(1)
    size = 0
    for at in range(count):
        lines = [
            f"下一步，{chance.choice(UNITS)}将在{chance.randint(1, 12)}月底前{chance.choice(DEEDS)}（第{at}号）。"
            for _ in range(12)
        ]
        below = folder / f"{at % 10}"
        below.mkdir(exist_ok=True)
        name, text = f"2022-03-{at % 28 + 1:02d}-{at:05d}", "\n\n".join(lines)
        if at % 3 == 0:
            file, data = below / f"{name}.md", f"---\ntitle: 第{at}篇\n---\n{text}\n".encode()
        elif at % 3 == 1:
            file, data = below / f"{name}.txt", text.encode("gb18030")
        else:
            body = "".join(f"<p>{line}</p>" for line in lines)
            file, data = (
                below / f"{name}.html",
                f"<html><head><title>第{at}篇</title></head><body>{body}</body></html>".encode(),
            )
        file.write_bytes(data)
        size += len(data)
    return size


def memory() -> float:
    """The most memory that this process has held, in MB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def run(folder: Path, index: Path, count: int, label: str) -> None:
    """Read the folder once and print what it cost."""
    began, articles, half = time.perf_counter(), 0, 0.0
    with Seen(index) as seen:
        for item in read([folder], published=date(2022, 3, 15), seen=seen):
            articles += isinstance(item, Article)
            half = half or (memory() if articles == count // 2 else 0.0)
        changes = seen.changes()
    took = time.perf_counter() - began
    held = f"memory {half:.0f} MB half way, {memory():.0f} MB at the end" if half else f"memory {memory():.0f} MB"
    print(f"{label}: {articles} articles read in {took:.2f} s ({count / took:.0f} files/s), {held}; {changes}")


def compare(folder: Path) -> None:
    """The pages of the folder by trafilatura and by this reader."""
    try:
        import trafilatura  # type: ignore[import-not-found, unused-ignore]
    except ImportError:
        print("trafilatura is not installed: no comparison")
        return
    pages = sorted(folder.rglob("*.html"))[:500]
    began = time.perf_counter()
    for page in pages:
        trafilatura.extract(page.read_text(encoding="utf-8"))
    theirs = time.perf_counter() - began
    began = time.perf_counter()
    for _ in read(pages):
        pass
    ours = time.perf_counter() - began
    print(
        f"{len(pages)} pages: trafilatura {theirs / len(pages) * 1000:.2f} ms a page, this reader {ours / len(pages) * 1000:.2f} ms"
    )


def main() -> None:
    """Make the folder, read it twice, print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--files", type=int, default=10_000)
    parser.add_argument("--compare", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place, "articles")
        folder.mkdir()
        size = make(folder, options.files)
        print(f"{options.files} files, {size / 1e6:.1f} MB, memory {memory():.0f} MB before")
        run(folder, Path(place, "index.db"), options.files, "first run")
        run(folder, Path(place, "index.db"), options.files, "second run")
        if options.compare:
            compare(folder)


if __name__ == "__main__":
    main()
