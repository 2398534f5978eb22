"""The vectors of one release by one model, and the nearest of them: every row where they are few, signs first where many.

Each row's signs, about the middle of all rows, are one bit a number: a first look at 48 bytes instead of 1,536 leaves
hundreds of rows whose cosines are then computed in full. Exact up to `EXACT` rows.
"""

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.search.embedder import Vectors

EXACT = 6000
"""Up to this many rows all cosines are computed; above it the signs choose."""

LOOKED_AT = 800
"""Rows that the signs leave over."""

Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]
Signs = NDArray[np.uint64]

_FAR = np.uint16(60_000)


class VectorColumn:
    """Rows of unit vectors, mapped; `signs` (words × rows) and `middle` only where there are many."""

    def __init__(
        self, rows: Vectors, signs: Signs | None = None, middle: Vectors | None = None
    ) -> None:
        self.rows = rows
        self._signs = signs
        self._middle = middle

    @staticmethod
    def write(folder: Path, name: str, vectors: Vectors) -> None:
        """Write a column's files into an existing folder."""
        rows = np.ascontiguousarray(vectors, dtype=np.float32)
        np.save(folder / f"{name}.npy", rows, allow_pickle=False)
        if len(rows) > EXACT:
            middle = rows.mean(axis=0)
            np.save(folder / f"{name}_middle.npy", middle, allow_pickle=False)
            np.save(folder / f"{name}_signs.npy", _signs(rows, middle), allow_pickle=False)

    @classmethod
    def open(cls, folder: Path, name: str) -> "VectorColumn":
        """Map a column; OSError or ValueError where a file is missing or damaged."""
        rows = _mapped(folder / f"{name}.npy")
        if len(rows) <= EXACT:
            return cls(rows)
        signs = _mapped(folder / f"{name}_signs.npy")
        return cls(rows, signs, _mapped(folder / f"{name}_middle.npy"))

    def best(self, vector: Vectors, allowed: Mask, depth: int) -> tuple[Rows, Scores]:
        """Return up to `depth` of the allowed rows, best first, with their cosines."""
        found = np.flatnonzero(allowed)
        if self._signs is not None and len(found) > LOOKED_AT:
            found = self._near(vector, allowed, found)
        cosines = self.at(vector, found)
        if len(found) > depth:
            top = np.argpartition(cosines, -depth)[-depth:]
            found, cosines = found[top], cosines[top]
        order = np.lexsort((found, -cosines))
        return found[order], cosines[order]

    def at(self, vector: Vectors, rows: Rows) -> Scores:
        """Return the cosines of these rows; `rows` rising without doubles."""
        # Not `@`: BLAS starts threads for it, which on a busy machine costs five to twenty times the sum itself.
        chosen = self.rows if len(rows) == len(self.rows) else self.rows.take(rows, axis=0)
        return np.asarray(np.vecdot(chosen, vector.reshape(-1)), dtype=np.float32)

    def _near(self, vector: Vectors, allowed: Mask, found: Rows) -> Rows:
        """Return the allowed rows whose signs differ least from the question's."""
        assert self._signs is not None and self._middle is not None
        asked = _signs(vector.reshape(1, -1), self._middle)[:, 0]
        apart = np.zeros(len(allowed), dtype=np.uint16)
        for words, own in zip(self._signs, asked, strict=True):
            apart += np.bitwise_count(words ^ own)
        apart[~allowed] = _FAR
        counts = np.cumsum(np.bincount(np.minimum(apart, 1024), minlength=1025)[:1024])
        limit = int(np.searchsorted(counts, min(LOOKED_AT, len(found))))
        return np.flatnonzero(apart <= limit)


def _signs(rows: Vectors, middle: Vectors) -> Signs:
    """Return the signs about the middle as 64-bit words, one row of words a place, so that each is read in one go."""
    bits = np.packbits(rows > middle, axis=1)
    short = -bits.shape[1] % 8
    padded = np.pad(bits, ((0, 0), (0, short)))
    words: Signs = np.ascontiguousarray(padded.view(np.uint64).T)
    return words


def _mapped(path: Path) -> Any:
    # A plain view of the mapped file: numpy's own memmap class costs time at every product.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))
