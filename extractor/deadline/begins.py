"""Where date expressions may begin: one pattern that runs over a text quickly, made from those of the lexicons.

Of the characters of a text most can begin no expression, and of the others most are followed by one with which
none goes on. So the pattern looks at two characters before it tries the kinds of beginnings, and at two or three
before each of them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.rulebook.kept import kept
from extractor.rulebook.load import fill
from extractor.rulebook.starts import Seconds, any_of, one_of, second_characters, three_or_two

KINDS = ("every", "year", "number", "han", "word", "now", "span", "name")
"""The kinds of beginnings; where several are possible the first counts."""
_MANY = 64
"""Behind one of more characters than this stand too many others for a look at two to leave out much."""


def begins_pattern(lexicons: Mapping[str, Sequence[str]]) -> str:
    """Finds the words with which an expression may begin; the outermost group is named by the kind of beginning."""
    bodies = {kind: fill(f"{{{{begins_{kind}}}}}", lexicons) for kind in KINDS}
    found: str = kept().get("begins", "\n".join(bodies.values()), lambda: _made(bodies))
    return found


def _made(bodies: Mapping[str, str]) -> str:
    by_kind = {kind: second_characters(body) for kind, body in bodies.items()}
    kinds = "|".join(f"{_look(body, by_kind[kind])}(?P<{kind}>{body})" for kind, body in bodies.items())
    known = [seconds for seconds in by_kind.values() if seconds is not None]
    if len(known) < len(by_kind):
        return kinds
    chars = sorted({char for seconds in known for char in seconds})
    every = {char: any_of(seconds[char] for seconds in known if char in seconds) for char in chars}
    return f"(?={one_of(every)})(?:{kinds})"


def _look(body: str, seconds: Seconds | None) -> str:
    if seconds is None:
        return ""
    return f"(?={three_or_two(body) if len(seconds) > _MANY else one_of(seconds)})"
