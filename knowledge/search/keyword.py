"""BM25 over characters, words and codes, held in flat arrays that other processes can map.

A release's index is immutable. The next release carries the postings of unchanged clauses over and reads only the new ones.
What a posting adds to a score is stored beside its count, so a question only adds up.
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

ADDED = 0.7
"""What a term counts that the question does not say itself; between 0.5 and 1 it made little difference."""

COMMON = 4096
"""From this many clauses on a term is common: it says little, so only the best by the other terms are given its part."""

READ = 600
"""How many of the best by the rarer terms are given the part of the common ones."""

Field = tuple[str, float]
"""One field of a clause (title, heading, body) with its weight."""
Terms = NDArray[np.uint64]
Scores = NDArray[np.float32]
Rows = NDArray[np.int64]
Mask = NDArray[np.bool_]

_FILES = ("terms", "starts", "rows", "counts", "lengths", "impacts")


class KeywordIndex:
    """Postings by term: `terms` sorted, `starts` one longer, `rows`, `counts`, `impacts` the postings, `lengths` one a clause."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._terms = np.asarray(arrays["terms"], dtype=np.uint64)
        self._starts = np.asarray(arrays["starts"], dtype=np.int64)
        self._rows = np.asarray(arrays["rows"], dtype=np.int32)
        self._counts = np.asarray(arrays["counts"], dtype=np.float32)
        self._lengths = np.asarray(arrays["lengths"], dtype=np.float32)
        self.size = len(self._lengths)
        stored = arrays.get("impacts")
        self._impacts = self._computed() if stored is None else np.asarray(stored, dtype=np.float32)

    def _computed(self) -> Scores:
        """Return what each posting adds, before the rarity of its term."""
        average = float(self._lengths.mean()) if self.size else 1.0
        norms = (K1 * (1 - B + B * self._lengths / max(average, 1e-6))).astype(np.float32)
        saturated = self._counts * (K1 + 1) / (self._counts + norms[self._rows])
        return np.asarray(saturated, dtype=np.float32)

    @classmethod
    def build(
        cls,
        clauses: Mapping[int, Iterable[Field]],
        base: "KeywordIndex | None" = None,
        carried: Rows | None = None,
    ) -> "KeywordIndex":
        """Index clauses by their rows; where `carried[i]` is a row of `base`, the postings of clause i are taken from there."""
        size = len(clauses) if carried is None else len(carried)
        sources = carried if carried is not None else np.full(size, -1, dtype=np.int64)
        term, row, count = _postings(clauses)
        lengths = np.zeros(size, dtype=np.float32)
        np.add.at(lengths, row, count)
        names = _distinct(term)
        if base is not None and base.size:
            names = _distinct(np.concatenate([names, base._terms]))
        places = np.searchsorted(names, term) * size + row
        order = np.argsort(places)
        places, counts = places[order], count[order]
        if base is not None and base.size:
            moved = base._moved(names, sources, lengths)
            at = np.searchsorted(moved[0], places)
            places, counts = np.insert(moved[0], at, places), np.insert(moved[1], at, counts)
        starts = np.searchsorted(places, np.arange(len(names) + 1) * size)
        used = np.flatnonzero(np.diff(starts))
        return cls(
            {
                "terms": names[used],
                "starts": np.append(starts[used], len(places)),
                "rows": places % max(size, 1),
                "counts": counts,
                "lengths": lengths,
            }
        )

    def _moved(self, names: Terms, sources: Rows, lengths: Scores) -> tuple[Rows, Scores]:
        """Return this index's postings by their places in the next one, in order, and put in the lengths of moved clauses.

        A place is the number of the term among `names` times the number of clauses, and the row.
        """
        new = np.flatnonzero(sources >= 0)
        target = np.full(self.size, -1, dtype=np.int64)
        target[sources[new]] = new
        lengths[new] = self._lengths[sources[new]]
        rows = target[self._rows]
        firsts = np.searchsorted(names, self._terms) * len(sources)
        places = np.repeat(firsts, np.diff(self._starts)) + rows
        kept = np.flatnonzero(rows >= 0)
        places, counts = places.take(kept), self._counts.take(kept)
        if (np.diff(places) < 0).any():
            order = np.argsort(places, kind="stable")
            places, counts = places[order], counts[order]
        return places, counts

    def save(self, folder: Path) -> None:
        """Write one .npy a column into an existing folder."""
        columns = (
            self._terms,
            self._starts,
            self._rows,
            self._counts,
            self._lengths,
            self._impacts,
        )
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

    def ask(self, words: Sequence[str], added: Sequence[str] = ()) -> "Asked":
        """Begin a question: its terms are looked up and those that are not common are added up.

        `added` are terms that it does not say itself and that may mean the same.
        """
        total = np.zeros(self.size, dtype=np.float32)
        ideal = 0.0
        common: list[Posting] = []
        said = {word: float(min(times, 2)) for word, times in Counter(words).items()}
        for word, times in {**dict.fromkeys(added, ADDED), **said}.items():
            first, last = self._span(word)
            weight = self.rarity(last - first) * times
            ideal += weight
            posting = self._rows[first:last], self._impacts[first:last], weight
            if last - first > COMMON:
                common.append(posting)
            elif last > first:
                total[posting[0]] += np.float32(weight) * posting[1]
        return Asked(total, common, ideal * (K1 + 1))

    def scores(self, words: Sequence[str]) -> Scores:
        """Return one BM25 score a clause for the terms of a question; 0 where none occurs."""
        asked = self.ask(words)
        asked._settle()
        return asked.at(np.arange(self.size, dtype=np.int64))

    def rarity(self, clauses: int) -> float:
        """Return the inverse document frequency of a term found in that many clauses."""
        return float(np.log1p((self.size - clauses + 0.5) / (clauses + 0.5)))

    def frequency(self, word: str) -> int:
        """Return in how many clauses a term occurs."""
        first, last = self._span(word)
        return last - first

    def holders(self, word: str) -> NDArray[np.int32]:
        """Return the clauses a term occurs in."""
        first, last = self._span(word)
        return self._rows[first:last]

    def _span(self, word: str) -> tuple[int, int]:
        wanted = np.uint64(key(word))
        at = int(self._terms.searchsorted(wanted))
        if at == len(self._terms) or self._terms[at] != wanted:
            return 0, 0
        return int(self._starts[at]), int(self._starts[at + 1])


