"""Values by their place in the text, so that those of one stretch are found without looking at all others."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from sys import maxsize
from typing import Generic, Protocol, TypeVar

from extractor.article import Quote


class Quoted(Protocol):
    """Anything that quotes the text."""

    @property
    def quote(self) -> Quote:
        """Its words."""
        ...


T = TypeVar("T", bound=Quoted)


class Places(Generic[T]):
    """Values in the order of the text, none of which overlaps another."""

    def __init__(self, values: Iterable[T]) -> None:
        self.values = tuple(values)
        self.starts = [value.quote.start for value in self.values]

    def beginning(self, start: int, end: int) -> tuple[T, ...]:
        """Those that begin in ``text[start:end]``."""
        first = bisect_left(self.starts, start)
        return self.values[first : bisect_left(self.starts, end, first)]

    def inside(self, start: int, end: int) -> tuple[T, ...]:
        """Those that lie whole in ``text[start:end]``."""
        found = self.beginning(start, end)
        return found[:-1] if found and found[-1].quote.end > end else found

    def inside_each(self, spans: Sequence[Sequence[int]]) -> list[tuple[T, ...]]:
        """For each span, of which start and end come first, those that lie whole in it; mostly there are none.

        The spans stand in the order of the text, empty ones anywhere between them.
        """
        if not self.starts:
            return [()] * len(spans)
        starts = [*self.starts, maxsize]
        out: list[tuple[T, ...]] = []
        first = 0
        for span in spans:
            while starts[first] < span[0]:
                first += 1
            out.append(self.inside(span[0], span[1]) if starts[first] < span[1] else ())
        return out
