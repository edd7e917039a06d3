"""Run every benchmark of this folder that reports, and write docs/performance.md: ``python -m benchmarks [NAME…]``.

A benchmark is a module with ``report() -> Iterator[str]``, lines of Markdown; its title is the first sentence of
its docstring. Each runs in a process of its own, so that none warms up or fills the memory of another.
"""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

FOLDER = Path(__file__).parent
REPORT = FOLDER.parent / "docs" / "performance.md"
PACKAGES = ("xiaozhang", "spacy", "jieba", "rjieba", "pandas", "openpyxl", "XlsxWriter", "SQLAlchemy", "jionlp")


def names() -> list[str]:
    """The benchmarks that report, in order of name."""
    found = (path for path in sorted(FOLDER.glob("*.py")) if not path.stem.startswith("_"))
    return [path.stem for path in found if "\ndef report(" in path.read_text(encoding="utf-8")]


def machine() -> str:
    """What the figures were taken on."""
    cpus = Path("/proc/cpuinfo")
    models = [line for line in cpus.read_text().splitlines() if "model name" in line] if cpus.exists() else []
    model = models[0].split(":", 1)[1].strip() if models else platform.processor() or platform.machine()
    versions = [f"Python {platform.python_version()}", *map(_version, PACKAGES)]
    return f"{model}, {os.cpu_count()} cores, {platform.system()}; {', '.join(filter(None, versions))}."


def _version(package: str) -> str:
    try:
        return f"{package} {version(package)}"
    except PackageNotFoundError:
        return ""


def run(name: str) -> str:
    """One benchmark's section, or what went wrong in it."""
    code = (
        f"from benchmarks import {name} as b\n"
        "print('## ' + b.__doc__.strip().splitlines()[0].rstrip('.'), *b.report(), sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=FOLDER.parent)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"## {name}\n\nDid not run: `{last[0]}`\n"
    title, _, rest = done.stdout.partition("\n")
    return f"{title}\n\n{rest}"


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks (all where none is named); only a full run is written down."""
    sections = []
    for name in wanted or names():
        section = run(name)
        print(section, flush=True)
        sections.append(section)
    if not wanted:
        head = f"# Performance\n\nWritten by `make bench` on {date.today().isoformat()}.\n\n{machine()}\n"
        REPORT.parent.mkdir(exist_ok=True)
        REPORT.write_text("\n".join([head, *sections]), encoding="utf-8")
    return int(any("Did not run" in section for section in sections))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
