"""Characters that files for people cannot hold, and words that a spreadsheet would take for a formula."""

from __future__ import annotations

import re

_UNSHOWABLE = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LIVE = re.compile(r"[=+\-@\t\r\n＝＋－＠]")

REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


def showable(text: str) -> str:
    r"""The text with control characters, lone surrogates and non-characters each shown as ``\ufffd``.

    The result can stand in XML 1.0, UTF-8 and a spreadsheet; its length in code points is the same.
    """
    return _UNSHOWABLE.sub(REPLACEMENT, text)


def inert(text: str) -> str:
    """The text for a cell of a CSV file: what a spreadsheet would take for a formula gets an apostrophe before it."""
    return f"'{text}" if _LIVE.match(text) else text
