"""Old Word files and the like (.doc .wps .rtf .odt): LibreOffice turns them into .docx, where it is installed."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path, PurePosixPath

from extractor.problem import Problem
from extractor.reading.draft import Draft, Task
from extractor.reading.program import run_program

_PROGRAMS = ("soffice", "libreoffice")
_SUFFIXES = frozenset({".doc", ".wps", ".rtf", ".odt", ".fodt"})
_COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_STREAMS = ("WordDocument", "CONTENTS", "MatOST", "MN0", "Workbook", "Book", "PowerPoint Document")
_SLOWEST_START = 60.0
"""LibreOffice takes seconds to start; this much is allowed on top of the limit for a file."""


def read_office(task: Task) -> Iterator[Draft | Problem]:
    """One file that LibreOffice can open → one draft.

    LibreOffice takes what it does not know for plain text: that is decided here, so that no noise comes back as words.
    """
    if not task.data.startswith((_COMPOUND, b"{\\rtf", b"PK", b"<?xml")):
        from extractor.reading.markdown import read_plain

        yield from read_plain(task)
        return
    if task.data.startswith(_COMPOUND) and not any(name.encode("utf-16-le") in task.data for name in _STREAMS):
        yield task.problem("damaged", "这个文件损坏或不完整", "请重新下载，或用 Word、WPS 打开并另存为 .docx")
        return
    yield from _through_office(task)


def _through_office(task: Task) -> Iterator[Draft | Problem]:
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
        command += ["--convert-to", "docx:MS Word 2007 XML", "--outdir", folder, str(source)]
        ended = run_program(command, seconds=_SLOWEST_START + task.limits.seconds)
        result = Path(folder, "in.docx")
        if ended.status is None:
            return task.problem(
                "time", "LibreOffice 没有在限定时间内转换完，放弃了", "文件可能损坏，请另存为 .docx 再试"
            )
        if not result.exists():
            return task.problem("damaged", "LibreOffice 打不开这个文件", "文件可能损坏或加了密码，请另存为 .docx 再试")
        return result.read_bytes()
