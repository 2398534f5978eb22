"""Ranking the clauses of one release for one question."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from knowledge.search.answer import Hit, SearchAnswer
from knowledge.search.fuse import DEPTH, Mask, Opinion, Opinions, Rows, Scores, fuse
from knowledge.search.index import ReleaseIndex
from knowledge.search.keyword import Asked
from knowledge.search.question import Question, asked_words
from knowledge.search.subjects import subjects
from knowledge.search.terms import codes
from knowledge.search.thesaurus import rule_terms
from knowledge.search.verdict import ANSWERS, READ, by_named_code, sureness, verdict

CODE_BONUS = 0.5
"""Added to a clause that holds a code (model, SKU, fault code) of the question, shared among its codes."""

BEHIND = 0.6
"""What is left of the score of a clause of an old version, so that the one in force comes before it."""

ON_SUBJECT = 0.08
"""Added to a rule of the shop that speaks of the subject of a policy question."""

RERANKED = 20
"""How many of the best a reranker reads."""

USUAL = 0.73
"""A very good clause reaches about so much of the score that one with every term many times over would."""


class Reranker(Protocol):
    """Reads question and clause together."""

    def scores(self, query: str, texts: Sequence[str]) -> list[float]:
        """Return one score a text, higher for a better answer."""
        ...


Order = list[tuple[int, float]]
"""Rows with their scores, best first."""


@dataclass(frozen=True)
class Search:
    """One question over one release, its words looked up."""

    index: ReleaseIndex
    question: Question
    asked: Asked

    @classmethod
    def begun(cls, index: ReleaseIndex, question: Question, words: Sequence[str]) -> "Search":
        """Look up the words of a question, and those that rules use for them."""
        return cls(index, question, index.keywords.ask(words, rule_terms(question.text)))

    def opinions(self, part: Mask, allowed: Mask) -> Opinions:
        """Return what words and vectors say of a part of what is in force; the words' strength is measured over all of it."""
        index, question = self.index, self.question
        among, whole = int(np.count_nonzero(part)), int(np.count_nonzero(allowed))
        words = Opinion.of(*self.asked.best(part, DEPTH), among)
        best = words.scores if among == whole else self.asked.best(allowed, 1)[1]
        strength = float(best[0]) / max(self.asked.ideal * USUAL, 1e-6) if len(best) else 0.0
        first = Opinion.of(*index.first.best(question.vector, part, DEPTH), among)
        second = None
        if question.second is not None and index.second is not None:
            second = Opinion.of(*index.second.best(question.second, part, DEPTH), among)
        return Opinions(words, strength, first, second)

    def ordered(self, opinions: Opinions, part: Mask, k: int) -> Order:
        """Return the rows of a part, best first, near-duplicates left out, later versions first; `k`, or more to rerank."""
        index, question = self.index, self.question
        holders = _code_holders(index, question.text, part)
        rows = opinions.rows()
        if holders:
            rows = np.union1d(rows, np.array(list(holders), dtype=np.int64))
        scores = fuse(opinions, rows)
        asked = subjects(question.text)
        if asked:
            scores += np.where(index.facts.on_subject(rows, asked), np.float32(ON_SUBJECT), 0)
        for row, more in holders.items():
            scores[np.searchsorted(rows, row)] += more
        if len(scores) and scores.max() > 1:
            scores /= scores.max()
        scores[index.facts.behind(rows, question.on, question.today)] *= BEHIND
        return _later_first(index, _unlike(index, rows, scores, max(k, RERANKED) + 5))


