"""From two or three opinions to one ranking: scores, not ranks, each put between 0 and 1, weighed by how much the words say.

Equal votes hurt colloquial questions, which share hardly a character with the clause that answers them: there the words'
best match is noise put at 1. So the weight of the words follows their strength, the part of the question's own information
that the best clause matches; where the words are weak, the second embedding model has more to say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Mask = NDArray[np.bool_]

DEPTH = 100
"""How deep each list is read."""

WORDS = 0.45
"""Weight of the words where they are strong; the vectors have the rest."""

STRONG = 0.2
"""From this strength on the words are strong. Median of statute questions .25, of shop buyers' own words .08."""

SECOND_WEAK, SECOND_STRONG = 0.5, 0.1
"""Part of the second model in the vectors' weight where the words are weak and strong."""


@dataclass(frozen=True)
class Opinions:
    """One score a clause from the words and from each embedding model; `strength` 0–1 of the words."""

    words: Scores
    strength: float
    cosines: Scores
    second: Scores | None = None


def fuse(opinions: Opinions, allowed: Mask) -> Scores:
    """Return one score between 0 and 1 for each allowed clause, 0 for all others."""
    share = min(1.0, opinions.strength / STRONG)
    of_words = WORDS * share
    vectors = min_max(opinions.cosines, allowed)
    if opinions.second is not None:
        of_second = SECOND_WEAK + (SECOND_STRONG - SECOND_WEAK) * share
        vectors = (1 - of_second) * vectors + of_second * min_max(opinions.second, allowed)
    fused = of_words * min_max(opinions.words, allowed) + (1 - of_words) * vectors
    return np.asarray(fused, dtype=np.float32)


def min_max(scores: Scores, allowed: Mask, depth: int = DEPTH) -> Scores:
    """Return scores between 0 and 1 for the best `depth` of the allowed rows, 0 for all others.

    A list where nothing stands out (all equal, or nothing found) gives zeros: it has no say.
    """
    out = np.zeros(len(scores), dtype=np.float32)
    rows = np.flatnonzero(allowed)
    if len(rows) > depth:
        rows = rows[np.argpartition(scores[rows], -depth)[-depth:]]
    if not len(rows):
        return out
    low, high = float(scores[rows].min()), float(scores[rows].max())
    if high > low:
        out[rows] = (scores[rows] - low) / (high - low)
    return out
