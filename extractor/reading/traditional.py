"""Traditional characters: a simplified view of a text, letter by letter, so that every offset stays the same."""

from __future__ import annotations

from functools import cache
from typing import Any

from extractor.problem import UsageError

_TELLING = frozenset(
    "國會發展業務實無關門時間該為與產機過們來個這進開車長義應該縣區廳辦廠點動員術電網導總計劃據條處號單責任達"
)
_SIMPLE = frozenset(
    "国会发展业务实无关门时间该为与产机过们来个这进开车长义应该县区厅办厂点动员术电网导总计划据条处号单责任达"
)


def is_traditional(text: str) -> bool:
    """Whether a text is written in traditional characters."""
    old = sum(c in _TELLING - _SIMPLE for c in text[:5000])
    new = sum(c in _SIMPLE - _TELLING for c in text[:5000])
    return old > 3 and old > 3 * new


@cache
def _converter() -> Any:
    try:
        from opencc import OpenCC
    except ImportError as error:
        msg = "读繁体文字要另装一个库，请运行 pip install 'xiaozhang[traditional]'"
        raise UsageError(msg) from error
    return OpenCC("t2s")


@cache
def _simplified(letter: str) -> str:
    converted: str = _converter().convert(letter)
    return converted if len(converted) == 1 else letter


def simplified_view(text: str) -> str:
    """The text in simplified characters, as long as the original: ``view[a:b]`` stands where ``text[a:b]`` stands."""
    return "".join(_simplified(c) if c >= "\u2e80" else c for c in text)
