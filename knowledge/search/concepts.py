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

from knowledge.search.terms import normalise

NOTHING_ASKED = 0.6
"""Stands for the part that is spoken of where a question names no concept: about the mean over all questions."""

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
    return tuple(_concept(line.split()) for line in text.splitlines() if line.strip())


def _concept(words: Sequence[str]) -> Concept:
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


def concept_features(question: str, texts: Sequence[str]) -> Mapping[str, float]:
    """Return how many concepts a question names and how many of them the clauses do; `texts` are the clauses, best first."""
    asked = asked_concepts(question)
    plain = [normalise(text) for text in texts]
    spoken = [[concept.named_in(text) for text in plain] for concept in asked]
    first = sum(row[0] for row in spoken if row)
    in_three = sum(any(row[:3]) for row in spoken)
    at_all = sum(any(row) for row in spoken)
    count = len(asked)
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