Posting = tuple[NDArray[np.int32], Scores, float]
"""Rows in rising order, what each adds, and the weight of the term."""


class Asked:
    """The scores of one question: of the rarer terms for every clause, of the common ones where they are looked at.

    `ideal` is what a clause would score that holds every term, each as strongly as BM25 allows.
    """

    def __init__(self, total: Scores, common: Sequence[Posting], ideal: float) -> None:
        self._total = total
        self._common: Sequence[Posting] = common
        self.ideal = ideal

    def best(self, allowed: Mask, depth: int) -> tuple[Rows, Scores]:
        """Return up to `depth` of the allowed clauses that hold a term, best first, with their scores."""
        found = np.flatnonzero((self._total > 0) & allowed)
        if self._common and len(found) < depth:
            self._settle()
            found = np.flatnonzero((self._total > 0) & allowed)
        elif self._common and len(found) > READ:
            partial = self._total[found]
            found = np.sort(found[np.argpartition(partial, -READ)[-READ:]])
        scores = self.at(found)
        if len(found) > depth:
            top = np.argpartition(scores, -depth)[-depth:]
            found, scores = found[top], scores[top]
        order = np.lexsort((found, -scores))
        return found[order], scores[order]

    def _settle(self) -> None:
        """Add the common terms up for every clause: the others alone find too few."""
        for rows, impacts, weight in self._common:
            self._total[rows] += np.float32(weight) * impacts
        self._common = ()

    def at(self, rows: Rows) -> Scores:
        """Return the scores of these clauses; `rows` in any order."""
        out = self._total[rows].astype(np.float32)
        wanted = rows.astype(np.int32)
        for held, impacts, weight in self._common:
            place = np.minimum(held.searchsorted(wanted), len(held) - 1)
            out += np.where(held[place] == rows, np.float32(weight) * impacts[place], 0)
        return np.asarray(out, dtype=np.float32)


def _distinct(names: Terms) -> Terms:
    """Return the different ones in order; made for columns that are sorted in stretches, which numpy's own `unique` is slow for."""
    ordered = np.sort(names, kind="stable")
    first = np.append(True, ordered[1:] != ordered[:-1])[: len(ordered)]
    return np.asarray(ordered[first], dtype=np.uint64)


def _postings(
    clauses: Mapping[int, Iterable[Field]],
) -> tuple[Terms, NDArray[np.int32], Scores]:
    """Return the postings of clauses as three columns: term, row, count."""
    keys: list[int] = []
    rows: list[int] = []
    counts: list[float] = []
    for row, spoken in clauses.items():
        weights: dict[str, float] = {}
        for text, weight in spoken:
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
