"""BM25 over characters, words and codes, held in flat arrays that other processes can map.

A release's index is immutable. The next release carries the postings of unchanged clauses over and reads only the new ones.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.search.terms import key, terms

K1 = 1.2
B = 0.6
"""Saturation and length weight of BM25; tuning them gave nothing on the sets measured."""

Field = tuple[str, float]
"""One field of a clause (title, heading, body) with its weight."""
Scores = NDArray[np.float32]

_FILES = ("terms", "starts", "rows", "counts", "lengths")


class KeywordIndex:
    """Postings by term: `terms` sorted, `starts` one longer, `rows` and `counts` the postings, `lengths` one a clause."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._terms = np.asarray(arrays["terms"], dtype=np.uint64)
        self._starts = np.asarray(arrays["starts"], dtype=np.int64)
        self._rows = np.asarray(arrays["rows"], dtype=np.int32)
        self._counts = np.asarray(arrays["counts"], dtype=np.float32)
        self._lengths = np.asarray(arrays["lengths"], dtype=np.float32)
        self.size = len(self._lengths)
        average = float(self._lengths.mean()) if self.size else 1.0
        self._norms = (K1 * (1 - B + B * self._lengths / max(average, 1e-6))).astype(np.float32)

    @classmethod
    def build(
        cls,
        clauses: Sequence[Iterable[Field]],
        base: "KeywordIndex | None" = None,
        carried: Sequence[int] | None = None,
    ) -> "KeywordIndex":
        """Index clauses; where `carried[i]` is a row of `base`, take its postings from there instead of reading clause i."""
        sources = carried if carried is not None else [-1] * len(clauses)
        columns = [_postings(clauses, sources)]
        lengths = np.zeros(len(clauses), dtype=np.float32)
        if base is not None and base.size:
            columns.append(base._moved(sources, lengths))
        term, row, count = (np.concatenate(part) for part in zip(*columns, strict=True))
        order = np.lexsort((row, term))
        term, row, count = term[order], row[order], count[order]
        fresh = np.bincount(columns[0][1], weights=columns[0][2], minlength=len(clauses))
        lengths += fresh.astype(np.float32)[: len(clauses)]
        unique, first = np.unique(term, return_index=True)
        return cls(
            {
                "terms": unique,
                "starts": np.append(first, len(term)).astype(np.int64),
                "rows": row,
                "counts": count,
                "lengths": lengths,
            }
        )

    def _moved(
        self, sources: Sequence[int], lengths: Scores
    ) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.float32]]:
        """Return this index's postings with the row numbers of the next one, and put the lengths of moved clauses in place."""
        target = np.full(self.size, -1, dtype=np.int32)
        for new, old in enumerate(sources):
            if old >= 0:
                target[old] = new
                lengths[new] = self._lengths[old]
        rows = target[self._rows]
        kept = rows >= 0
        term = np.repeat(self._terms, np.diff(self._starts))
        return term[kept], rows[kept], self._counts[kept]

    def save(self, folder: Path) -> None:
        """Write one .npy a column into an existing folder."""
        columns = (self._terms, self._starts, self._rows, self._counts, self._lengths)
        for name, column in zip(_FILES, columns, strict=True):
            np.save(folder / f"{name}.npy", np.asarray(column), allow_pickle=False)

    @classmethod
    def open(cls, folder: Path) -> "KeywordIndex":
        """Map a saved index; postings are read from disk as they are needed."""
        return cls(
            {
                name: np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False)
                for name in _FILES
            }
        )

    def scores(self, words: Sequence[str]) -> Scores:
        """Return one BM25 score a clause for the terms of a question; 0 where none occurs."""
        total = np.zeros(self.size, dtype=np.float32)
        for word, times in Counter(words).items():
            rows, counts = self._of(word)
            if len(rows):
                weight = self.rarity(len(rows)) * min(times, 2)
                total[rows] += weight * counts * (K1 + 1) / (counts + self._norms[rows])
        return total

    def rarity(self, clauses: int) -> float:
        """Return the inverse document frequency of a term found in that many clauses."""
        return float(np.log1p((self.size - clauses + 0.5) / (clauses + 0.5)))

    def frequency(self, word: str) -> int:
        """Return in how many clauses a term occurs."""
        return len(self._of(word)[0])

    def holders(self, word: str) -> NDArray[np.int32]:
        """Return the clauses a term occurs in."""
        return self._of(word)[0]

    def _of(self, word: str) -> tuple[NDArray[np.int32], Scores]:
        wanted = np.uint64(key(word))
        at = int(np.searchsorted(self._terms, wanted))
        if at == len(self._terms) or self._terms[at] != wanted:
            at = -1
        first, last = (int(self._starts[at]), int(self._starts[at + 1])) if at >= 0 else (0, 0)
        return self._rows[first:last], self._counts[first:last]


def _postings(
    clauses: Sequence[Iterable[Field]], sources: Sequence[int]
) -> tuple[NDArray[np.uint64], NDArray[np.int32], NDArray[np.float32]]:
    keys: list[int] = []
    rows: list[int] = []
    counts: list[float] = []
    for row, (fields, source) in enumerate(zip(clauses, sources, strict=True)):
        if source >= 0:
            continue
        weights: dict[str, float] = {}
        for text, weight in fields:
            for term in terms(text) if weight else ():
                weights[term] = weights.get(term, 0.0) + weight
        keys.extend(key(term) for term in weights)
        rows.extend([row] * len(weights))
        counts.extend(weights.values())
    return (
        np.array(keys, dtype=np.uint64),
        np.array(rows, dtype=np.int32),
        np.array(counts, dtype=np.float32),
    )
