"""From the best clauses to a verdict: do they answer? Gathers what `answerable.py` weighs."""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from knowledge.search.answerable import Bank, confidence, features
from knowledge.search.concepts import concept_bits, concept_features
from knowledge.search.embedder import Vectors
from knowledge.search.fuse import Opinions, Scores
from knowledge.search.index import ReleaseIndex, title
from knowledge.search.kinds import kind_features
from knowledge.search.question import Question, asked_words, plain_question
from knowledge.search.terms import SHORT_CODE, normalise, units

READ = 5
"""How many of the best are read for what the question names."""

ANSWERS = 0.5
"""Confidence from which a release counts as answering."""

_CODE_FOUND, _CODE_MISSING = 0.9, 0.2

BY_WORDS = frozenset({"coverage", "strength", "words_agree", "left", "left_first", "left_three"})
"""What the words that question and clause share say: nothing, where an English question meets a Chinese clause."""

_HAN, _LATIN = re.compile(r"[\u4e00-\u9fff]"), re.compile(r"(?<![a-z0-9-])[a-z]{2,}(?![a-z0-9-])")


def verdict(
    index: ReleaseIndex, question: Question, opinions: Opinions, rows: Sequence[int]
) -> dict[str, float]:
    """Return what the verdict looks at, without what cannot be seen; `rows` are the best clauses, best first."""
    bank = Bank(_cosines(index.bank, question.vector))
    if question.second is not None and index.second_bank is not None:
        bank = replace(bank, second=_cosines(index.second_bank, question.second))
    plain = plain_question(question.text)
    texts = [index.text(row) for row in rows[:3]]
    english = texts[0].isascii() if texts else False
    found = features(opinions, bank, _coverage(index, plain, rows[:3]), english)
    spoken = index.facts.concepts[np.array(rows[:READ], dtype=np.int64)]
    seen = {
        **found,
        **concept_features(concept_bits([plain])[0], spoken),
        **kind_features(plain, texts),
        **_asked_held(index, question.text, rows[:3]),
    }
    foreign = bool(texts) and in_other_script(plain, texts[0])
    return {name: value for name, value in seen.items() if not (foreign and name in BY_WORDS)}


def in_other_script(question: str, clause: str) -> bool:
    """Tell whether a question in English words meets a Chinese clause, or the other way round; a code alone is of no language."""
    chinese = bool(_HAN.search(question))
    spoken = chinese or len(_LATIN.findall(normalise(question))) > 1
    return spoken and chinese != bool(_HAN.search(clause))


def sureness(
    index: ReleaseIndex, question: Question, opinions: Opinions, rows: Sequence[int]
) -> float:
    """Return how sure it is (0–1) that the best clauses answer; 0 without any."""
    if not rows:
        return 0.0
    found = verdict(index, question, opinions, rows)
    return confidence(found, question.vector, question.second)


def by_named_code(sure: float, text: str, found: Sequence[str]) -> float:
    """Return the verdict for a question that names a short code (E04, F3): held by the best clause, or by none, settles it."""
    asked = set(SHORT_CODE.findall(normalise(text)))
    if not asked or not found:
        return sure
    held = [asked & set(SHORT_CODE.findall(normalise(clause))) for clause in found]
    if held[0] == asked:
        return max(sure, _CODE_FOUND)
    return sure if any(held) else min(sure, _CODE_MISSING)


def _asked_held(index: ReleaseIndex, text: str, rows: Sequence[int]) -> dict[str, float]:
    """Return the part of what is asked that the best clauses hold, without the words that name the thing itself.

    A product's name is in its clause's heading or file name, so it says nothing about the question; what is left, does.
    """
    content = dict.fromkeys(word for word in asked_words(text) if " " not in word)
    names: set[str] = set()
    for row in rows:
        clause = index.clause(row)
        names.update(units(f"{title(clause)} {clause.heading}"))
    left = [word for word in content if word not in names and not word.startswith("#")]
    total = sum(index.keywords.rarity(index.keywords.frequency(word)) for word in left)
    found = {"left": float(min(len(left), 8))}
    for name, best in (("left_first", rows[:1]), ("left_three", rows)):
        held = sum(_weight_held(index, word, best) for word in left)
        found[name] = held / total if total else 1.0
    return found


def _coverage(index: ReleaseIndex, text: str, rows: Sequence[int]) -> float:
    """Return the part of the question's units, weighed by rarity, that the best clauses hold."""
    asked = set(units(text))
    total = sum(index.keywords.rarity(index.keywords.frequency(unit)) for unit in asked)
    return sum(_weight_held(index, unit, rows) for unit in asked) / total if total else 0.0


def _weight_held(index: ReleaseIndex, word: str, rows: Sequence[int]) -> float:
    """Return a word's rarity where one of the rows holds it, else 0."""
    holders = index.keywords.holders(word)
    places = holders.searchsorted(np.array(rows, dtype=holders.dtype))
    held = any(p < len(holders) and holders[p] == row for p, row in zip(places, rows, strict=True))
    return index.keywords.rarity(len(holders)) if held else 0.0


def _cosines(rows: Vectors, vector: Vectors) -> Scores:
    return np.asarray(np.vecdot(rows, vector.reshape(-1)), dtype=np.float32)
