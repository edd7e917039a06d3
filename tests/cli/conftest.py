"""The command as a user runs it: ``xiaozhang`` in this process (quick), ``process`` in one of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"
Done = subprocess.CompletedProcess[str]


@pytest.fixture
def process(tmp_path):
    """Run ``xiaozhang`` in a process of its own in an empty folder; gives what it said as text."""

    def run(*arguments: str | Path, stdin: str | None = None) -> Done:
        command = [sys.executable, "-c", "from extractor.cli import main; main()", *map(str, arguments)]
        environment = {**os.environ, "PYTHONUTF8": "1"}
        return subprocess.run(
            command,
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            env=environment,
        )

    return run


@pytest.fixture
def xiaozhang(tmp_path, monkeypatch):
    """Run ``xiaozhang`` inside this process, in an empty folder: the same answers without the start-up."""
    from typer.testing import CliRunner

    from extractor.cli import app

    monkeypatch.chdir(tmp_path)

    def run(*arguments: str | Path, stdin: str | None = None) -> Done:
        done = CliRunner().invoke(app, [*map(str, arguments)], input=stdin)
        if done.exception and not isinstance(done.exception, SystemExit):
            raise done.exception
        return subprocess.CompletedProcess([*map(str, arguments)], done.exit_code, done.stdout, done.stderr)

    return run


@pytest.fixture
def samples() -> Path:
    return SAMPLES
