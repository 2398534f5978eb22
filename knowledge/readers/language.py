"""Which of the three languages a text is written in, by its script."""

import re
from functools import cache

from opencc import OpenCC

_HAN = re.compile(r"[\u3400-\u9fff]")
_WORD = re.compile(r"[A-Za-z]{2,}")


def language(text: str) -> str:
    """Return zh-Hans, zh-Hant or en; a text without letters counts as zh-Hans."""
    han = _HAN.findall(text)
    words = len(_WORD.findall(text))
    if len(han) * 2 < words:
        return "en"
    traditional = simplified = 0
    for char in han:
        side = _side(char)
        traditional += side > 0
        simplified += side < 0
    return "zh-Hant" if traditional > simplified else "zh-Hans"


@cache
def _side(char: str) -> int:
    """Return 1 for a character only Traditional Chinese has, -1 for one only Simplified has, 0 for the others."""
    if _converter("t2s").convert(char) != char:
        return 1
    return -1 if _converter("s2t").convert(char) != char else 0


@cache
def _converter(direction: str) -> OpenCC:
    return OpenCC(direction)
