"""A zip of files: its members are read like files, within limits, and never written to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import PurePosixPath

from extractor.problem import Problem
from extractor.reading.draft import Task
from extractor.reading.names import DOCUMENTS_NOT_READ, PassedOver, is_article_name, unsupported

_MOST_PRESSED = 200
"""A member that unpacks to more than this many times its size is a bomb, not a text (Chinese text reaches about 5)."""
_SMALL = 1_000_000


def read_members(task: Task) -> Iterator[tuple[str, bytes] | Problem]:
    """The articles in an archive as (path with ``!``, bytes), sorted by name; problems for what cannot be read."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(task.data))
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError):
        yield task.problem("damaged", "压缩包损坏或不完整", "请重新下载或重新打包")
        return
    members = [info for info in archive.infolist() if not info.is_dir()]
    if len(members) > task.limits.members:
        yield task.problem(
            "too_many", f"压缩包里有 {len(members)} 个文件，超过上限 {task.limits.members}", "请分成几个压缩包"
        )
        return
    budget, others = task.limits.unpacked, PassedOver()
    for info in sorted(members, key=_name):
        for read in _member(task, archive, info, budget, others):
            budget -= len(read[1]) if isinstance(read, tuple) else 0
            yield read
    yield from others.notice(task.path)


def _name(info: zipfile.ZipInfo) -> str:
    """The member's name; old Windows archives write it in GBK and say nothing about it."""
    if info.flag_bits & 0x800:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("gb18030")
    except (UnicodeEncodeError, UnicodeDecodeError):
        return info.filename


def _member(
    task: Task, archive: zipfile.ZipFile, info: zipfile.ZipInfo, budget: int, others: PassedOver
) -> Iterator[tuple[str, bytes] | Problem]:
    name = _name(info).replace("\\", "/")
    path, base = f"{task.path}!{name}", PurePosixPath(name).name
    if name.startswith("/") or ".." in PurePosixPath(name).parts or ":" in name[:3]:
        yield Problem(path, "reading.traversal", "压缩包里的路径指向包外，没有读", "请核对压缩包的来源")
    elif "__MACOSX/" in name or any(part.startswith(".") for part in PurePosixPath(name).parts):
        return
    elif base.lower().endswith(".zip"):
        yield Problem(path, "reading.nested", "压缩包里还有压缩包，没有读", "请先解压一层")
    elif PurePosixPath(base).suffix.lower() in DOCUMENTS_NOT_READ:
        yield from unsupported(path)
    elif not is_article_name(base):
        others.add(PurePosixPath(name))
    elif (
        info.file_size > min(task.limits.size, max(budget, 0))
        or info.file_size > _MOST_PRESSED * info.compress_size + _SMALL
    ):
        yield Problem(path, "reading.bomb", f"解压后有 {info.file_size} 字节，超过上限，没有读", "请核对压缩包的来源")
    else:
        yield _unpack(task, archive, info, path)


def _unpack(task: Task, archive: zipfile.ZipFile, info: zipfile.ZipInfo, path: str) -> tuple[str, bytes] | Problem:
    try:
        with archive.open(info) as stream:
            data = stream.read(min(info.file_size, task.limits.size) + 1)
    except RuntimeError:
        return Problem(path, "reading.locked", "压缩包加了密码，没有读", "请解压后再试")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, NotImplementedError, ValueError):
        return Problem(path, "reading.damaged", "压缩包里的这个文件损坏", "请重新下载或重新打包")
    if not data:
        return Problem(path, "reading.empty", "文件是空的", "请确认文件已经保存完整")
    return path, data
