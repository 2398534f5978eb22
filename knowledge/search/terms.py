"""Text to search terms, the same way for clauses and questions.

One term a Chinese character, a word or a number, and one for each two neighbours; codes (SKU, order, model) whole as well.
Script (OpenCC t2s), width (NFKC), case, blanks and punctuation make no difference, nor do 七天 and 7日.
"""

import re
import unicodedata
from functools import lru_cache
from hashlib import blake2b
from threading import local

from opencc import OpenCC

_UNIT = re.compile(r"[a-z\u00df-\u024f]+|[0-9]+|[^\W\d_]")
_CODE = re.compile(r"[a-z0-9]+(?:[-_./][a-z0-9]+)*")
SHORT_CODE = re.compile(r"(?<![a-z0-9-])[a-z]{1,2}\d{1,4}(?![a-z0-9-])")
"""A letter or two and a number, standing alone, in small letters: fault codes and short model names, not sizes (4u, 83g) nor parts of an SKU."""

_THOUSANDS = re.compile(r"(?<=[0-9]),(?=[0-9]{3}(?![0-9]))")
_DIGITS = {c: i for i, c in enumerate("零一二三四五六七八九")} | {"两": 2, "〇": 0}
_TENS = {"十": 10, "百": 100, "千": 1000}
_MEASURES = frozenset("日天月年周元块倍次件条款项章号时分秒折成双套级层个")
_OPENCC = local()


def _simplified(text: str) -> str:
    converter = getattr(_OPENCC, "t2s", None)
    if converter is None:
        converter = _OPENCC.t2s = OpenCC("t2s")
    return str(converter.convert(text))


@lru_cache(maxsize=4096)
def normalise(text: str) -> str:
    """Return the text in one width, one case and Simplified characters; length may change."""
    return _simplified(unicodedata.normalize("NFKC", text)).lower()


def _number(run: list[str]) -> str | None:
    """Return a Chinese numeral below ten thousand as digits, None where the characters are no number."""
    if not any(c in _TENS for c in run):
        return "".join(str(_DIGITS[c]) for c in run)
    total, digit = 0, None
    for c in run:
        if c in _DIGITS:
            digit = _DIGITS[c]
        else:
            total += _TENS[c] * (1 if digit is None else digit)
            digit = None
    return str(total + (digit or 0))


def _stem(word: str) -> str:
    """Cut the commonest English endings, so that `returned`, `returns` and `return` meet."""
    for ending, rest in (("ies", "y"), ("ing", ""), ("ed", ""), ("es", ""), ("s", "")):
        if word.endswith(ending) and not word.endswith("ss") and len(word) - len(ending) >= 4:
            return word[: -len(ending)] + rest
    return word[:-1] if len(word) == 4 and word.endswith("s") and not word.endswith("ss") else word


def units(text: str) -> list[str]:
    """Return the units a text is made of: characters, words, numbers; Chinese numerals before a measure as digits."""
    found = _UNIT.findall(_THOUSANDS.sub("", normalise(text)))
    out: list[str] = []
    i = 0
    while i < len(found):
        j = i
        while j < len(found) and (found[j] in _DIGITS or found[j] in _TENS):
            j += 1
        counted = j > i and (
            (j < len(found) and found[j] in _MEASURES) or (out and out[-1] == "第")
        )
        if counted:
            out.append(_number(found[i:j]) or "")
            i = j
        elif found[i] == "天" and out and out[-1].isdigit():
            out.append("日")
            i += 1
        else:
            unit = found[i]
            out.append(_stem(unit) if unit.isascii() and unit.isalpha() else unit)
            i += 1
    return out


def codes(text: str) -> list[str]:
    """Return the codes in a text (SKU, model, order number), without their inner marks: `F6033-UD3` gives `f6033ud3`."""
    found = []
    for match in _CODE.finditer(_THOUSANDS.sub("", normalise(text))):
        code = re.sub(r"[-_./]", "", match.group())
        if len(code) >= 3 and any(c.isdigit() for c in code):
            found.append(code)
    return found


def terms(text: str) -> list[str]:
    """Return every term of a text, repeated as often as it occurs."""
    parts = units(text)
    pairs = [f"{a} {b}" for a, b in zip(parts, parts[1:], strict=False)]
    return parts + pairs + [f"#{code}" for code in codes(text)]


@lru_cache(maxsize=200_000)
def key(term: str) -> int:
    """Return a term's 64-bit key, the same in every process."""
    return int.from_bytes(blake2b(term.encode(), digest_size=8).digest(), "little")
