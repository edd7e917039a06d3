"""From bytes to text: which encoding it is, and whether the text came out garbled.

The order BOM, strict UTF-8, a declaration that fits, GB18030 against Big5 was right more often on saved Chinese pages
than statistical detection.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"""<meta[^>]{0,200}?charset\s*=\s*["']?\s*([\w-]{2,20})|<\?xml[^>]{0,100}encoding=["']([\w-]{2,20})""",
    re.IGNORECASE,
)
# The commonest characters of running Chinese text: a wrong guess between GB and Big5 hits hardly any of them.
_COMMON = frozenset(
    "的一是不在人有这中大来上个国我以要他时和地出会年月日市县区政府工作推进建设发展完成加强实施机制部门單位責任號國務務發會這個時為與產業"
)
_GARBLED = re.compile(
    "锟斤拷|烫烫烫|屯屯屯|\ufffd{2}|ï¿½"
    # UTF-8 read as Latin-1 or Windows-1252: a lead byte and its one or two followers, three characters in a row
    "|(?:[ÂÃà-ï][\u0080-\u00bfŒœŠšŸŽžƒˆ˜\u2013-\u203a€™\ufffd]{1,2}){3}"
    # UTF-8 read as GBK: the commonest results
    "|(?:鐨|銆|锛|鈥|涓|勫|姟|鏂|浠|鍙|绗|骞|鏈){3}"
)
_STRAY = re.compile("[\x00-\x08\x0e-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text with the name of the encoding that it was read in; ``lost`` counts bytes that fitted no character."""

    text: str
    encoding: str
    lost: int = 0


def decode(data: bytes) -> Decoded | None:
    """The text of a file; None where the bytes are no text at all."""
    for mark, name in _BOMS:
        if data.startswith(mark):
            return _lenient(data[len(mark) :], name)
    plain = _strict(data, "utf-8")
    if plain is not None and "\x00" not in plain:
        return Decoded(plain, "utf-8")
    wide = _wide_guess(data)
    if wide:
        return _lenient(data, wide)
    if _is_binary(data):
        return None
    return Decoded(plain, "utf-8") if plain is not None else _legacy(data)


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _lenient(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    return Decoded(text, encoding, text.count("\ufffd"))


def _wide_guess(data: bytes) -> str | None:
    """UTF-16 without a mark: line ends, blanks and digits leave a zero in every second byte."""
    head = data[:4000]
    if len(head) < 8 or len(data) % 2:
        return None
    even, odd = head[0::2].count(0), head[1::2].count(0)
    name = "utf-16-le" if odd > even * 4 else "utf-16-be" if even > odd * 4 else ""
    text = _strict(data, name) if name else None
    return name if text and _share_common(text) > 0.02 and not _STRAY.search(text) else None


def _is_binary(data: bytes) -> bool:
    head = data[:8000]
    return b"\x00" in head and len(_STRAY.findall(head.decode("latin-1"))) > 2 + len(head) / 500


def declared_encoding(data: bytes) -> str:
    """The encoding that an HTML or XML head names, in lower case; empty where it names none."""
    found = _DECLARED.search(data[:4096])
    name = (found[1] or found[2]).decode("ascii").lower() if found else ""
    return "gb18030" if name in {"gb2312", "gbk", "gb18030"} else name


def _legacy(data: bytes) -> Decoded:
    """GB18030 or Big5, whichever reads as Chinese; what is declared counts where it fits as well."""
    best: tuple[float, Decoded] | None = None
    declared = declared_encoding(data)
    for name in dict.fromkeys(["gb18030", "big5hkscs", *([declared] if declared else [])]):
        read = _attempt(data, name)
        if read is None:
            continue
        score = _share_common(read.text) - 20 * read.lost / max(1, len(read.text)) + (0.01 if name == declared else 0)
        if best is None or score > best[0]:
            best = (score, read)
    return best[1] if best else _lenient(data, "utf-8")


def _attempt(data: bytes, encoding: str) -> Decoded | None:
    try:
        return _lenient(data, encoding)
    except (LookupError, UnicodeError, ValueError):
        return None  # a declared name that is no text encoding (base64, idna)


def _share_common(text: str) -> float:
    sample = [c for c in text[:20000] if c > "\x7f"]
    return sum(c in _COMMON for c in sample) / len(sample) if sample else 0.0


def garbled_sign(text: str) -> str:
    """Characters by which a text shows that it was once decoded wrongly (锟斤拷, 鐨勪…); empty where it reads well."""
    found = _GARBLED.search(text[:200_000])
    return found[0][:12] if found else ""


def clean_characters(text: str) -> tuple[str, int]:
    r"""Line ends as ``\\n``; NUL and lone surrogates, which no table can hold, as U+FFFD, with their number."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    bad = re.compile("[\x00\ud800-\udfff]")
    return bad.subn("\ufffd", text)
