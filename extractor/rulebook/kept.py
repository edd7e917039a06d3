"""What was once worked out from rules, kept from one run to the next: compiled patterns, literals, parsed rule files.

To compile the patterns of the rules takes longer than to read an article with them. What is worked out depends on
nothing but the words that it is worked out from, which are its key, and on the versions that are part of the file's
name; so nothing kept can be out of date. The file holds plain data and its digest. Where it cannot be read or
written, everything is worked out anew, with the same result.

The folder is ``$XIAOZHANG_CACHE``, else ``xiaozhang`` in the user's folder for caches; an empty ``XIAOZHANG_CACHE``
keeps nothing.
"""

from __future__ import annotations

import copyreg
import marshal
import os
import re
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import blake2b
from pathlib import Path
from typing import Any

import regex

_RULEBOOK = ("beyond", "firsts", "kept", "literals", "load", "quick", "starts", "ways")
_CODE = (*(f"rulebook/{name}.py" for name in _RULEBOOK), "deadline/begins.py", "metric/rules.py")
"""The modules that work out what is kept."""
FOLDER = "XIAOZHANG_CACHE"
"""The environment variable that names the folder."""
_DIGEST = 16
_MOST_BYTES = 32_000_000
"""A file that would be larger is begun anew with what this run needed."""


class Kept:
    """Plain data by kind and words, in one file; without a file in memory only."""

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._known = _read(path) if path else {}
        self._used: dict[bytes, bytes] = {}
        self._fresh = False

    def get(self, kind: str, words: str, make: Callable[[], Any]) -> Any:
        """What was kept for these words, else what ``make`` gives: tuples, sets, lists, dicts, texts, bytes, numbers."""
        key = blake2b(f"{kind}\n{words}".encode("utf-8", "surrogatepass"), digest_size=_DIGEST).digest()
        data = self._known.get(key)
        if data is not None:
            self._used[key] = data
            return marshal.loads(data)  # noqa: S302 - the digest of the file was right, and it is the user's own
        value = make()
        with suppress(ValueError):  # not plain: worked out anew each time
            self._known[key] = self._used[key] = marshal.dumps(value)
            self._fresh = True
        return value

    def save(self) -> None:
        """Write the file where anything is new in it; a folder that cannot be written is passed over."""
        if not self._fresh or self.path is None:
            return
        known = {**_read(self.path), **self._known}
        if sum(map(len, known.values())) > _MOST_BYTES:
            known = self._used
        data = marshal.dumps(known)
        draft = self.path.with_name(f".{self.path.name}.{os.getpid()}")
        with suppress(OSError):
            self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            draft.write_bytes(blake2b(data, digest_size=_DIGEST).digest() + data)
            draft.replace(self.path)
            self._fresh = False


def _read(path: Path) -> dict[bytes, bytes]:
    """The entries of a file; none where it is not there, is not whole, or belongs to somebody else."""
    try:
        mine = not hasattr(os, "getuid") or path.stat().st_uid == os.getuid()
        data = path.read_bytes() if mine else b""
    except OSError:
        return {}
    if blake2b(data[_DIGEST:], digest_size=_DIGEST).digest() != data[:_DIGEST]:
        return {}
    return dict(marshal.loads(memoryview(data)[_DIGEST:]))  # noqa: S302 - as above


def folder() -> Path | None:
    """Where this program keeps what it can work out again; None where nothing is to be kept."""
    named = os.environ.get(FOLDER)
    if named is not None:
        return Path(named) if named else None
    try:
        base = Path(os.environ.get("LOCALAPPDATA") or os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    except RuntimeError:
        return None
    return base / "xiaozhang"


def _file() -> Path | None:
    """The file of this Python, this ``regex`` and this code; None where nothing is to be kept."""
    place = folder()
    if place is None:
        return None
    try:
        code = b"".join((Path(__file__).parents[1] / name).read_bytes() for name in _CODE)
    except OSError:
        return None
    versions = f"{sys.version}\n{regex.__version__}\n".encode()
    name = blake2b(versions + code, digest_size=8).hexdigest()
    return place / f"rules-{name}.bin"


_SMALL = regex.compile("x")


@cache
def kept() -> Kept:
    """What is kept for this process."""
    return Kept(_file())


@cache
def compile_re(pattern: str) -> re.Pattern[str]:
    """``re.compile``, with what that works out kept; raises ``re.error``."""
    try:
        import _sre  # type: ignore[import-not-found]
        from re import _parser

        from extractor.rulebook.quick import code_of

        def work_out() -> Any:
            parsed = _parser.parse(pattern)
            groups = parsed.state.groupdict
            names: list[str | None] = [None] * parsed.state.groups
            for name, number in groups.items():
                names[number] = name
            flags, count = parsed.state.flags, parsed.state.groups - 1
            return int(flags), tuple(map(int, code_of(parsed))), count, groups, tuple(names)

        flags, code, count, groups, names = kept().get("re", pattern, work_out)
        compiled: re.Pattern[str] = _sre.compile(pattern, flags, list(code), count, groups, names)
    except (AttributeError, ImportError, TypeError, ValueError):  # another Python, which does this differently
        return re.compile(pattern)
    return compiled


@cache
def compile_regex(pattern: str, flags: int = 0) -> regex.Pattern[str]:
    """``regex.compile``, with what that works out kept; raises ``regex.error``."""
    reduce: Any = copyreg.dispatch_table.get(regex.Pattern)  # how a compiled pattern is pickled
    if reduce is None:
        return regex.compile(pattern, flags)
    values = kept().get(f"regex {flags}", pattern, lambda: reduce(regex.compile(pattern, flags))[1])
    compiled: regex.Pattern[str] = reduce(_SMALL)[0](*values)
    return compiled
