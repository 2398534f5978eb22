"""How upset a buyer is, 0 to 3: words and marks, never used to refuse anybody."""

import re
from typing import Literal

from agent.understanding.asking import asking
from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain

Level = Literal[0, 1, 2, 3]
_SHOUTING = re.compile(r"[!！]{2,}|[?？]{3,}|[A-Z]{4,}(?:\s+[A-Z]{2,}){2,}")
_ANGRY = re.compile("[😡😠🤬😤👎💢🖕👿😾]")
_MANY_ANGRY = 3


def mood(text: Plain, guess: dict[str, float], *, threatens: bool, amiss: bool) -> Level:
    """Return the level of upset: words and marks set the bounds, the classifier the place between them.

    Args:
        text: the buyer's words, normalised.
        guess: the classifier's probability of each level.
        threatens: law, regulator, media or blackmail was named, which no calm buyer does.
        amiss: something went wrong in the buyer's eyes.
    """
    if not text.text.strip():
        return 0
    found = said(phrases("emotion").find(text))
    angry, shouting = len(_ANGRY.findall(text.source)), bool(_SHOUTING.search(text.source))
    expected = round(sum(int(level) * share for level, share in guess.items()))
    lowest, highest = _bounds(found, amiss=amiss, calm=asking(text).pure)
    level = min(max(expected, lowest), highest)
    if angry:
        level = max(level, 3 if angry >= _MANY_ANGRY else 2)
    if threatens:
        level = 3 if level >= 2 or "anger" in found else max(level, 2)
    if level in (1, 2) and shouting and ("content" not in found or "unhappy" in found):
        level += 1
    return _LEVELS[max(0, min(3, level))]


def _bounds(found: set[str], *, amiss: bool, calm: bool) -> tuple[int, int]:
    """Return the least and the most that the words bear; no negative word and nothing amiss is no upset at all."""
    if "fury" in found:
        return 3, 3
    if "anger" in found:
        return 2, 3
    if calm and not amiss:
        return 0, 0
    if "unhappy" in found:
        return 1, 3
    if amiss:
        return 0, 3
    return 0, 0


_LEVELS: tuple[Level, ...] = (0, 1, 2, 3)
