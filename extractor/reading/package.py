"""Office files are zip archives of XML: what is refused before a library unpacks them."""

from __future__ import annotations

import io
import zipfile
import zlib

from extractor.problem import Problem
from extractor.reading.draft import Task

_LARGEST_PART = 200_000_000
_MOST_PRESSED = 400
_SMALL = 5_000_000
_DAMAGED_HINT = "请用原来的软件打开并另存一份再试"


def check_package(task: Task) -> Problem | None:
    """Why an Office file must not be unpacked: damaged, a zip bomb, or XML that defines entities; None where it may."""
    try:
        with zipfile.ZipFile(io.BytesIO(task.data)) as archive:
            infos = archive.infolist()
            if _is_bomb(infos, task):
                return task.problem("bomb", "文件解压后大得不正常，没有读", "请核对文件来源")
            if any(_defines_entities(archive, info) for info in infos if info.filename.endswith((".xml", ".rels"))):
                return task.problem(
                    "entities", "文件里的 XML 定义了实体，有安全风险，没有读", "请核对文件来源，或另存一份再试"
                )
    except RuntimeError:
        return task.problem("locked", "文件加了密码，没有读", "请去掉密码再试")
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, ValueError, NotImplementedError):
        return task.problem("damaged", "文件损坏或不完整", _DAMAGED_HINT)
    return None


def _is_bomb(infos: list[zipfile.ZipInfo], task: Task) -> bool:
    total = sum(info.file_size for info in infos)
    pressed = any(info.file_size > _MOST_PRESSED * info.compress_size + _SMALL for info in infos)
    return total > task.limits.unpacked or pressed or any(info.file_size > _LARGEST_PART for info in infos)


def _defines_entities(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> bool:
    """A document type stands at the head; no Office program writes one."""
    with archive.open(info) as stream:
        head = stream.read(4096).replace(b"\x00", b"").upper()
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head
