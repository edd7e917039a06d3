"""Help, version, exit statuses: what holds for every command."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest
import typer
from typer.core import TyperGroup

from extractor import __version__
from extractor.cli import app


def pages(command=None, path=()):
    """Every command and group with the words that call it."""
    command = command or typer.main.get_command(app)
    yield path
    if isinstance(command, TyperGroup):
        for name, child in command.commands.items():
            yield from pages(child, (*path, name))


PAGES = list(pages())


def test_version(process):
    done = process("--version")
    assert (done.returncode, done.stdout) == (0, f"xiaozhang {__version__}\n")


@pytest.mark.parametrize("path", PAGES, ids=" ".join)
def test_help_is_in_chinese_and_ends_with_an_example(path):
    from typer.testing import CliRunner

    done = CliRunner().invoke(app, [*path, "--help"])
    assert done.exit_code == 0, done.output
    head, _, tail = done.output.rpartition("示例：")
    assert head
    assert any("\u4e00" <= char <= "\u9fff" for char in head)
    commands = [line.strip() for line in tail.strip().splitlines()]
    assert commands
    assert all(line.startswith(("xiaozhang ", "XIAOZHANG_")) for line in commands), commands


def test_help_loads_nothing_heavy():
    """Answering --help on every page imports neither spaCy nor pandas nor what reads and writes files."""
    code = (
        "import json, sys\n"
        "from typer.testing import CliRunner\n"
        "from extractor.cli import app\n"
        f"for path in {PAGES!r}:\n"
        "    assert CliRunner().invoke(app, [*path, '--help']).exit_code == 0\n"
        "print(json.dumps(sorted({name.split('.')[0] for name in sys.modules})))\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    loaded = set(json.loads(done.stdout))
    heavy = {"spacy", "pandas", "numpy", "openpyxl", "xlsxwriter", "sqlalchemy", "docx", "pyarrow", "jieba", "rjieba"}
    assert loaded & heavy == set()


@pytest.mark.parametrize(
    "arguments",
    [
        ["no-such-command"],
        ["extract"],
        ["extract", "no-such-file.md"],
        ["extract", "--no-such-option", "x.md"],
        ["extract", ".", "-o", "table.doc"],
        ["extract", ".", "--published", "2024-02-30"],
        ["extract", ".", "--kind", "promise"],
        ["extract", ".", "--rules", "no-such-folder"],
        ["show", "no-such-file.md"],
        ["rules", "test", "--rules", "no-such-folder"],
        ["rules", "list", "--family", "weather"],
        ["evaluate", "no-such-folder", "."],
    ],
    ids=" ".join,
)
def test_wrong_use_is_one_sentence_and_exit_2(process, arguments):
    done = process(*arguments)
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    assert 1 <= len([line for line in done.stderr.splitlines() if line.strip()]) <= 4


def test_no_arguments_shows_the_help(process):
    done = process()
    assert done.returncode == 2
    assert "extract" in done.stdout + done.stderr
