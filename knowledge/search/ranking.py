"""Ranking the clauses of one release for one question."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.search.answer import Hit, SearchAnswer
from knowledge.search.answerable import Bank, confidence, features
from knowledge.search.concepts import concept_features
from knowledge.search.embedder import Vectors
from knowledge.search.fuse import Mask, Opinions, Scores, fuse
from knowledge.search.index import ReleaseIndex
from knowledge.search.keyword import K1
from knowledge.search.subjects import subjects
from knowledge.search.terms import codes, normalise, terms, units

LONGEST = 400
"""Characters of a question that are looked at; the rest of a very long message adds noise and time."""

CODE_BONUS = 0.5
"""Added to a clause that holds a code (model, SKU, fault code) of the question, shared among its codes."""

BEHIND = 0.6
"""What is left of the score of a clause of an old version, so that the one in force comes before it."""

ON_SUBJECT = 0.08
"""Added to a rule of the shop that speaks of the subject of a policy question."""

RERANKED = 20
"""How many of the best a reranker reads."""

READ = 5
"""How many of the best are read for what the question names."""

ANSWERS = 0.5
"""Confidence from which a release counts as answering."""

_ADDRESS = re.compile(
    r"(?:https?://|www\.)[^\s?#\u4e00-\u9fff，。；！？、）】》]*[^\s\u4e00-\u9fff，。；！？、）】》]*"
)


class Reranker(Protocol):
    """Reads question and clause together."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, higher for a better answer."""
        ...


# A letter or two and a number, standing alone: fault codes and short model names, not sizes (4u, 83g) nor parts of an SKU.
_SHORT_CODE = re.compile(r"(?<![a-z0-9-])[a-z]{1,2}\d{1,4}(?![a-z0-9-])")
_CODE_FOUND, _CODE_MISSING = 0.9, 0.2


@dataclass(frozen=True)
class Question:
    """What is asked: words, their vectors, the day of the order, the products it is about, today."""

    text: str
    vector: Vectors
    today: date
    second: Vectors | None = None
    on: date | None = None
    products: tuple[str, ...] = ()


def plain_question(text: str) -> str:
    """Return a question without web addresses, which say nothing but cost time, cut to a bearable length."""
    return _ADDRESS.sub(" ", text)[:LONGEST].strip() or text[:LONGEST].strip()


def rank(
    index: ReleaseIndex, question: Question, k: int, reranker: Reranker | None = None
) -> SearchAnswer:
    """Return the best `k` clauses for a question and whether they answer it."""
    allowed = index.in_force(question.on, question.today)
    words = terms(plain_question(question.text))
    if not allowed.any() or not words or k < 1:
        return SearchAnswer(answerable=False, confidence=0.0)
    opinions = _opinions(index, question, words, allowed)
    products = question.products or index.named_products(codes(question.text))
    scope = index.in_scope(products) if products else allowed
    first = allowed & scope
    bonus = _bonus(index, question.text)
    behind = index.behind(question.on, question.today)
    order: list[tuple[int, float]] = []
    for part in (first, allowed & ~scope):
        if len(order) < k and part.any():
            order += _ordered(index, opinions, bonus, part, k - len(order), behind)
    if reranker is not None:
        order = _reranked(index, question.text, order, reranker)
    hits = tuple(Hit(clause=index.clause(row), score=round(score, 4)) for row, score in order[:k])
    sure = _confidence(index, question, opinions, first if first.any() else allowed, order)
    sure = by_named_code(sure, question.text, [hit.clause.text for hit in hits[:READ]])
    return SearchAnswer(answerable=sure >= ANSWERS, confidence=round(sure, 4), hits=hits)


def verdict_features(index: ReleaseIndex, question: Question) -> tuple[dict[str, float], list[int]]:
    """Return what the verdict sees for a question, and the best rows; for fitting its weights."""
    allowed = index.in_force(question.on, question.today)
    words = terms(plain_question(question.text))
    opinions = _opinions(index, question, words, allowed)
    behind = index.behind(question.on, question.today)
    order = _ordered(index, opinions, _bonus(index, question.text), allowed, 5, behind)
    return _features(index, question, opinions, allowed, order), [row for row, _ in order]


def _opinions(index: ReleaseIndex, question: Question, words: list[str], allowed: Mask) -> Opinions:
    by_words = index.keywords.scores(words)
    cosines = _cosines(index.vectors, question.vector)
    second = None
    if question.second is not None and index.second is not None:
        second = _cosines(index.second, question.second)
    best = float(by_words[allowed].max())
    return Opinions(by_words, best / _ideal(index, words), cosines, second)


def _cosines(rows: Vectors, vector: Vectors) -> Scores:
    # Not `@`: BLAS starts threads for it, which on a busy machine costs five to twenty times the sum itself.
    return np.asarray(np.vecdot(rows, vector.reshape(-1)), dtype=np.float32)


def _ideal(index: ReleaseIndex, words: list[str]) -> float:
    """Return about what a clause would score that holds every term of the question."""
    total = 0.0
    for word, times in Counter(words).items():
        total += index.keywords.rarity(index.keywords.frequency(word)) * min(times, 2)
    return max(total * (K1 + 1) * 0.73, 1e-6)


