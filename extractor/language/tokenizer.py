"""A spaCy tokenizer for Chinese on jieba's dictionary: rjieba (Rust) where its wheel is there, jieba else.

Tokens serve readers of the ``Doc``; no row depends on them, so rows are the same with either cutter.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, Literal

from spacy.tokens import Doc
from spacy.util import registry
from spacy.vocab import Vocab

Cutter = Literal["auto", "rjieba", "jieba"]
Cut = Callable[[str], list[tuple[str, str]]]

_SURROGATE = re.compile("[\ud800-\udfff]")


def _rjieba() -> Cut:
    import rjieba

    def cut(text: str) -> list[tuple[str, str]]:
        return [(word, tag) for word, tag in rjieba.tag(text) if word]

    return cut


def _jieba() -> Cut:
    import logging

    import jieba
    import jieba.posseg

    jieba.setLogLevel(logging.WARNING)

    def cut(text: str) -> list[tuple[str, str]]:
        words = jieba.lcut(text)
        tags = jieba.posseg.dt.word_tag_tab
        return [(word, tags.get(word, "x")) for word in words if word]

    return cut


def choose_cutter(cutter: Cutter = "auto") -> Cut:
    """A function that cuts a text into (word, tag) pairs; raises ImportError where a named cutter is not installed."""
    if cutter == "jieba":
        return _jieba()
    try:
        return _rjieba()
    except ImportError:
        if cutter == "rjieba":
            raise
        return _jieba()


class JiebaTokenizer:
    """Text → ``Doc`` whose tokens are jieba's words, white space included as tokens, with jieba's tags in ``tag_``."""

    def __init__(self, vocab: Vocab, *, cutter: Cutter = "auto") -> None:
        self.vocab = vocab
        self.cutter = cutter
        self._cut: Cut | None = None

    def __call__(self, text: str) -> Doc:
        """Cut a text; lone surrogates, which no vocabulary can hold, stand as U+FFFD in the tokens."""
        self._cut = self._cut or choose_cutter(self.cutter)
        safe = _SURROGATE.sub("�", text)
        pairs = self._cut(safe)
        if sum(len(word) for word, _ in pairs) != len(safe):
            pairs = [(char, "x") for char in safe]
        words, tags = [word for word, _ in pairs], [tag for _, tag in pairs]
        return Doc(self.vocab, words=words, spaces=[False] * len(words), tags=tags)

    def to_bytes(self, **_kwargs: Any) -> bytes:
        """Nothing to save: the dictionary ships with the cutter."""
        return b""

    def from_bytes(self, _data: bytes, **_kwargs: Any) -> JiebaTokenizer:
        """Nothing to load."""
        return self

    def to_disk(self, _path: Any, **_kwargs: Any) -> None:
        """Nothing to save."""

    def from_disk(self, _path: Any, **_kwargs: Any) -> JiebaTokenizer:
        """Nothing to load."""
        return self


@registry.tokenizers("xiaozhang.JiebaTokenizer.v1")  # type: ignore[untyped-decorator]
def create_tokenizer(cutter: Cutter = "auto") -> Callable[[Any], JiebaTokenizer]:
    """The tokenizer as ``config.cfg`` names it."""

    def create(nlp: Any) -> JiebaTokenizer:
        return JiebaTokenizer(nlp.vocab, cutter=cutter)

    return create