def rank(
    index: ReleaseIndex, question: Question, k: int, reranker: Reranker | None = None
) -> SearchAnswer:
    """Return the best `k` clauses for a question and whether they answer it.

    What belongs to the products asked about, or to the whole shop, comes first; what is for staff alone comes last.
    """
    allowed = index.facts.in_force(question.on, question.today)
    words = asked_words(question.text)
    if not allowed.any() or not words or k < 1:
        return SearchAnswer(answerable=False, confidence=0.0)
    search = Search.begun(index, question, words)
    order: Order = []
    sure = 0.0
    for part in _parts(index, question, allowed):
        opinions = search.opinions(part, allowed)
        found = search.ordered(opinions, part, k)
        if not order:
            sure = sureness(index, question, opinions, [row for row, _ in found])
            if reranker is not None:
                found = _reranked(index, question.text, found, reranker)
        order += found
        if len(order) >= k:
            break
    staff = index.facts.staff
    hits = tuple(
        Hit(clause=index.clause(row), score=round(score, 4), staff=bool(staff[row]))
        for row, score in order[:k]
    )
    sure = by_named_code(sure, question.text, [hit.clause.text for hit in hits[:READ]])
    return SearchAnswer(answerable=sure >= ANSWERS, confidence=round(sure, 4), hits=hits)


def verdict_features(index: ReleaseIndex, question: Question) -> tuple[dict[str, float], list[int]]:
    """Return what the verdict sees for a question, and the best rows; for fitting its weights."""
    allowed = index.facts.in_force(question.on, question.today)
    part = next(_parts(index, question, allowed))
    search = Search.begun(index, question, asked_words(question.text))
    opinions = search.opinions(part, allowed)
    rows = [row for row, _ in search.ordered(opinions, part, READ)]
    return verdict(index, question, opinions, rows), rows


def _parts(index: ReleaseIndex, question: Question, allowed: Mask) -> Iterator[Mask]:
    """Give the parts that are searched one after the other; one at least, none of them empty."""
    staff = index.facts.staff
    products = question.products or index.named_products(codes(question.text))
    scope = index.facts.in_scope(products) if products else None
    open_to_all = allowed & ~staff
    parts = [open_to_all] if scope is None else [open_to_all & scope, open_to_all & ~scope]
    filled = [part for part in (*parts, allowed & staff) if part.any()]
    yield from filled or [allowed]


def _code_holders(index: ReleaseIndex, text: str, part: Mask) -> dict[int, float]:
    """Return rows that hold a code of the question, with what it adds; short numbers (7, 30, 2026) are no codes."""
    asked = [c for c in dict.fromkeys(codes(text)) if len(c) >= 5 or not c.isdigit()]
    bonus: dict[int, float] = {}
    for code in asked:
        holders = index.keywords.holders(f"#{code}")
        if len(holders) <= max(20, min(200, index.size // 10)):
            for row in map(int, holders[part[holders]]):
                bonus[row] = bonus.get(row, 0.0) + CODE_BONUS / len(asked)
    return bonus


def _unlike(index: ReleaseIndex, rows: Rows, scores: Scores, wanted: int) -> Order:
    """Return up to so many rows, best first, of those that say the same the best alone."""
    best: Order = []
    seen: set[int] = set()
    for at in np.lexsort((rows, -scores)):
        mark = index.near_key(int(rows[at]))
        if mark not in seen:
            seen.add(mark)
            best.append((int(rows[at]), float(scores[at])))
        if len(best) == wanted:
            break
    return best


def _later_first(index: ReleaseIndex, best: Order) -> Order:
    """Where two versions of one rule are both found, put the later one at the better place."""
    places: dict[int, list[int]] = {}
    for place, (row, _) in enumerate(best):
        places.setdefault(index.version_key(row), []).append(place)
    out = list(best)
    for same in places.values():
        rows = sorted((best[place][0] for place in same), key=lambda row: -index.facts.starts(row))
        if len({index.facts.starts(row) for row in rows}) > 1:
            for place, row in zip(same, rows, strict=True):
                out[place] = row, best[place][1]
    return out


def _reranked(index: ReleaseIndex, text: str, order: Order, reranker: Reranker) -> Order:
    """Order the best few by the reranker; its scores, put between 0 and 1, take the place of the fused ones."""
    head, tail = order[:RERANKED], order[RERANKED:]
    judged = reranker.scores(text, [index.clause(row).text for row, _ in head])
    low, high = min(judged, default=0.0), max(judged, default=0.0)
    spread = (high - low) or 1.0
    fresh = [((score - low) / spread, row) for (row, _), score in zip(head, judged, strict=True)]
    fresh.sort(key=lambda pair: -pair[0])
    return [(row, score) for score, row in fresh] + tail