def _bonus(index: ReleaseIndex, text: str) -> dict[int, float]:
    """Return rows that hold a code of the question (short numbers, 7, 30, 2026, are none) or are rules on its subject."""
    asked = [c for c in dict.fromkeys(codes(text)) if len(c) >= 5 or not c.isdigit()]
    bonus = dict.fromkeys(map(int, np.flatnonzero(index.on_subject(subjects(text)))), ON_SUBJECT)
    for code in asked:
        holders = index.keywords.holders(f"#{code}")
        if len(holders) <= max(20, index.keywords.size // 10):
            for row in holders:
                bonus[int(row)] = bonus.get(int(row), 0.0) + CODE_BONUS / len(asked)
    return bonus


def _ordered(
    index: ReleaseIndex,
    opinions: Opinions,
    bonus: dict[int, float],
    part: Mask,
    k: int,
    behind: Mask,
) -> list[tuple[int, float]]:
    """Return up to `k` rows of a part with their scores, best first, near-duplicates left out, later versions first."""
    scores = fuse(opinions, part)
    for row, more in bonus.items():
        scores[row] += more
    if scores.max() > 1:
        scores /= scores.max()
    scores[behind] *= BEHIND
    best: list[tuple[int, float]] = []
    seen: set[int] = set()
    wanted = max(k, RERANKED) + 5
    for row in _descending(scores, part, wanted * 3):
        mark = index.near_key(row)
        if mark not in seen:
            seen.add(mark)
            best.append((row, float(scores[row])))
        if len(best) == wanted:
            break
    return _later_first(index, best)[: max(k, RERANKED)]


def _descending(scores: Scores, part: Mask, depth: int) -> list[int]:
    rows = np.flatnonzero(part)
    if len(rows) > depth:
        rows = rows[np.argpartition(-scores[rows], depth - 1)[:depth]]
    return [int(row) for row in rows[np.lexsort((rows, -scores[rows]))]]


def _later_first(index: ReleaseIndex, best: list[tuple[int, float]]) -> list[tuple[int, float]]:
    """Where two versions of one rule are both found, put the later one at the better place."""
    places: dict[int, list[int]] = {}
    for place, (row, _) in enumerate(best):
        places.setdefault(index.version_key(row), []).append(place)
    out = list(best)
    for same in places.values():
        rows = sorted((best[place][0] for place in same), key=lambda row: -index.starts(row))
        if len({index.starts(row) for row in rows}) > 1:
            for place, row in zip(same, rows, strict=True):
                out[place] = row, best[place][1]
    return out


def _reranked(
    index: ReleaseIndex, text: str, order: list[tuple[int, float]], reranker: Reranker
) -> list[tuple[int, float]]:
    """Order the best few by the reranker; its scores, put between 0 and 1, take the place of the fused ones."""
    head, tail = order[:RERANKED], order[RERANKED:]
    judged = reranker.scores(text, [index.clause(row).text for row, _ in head])
    low, high = min(judged, default=0.0), max(judged, default=0.0)
    spread = (high - low) or 1.0
    fresh = [((score - low) / spread, row) for (row, _), score in zip(head, judged, strict=True)]
    fresh.sort(key=lambda pair: -pair[0])
    return [(row, score) for score, row in fresh] + tail


def _features(
    index: ReleaseIndex,
    question: Question,
    opinions: Opinions,
    allowed: Mask,
    order: list[tuple[int, float]],
) -> dict[str, float]:
    bank = Bank(_cosines(index.bank, question.vector))
    if question.second is not None and index.second_bank is not None:
        bank = replace(bank, second=_cosines(index.second_bank, question.second))
    top = [row for row, _ in order[:3]]
    english = index.text(top[0]).isascii() if top else False
    found = features(opinions, bank, allowed, _coverage(index, question.text, top), english)
    texts = [index.text(row) for row, _ in order[:READ]]
    return {**found, **concept_features(plain_question(question.text), texts)}


def _coverage(index: ReleaseIndex, text: str, rows: list[int]) -> float:
    """Return the part of the question's units, weighed by rarity, that the best clauses hold."""
    held = total = 0.0
    for unit in set(units(plain_question(text))):
        holders = index.keywords.holders(unit)
        weight = index.keywords.rarity(len(holders))
        total += weight
        held += weight if _holds_any(holders, rows) else 0.0
    return held / total if total else 0.0


def _holds_any(holders: NDArray[np.int32], rows: list[int]) -> bool:
    """Tell whether one of the rows is among the holders, which are in rising order."""
    places = np.searchsorted(holders, rows)
    return any(p < len(holders) and holders[p] == row for p, row in zip(places, rows, strict=True))


def _confidence(
    index: ReleaseIndex,
    question: Question,
    opinions: Opinions,
    allowed: Mask,
    order: list[tuple[int, float]],
) -> float:
    if not order:
        return 0.0
    found = _features(index, question, opinions, allowed, order)
    return confidence(found, question.vector, question.second)


def by_named_code(sure: float, text: str, found: Sequence[str]) -> float:
    """Return the verdict for a question that names a short code (E04, F3): held by the best clause, or by none, settles it."""
    asked = set(_SHORT_CODE.findall(normalise(text)))
    if not asked or not found:
        return sure
    held = [asked & set(_SHORT_CODE.findall(normalise(clause))) for clause in found]
    if held[0] == asked:
        return max(sure, _CODE_FOUND)
    return sure if any(held) else min(sure, _CODE_MISSING)
