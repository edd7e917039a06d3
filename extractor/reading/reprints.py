"""The same text under another title: near-duplicates by min-hashing, so that a reprint is linked and not doubled."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from extractor.article import Article
from extractor.problem import Problem, UsageError

_PERMUTATIONS = 64
_SHINGLE = 6
_SHORTEST = 60
_LETTERS = re.compile(r"[\W_]+")


class Reprints:
    """Remembers the articles that were read; ``threshold`` is the share of common words from which two are one text.

    Needs the extra ``xiaozhang[reprints]``; UsageError without it.
    """

    def __init__(self, *, threshold: float = 0.85) -> None:
        try:
            from datasketch import MinHashLSH
        except ImportError as error:
            msg = "查重要另装一个库，请运行 pip install 'xiaozhang[reprints]'"
            raise UsageError(msg) from error
        self._index: Any = MinHashLSH(threshold=threshold, num_perm=_PERMUTATIONS)
        self._hashes: dict[str, Any] = {}
        self._threshold = threshold

    def original(self, article: Article) -> tuple[str, float]:
        """The path of an earlier article with nearly the same text and how alike they are; notes the article otherwise."""
        letters = _LETTERS.sub("", article.text)
        if len(letters) < _SHORTEST:
            return "", 0.0
        own = _min_hash(letters)
        found = [(self._hashes[key].jaccard(own), key) for key in sorted(self._index.query(own))]
        best = max(found, default=(0.0, ""), key=lambda pair: pair[0])
        if best[0] >= self._threshold:
            return best[1], best[0]
        if article.path not in self._hashes:
            self._hashes[article.path] = own
            self._index.insert(article.path, own)
        return "", 0.0

    def problem(self, article: Article) -> Problem | None:
        """What to say of a reprint; None where the text is new."""
        path, likeness = self.original(article)
        if not path:
            return None
        message = f"与 {path} 是同一篇文字（相似度 {likeness:.0%}），没有重复计入"
        return Problem(article.path, "reading.reprint", message, "要分别计入，请不要加查重选项")


def _min_hash(letters: str) -> Any:
    from datasketch import MinHash

    own = MinHash(num_perm=_PERMUTATIONS, hashfunc=_hash)
    own.update_batch(list({letters[at : at + _SHINGLE].encode() for at in range(len(letters) - _SHINGLE + 1)}))
    return own


def _hash(data: bytes) -> int:
    return int.from_bytes(hashlib.blake2b(data, digest_size=4).digest(), "little")
