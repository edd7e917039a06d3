"""Traditional characters: a simplified view of an article, letter by letter, so that every offset stays the same.

The rules of this package are written in simplified characters. A traditional article is read through its view, and
what was found is given back in the words of the article itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, is_dataclass, replace
from functools import cache
from typing import Any, TypeVar

from extractor.article import Article
from extractor.measure import Measure
from extractor.reading.requote import requote

_SAMPLE = 2000
_FEWEST = 2
T = TypeVar("T")


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters: Big5 holds letters of its beginning that GB2312 does not."""
    sample = text[:_SAMPLE].replace("—", "").replace("·", "")  # marks that GB2312 lacks
    try:
        sample.encode("gb2312")
    except UnicodeEncodeError:
        return _held(sample, "big5") - _held(sample, "gb2312") >= _FEWEST
    return False  # GB2312 holds them all


def _held(text: str, encoding: str) -> int:
    """How many characters of a text an encoding holds."""
    return len(text.encode(encoding, "ignore").decode(encoding))


class _Simplified(dict[int, str]):
    """A table for ``str.translate`` that learns each letter when it is met first."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        converted = _converter().convert(letter) if letter >= "\u2e80" else letter
        self[code] = converted if len(converted) == 1 else letter
        return self[code]


@cache
def _converter() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


_TABLE = _Simplified()


def simplified_view(text: str) -> str:
    """The text in simplified characters, as long as the original: ``view[a:b]`` stands where ``text[a:b]`` stands."""
    return text.translate(_TABLE)


def simplified_article(article: Article) -> Article:
    """The view of a traditional article: text, title, headings and tables; any other article itself."""
    if not is_traditional(article.text):
        return article
    text = simplified_view(article.text)
    view = replace(article, text=text, title=simplified_view(article.title))
    return replace(view, headings=requote(article.headings, text), tables=requote(article.tables, text))


def as_written(measures: Sequence[Measure], *, article: Article, view: Article) -> list[Measure]:
    """Measures that were found in the view of an article, in the words of the article."""
    if view is article:
        return list(measures)
    return [_written(measure, article.text, view.text, measure.quote.start) for measure in measures]


_WORDS = frozenset({"name", "indicator", "unit", "section", "condition", "event"})
"""Fields that hold words of the text without their place; rule ids, flags and normalised names are our own words."""


def _written(value: T, text: str, view: str, near: int) -> T:
    """A value with its words taken from the text, those without a place from where they stand nearest behind ``near``."""
    moved: Any = value
    if isinstance(value, tuple):
        moved = tuple(_written(one, text, view, near) for one in value)
    elif is_dataclass(value) and not isinstance(value, type):
        own = getattr(value, "quote", None)
        near = own.start if own is not None else near
        changed = {f.name: _written(getattr(value, f.name), text, view, near) for f in fields(value) if f.init}
        words = {k: _found(v, text, view, near) for k, v in changed.items() if k in _WORDS and isinstance(v, str)}
        moved = requote(replace(value, **(changed | words)), text)
    return moved  # type: ignore[no-any-return]


def _found(words: str, text: str, view: str, near: int) -> str:
    """The words as the text has them; a heading path is looked up part by part."""
    return " / ".join(words_of(part, text, view, near=near) for part in words.split(" / "))


def words_of(words: str, text: str, view: str, *, near: int = 0) -> str:
    """What the text has where its view has these words, at or behind ``near`` first; the words where it has them not."""
    at = view.find(words, near)
    at = at if at >= 0 else view.rfind(words, 0, near)
    return text[at : at + len(words)] if at >= 0 else words
