"""Text as the phrase lists see it: one width, one script, one case, and a way back to the buyer's own words."""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import opencc

LONGEST = 3000
"""Characters looked at. Of a longer text the first half and the last half of this are kept: work stays bounded."""

_INVISIBLE = re.compile(r"[\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\u00ad\ufe0e\ufe0f]")
_TYPOGRAPHIC = {"’": "'", "‘": "'", "“": '"', "”": '"', "—": "-", "–": "-", "〜": "~"}
_BOUNDARY = re.compile(
    r"[,，。!！?？;；…~\n\r\t、:：()（）【】\[\]]|\.(?=\s|$|[^\w])|(?<=[\u4e00-\u9fff])[ .](?=[\u4e00-\u9fff])"
)
_KEPT = re.compile(
    r"[0-9a-z\u00c0-\u024f\u0370-\u052f\u0600-\u06ff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]"
)

# Written in haste: "dont", "hasnt".
_BARE_NOT = re.compile(
    r"(?<![a-z])(?:do|does|did|is|was|are|were|has|have|had|wo|would|should|could|ca)n(?=t(?![a-z\']))"
)


@dataclass(frozen=True)
class Plain:
    """Normalised text with, for each character, where it stood in the original."""

    text: str
    origin: tuple[int, ...]
    source: str

    def quote(self, start: int, end: int) -> str:
        """Return the buyer's own words for a stretch of the normalised text."""
        if start >= end or end > len(self.origin):
            return ""
        return self.source[self.origin[start] : self.origin[end - 1] + 1]


@lru_cache(maxsize=1)
def _to_simplified() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


def bounded(text: str | None) -> str:
    """Return the text, or its first and last part where it is longer than `LONGEST`."""
    text = text or ""
    if len(text) <= LONGEST:
        return text
    half = LONGEST // 2
    return text[:half] + "\n" + text[-half:]


def plain(text: str | None) -> Plain:
    """Return NFKC, lower case, Simplified Chinese; no control or zero-width characters."""
    source = bounded(text)
    letters: list[str] = []
    origin: list[int] = []
    for position, character in enumerate(source):
        if _INVISIBLE.match(character):
            continue
        if unicodedata.category(character) in {"Cc", "Cs", "Cn", "Co"}:
            character = "\n" if character in "\n\r\t\v\f" else ""
        for piece in unicodedata.normalize("NFKC", _TYPOGRAPHIC.get(character, character)).lower():
            letters.append(piece)
            origin.append(position)
    joined = "".join(letters)
    simplified = _to_simplified().convert(joined)
    if len(simplified) != len(
        joined
    ):  # a phrase of another length: character by character keeps the places
        simplified = "".join((_to_simplified().convert(piece) or piece)[0] for piece in letters)
    return _with_apostrophes(Plain(simplified, tuple(origin), source))


def _with_apostrophes(text: Plain) -> Plain:
    """Return the text with "dont" as "don't": the lists know one spelling."""
    bare = list(_BARE_NOT.finditer(text.text))
    if not bare:
        return text
    letters, origin = list(text.text), list(text.origin)
    for match in reversed(bare):
        letters.insert(match.end(), "'")
        origin.insert(match.end(), origin[match.end()])
    return Plain("".join(letters), tuple(origin), text.source)


def clauses(text: Plain) -> list[tuple[int, str]]:
    """Return the clauses with the place where each begins."""
    found: list[tuple[int, str]] = []
    start = 0
    for match in _BOUNDARY.finditer(text.text):
        # A question mark stays with its clause: whether it is asked or said decides risks.
        end = match.end() if match.group() in "?？" else match.start()
        if text.text[start:end].strip():
            found.append((start, text.text[start:end]))
        start = match.end()
    if text.text[start:].strip():
        found.append((start, text.text[start:]))
    return found


def squeeze(text: Plain) -> Plain:
    """Return only letters, digits and characters, so that 「投 . 诉」 reads 「投诉」."""
    kept = [index for index, letter in enumerate(text.text) if _KEPT.match(letter)]
    return Plain(
        "".join(text.text[index] for index in kept),
        tuple(text.origin[index] for index in kept),
        text.source,
    )
