"""Which rules can match where: one scan of a text for the literals of all of them.

With pyahocorasick (extra ``fast``) the scan is one pass whatever the number of literals; without it each literal is
looked for by itself, with the same result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.rulebook.model import Rule
    from extractor.rulebook.ways import Way

try:
    import ahocorasick
except ImportError:  # the slow way does as well
    ahocorasick = None


_CHUNK = 16
"""Of so many neighbouring rules each set that was open once is remembered."""
_ALL = (1 << _CHUNK) - 1
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_OTHER = "\ufffd"


class Gate:
    """Rules that are tried only where one of their ways is open; a way without words or heads always is.

    Each way is a bit; those of one rule lie in the same chunk.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._always = 0
        self._bits: dict[str, int] = defaultdict(int)
        self._chunks: list[tuple[list[Rule], dict[int, tuple[Rule, ...]]]] = [([], {})]
        """The rules of the ways in chunks, each with the sets that were open once."""
        self._anywhere = 0
        self._headed: dict[str, int] = defaultdict(int)
        for rule in self.rules:
            if len(self._chunks[-1][0]) + len(rule.ways) > _CHUNK:
                self._chunks.append(([], {}))
            chunk, _ = self._chunks[-1]
            for way in rule.ways:
                self._add(way, 1 << (len(self._chunks) - 1) * _CHUNK + len(chunk))
                chunk.append(rule)
        self._of_head = _OfHead(self._headed, self._anywhere, -1)

    def _add(self, way: Way, bit: int) -> None:
        for word in way.words:
            self._bits[word] |= bit
        if not way.words:
            self._always |= bit
        for head in way.heads:
            self._headed[head] |= bit
        if not way.heads:
            self._anywhere |= bit

    @cached_property
    def _automaton(self) -> Any:
        if ahocorasick is None or not self._bits or any(map(_ASTRAL.search, self._bits)):
            return None
        automaton = ahocorasick.Automaton()
        for word, bits in self._bits.items():
            automaton.add_word(_halves(word), bits)
        automaton.make_automaton()
        return automaton

    def _found(self, text: str) -> Iterable[tuple[int, int]]:
        """Where literals end in a text, in order, as places of their last half characters; each with its rules as bits.

        Where that is even, halves of two characters looked like one of a literal: it stands not there.
        """
        if self._automaton is not None:
            found: Iterable[tuple[int, int]] = self._automaton.iter(_halves(text))
            return found
        out: list[tuple[int, int]] = []
        for word, bits in self._bits.items():
            at = text.find(word)
            while at >= 0:
                out.append((2 * (at + len(word)) - 1, bits))
                at = text.find(word, at + 1)
        return sorted(out)

    def _rules(self, mask: int) -> tuple[Rule, ...]:
        out: tuple[Rule, ...] = ()
        for chunk, known in self._chunks:
            part = mask & _ALL
            mask >>= _CHUNK
            if not part:
                continue
            rules = known.get(part)
            if rules is None:
                open_ = (rule for n, rule in enumerate(chunk) if part >> n & 1)
                rules = known[part] = tuple({rule.id: rule for rule in open_}.values())
            out += rules
        return out

    def open_for(self, text: str) -> tuple[Rule, ...]:
        """The rules that ``text`` may concern, in their order."""
        mask = self._always
        for last, bits in self._found(text):
            if last & 1:
                mask |= bits
        return self._rules(mask)

    def open_for_lines(self, text: str, starts: Sequence[int]) -> list[tuple[Rule, ...]]:
        """The rules that each line may concern; ``starts`` are the offsets at which the lines begin."""
        masks: list[int] = []
        stops = iter([*(2 * start for start in starts[1:]), 2 * len(text) + 1])
        mask, stop = self._always, next(stops)
        for last, bits in self._found(text):
            while last >= stop:
                masks.append(mask)
                mask, stop = self._always, next(stops)
            if last & 1:
                mask |= bits
        masks.append(mask)
        masks += [self._always] * (len(starts) - len(masks))
        of_head = self._of_head
        return [
            self._rules(mask & of_head[text[start : start + 1]]) for start, mask in zip(starts, masks, strict=False)
        ]


class _OfHead(dict[str, int]):
    """The ways that are open in a line that begins with a character; at digits and spaces, of which there are many, all."""

    def __init__(self, known: Mapping[str, int], anywhere: int, everything: int) -> None:
        super().__init__((head, bits | anywhere) for head, bits in known.items() if not _is_many(head))
        self._anywhere, self._everything = anywhere, everything

    def __missing__(self, head: str) -> int:
        bits = self[head] = self._everything if _is_many(head) else self._anywhere
        return bits


def _is_many(head: str) -> bool:
    return head.isdecimal() or head.isspace()


def _halves(text: str) -> str:
    """The text with two letters for each character, its upper and its lower half.

    At each letter the automaton looks through those that may come next, one after the other: of halves there are few.
    """
    halves = text.encode("utf-16-be", "surrogatepass").decode("latin-1")
    return halves if len(halves) == 2 * len(text) else _halves(_ASTRAL.sub(_OTHER, text))
