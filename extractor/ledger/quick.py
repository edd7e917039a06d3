"""JSON of many rows: by orjson where it is installed (the extra ``fast``), by the standard library else; the same values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

try:
    import orjson
except ImportError:  # pragma: no cover - one of the two is there
    orjson = None  # type: ignore[assignment]


def read_many(texts: Iterable[bytes]) -> list[Any]:
    """The values of JSON texts in UTF-8, read as one list: so they share their keys, in less memory and time."""
    return list(read_one(b"[" + b",".join(texts) + b"]"))


def read_one(text: str | bytes) -> Any:
    """The value of one JSON text."""
    if orjson is not None:
        try:
            return orjson.loads(text)
        except ValueError:  # a lone surrogate, which orjson refuses
            pass
    return json.loads(text)


def write_one(value: Any) -> bytes:
    """A value as one line of JSON in UTF-8, Chinese as it is and lone surrogates escaped."""
    if orjson is not None:
        try:
            return orjson.dumps(value)
        except (TypeError, ValueError):  # a lone surrogate, a number beyond 64 bits
            pass
    from extractor.ledger.entries import escape_surrogates

    return escape_surrogates(json.dumps(value, ensure_ascii=False, separators=(",", ":"))).encode()
