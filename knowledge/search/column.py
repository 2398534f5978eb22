"""The vectors of one release by one model, and the nearest of them: every row where they are few, signs first where many.

Each row's signs, about the middle of all rows, are one bit a number: a first look at 48 bytes instead of 1,536 leaves
hundreds of rows whose cosines are then computed in full. Exact up to `EXACT` rows.
"""

from collections.abc import Iterator
from dataclasses import dataclass
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


MOVED = 1e-3
"""As long as no number of the middle moves further (a fiftieth of what it is apart), signs about the old one are kept."""


class VectorColumn:
    """Rows of unit vectors, mapped; `signs` (words × rows) and `middle` only where there are many."""

    def __init__(
        self, rows: Vectors, signs: Signs | None = None, middle: Vectors | None = None
    ) -> None:
        self.rows = rows
        self._signs = signs
        self._middle = middle

    @staticmethod
    def write(folder: Path, name: str, made: "Made") -> None:
        """Write a column's files into an existing folder."""
        size = len(made.sources)
        shape = size, made.fresh.shape[1]
        if not size:
            np.save(folder / f"{name}.npy", np.zeros(shape, dtype=np.float32), allow_pickle=False)
            return
        rows = np.lib.format.open_memmap(folder / f"{name}.npy", "w+", np.float32, shape)
        base = made.base.rows if made.base is not None else None
        for start, end, source in stretches(made.sources):
            if base is not None and source >= 0:
                rows[start:end] = base[source : source + end - start]
        rows[made.sources < 0] = made.fresh
        if size > EXACT:
            middle, signs = made.signs(rows)
            np.save(folder / f"{name}_middle.npy", middle, allow_pickle=False)
            np.save(folder / f"{name}_signs.npy", signs, allow_pickle=False)

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


@dataclass(frozen=True)
class Made:
    """A column to be written: place i is row `sources[i]` of `base`, or where that is -1 the next row of `fresh`."""

    fresh: Vectors
    sources: Rows
    base: VectorColumn | None = None

    @classmethod
    def of(cls, rows: Vectors) -> "Made":
        """Return a column of which all rows are new."""
        return cls(rows, np.full(len(rows), -1, dtype=np.int64))

    def signs(self, rows: Vectors) -> tuple[Vectors, Signs]:
        """Return the middle of all rows and their signs about it, taken over where the middle hardly moved."""
        middle = np.asarray(rows.mean(axis=0))
        base = self.base
        if base is None or base._signs is None or base._middle is None:
            return middle, _signs(rows, middle)
        if np.abs(middle - base._middle).max() > MOVED:
            return middle, _signs(rows, middle)
        signs = base._signs.take(np.maximum(self.sources, 0), axis=1)
        signs[:, self.sources < 0] = _signs(self.fresh, base._middle)
        return base._middle, signs


def stretches(sources: Rows) -> Iterator[tuple[int, int, int]]:
    """Give the stretches of places whose sources follow one another, or that have none: start, end, first source or -1."""
    if not len(sources):
        return
    steps = np.diff(sources)
    follows = np.where(sources[1:] < 0, sources[:-1] < 0, (steps == 1) & (sources[:-1] >= 0))
    starts = [0, *(np.flatnonzero(~follows) + 1).tolist()]
    for start, end in zip(starts, [*starts[1:], len(sources)], strict=True):
        yield start, end, int(sources[start])


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
