"""Names of units: how a list of them is cut into names, and how a name is made comparable."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date
from functools import cache, lru_cache

from extractor.rulebook import load_lexicons
from extractor.rulebook.kept import compile_re

_OPEN, _CLOSE = "（(〔[【", "）)〕]】"
_BREAK = re.compile(r"[、，,；;\s　/]+|以及|和|及|与|暨")
_MARK = re.compile(r"[（(〔\[【]|[）)〕\]】]|" + _BREAK.pattern)
_ENUMERATED = re.compile(r"[、，,；;\s]")
_INSIDE = re.compile(
    r"达到|实现|完成|提高|召开|或|应当|能够|可以|不再|进行|为了|[向把让]|(?<=.)被|实行|负责制|(?<!各)所有"
)
_EVERY = re.compile(
    r"各(?:省|市|县|区|州|盟|旗|乡|镇|地|村)?(?:[（(][^（）()]*[）)])?(?:、(?:省|市|县|区|州|乡|镇)(?:[（(][^（）()]*[）)])?){0,3}"
)
_LEVEL = re.compile(r"各?(?:省|市|县|区|州|乡|镇|盟|旗|村|自治区|直辖市|地级市)(?:级)?(?:[（(][^（）()]*[）)])?$")
_NOISE = re.compile(
    r"^(?:[\s　*：:“”\"'`·•\-—、]|(?:以及|[及和与由])(?=各|[省市县区国]|有关))+|[\s　*：:；;，,。.、“”\"'`]+$"
)
_LEVEL_GOES_ON = re.compile(r"(?:省|市|县|区|州|乡|镇|盟|旗|村|自治区)(?:级|两级|三级|人民政府|政府|[（(]|$|、)")
_LEVEL_BODY = re.compile(r"(?:市|县|区|乡|镇|旗)[一-龥]{2,14}(?:部门|单位|机构)$")
"""The body of two levels (市、区卫生健康部门)."""
_CLASS_WORD = re.compile(r"(?:单位|机构|企业|部门)(?:$|[、，])")
"""What 有关部门和单位 ends with: two class words that share their 有关 are one name."""
_CLASS_ENDS = "门位构区方委局企业室等省市县州盟旗乡镇地村)）"
"""How class words (等有关部门), bare levels (各县) and names with a parenthesis end."""
_BEHIND_ENDING = ")）"
_LONGEST_ENDING = 12
"""As far back from the end of a name as its ending can begin, with what stands in parentheses behind it."""
_FORMAL = re.compile(r"[\s　]+")
_NAMES = 8192
"""As many names are remembered with what they turned out to be: the units of an article come again and again."""


@cache
def name_patterns() -> dict[str, re.Pattern[str]]:
    """Compiled patterns over the lexicons of the family, by name."""
    words = load_lexicons("agency")

    def ends(*names: str) -> str:
        return "|".join(map(re.escape, sorted({w for n in names for w in words[n]}, key=lambda w: (-len(w), w))))

    return {
        "strong": compile_re(rf"(?:{ends('strong_endings')})(?:[（(][^（）()]{{1,20}}[）)])?$"),
        "weak": compile_re(rf"(?:{ends('weak_endings')}|{ends('strong_endings')})(?:[（(][^（）()]{{1,20}}[）)])?$"),
        "not_unit": compile_re(rf"(?:{ends('not_units')})$"),
        "opens_name": compile_re(words["opener_exceptions"][0]),
        "collective": compile_re(rf"(?:{ends('collective')})$"),
        "class": compile_re(rf"等(?:{words['class_words'][0]})?$"),
        "class_mid": compile_re(rf"等(?:{words['class_words'][0]})?(?=及|和|、|与|以及|，|$)"),
    }


def _splits(left: str, mark: str, right: str) -> bool:
    """Whether ``和 及 与 以及`` between ``left`` and ``right`` joins two names rather than standing inside of one."""
    if mark not in ("和", "及", "与", "以及", "暨"):
        return True
    patterns = name_patterns()
    if right.startswith("各"):
        return True
    if mark in ("和", "及", "与") and _CLASS_WORD.match(right):
        return False
    tail = _ENUMERATED.split(left)[-1]
    return bool(patterns["weak"].search(tail) or patterns["collective"].search(tail) or _level(tail)) and len(right) > 1


def _level(word: str) -> bool:
    return bool(_EVERY.fullmatch(word))


def _pieces(text: str) -> list[tuple[int, int]]:
    """Offsets of the pieces between separators that stand outside of parentheses."""
    depth, at, out, skip = 0, 0, [], 0
    for m in _MARK.finditer(text):
        mark = m[0]
        if mark in _OPEN:
            depth += 1
        elif mark in _CLOSE:
            depth = max(0, depth - 1)
        elif not depth and m.start() >= skip and _splits(text[at : m.start()], mark.strip(), text[m.end() :]):
            out.append((at, m.start()))
            at = m.end()
    return [*out, (at, len(text))]


def _joined(text: str, pieces: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join a bare level word with what follows it: 各省、市、县级人民政府 is one name."""
    out: list[tuple[int, int]] = []
    pending: int | None = None
    for n, (start, end) in enumerate(pieces):
        following = pieces[n + 1] if n + 1 < len(pieces) else None
        if following and text[end : following[0]].strip() in "、和":
            follower = text[slice(*following)]
            shared = text[start : start + 1] == "各" and follower in ("部门", "单位", "企业")
            bare = shared or _LEVEL.fullmatch(text[start:end])
            if bare and (shared or pending is not None or _continues(follower)):
                pending = start if pending is None else pending
                continue
        out.append((start if pending is None else pending, end))
        pending = None
    return out


