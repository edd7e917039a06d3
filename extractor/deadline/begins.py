"""Where date expressions may begin: one pattern that runs over a text quickly, made from those of the lexicons.

Of the characters of a text most can begin no expression, and of the others most are followed by one with which
none goes on. So the pattern looks at two characters before it tries the kinds of beginnings, before some of them at
a time, and at two or three before each.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from extractor.rulebook.kept import kept
from extractor.rulebook.load import fill
from extractor.rulebook.starts import Seconds, any_of, one_of, second_characters, three_or_two

_GROUPS = (("every", "year", "number", "han"), ("word", "now", "span"), ("name",))
KINDS = tuple(kind for group in _GROUPS for kind in group)
"""The kinds of beginnings; where several are possible the first counts."""
_MANY = 64
"""Behind one of more characters than this stand too many others for a look at two to leave out much."""


def begins_pattern(lexicons: Mapping[str, Sequence[str]]) -> str:
    """Finds the words with which an expression may begin; the outermost group is named by the kind of beginning."""
    bodies = {kind: fill(f"{{{{begins_{kind}}}}}", lexicons) for kind in KINDS}
    found: str = kept().get("begins", "\n".join(bodies.values()), lambda: _made(bodies))
    return found


def _made(bodies: Mapping[str, str]) -> str:
    seconds = {kind: second_characters(body) for kind, body in bodies.items()}
    each = {kind: f"{_look(body, seconds[kind])}(?P<{kind}>{body})" for kind, body in bodies.items()}
    groups = (_led("|".join(each[kind] for kind in group), [seconds[kind] for kind in group]) for group in _GROUPS)
    return _led("|".join(groups), list(seconds.values()))


def _led(pattern: str, seconds: Sequence[Seconds | None]) -> str:
    """The same pattern behind a look at two characters, where those that it may begin with are known."""
    known = [chars for chars in seconds if chars is not None]
    if len(known) < len(seconds):
        return pattern
    every = {
        char: any_of(chars[char] for chars in known if char in chars)
        for char in sorted({char for chars in known for char in chars})
    }
    return f"(?={one_of(every)})(?:{pattern})"


def _look(body: str, seconds: Seconds | None) -> str:
    if seconds is None:
        return ""
    return f"(?={three_or_two(body) if len(seconds) > _MANY else one_of(seconds)})"
