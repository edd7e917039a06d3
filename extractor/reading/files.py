"""Finding the files: paths and folders in a stable order, and their bytes within the limits."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from extractor.problem import Problem, UsageError
from extractor.reading.draft import MB, Limits
from extractor.reading.names import DOCUMENTS_NOT_READ, PassedOver, is_article_name, is_skipped_folder, unsupported

_BEGINNING = 8000


@dataclass(frozen=True, slots=True)
class Found:
    """A file to be read: ``path`` as it is named to people (forward slashes), ``given`` where the user named it."""

    path: str
    file: Path
    given: bool


def is_url(path: str) -> bool:
    """Whether a path is a web address."""
    return path.lower().startswith(("http://", "https://"))


def check_paths(paths: Iterable[Path | str]) -> list[str]:
    """The paths as the user wrote them; UsageError for one that does not exist."""
    given = [str(path) for path in paths]
    for path in given:
        if path != "-" and not os.path.lexists(path):
            msg = f"没有这个文件或文件夹：{path}"
            raise UsageError(msg)
    return given


def find_files(given: Iterable[str]) -> Iterator[Found | Problem]:
    """The files behind the given paths, folders walked through in sorted order; a file given twice comes once.

    What was passed over in a folder is said in one notice behind its files.
    """
    seen: set[tuple[int, int]] = set()
    for path in given:
        for found in _below(Path(path)):
            if isinstance(found, Found):
                key = _identity(found.file)
                if key in seen:
                    continue
                seen |= {key} if key else set()
            yield found


def _below(path: Path) -> Iterator[Found | Problem]:
    shown = PurePosixPath(path.as_posix())
    if not path.is_dir():
        yield Found(str(shown), path, given=True)
        return
    others = PassedOver()
    yield from _walk(path, shown, [], others)
    yield from others.notice(str(shown))


def _identity(file: Path) -> tuple[int, int] | None:
    try:
        state = file.stat()
    except OSError:
        return None
    return (state.st_dev, state.st_ino) if state.st_ino else None


def _walk(
    folder: Path, shown: PurePosixPath, above: list[tuple[int, int]], others: PassedOver
) -> Iterator[Found | Problem]:
    here = _identity(folder)
    if here in above:
        yield Problem(str(shown), "reading.loop", "这个文件夹链接指回它的上层，没有再读", "请去掉这个链接")
        return
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError as error:
        yield unreadable(str(shown), error)
        return
    names = {entry.name for entry in entries}
    for entry in entries:
        below = shown / entry.name
        if entry.is_dir():
            if not is_skipped_folder(entry.name, names):
                yield from _walk(folder / entry.name, below, [*above, *([here] if here else [])], others)
        elif is_article_name(entry.name):
            yield Found(str(below), folder / entry.name, given=False)
        elif below.suffix.lower() in DOCUMENTS_NOT_READ:
            yield from unsupported(str(below))
        else:
            others.add(below)


def unreadable(path: str, error: OSError) -> Problem:
    """What an operating system error means to the user."""
    if isinstance(error, PermissionError):
        return Problem(path, "reading.permission", "没有权限读取", "请检查文件权限")
    if isinstance(error, FileNotFoundError):
        return Problem(path, "reading.vanished", "文件在读取前消失了", "请确认文件没有被移走，再试一次")
    return Problem(
        path, "reading.file", f"读不了这个文件：{error.strerror or type(error).__name__}", "请检查文件和磁盘"
    )


def read_bytes(found: Found, limits: Limits) -> bytes | Problem:
    """The bytes of a file within the size limit."""
    return bytes_of(found.path, lambda: _load(found.file, limits.size), limits)


def read_beginning(found: Found) -> bytes | Problem:
    """The first bytes of a file, enough to tell what it is."""
    return bytes_of(found.path, lambda: _load(found.file, _BEGINNING - 1), Limits(size=_BEGINNING))


def _load(file: Path, most: int) -> bytes:
    if not stat.S_ISREG(file.stat().st_mode):
        raise OSError(0, "不是普通文件")
    with file.open("rb") as stream:
        return stream.read(most + 1)


def bytes_of(path: str, load: Callable[[], bytes], limits: Limits) -> bytes | Problem:
    """What ``load`` returns, or why it cannot be had; at most ``limits.size`` bytes (``load`` stops one byte later)."""
    try:
        data = load()
    except OSError as error:
        return unreadable(path, error)
    if len(data) > limits.size:
        message = f"文件超过 {limits.size // MB} MB 的上限，没有读"
        return Problem(path, "reading.too_large", message, "请把文件拆成几份，或用 --max-size 放宽上限")
    if not data:
        return Problem(path, "reading.empty", "文件是空的", "请确认文件已经保存完整")
    return data


def stamp(file: Path) -> tuple[int, int]:
    """Size and time of the last change (ns) of a file; zeros where it cannot be asked."""
    try:
        state = file.stat()
    except OSError:
        return 0, 0
    return state.st_size, state.st_mtime_ns