def _continues(word: str) -> bool:
    return bool(_LEVEL_BODY.match(word) or _LEVEL_GOES_ON.match(word))


@lru_cache(maxsize=_NAMES)
def split_names(text: str) -> Sequence[tuple[int, int]]:
    """Offsets of the unit names in a list such as ``市教育局、市财政局等有关部门及各县（市、区）``.

    The class word behind 等 is left out (kept where it stands alone); names keep their parentheses.
    """
    out: list[tuple[int, int]] = []
    blanked = name_patterns()["class_mid"].sub(lambda m: "、" * len(m[0]), text) if "等" in text else text
    for start, end in _joined(blanked, _pieces(blanked)):
        noise = _NOISE.match(text[start:end])
        at = start + (noise.end() if noise and noise.end() < end - start else 0)
        word = _NOISE.sub("", text[at:end])
        if word and any("一" <= c <= "鿿" for c in word):
            out.append((at, at + len(word)))
    return tuple(out)


@lru_cache(maxsize=_NAMES)
def is_strong(name: str) -> bool:
    """Whether a name is a unit by its ending alone (市教育局, 各有关单位)."""
    return len(name) > 1 and bool(name_patterns()["strong"].search(name)) and not _looks_otherwise(name)


@lru_cache(maxsize=_NAMES)
def is_unit(name: str) -> bool:
    """Whether a name may be a unit: by its ending, or as a collective (各地, 我市)."""
    patterns = name_patterns()
    named = patterns["weak"].search(name) and not _looks_otherwise(name)
    return len(name) > 1 and bool(named or patterns["collective"].fullmatch(name) or _level(name))


@cache
def _openers() -> Mapping[str, tuple[str, ...]]:
    """The words with which no name of a unit begins, by their first character."""
    out: dict[str, list[str]] = {}
    for word in (*load_lexicons("agency")["openers"], *"0123456789０１２３４５６７８９"):
        out.setdefault(word[0], []).append(word)
    return {first: tuple(words) for first, words in out.items()}


def opens(text: str, at: int = 0) -> bool:
    """Whether a word (推进, 为, 2024) stands at ``at`` with which no name of a unit begins."""
    words = _openers().get(text[at : at + 1])
    return words is not None and text.startswith(words, at) and not name_patterns()["opens_name"].match(text, at)


@cache
def _endings() -> Mapping[str, tuple[str, ...]]:
    """All that names of units and collectives end with, by the last character."""
    words = load_lexicons("agency")
    out: dict[str, set[str]] = {}
    for word in (*words["weak_endings"], *words["strong_endings"], *words["collective"]):
        out.setdefault(word[-1], set()).add(word)
    return {last: tuple(sorted(endings, key=len)) for last, endings in out.items()}


def ends_like_unit(text: str, start: int, end: int) -> bool:
    """Whether ``text[start:end]`` could end with a unit: a quick look before it is cut into names."""
    last = text[end - 1]
    if text.endswith(_endings().get(last, ()), start, end):
        return True
    if last in _BEHIND_ENDING and name_patterns()["weak"].search(text, max(start, end - _LONGEST_ENDING), end):
        return True
    if "等" in text[start:end] and name_patterns()["class"].search(text, start, end):
        return True
    return last in "省市县区州盟旗乡镇地村）)" and "各" in text[start:end]


@cache
def last_characters() -> str:
    """Every character with which a name can end that :func:`ends_like_unit` may take for a unit."""
    return "".join(sorted({*_endings(), *_CLASS_ENDS}))


def is_bound(name: str) -> bool:
    """Whether a collective names who binds himself (我市, 本局, 甲方, 各镇街), so that any verb may follow it."""
    return name[:1] in "我本各甲乙" and is_unit(name)


def _looks_otherwise(name: str) -> bool:
    patterns = name_patterns()
    return bool(patterns["not_unit"].search(name) or opens(name) or _INSIDE.search(name))


@cache
def _table(name: str) -> Mapping[str, list[tuple[str, str, date | None]]]:
    """What names end with, what that is written out as and since when; the longest first, by the last character."""
    entries: dict[str, tuple[str, str, date | None]] = {}
    for entry in load_lexicons("agency")[name]:
        short, _, rest = entry.partition("=")
        full, _, since = rest.partition("@")
        entries[short] = (short, full, date.fromisoformat(since) if since else None)
    out: dict[str, list[tuple[str, str, date | None]]] = {}
    for short in sorted(entries, key=len, reverse=True):
        out.setdefault(short[-1], []).append(entries[short])
    return out


def _replaced(name: str, table: str, on: date | None) -> str:
    for short, full, since in _table(table).get(name[-1:], ()):
        if name.endswith(short) and not name.endswith(full) and (since is None or (on is not None and on >= since)):
            return name[: -len(short)] + full
    return name


@lru_cache(maxsize=_NAMES)
def normalise(name: str, *, on: date | None = None) -> str:
    """A comparable form of a unit's name: aliases written out (市发改委 → 市发展改革委), white space removed.

    With ``on`` a body that had been renamed by that day takes its new name (市环保局 → 市生态环境局 from 2018-12 on);
    without a day names stay as old as they are.
    """
    out = _replaced(_FORMAL.sub("", name), "aliases", None)
    renamed = _replaced(out, "renamed", on)
    while renamed != out:
        out, renamed = renamed, _replaced(renamed, "renamed", on)
    return _replaced(out, "aliases", None)
