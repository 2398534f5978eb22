"""How well search finds what answers: plain functions over rankings.

A ranking is the list of ids that search gave, best first; gold is the set of ids that answer. A question without gold is
not a retrieval question and is left out by the caller (an empty gold gives 0.0 here, and so does an empty ranking).
"""

from collections.abc import Collection, Sequence

import numpy as np


def recall_at_k(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """Return the part of the gold among the first `k` (0–1); 0.0 for an empty gold or ranking."""
    wanted = set(gold)
    if not wanted or k < 1:
        return 0.0
    return len(wanted & set(ranking[:k])) / len(wanted)


def mrr_at_k(ranking: Sequence[str], gold: Collection[str], k: int) -> float:
    """Return 1 / the place of the first gold id among the first `k`, 0.0 where there is none or gold is empty."""
    wanted = set(gold)
    for place, found in enumerate(ranking[: max(k, 0)], start=1):
        if found in wanted:
            return 1.0 / place
    return 0.0


def balanced_accuracy(truth: Sequence[bool], told: Sequence[bool]) -> float:
    """Return the mean of the hit rates on true and on false cases; with one kind absent, the other's; 0.0 for no case."""
    rates = []
    for kind in (True, False):
        answers = [answer == kind for fact, answer in zip(truth, told, strict=True) if fact is kind]
        if answers:
            rates.append(sum(answers) / len(answers))
    return sum(rates) / len(rates) if rates else 0.0


def mean(values: Sequence[float]) -> float:
    """Return the mean; 0.0 for no values."""
    return float(np.mean(values)) if values else 0.0
