"""Code for ``re`` that looks at the next character before it tries what can begin with it.

``re`` tries the alternatives of a group one after the other, and those of a whole pattern at every character of a
text. Most characters begin none of them, which one look into a set of characters tells.
"""

from __future__ import annotations

import re._compiler as compiler  # type: ignore[import-not-found]
import re._constants as op  # type: ignore[import-not-found]
from re import IGNORECASE
from typing import Any

from extractor.rulebook.firsts import REPEATS, first_items

_FEW = 3
"""So many alternatives are tried as soon as looked at."""
_MANY = 24
"""More alternatives than this are told apart in groups."""
_GROUPS = 4
_MANY_LENGTHS = 32
"""A look to the left is not taken apart into more lengths than this."""


def code_of(parsed: Any) -> list[int]:
    """The code of a parsed pattern, which matches exactly what that of ``re.compile`` does."""
    flags = parsed.state.flags
    if flags & IGNORECASE:
        return list(compiler._code(parsed, 0))  # noqa: SLF001
    code: list[int] = []
    compiler._compile_info(code, _skips(parsed), flags)  # noqa: SLF001
    compiler._compile(code, _looking(parsed).data, flags)  # noqa: SLF001
    return [*code, op.SUCCESS]


def _skips(parsed: Any) -> Any:
    """What tells ``re`` where a search may try to match: at the first characters of the pattern, where they are known.

    ``re`` finds them itself where the pattern begins with a character, but not behind a look to the left or right.
    """
    firsts = None if parsed.data[:1] and parsed.data[0][0] is op.LITERAL else first_items(parsed)
    if firsts is None:
        return parsed
    shown = compiler._parser.SubPattern(parsed.state, [(op.IN, firsts)])  # noqa: SLF001
    shown.width = parsed.getwidth()
    return shown


def _looking(nodes: Any) -> Any:
    """The same with a look at the next character before each choice between many alternatives."""
    out: list[tuple[Any, Any]] = []
    for kind, value in nodes:
        if kind is op.BRANCH:
            firsts = first_items([(kind, value)]) if len(value[1]) > _FEW else None
            if firsts is not None:
                out.append(_look(nodes.state, firsts))
            out.append((kind, (value[0], _grouped(nodes.state, [_looking(branch) for branch in value[1]]))))
        elif kind is op.SUBPATTERN:
            out.append((kind, (*value[:3], value[3] if value[1] & IGNORECASE else _looking(value[3]))))
        elif kind is op.ATOMIC_GROUP:
            out.append((kind, _looking(value)))
        elif str(kind) in REPEATS:
            out.append((kind, (*value[:2], _looking(value[2]))))
        elif kind in (op.ASSERT, op.ASSERT_NOT) and value[0] > 0:
            out.append((kind, (value[0], _looking(value[1]))))
        elif kind in (op.ASSERT, op.ASSERT_NOT):
            out += _looks_back(kind, value[1])
        else:
            out.append((kind, value))
    return compiler._parser.SubPattern(nodes.state, out)  # noqa: SLF001


def _looks_back(kind: Any, nodes: Any) -> list[tuple[Any, Any]]:
    """A look to the left; where that is of several lengths, which ``re`` does not know, one of each length."""
    looks = [(kind, (-1, one)) for one in _of_each_length(nodes)]
    if kind is op.ASSERT_NOT or len(looks) == 1:
        return looks
    return [(op.BRANCH, (None, [compiler._parser.SubPattern(nodes.state, [look]) for look in looks]))]  # noqa: SLF001


def _of_each_length(nodes: Any) -> list[Any]:
    """The same nodes, each time with another number of repeats of the one that has no fixed number."""
    for at, (kind, value) in enumerate(nodes):
        if str(kind) in REPEATS and value[0] < value[1] <= value[0] + _MANY_LENGTHS and value[2].getwidth() == (1, 1):
            times = [(kind, (count, count, value[2])) for count in range(value[0], value[1] + 1)]
            return [
                one
                for repeat in times
                for one in _of_each_length(
                    compiler._parser.SubPattern(nodes.state, [*nodes[:at], repeat, *nodes[at + 1 :]])  # noqa: SLF001
                )
            ]
    return [nodes]


def _look(state: Any, firsts: Any) -> tuple[Any, Any]:
    return (op.ASSERT, (1, compiler._parser.SubPattern(state, [(op.IN, firsts)])))  # noqa: SLF001


def _grouped(state: Any, branches: list[Any]) -> list[Any]:
    """The same alternatives in the same order; many of them in a few groups, each behind a look of its own.

    ``re`` compares the next character with the first of each alternative in turn, which for hundreds takes long.
    """
    if len(branches) <= _MANY:
        return branches
    size = -(-len(branches) // _GROUPS)
    out: list[Any] = []
    for at in range(0, len(branches), size):
        group = branches[at : at + size]
        firsts = first_items([(op.BRANCH, (None, group))])
        if firsts is None:
            return branches
        inner = [_look(state, firsts), (op.BRANCH, (None, _grouped(state, group)))]
        out.append(compiler._parser.SubPattern(state, inner))  # noqa: SLF001
    return out
