"""What a question asks for by name, and whether the clauses speak of it.

A near miss shares the product and most words with a clause and still asks another thing: "is the tent flame retardant" beside
a clause on its water column. So the things that buyers of any shop ask for (a colour, the weight, engraving, instalments) are
listed in `concepts.txt`, one a line with the words that name it in Chinese and English; a space inside a word is written `_`,
`~` after one stands for any ending. Words are looked up in Simplified characters, so Traditional texts meet the same lines.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from knowledge.search.terms import normalise

Bits = NDArray[np.uint64]

NOTHING_ASKED = 0.6
"""Stands for the part that is spoken of where a question names no concept: about the mean over all questions."""

_CHINESE = re.compile(r"[^\s，。！？、；：（）]+")
_ENGLISH = re.compile(r"[a-z]{2}|[0-9]")

MOST = 4
"""Counts are cut here: a long question names many things without asking for them."""


@dataclass(frozen=True)
class Concept:
    """The words that name one thing: Chinese ones found anywhere, English ones as whole words."""

    chinese: tuple[str, ...]
    english: re.Pattern[str] | None

    def named_in(self, text: str) -> bool:
        """Tell whether a normalised text names it."""
        if any(word in text for word in self.chinese):
            return True
        return self.english is not None and self.english.search(text) is not None


@lru_cache(maxsize=1)
def concepts() -> tuple[Concept, ...]:
    """Return every concept of `concepts.txt`."""
    text = files(__package__).joinpath("concepts.txt").read_text(encoding="utf-8")
    return tuple(concept(line.split()) for line in text.splitlines() if line.strip())


def concept(words: Sequence[str]) -> Concept:
    """Return the thing that these words name, in the notation of `concepts.txt`."""
    plain = [normalise(word.replace("_", " ")) for word in words]
    english = [re.escape(word).replace(r"\~", "[a-z]*") for word in plain if word.isascii()]
    pattern = rf"(?<![a-z])(?:{'|'.join(english)})(?:s|es|d|ed|ing)?(?![a-z])"
    return Concept(
        chinese=tuple(word for word in plain if not word.isascii()),
        english=re.compile(pattern) if english else None,
    )


def asked_concepts(question: str) -> list[Concept]:
    """Return the concepts that a question names."""
    text = normalise(question)
    return [concept for concept in concepts() if concept.named_in(text)]


def concept_bits(texts: Sequence[str]) -> Bits:
    """Return which concepts each text names, one bit a concept in 64-bit words, a row a text."""
    every = concepts()
    named = np.zeros((len(texts), -(-len(every) // 64) * 64), dtype=bool)
    for row, text in enumerate(texts):
        named[row, _named(normalise(text))] = True
    return np.packbits(named, axis=1, bitorder="little").view(np.uint64)


def _named(plain: str) -> list[int]:
    """Return the places of the concepts that a normalised text names."""
    words, longest = _chinese_words()
    found: set[int] = set()
    for piece in _CHINESE.findall(plain):
        for start in range(len(piece)):
            for end in range(start + 1, min(start + longest, len(piece)) + 1):
                found.update(words.get(piece[start:end], ()))
    if _ENGLISH.search(plain):
        for place, concept in enumerate(concepts()):
            if concept.english is not None and concept.english.search(plain):
                found.add(place)
    return sorted(found)


@lru_cache(maxsize=1)
def _chinese_words() -> tuple[Mapping[str, tuple[int, ...]], int]:
    """Return the places of the concepts that each Chinese word names, and the longest word's length."""
    places: dict[str, tuple[int, ...]] = {}
    for place, concept in enumerate(concepts()):
        for word in concept.chinese:
            places[word] = (*places.get(word, ()), place)
    return places, max(map(len, places))


def concept_features(asked_bits: Bits, text_bits: Bits) -> Mapping[str, float]:
    """Return how many concepts a question names and how many of them the clauses do.

    Both as `concept_bits` gives them: one row for the question, and one for each clause, best first.
    """
    named = np.unpackbits(asked_bits.reshape(-1).view(np.uint8), bitorder="little")
    held = np.unpackbits(
        np.ascontiguousarray(text_bits).view(np.uint8), axis=-1, bitorder="little"
    ).reshape(-1, len(named))
    spoken = held[:, named > 0].T.astype(int).tolist()
    first = sum(row[0] for row in spoken if row)
    in_three = sum(any(row[:3]) for row in spoken)
    at_all = sum(any(row) for row in spoken)
    count = len(spoken)
    fullest = max((sum(column) for column in zip(*(r[:3] for r in spoken), strict=True)), default=0)
    return {
        "asked": float(min(count, MOST)),
        "asked_first": float(min(first, MOST)),
        "asked_three": float(min(in_three, MOST)),
        "unspoken_first": float(min(count - first, MOST - 1)),
        "unspoken_three": float(min(count - in_three, MOST - 1)),
        "unspoken": float(min(count - at_all, MOST - 1)),
        "asked_all_first": float(count > 0 and first == count),
        "part_three": in_three / count if count else NOTHING_ASKED,
        "part_fullest": fullest / count if count else NOTHING_ASKED,
    }
