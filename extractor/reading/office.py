"""Old Word files and the like (.doc .wps .rtf .odt): LibreOffice turns them into .docx, where it is installed."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task

_PROGRAMS = ("soffice", "libreoffice")
_SUFFIXES = frozenset({".doc", ".wps", ".rtf", ".odt", ".fodt"})
_SLOWEST_START = 60.0
"""LibreOffice takes seconds to start; this much is allowed on top of the limit for a file."""


def read_office(task: Task) -> Iterator[Draft | Problem]:
    """One file that LibreOffice can open → one draft."""
    program = next(filter(None, map(shutil.which, _PROGRAMS)), None)
    if program is None:
        yield task.problem(
            "office",
            "读这种格式要用 LibreOffice，本机没有安装",
            "请安装 LibreOffice（libreoffice-writer），或另存为 .docx",
        )
        return
    converted = _convert(program, task)
    if isinstance(converted, Problem):
        yield converted
        return
    from extractor.reading.isolation import run_isolated
    from extractor.reading.kinds import KINDS

    yield from run_isolated(KINDS["word"], replace(task, data=converted))


def _convert(program: str, task: Task) -> bytes | Problem:
    """The file as .docx, by LibreOffice in a folder and with a profile of its own."""
    with tempfile.TemporaryDirectory(prefix="xiaozhang-", ignore_cleanup_errors=True) as folder:
        suffix = PurePosixPath(task.path).suffix.lower()
        source = Path(folder, f"in{suffix if suffix in _SUFFIXES else '.doc'}")
        source.write_bytes(task.data)
        command = [
            program,
            f"-env:UserInstallation={Path(folder, 'profile').as_uri()}",
            "--headless",
            "--norestore",
            "--nolockcheck",
        ]
        ended = _run(
            [*command, "--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)], task.limits.seconds
        )
        result = Path(folder, "in.docx")
        if not ended:
            return task.problem(
                "time", "LibreOffice 没有在限定时间内转换完，放弃了", "文件可能损坏，请另存为 .docx 再试"
            )
        if not result.exists():
            return task.problem("damaged", "LibreOffice 打不开这个文件", "文件可能损坏或加了密码，请另存为 .docx 再试")
        return result.read_bytes()


def _run(command: list[str], seconds: float) -> bool:
    """Whether the program ended in time; with its children it is ended otherwise."""
    with subprocess.Popen(  # noqa: S603 - the program was found on the path, its argument is our own file
        command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, stdin=subprocess.DEVNULL, start_new_session=True
    ) as process:
        try:
            process.wait(_SLOWEST_START + seconds)
        except subprocess.TimeoutExpired:
            with contextlib.suppress(OSError):
                os.killpg(process.pid, signal.SIGKILL)
            return False
    return True
