"""What the classifier sees of a text: its vector, its character n-grams, and which phrase lists it touches."""

import zlib
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from agent.understanding.lexicon import phrases
from agent.understanding.normalise import Plain, clauses, plain, squeeze

Matrix = NDArray[np.float32]

BUCKETS = 4096
"""Width of the hashed n-grams."""
LISTS = ("wants", "problems", "risks", "emotion", "state")
_VECTOR_WEIGHT, _GRAM_WEIGHT, _RULE_WEIGHT = 3.0, 2.0, 1.0
_LONGEST = 400
"""Characters that are cut into n-grams."""


def rule_names() -> tuple[str, ...]:
    """Return the phrase lists in the order of their columns."""
    return tuple(f"{name}.{key}" for name in LISTS for key in phrases(name).patterns)


def gram_row(text: Plain) -> Matrix:
    """Return the hashed 1- to 3-grams of the squeezed text (words too, where it is Latin), unit length."""
    row = np.zeros(BUCKETS, dtype=np.float32)
    dense = squeeze(text).text[:_LONGEST]
    grams = [dense[i : i + n] for n in (1, 2, 3) for i in range(len(dense) - n + 1)]
    words = [word for word in text.text[:_LONGEST].split() if word.isascii()]
    grams += [f" {word} " for word in words]
    grams += [f" {a} {b} " for a, b in zip(words, words[1:], strict=False)]
    for gram in grams:
        row[zlib.crc32(gram.encode()) % BUCKETS] += 1.0
    np.sqrt(row, out=row)
    length = float(np.linalg.norm(row))
    return row / length if length else row


def rule_row(text: Plain) -> Matrix:
    """Return one column a phrase list: 1 said, −1 denied, 0 absent."""
    values: list[float] = []
    for name in LISTS:
        hits = phrases(name).find(text)
        said = {hit.name for hit in hits if not hit.negated}
        denied = {hit.name for hit in hits if hit.negated}
        values += [
            1.0 if key in said else -1.0 if key in denied else 0.0 for key in phrases(name).patterns
        ]
    parts = clauses(text)
    asked = any(
        "?" in part or part.rstrip().endswith(("吗", "么", "呢", "嘛", "不")) for _, part in parts
    )
    values += [
        float(asked),
        float(len(text.text) <= 4),
        float(len(text.text) > 40),
        float(text.text.isascii()),
    ]
    return np.asarray(values, dtype=np.float32)


def row(text: Plain, vector: Matrix | None) -> Matrix:
    """Return the features of one text; without a vector those of its characters and rules alone."""
    pieces: Iterable[Matrix] = (
        *(() if vector is None else (vector * _VECTOR_WEIGHT,)),
        gram_row(text) * _GRAM_WEIGHT,
        rule_row(text) * _RULE_WEIGHT,
    )
    return np.concatenate(list(pieces)).astype(np.float32)


def rows(texts: list[str], vectors: Matrix | None) -> Matrix:
    """Return the features of many texts, one row each."""
    return np.stack(
        [row(plain(text), None if vectors is None else vectors[i]) for i, text in enumerate(texts)]
    )
