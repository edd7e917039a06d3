"""Where date expressions may begin: one pattern that runs over a text quickly, made from those of the lexicons.

Of the characters of a text most can begin no expression, and of the others most are followed by one with which
none goes on. So the pattern looks at two characters first; only where both are right it tries the kinds of beginnings
that may begin with them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from extractor.rulebook.kept import kept
from extractor.rulebook.load import fill
from extractor.rulebook.starts import Chars, any_of, here, one_of, pair_of, second_characters

KINDS = ("every", "year", "number", "han", "word", "now", "span", "name")
"""The kinds of beginnings; where several are possible the first counts."""


def begins_pattern(lexicons: Mapping[str, Sequence[str]]) -> str:
    """Finds the first character of each place where an expression may begin.

    The outermost group is named by the kind of beginning, with a number behind it, and covers the words of the beginning.
    """
    bodies = {kind: fill(f"{{{{begins_{kind}}}}}", lexicons) for kind in KINDS}
    found: str = kept().get("begins", "\n".join(bodies.values()), lambda: _made(bodies))
    return found


def _made(bodies: Mapping[str, str]) -> str:
    by_kind = {kind: second_characters(body) for kind, body in bodies.items()}
    groups: dict[tuple[str, ...], dict[str, Chars | None]] = {}
    for char in sorted({char for seconds in by_kind.values() for char in seconds or ()}):
        seconds = {kind: of_kind[char] for kind, of_kind in by_kind.items() if of_kind and char in of_kind}
        groups.setdefault(tuple(seconds), {})[char] = any_of(seconds.values())
    if None in by_kind.values():  # a user's own, that may begin with any character
        return f"(?s:.){_kinds_here(bodies, KINDS, 0)}"
    # The names, whose characters are many and seldom right, come last.
    ordered = sorted(groups, key=lambda kinds: (len(groups[kinds]), kinds))
    tries = "|".join(f"{pair_of(groups[kinds])}{_kinds_here(bodies, kinds, n)}" for n, kinds in enumerate(ordered))
    return f"{one_of({char: second for group in groups.values() for char, second in group.items()})}(?<=(?:{tries}))"


def _kinds_here(bodies: Mapping[str, str], kinds: Iterable[str], number: int) -> str:
    return here("|".join(f"(?P<{kind}{number}>{bodies[kind]})" for kind in kinds))
