"""From two or three opinions to one ranking: scores, not ranks, each put between 0 and 1, weighed by how much the words say.

Equal votes hurt colloquial questions, which share hardly a character with the clause that answers them: there the words'
best match is noise put at 1. So the weight of the words follows their strength, the part of the question's own information
that the best clause matches; where the words are weak, the second embedding model has more to say.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

DEPTH = 300
"""How deep each list is read. From 100 to 300 raised R@10 over statutes a little; shops have fewer clauses."""

WORDS = 0.45
"""Weight of the words where they are strong; the vectors have the rest."""

STRONG = 0.2
"""From this strength on the words are strong. Median of statute questions .25, of shop buyers' own words .08."""

SECOND_WEAK, SECOND_STRONG = 0.5, 0.1
"""Part of the second model in the vectors' weight where the words are weak and strong."""


@dataclass(frozen=True)
class Opinion:
    """One list: rows, best first, with their scores; what is not in it scores at most `low`."""

    rows: Rows
    scores: Scores
    low: float

    @classmethod
    def of(cls, rows: Rows, scores: Scores, among: int) -> "Opinion":
        """Return the opinion of a list found `among` so many rows; those that it leaves out hold nothing."""
        full = len(rows) >= min(DEPTH, among)
        return cls(rows, scores, float(scores[-1]) if full and len(scores) else 0.0)

    def spread(self, candidates: Rows) -> Scores:
        """Return a score between 0 and 1 for each of the candidates, which are in rising order and hold all of the list.

        A list where nothing stands out (all equal, or nothing found) gives zeros: it has no say.
        """
        out = np.zeros(len(candidates), dtype=np.float32)
        high = float(self.scores[0]) if len(self.scores) else 0.0
        if high > self.low:
            out[np.searchsorted(candidates, self.rows)] = (self.scores - self.low) / (
                high - self.low
            )
        return out


@dataclass(frozen=True)
class Opinions:
    """One list from the words and from each embedding model; `strength` 0–1 of the words."""

    words: Opinion
    strength: float
    first: Opinion
    second: Opinion | None = None

    def rows(self) -> Rows:
        """Return every row that is in one of the lists, rising."""
        lists = [self.words.rows, self.first.rows]
        if self.second is not None:
            lists.append(self.second.rows)
        every = np.sort(np.concatenate(lists))
        return every[np.append(True, every[1:] != every[:-1])] if len(every) else every


def fuse(opinions: Opinions, candidates: Rows) -> Scores:
    """Return one score between 0 and 1 for each candidate; `candidates` rising, all of the lists' rows among them."""
    share = min(1.0, opinions.strength / STRONG)
    of_words = WORDS * share
    vectors = opinions.first.spread(candidates)
    if opinions.second is not None:
        of_second = SECOND_WEAK + (SECOND_STRONG - SECOND_WEAK) * share
        vectors = (1 - of_second) * vectors + of_second * opinions.second.spread(candidates)
    fused = of_words * opinions.words.spread(candidates) + (1 - of_words) * vectors
    return np.asarray(fused, dtype=np.float32)
