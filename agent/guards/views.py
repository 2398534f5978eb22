"""Spellings folded into one: the same text as a guard compares it, with the way back to the original.

Every character is folded on its own (compatibility form, lower case, simplified), so that a place in a view always leads
back to a place in the original text.
"""

import unicodedata
from collections.abc import Callable, Iterable
from functools import cached_property, lru_cache
from typing import Any

DIGIT_WORDS = {
    "〇": "0", "零": "0", "洞": "0", "一": "1", "壹": "1", "幺": "1", "弌": "1", "二": "2", "贰": "2", "弍": "2",
    "三": "3", "叁": "3", "弎": "3", "四": "4", "肆": "4", "五": "5", "伍": "5", "六": "6", "陆": "6",
    "七": "7", "柒": "7", "八": "8", "捌": "8", "九": "9", "玖": "9", "拐": "7", "勾": "9", "两": "2",
    "o": "0", "l": "1", "i": "1",
    # Words that sound like a digit, used to slip a number past a filter; harmless alone, they count only inside a run.
    "灵": "0", "令": "0", "铃": "0", "依": "1", "衣": "1", "伊": "1", "医": "1", "爱": "2", "尔": "2", "耳": "2",
    "散": "3", "伞": "3", "山": "3", "是": "4", "似": "4", "寺": "4", "舞": "5", "武": "5", "吾": "5",
    "溜": "6", "流": "6", "柳": "6", "期": "7", "妻": "7", "齐": "7", "吧": "8", "巴": "8", "爸": "8",
    "久": "9", "酒": "9", "就": "9",
}  # fmt: skip

_JOINERS = frozenset("的 -—–‐_·•・.。*~～/\\|丨'\"`^,，、()（）[]【】<>《》「」『』")


class View:
    """A folded text and, for each of its characters, the place it came from."""

    __slots__ = ("__dict__", "places", "text")

    def __init__(self, text: str, places: list[int]) -> None:
        self.text = text
        self.places = places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """Return the original's [start, end) for a stretch of this view."""
        if start >= end:
            place = self.places[start] if start < len(self.places) else 0
            return place, place
        return self.places[start], self.places[end - 1] + 1

    def keep(self, wanted: Callable[[str], bool]) -> "View":
        """Return the view without the characters that are not wanted."""
        pairs = [
            (char, place)
            for char, place in zip(self.text, self.places, strict=True)
            if wanted(char)
        ]
        return View("".join(char for char, _ in pairs), [place for _, place in pairs])


class Views:
    """The ways one text is looked at; each made when it is first asked for."""

    def __init__(self, original: str) -> None:
        self.original = original

    @cached_property
    def cased(self) -> View:
        """Compatibility forms resolved and invisible marks dropped; capitals and spaces stay."""
        return _folded(self.original, visible)

    @cached_property
    def plain(self) -> View:
        """Lower case and simplified characters on top of `cased`: what most patterns are written for."""
        return _folded(self.original, plain_char)

    @cached_property
    def tight(self) -> View:
        """`plain` without spaces and joining marks: "V - 信" is "v信" here."""
        return self.plain.keep(lambda char: char not in _JOINERS and not char.isspace())

    @cached_property
    def bare(self) -> View:
        """Letters, digits and Chinese characters of `plain` only, with written-out digits as digits."""
        kept = self.plain.keep(str.isalnum)
        return View("".join(_strict_digit(char) for char in kept.text), kept.places)


def fold(text: str) -> str:
    """Return the text as `Views.plain` has it."""
    return Views(text).plain.text


def _folded(text: str, change: Callable[[str], str]) -> View:
    chars: list[str] = []
    places: list[int] = []
    for place, char in enumerate(text):
        for folded in change(char):
            chars.append(folded)
            places.append(place)
    return View("".join(chars), places)


@lru_cache(maxsize=20_000)
def visible(char: str) -> str:
    """Return one character's compatibility form, or nothing for an invisible mark."""
    if char < "\x7f":
        return char
    folded = unicodedata.normalize("NFKC", char)
    return "".join(part for part in folded if unicodedata.category(part) not in _INVISIBLE)


@lru_cache(maxsize=20_000)
def plain_char(char: str) -> str:
    """Return one character in compatibility form, lower case, simplified."""
    if char < "\x7f":
        return char.lower()
    simple = visible(char).lower()
    return _simplifier().convert(simple) if simple > "\u2e80" else simple


_INVISIBLE = frozenset({"Cf", "Mn", "Me", "Cs", "Co"})
_STRICT = frozenset("〇零洞一壹幺二贰三叁四肆五伍六陆七柒八捌九玖")


def _strict_digit(char: str) -> str:
    return DIGIT_WORDS[char] if char in _STRICT else char


@lru_cache(maxsize=1)
def _simplifier() -> Any:
    from opencc import OpenCC

    return OpenCC("t2s")


def merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Return the spans in order, overlapping ones as one."""
    out: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if out and start < out[-1][1]:
            out[-1] = (out[-1][0], max(end, out[-1][1]))
        else:
            out.append((start, end))
    return out
