"""Rules that travel with a job: folders packed into bytes here, and unpacked once on each machine that works."""

from __future__ import annotations

import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from shutil import rmtree

from extractor.resources import data_folder
from extractor.scale.articles import Loader

_WHOLE = "whole"


def pack_rules(folders: Sequence[Path | str] = ()) -> bytes:
    """The rules in force and the folders of own rules beside them as one zip; the same files give the same bytes."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        for name, folder in [(_WHOLE, data_folder("rules")), *((str(n), Path(f)) for n, f in enumerate(folders))]:
            packed.writestr(zipfile.ZipInfo(f"{name}/"), b"")
            for file in sorted(path for path in folder.rglob("*") if path.is_file()):
                packed.writestr(zipfile.ZipInfo(f"{name}/{file.relative_to(folder).as_posix()}"), file.read_bytes())
    return buffer.getvalue()


def unpack_rules(data: bytes) -> Loader:
    """Loads the packed rules, in whatever process it is called; they are unpacked where they are not there yet."""
    place = Path(tempfile.gettempdir(), f"xiaozhang-rules-{_user()}-{hashlib.sha256(data).hexdigest()[:24]}")
    if not place.is_dir():
        draft = Path(tempfile.mkdtemp(prefix="xiaozhang-rules-"))
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            packed.extractall(draft)
        with suppress(OSError):  # another process of this machine was quicker
            draft.rename(place)
        rmtree(draft, ignore_errors=True)
    own = sorted((int(folder.name), str(folder)) for folder in place.iterdir() if folder.name != _WHOLE)
    return Loader(tuple(folder for _, folder in own), whole=str(place / _WHOLE))


def _user() -> str:
    return str(os.getuid()) if hasattr(os, "getuid") else "user"
