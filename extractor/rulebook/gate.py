"""Which rules can match where: one scan of a text for the literals of all of them.

With pyahocorasick (extra ``fast``) the scan is one pass whatever the number of literals; without it each literal is
looked for by itself, with the same result.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property, reduce
from operator import itemgetter, or_
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from extractor.rulebook.model import Rule
    from extractor.rulebook.starts import Begun
    from extractor.rulebook.ways import Way

try:
    import ahocorasick
except ImportError:  # the slow way does as well
    ahocorasick = None


_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_OTHER = "\ufffd"
_BEYOND = "\n\n\n"
"""The end of the last line, and two characters behind it."""


class Gate:
    """Rules that are tried only where one of their ways is open; a way without words or heads always is.

    Each way is a bit; the first have the highest.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules = tuple(rules)
        self._always = 0
        self._words: dict[str, int] = defaultdict(int)
        self._behind: dict[str, _Behind] = defaultdict(_Behind)
        self._anywhere = 0
        self._headed: dict[str, int] = defaultdict(int)
        self._ways: list[tuple[int, int]] = []
        """The number of the rule of each way, the last first, and its bit."""
        for number, rule in reversed([*enumerate(self.rules)]):
            for way in rule.ways:
                self._add(way, 1 << len(self._ways))
                self._ways.append((number, 1 << len(self._ways)))
        self._of_head = _OfHead(self._headed, self._anywhere, -1)

    def _add(self, way: Way, bit: int) -> None:
        for word, behind in way.words.items():
            self._words[word] |= 0 if behind else bit
            if behind:
                self._behind[word].ways.append((behind, bit))
        if not way.words:
            self._always |= bit
        for head in way.heads:
            self._headed[head] |= bit
        if not way.heads:
            self._anywhere |= bit

    @cached_property
    def _opened(self) -> dict[str, tuple[int, _Behind | None]]:
        """The ways that each word opens, alone and with what stands behind it."""
        same = {behind.key: behind for behind in self._behind.values()}
        return {
            word: (bits, same[self._behind[word].key] if word in self._behind else None)
            for word, bits in self._words.items()
        }

    @cached_property
    def _automaton(self) -> Any:
        if ahocorasick is None or not self._words or any(map(_ASTRAL.search, self._words)):
            return None
        automaton = ahocorasick.Automaton()
        for word, opened in self._opened.items():
            automaton.add_word(_halves(word), opened)
        automaton.make_automaton()
        return automaton

    def _found(self, text: str) -> Iterable[tuple[int, tuple[int, _Behind | None]]]:
        """Where words end in a text, in order, as places of their last half characters; each with the ways it opens.

        Where that is even, halves of two characters looked like one of a word: it stands not there.
        """
        if self._automaton is not None:
            found: Iterable[tuple[int, tuple[int, _Behind | None]]] = self._automaton.iter(_halves(text))
            return found
        out: list[tuple[int, tuple[int, _Behind | None]]] = []
        for word, opened in self._opened.items():
            at = text.find(word)
            while at >= 0:
                out.append((2 * (at + len(word)) - 1, opened))
                at = text.find(word, at + 1)
        return sorted(out, key=itemgetter(0))

    def open_for(self, text: str) -> list[Rule]:
        """The rules that ``text`` may concern, in their order."""
        return [rule for rule, _ in self._opened_by(self._masks(text + _BEYOND, [0]))]

    def open_for_lines(self, text: str, starts: Sequence[int]) -> list[tuple[Rule, list[int]]]:
        """The rules that any line may concern, in their order, each with the numbers of these lines.

        ``starts`` are the offsets at which the lines begin.
        """
        of_head = self._of_head
        text += _BEYOND
        masks = self._masks(text, starts)
        return self._opened_by([mask & of_head[text[start]] for start, mask in zip(starts, masks, strict=False)])

    def _masks(self, text: str, starts: Sequence[int]) -> list[int]:
        """The ways whose words each line holds, and those that need none."""
        masks: list[int] = []
        stops = iter([*(2 * start for start in starts[1:]), 2 * len(text) + 1])
        mask, stop = self._always, next(stops)
        for last, (bits, behind) in self._found(text):
            while last >= stop:
                masks.append(mask)
                mask, stop = self._always, next(stops)
            if last & 1:
                mask |= bits
                if behind is not None:
                    at = (last >> 1) + 1
                    seconds = behind[text[at]]
                    if seconds:
                        mask |= seconds.get(text[at + 1], seconds[""])
        masks.append(mask)
        masks += [self._always] * (len(starts) - len(masks))
        return masks

    def _opened_by(self, masks: Iterable[int]) -> list[tuple[Rule, list[int]]]:
        """The rules with the numbers of the masks that have any of their ways."""
        found: list[list[int]] = [[] for _ in self.rules]
        ways = [(found[number], bit) for number, bit in self._ways]
        for n, mask in enumerate(masks):
            last, rest = None, mask
            while rest:
                own, bit = ways[rest.bit_length() - 1]
                rest ^= bit
                if own is not last:  # the ways of a rule are neighbours
                    own.append(n)
                    last = own
        return [(rule, own) for rule, own in zip(self.rules, found, strict=True) if own]


class _Behind(dict[str, dict[str, int]]):
    """The ways that are open by the first and the second character behind a word; by any second under the empty text."""

    def __init__(self) -> None:
        super().__init__()
        self.ways: list[tuple[Begun, int]] = []

    @property
    def key(self) -> tuple[tuple[int, int], ...]:
        """The same for words behind which the same opens the same."""
        return tuple((id(begun), bit) for begun, bit in self.ways)

    def __missing__(self, first: str) -> dict[str, int]:
        opened = [(begun[first], bit) for begun, bit in self.ways if first in begun]
        alone = reduce(or_, (bit for seconds, bit in opened if not seconds), 0)
        found = {"": alone} if opened else {}
        for seconds, bit in opened:
            for second in seconds:
                found[second] = found.get(second, alone) | bit
        self[first] = found
        return found


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
