"""Run every benchmark of this folder that reports, and write docs/performance.md: ``python -m benchmarks [NAME…]``.

A benchmark is a module with ``report() -> Iterator[str]``, lines of Markdown; its title is the first sentence of
its docstring. Each runs in a process of its own, so that none warms up or fills the memory of another, and puts its
section in the place of the one that it wrote before; ``QUICK=1`` only prints.
"""

from __future__ import annotations

import os
import platform
import re
import subprocess
import sys
from datetime import date
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from benchmarks.articles import QUICK

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
    code = (  # What libraries print while they load is no part of the section.
        f"import contextlib, sys; from benchmarks import {name} as b\n"
        "with contextlib.redirect_stdout(sys.stderr): lines = [*b.report()]\n"
        "print('## ' + b.__doc__.strip().splitlines()[0].rstrip('.'), *lines, sep='\\n')"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=FOLDER.parent)
    if done.returncode:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"## {name}\n\nDid not run: `{last[0]}`\n"
    title, _, rest = done.stdout.partition("\n")
    return f"{title}\n\n{rest}"


def put(report: str, name: str, section: str) -> str:
    """The report with the section of a benchmark in the place of its last one, sections in order of name."""
    sections = {**dict(_SECTION.findall(report)), name: section}
    head = f"# Performance\n\nWritten by `make bench`, each section by `python -m benchmarks NAME`.\n\n{machine()}\n"
    return "\n".join([head, *(f"<!-- {key} -->\n{sections[key].strip()}\n" for key in sorted(sections))])


_SECTION = re.compile(r"^<!-- (\w+) -->\n(.*?)(?=^<!-- \w+ -->\n|\Z)", re.MULTILINE | re.DOTALL)


def main(wanted: list[str]) -> int:
    """Run the wanted benchmarks (all where none is named)."""
    failed = False
    for name in wanted or names():
        section = run(name)
        print(section, flush=True)
        failed = failed or "Did not run" in section
        if not QUICK:
            title, _, rest = section.partition("\n")
            dated = f"{title}\n\nMeasured on {date.today().isoformat()}.\n{rest}"
            before = REPORT.read_text(encoding="utf-8") if REPORT.exists() else ""
            REPORT.parent.mkdir(exist_ok=True)
            REPORT.write_text(put(before, name, dated), encoding="utf-8")
    return int(failed)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
