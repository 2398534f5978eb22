"""How upset a buyer is, 0 to 3: words and marks, never used to refuse anybody."""

import re
from typing import Literal

from agent.understanding.lexicon import phrases, said
from agent.understanding.normalise import Plain

Level = Literal[0, 1, 2, 3]
_SHOUTING = re.compile(r"[!！]{2,}|[?？]{3,}|[A-Z]{4,}(?:\s+[A-Z]{2,}){2,}")


def mood(text: Plain, guess: dict[str, float], *, threatens: bool) -> Level:
    """Return the level of upset.

    Args:
        text: the buyer's words, normalised.
        guess: the classifier's probability of each level.
        threatens: law, regulator, media or blackmail was named, which no calm buyer does.
    """
    if not text.text.strip():
        return 0
    found = said(phrases("emotion").find(text))
    expected = sum(int(level) * share for level, share in guess.items())
    level = round(expected)
    if "fury" in found:
        level = 3
    elif "anger" in found:
        level = max(level, 2)
    elif "unhappy" in found:
        level = max(level, 1)
    elif "content" in found:
        level = min(level, 1)
    if threatens:
        level = 3 if level >= 2 or "anger" in found else max(level, 2)
    if level in (1, 2) and _SHOUTING.search(text.source):
        level += 1
    return _LEVELS[max(0, min(3, level))]


_LEVELS: tuple[Level, ...] = (0, 1, 2, 3)
