"""From two opinions to one ranking: scores, not ranks, each put between 0 and 1."""

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
DEPTH = 100
"""How deep each list is read."""

WORDS = 0.4
VECTORS = 0.6


def min_max(scores: Scores, allowed: NDArray[np.bool_], depth: int = DEPTH) -> Scores:
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
