"""The real command in a process of its own, as a user runs it."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "samples"


@pytest.fixture
def xiaozhang(tmp_path):
    """Run ``xiaozhang`` in an empty folder; gives the finished process with its output as text."""

    def run(*arguments: str | Path, stdin: str | None = None, **environment: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-c", "from extractor.cli import main; main()", *map(str, arguments)],
            cwd=tmp_path,
            input=stdin,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
            encoding="utf-8",
            env={**os.environ, "PYTHONUTF8": "1", "COVERAGE_PROCESS_START": "", **environment},
        )

    return run


@pytest.fixture
def samples() -> Path:
    return SAMPLES
