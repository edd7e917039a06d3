"""Running another program on one file: in a group of its own, within a time limit, its output kept on disk."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

_LONGEST_ERROR = 2000


@dataclass(frozen=True, slots=True)
class Ended:
    """How a program ended: its exit status (None: it was ended at the time limit), what it printed, its last words."""

    status: int | None
    output: bytes
    error: str


def run_program(command: Sequence[str], *, seconds: float, most: int = 0) -> Ended:
    """Run a program for at most so many seconds; at most ``most`` bytes of its output are kept.

    With its children it is ended at the limit. OSError where it cannot be started.
    """
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        with subprocess.Popen(  # noqa: S603 - a list of arguments, no shell
            list(command), stdin=subprocess.DEVNULL, stdout=output, stderr=errors, start_new_session=True
        ) as process:
            status: int | None = None
            try:
                status = process.wait(seconds)
            except subprocess.TimeoutExpired:
                with contextlib.suppress(OSError):
                    os.killpg(process.pid, signal.SIGKILL)
        output.seek(0)
        errors.seek(0)
        said = errors.read(_LONGEST_ERROR).decode("utf-8", "replace").strip().splitlines()
        return Ended(status, output.read(most), said[-1] if said else "")
