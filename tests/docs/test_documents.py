"""Every command and every piece of code in the documentation, run as it stands there.

In a fenced ``console`` block a line that begins with ``$`` is run by bash (a heredoc or a backslash goes on with the
lines that follow); lines below it must occur in its output, in order, and ``...`` stands for anything. A command
that ends with ``# exit N`` is expected to. A ``python`` block runs in the one namespace of its document. A block
whose first line is ``# file: PATH`` is written to that file. ``make GOAL`` is only looked up in the Makefile, since
the goals build whole environments. Every document has a folder of its own that holds a copy of ``samples/``.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import NamedTuple

import pytest

ROOT = Path(__file__).parents[2]
DOCUMENTS = [path for pattern in ("*.md", "docs/*.md") for path in sorted(ROOT.glob(pattern))]
FENCE = re.compile(r"^```(\w*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


class Block(NamedTuple):
    """One fenced block: its language, its text, and the line of the document on which it begins."""

    language: str
    text: str
    line: int


def blocks(document: Path) -> list[Block]:
    text = document.read_text(encoding="utf-8")
    return [Block(m[1], m[2], text.count("\n", 0, m.start()) + 1) for m in FENCE.finditer(text)]


def steps(console: str) -> list[tuple[str, list[str]]]:
    """The commands of a console block, each with the lines of output shown below it."""
    found: list[tuple[str, list[str]]] = []
    open_heredoc = None
    for line in console.splitlines():
        if open_heredoc or (found and found[-1][0].endswith("\\")):
            found[-1] = (f"{found[-1][0]}\n{line}", [])
            open_heredoc = None if line == open_heredoc else open_heredoc
        elif line.startswith("$ "):
            found.append((line[2:], []))
            opened = re.search(r"<<\s*'?(\w+)'?", line)
            open_heredoc = opened[1] if opened else None
        else:
            assert found, f"output before any command: {line}"
            found[-1][1].append(line)
    return found


def squeezed(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()


def run_console(block: Block, folder: Path) -> None:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", "PYTHONUTF8": "1"}
    environment.pop("XIAOZHANG_LEDGER", None)
    for command, shown in steps(block.text):
        if goals := re.match(r"make ([a-z]+)", command):
            wanted = [[goals[1], "--dry-run"]]
            for arguments in wanted:
                subprocess.run(["make", *arguments], cwd=ROOT, check=True, capture_output=True)
            continue
        exits = re.search(r"# exit (\d+)$", command)
        done = subprocess.run(
            ["bash", "-c", command], cwd=folder, env=environment, capture_output=True, text=True, check=False
        )
        said = f"line {block.line}: $ {command}\n{done.stdout}{done.stderr}"
        assert done.returncode == (int(exits[1]) if exits else 0), said
        output, at = squeezed(done.stdout + done.stderr), 0
        for line in filter(None, map(squeezed, shown)):
            if line != "...":
                assert line in output[at:], f"{said}\n--- missing: {line}"
                at = output.index(line, at) + len(line)


def run_block(block: Block, folder: Path, namespace: dict) -> None:
    named = re.match(r"# file: (\S+)\n", block.text)
    if named:
        (folder / named[1]).parent.mkdir(parents=True, exist_ok=True)
        (folder / named[1]).write_text(block.text, encoding="utf-8")
    elif block.language == "console":
        run_console(block, folder)
    elif block.language == "python":
        code = compile("\n" * block.line + block.text, f"document line {block.line}", "exec")
        exec(code, namespace)  # noqa: S102 - the documentation's own code
    elif block.language == "toml":
        tomllib.loads(block.text)
    else:
        assert block.language in {"text", "json", "mermaid"}, f"line {block.line}: a block that nobody runs"


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_document_runs(document, tmp_path, monkeypatch):
    shutil.copytree(ROOT / "samples", tmp_path / "samples")
    monkeypatch.chdir(tmp_path)
    namespace: dict = {"__name__": "document"}
    for block in blocks(document):
        run_block(block, tmp_path, namespace)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document):
    for target in re.findall(r"\]\(([^)#]+)[^)]*\)", document.read_text(encoding="utf-8")):
        if "://" not in target:
            assert (document.parent / target).exists(), target
