"""JSON of many rows: by orjson where it is installed (the extra ``fast``), by the standard library else; the same values."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

try:
    import orjson
except ImportError:  # pragma: no cover - one of the two is there
    orjson = None  # type: ignore[assignment]


def read_many(texts: Iterable[str]) -> list[Any]:
    """The values of JSON texts, read as one list: so they share the text of their keys, in less memory and time."""
    whole = f"[{','.join(texts)}]"
    if orjson is not None:
        try:
            return list(orjson.loads(whole))
        except ValueError:  # a lone surrogate, which orjson refuses
            pass
    return list(json.loads(whole))


def write_one(value: Any) -> str:
    """A value as one line of JSON, Chinese as it is and lone surrogates escaped."""
    if orjson is not None:
        try:
            return orjson.dumps(value).decode()
        except (TypeError, ValueError):  # a lone surrogate, a number beyond 64 bits
            pass
    from extractor.ledger.entries import escape_surrogates

    return escape_surrogates(json.dumps(value, ensure_ascii=False, separators=(",", ":")))
