"""A normalised view of a text in which dates are looked for; every place of it leads back to the text.

Full-width digits, traditional characters, the many dashes and quotes each become one form (one character for one
character), and white space inside a date is left out. The text itself is never changed.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import NamedTuple

_FORMS = {
    "0123456789": "０１２３４５６７８９",
    "-": "—–－─―‐‑‒−~～〜∼﹣",
    '"': "“”„‟＂「」『』‘’'＇",
    "(": "（〔﹙［[",
    ")": "）〕﹚］]",
    ":": "：∶﹕",
    "，": ",﹐",
    "；": ";﹔",
    ".": "．",
    "/": "／",
    "%": "％",
    "〇": "○Ｏ◯O",
    "·": "•・‧",
}
_TRADITIONAL = (
    "週周內内個个後后開开節节當当兩两號号從从間间將将達达實实規规劃划計计會会訂订於于"
    "繼继續续產产業业動动無无點点時时時时過过來来為为歷历慶庆陽阳陰阴兒儿黨党軍军師师婦妇勞劳"
    "萬万億亿與与並并發发結结幾几數数減减壓压縮缩應应須须擬拟爭争確确預预層层屆届運运採采暖暖學学"
    "國国農农曆历終终歲岁紀纪世世禮礼貳贰參参見见區区縣县辦办報报總总統统執执適适試试長长請请務务網网頭头續续"
)
_FORM_OF = {old: new for old, new in zip(_TRADITIONAL[::2], _TRADITIONAL[1::2], strict=True) if old != new}
for _plain, _variants in _FORMS.items():
    for _n, _variant in enumerate(_variants):
        _FORM_OF[_variant] = _plain[_n] if len(_plain) > 1 else _plain

_AFTER_NUMBER = frozenset("年月日号时点天周个-至到季")
_OPENS = frozenset('年月日号到至从自前近第每起用-"十在于')
_CLOSES = frozenset('底末初内旬期"')
_STARTS = frozenset('0123456789一二三四五六七八九十上中下底末初前内起份"-')
_TAILS = frozenset("前末期时底内-")
_HAN_DIGITS = frozenset("一二三四五六七八九十〇零")
_AFTER_HAN = frozenset('"年月日个')

_BLANK = " \t\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u200b\u3000"
_BLANK_SET = frozenset(_BLANK)
_AFTER = re.escape("".join(sorted(_AFTER_NUMBER | _AFTER_HAN | _STARTS | _TAILS)))
_BLANKS = re.compile(f"[{_BLANK}]{{1,4}}(?=[{_AFTER}])")
_UNUSUAL = re.compile(f"[{_BLANK}{re.escape(''.join(_FORM_OF))}]")


def _inside_date(before: str, after: str) -> bool:
    if before.isdigit():
        return after in _AFTER_NUMBER
    if before in _HAN_DIGITS and after in _AFTER_HAN:
        return True
    return (before in _OPENS and after in _STARTS) or (before in _CLOSES and after in _TAILS)


class View(NamedTuple):
    """``text`` is what patterns see; :meth:`origin` gives the place in the text as stored."""

    text: str
    cuts: tuple[int, ...] = ()
    skipped: tuple[int, ...] = ()

    def origin(self, at: int) -> int:
        """The offset in the stored text of the view's character ``at``."""
        n = bisect_right(self.cuts, at)
        return at + self.skipped[n - 1] if n else at

    def origin_end(self, end: int) -> int:
        """The offset in the stored text behind the view's character ``end - 1``."""
        return self.origin(end - 1) + 1 if end else 0


def view_of(text: str) -> View:
    """The view of a text; time is linear in its length."""
    plain = text
    unusual = set(_UNUSUAL.findall(text))
    blanks = unusual & _BLANK_SET
    for char in unusual - blanks:
        plain = plain.replace(char, _FORM_OF[char])
    return _without_blanks(plain) if blanks else View(plain)


def _without_blanks(plain: str) -> View:
    """The view of a text in which only blanks are left to be taken out of dates."""
    pieces: list[str] = []
    cuts: list[int] = []
    skipped: list[int] = []
    at = gone = 0
    for gap in _BLANKS.finditer(plain):
        begin, end = gap.span()
        if begin == 0 or not _inside_date(plain[begin - 1], plain[end]):
            continue
        pieces.append(plain[at:begin])
        at = end
        gone += end - begin
        cuts.append(end - gone)
        skipped.append(gone)
    if not cuts:
        return View(plain)
    pieces.append(plain[at:])
    return View("".join(pieces), tuple(cuts), tuple(skipped))
