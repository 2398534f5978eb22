"""What the judge sees of a stretch of text: its hashed characters and words, beside the vector of its meaning."""

import re
import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

BUCKETS = 4096
"""Width of the hashed n-grams."""
_LONGEST = 300
_MARKS = re.compile(r"[\s\W_]+")
_WORD = re.compile(r"[a-z0-9']+")


def gram_row(text: str) -> Matrix:
    """Return 1- to 3-grams of a folded text, hashed, square-rooted, unit length.

    Chinese gives characters without marks between them; Latin words count as words, alone, in pairs and in threes.
    """
    row = np.zeros(BUCKETS, dtype=np.float32)
    for gram in _grams(text[:_LONGEST]):
        row[zlib.crc32(gram.encode()) % BUCKETS] += 1.0
    np.sqrt(row, out=row)
    length = float(np.linalg.norm(row))
    return row / length if length else row


def gram_rows(texts: Sequence[str]) -> Matrix:
    """Return one row a text."""
    return np.stack([gram_row(text) for text in texts])


def nearness(rows: Matrix, others: Matrix) -> NDArray[np.float64]:
    """Return exp(-squared distance) for unit rows: [rows × others], 1 where both mean the same."""
    cosines = np.asarray(rows @ others.T, dtype=np.float64)
    near: NDArray[np.float64] = np.exp(-np.clip(2.0 - 2.0 * cosines, 0.0, None))
    return near


def _grams(text: str) -> list[str]:
    words = [f" {word} " for word in _WORD.findall(text)]
    grams = [*words, *map("".join, zip(words, words[1:], strict=False))]
    grams += map("".join, zip(words, words[1:], words[2:], strict=False))
    dense = _MARKS.sub("", text)
    if not dense.isascii():
        grams += [
            dense[at : at + size] for size in (1, 2, 3) for at in range(len(dense) - size + 1)
        ]
    return grams
