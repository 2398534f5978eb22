"""Ranking the clauses of one release for one question."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.search.answer import Hit, SearchAnswer
from knowledge.search.embedder import Vectors
from knowledge.search.fuse import VECTORS, WORDS, Scores, min_max
from knowledge.search.index import ReleaseIndex, near_key
from knowledge.search.terms import terms


class Reranker(Protocol):
    """Reads question and clause together."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, higher for a better answer."""
        ...


@dataclass(frozen=True)
class Question:
    """What is asked: words, their vector, the day of the order, the products it is about, today."""

    text: str
    vector: Vectors
    today: date
    on: date | None = None
    products: tuple[str, ...] = ()


def rank(
    index: ReleaseIndex, question: Question, k: int, reranker: Reranker | None = None
) -> SearchAnswer:
    """Return the best `k` clauses for a question and whether they answer it."""
    allowed = index.in_force(question.on, question.today)
    if not allowed.any() or not question.text.strip():
        return SearchAnswer(answerable=False, confidence=0.0)
    words = index.keywords.scores(terms(question.text))
    cosines = np.asarray(index.vectors @ question.vector.reshape(-1), dtype=np.float32)
    scope = index.in_scope(question.products) if question.products else allowed
    hits: list[Hit] = []
    for part in (allowed & scope, allowed & ~scope):
        scores = WORDS * min_max(words, part) + VECTORS * min_max(cosines, part)
        hits += _hits(index, scores, part, k - len(hits), {near_key(h.clause) for h in hits})
        if len(hits) >= k:
            break
    return SearchAnswer(answerable=True, confidence=0.5, hits=tuple(hits))


def _hits(
    index: ReleaseIndex, scores: Scores, part: NDArray[np.bool_], k: int, seen: set[str]
) -> list[Hit]:
    hits: list[Hit] = []
    order = np.argsort(-np.where(part, scores, -1.0), kind="stable")[: int(part.sum())]
    for row in order:
        if len(hits) >= k:
            break
        clause = index.clause(int(row))
        mark = near_key(clause)
        if mark not in seen:
            seen.add(mark)
            hits.append(Hit(clause=clause, score=round(float(scores[row]), 4)))
    return hits
