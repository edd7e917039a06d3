"""The same places, quoted from another text of the same length: values keep their offsets and take the other's words."""

from __future__ import annotations

from dataclasses import fields, is_dataclass, replace
from typing import Any, TypeVar

from extractor.article import Quote

T = TypeVar("T")


def requote(value: T, text: str) -> T:
    """A value (quotes, dataclasses and tuples that hold them) with every quote taken from ``text``; the rest stays."""
    moved: Any = value
    if isinstance(value, Quote):
        moved = Quote(value.start, value.end, text[value.start : value.end])
    elif isinstance(value, tuple):
        moved = tuple(requote(one, text) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        moved = replace(value, **{f.name: requote(getattr(value, f.name), text) for f in fields(value) if f.init})
    return moved  # type: ignore[no-any-return]
