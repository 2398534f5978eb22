"""What a release knows of each clause beside its words, in arrays that processes map: validity, scope, subjects, concepts.

Worked out once at ingest, so that opening a release of 100,000 clauses parses none of them and a question costs a few passes
over small columns.
"""

import json
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import extends, shorter
from knowledge.clause import Clause, Clock
from knowledge.search.concepts import Bits, concept_bits
from knowledge.search.staff import staff_only
from knowledge.search.subjects import SUBJECTS, subjects
from knowledge.search.terms import normalise
from knowledge.versions import outdated

OPEN_ORDERS = timedelta(days=365)
"""How long after its end a shop's promise can still decide an order that was placed under it."""

_FAR = date.max.toordinal()
_BY_ORDER, _WHOLE_SHOP, _OUTDATED, _STAFF = 1, 2, 4, 8
_ORDER = tuple(SUBJECTS)
Mask = NDArray[np.bool_]
Rows = NDArray[np.int64]


class ClauseFacts:
    """Columns `facts.npy` (first day, last day, marks, subjects), `concepts.npy` (bits), and `skus.json` (rows of each SKU)."""

    def __init__(self, folder: Path) -> None:
        table = np.asarray(np.load(folder / "facts.npy", mmap_mode="r", allow_pickle=False))
        self._first, self._last, marks, self.subjects = table
        """Days as ordinals; subjects as bits, one a name of `SUBJECTS`."""
        self.size = table.shape[1]
        self._by_order = (marks & _BY_ORDER) > 0
        self._whole = (marks & _WHOLE_SHOP) > 0
        self._outdated = ((marks & _OUTDATED) > 0) & (self._last == _FAR)
        self.staff: Mask = (marks & _STAFF) > 0
        self.concepts: Bits = np.asarray(
            np.load(folder / "concepts.npy", mmap_mode="r", allow_pickle=False)
        )
        with (folder / "skus.json").open(encoding="utf-8") as file:
            self._by_sku: Mapping[str, list[int]] = json.load(file)
        self._sorted = sorted(self._by_sku)

    @staticmethod
    def write(
        folder: Path,
        clauses: Sequence[Clause],
        base: "ClauseFacts | None" = None,
        carried: Sequence[int] = (),
    ) -> None:
        """Work the columns out and write them; where `carried[i]` is a row of `base`, take from there what its words say."""
        old = outdated([clause.path for clause in clauses])
        staff = staff_only(clauses)
        by_sku: dict[str, list[int]] = {}
        table = np.zeros((4, len(clauses)), dtype=np.int32)
        for row, clause in enumerate(clauses):
            for sku in clause.products:
                by_sku.setdefault(normalise(sku), []).append(row)
            table[0, row] = _ordinal(clause.valid_from, 0)
            table[1, row] = _ordinal(clause.valid_to, _FAR)
            table[2, row] = (
                _BY_ORDER * (clause.clock == Clock.ORDER)
                + _WHOLE_SHOP * (not clause.products)
                + _OUTDATED * (clause.path in old)
                + _STAFF * staff[row]
            )
        table[3], bits = _spoken(clauses, base, carried)
        np.save(folder / "facts.npy", table, allow_pickle=False)
        np.save(folder / "concepts.npy", bits, allow_pickle=False)
        (folder / "skus.json").write_text(json.dumps(by_sku, ensure_ascii=False), encoding="utf-8")

    def in_force(self, on: date | None, today: date) -> Mask:
        """Return which clauses hold on a day; without a day, which can still decide an open order."""
        if on is not None:
            day = on.toordinal()
            return np.asarray((self._first <= day) & (self._last >= day))
        now, still = today.toordinal(), (today - OPEN_ORDERS).toordinal()
        return np.asarray((self._last >= now) | (self._by_order & (self._last >= still)))

    def behind(self, rows: Rows, on: date | None, today: date) -> Mask:
        """Return which of the rows stand behind others of their subject: those of an old version.

        Without a day that is what ended before today; always, what is old by its document's name and has no end of its own.
        """
        old = self._outdated[rows]
        return np.asarray(old | (self._last[rows] < today.toordinal()) if on is None else old)

    def on_subject(self, rows: Rows, asked: frozenset[str]) -> Mask:
        """Return which of the rows are the shop's rules (of no product) that speak of one of the subjects."""
        return np.array(self._whole[rows] & ((self.subjects[rows] & _bits(asked)) > 0))

    def in_scope(self, products: Sequence[str]) -> Mask:
        """Return which clauses belong to one of these products or to the whole shop.

        A variant (KX-M20-8-256) has what its product (KX-M20) has, and a product what its variants have.
        """
        inside = self._whole.copy()
        for sku in products:
            for known in shorter(sku):
                inside[self._by_sku.get(normalise(known), [])] = True
            asked = normalise(sku)
            at = bisect_left(self._sorted, asked)
            while at < len(self._sorted) and self._sorted[at].startswith(asked):
                if extends(self._sorted[at], asked):
                    inside[self._by_sku[self._sorted[at]]] = True
                at += 1
        return np.asarray(inside)

    def skus(self) -> Sequence[str]:
        """Return every SKU that a clause names, in one spelling."""
        return self._sorted

    def starts(self, row: int) -> int:
        """Return the day a clause came into force as an ordinal, 0 where it has none."""
        return int(self._first[row])


def _spoken(
    clauses: Sequence[Clause], base: ClauseFacts | None, carried: Sequence[int]
) -> tuple[NDArray[np.int32], Bits]:
    """Return the subjects and concepts that each clause names."""
    sources = np.array(carried if base is not None else [-1] * len(clauses), dtype=np.int64)
    fresh: list[int] = np.flatnonzero(sources < 0).tolist()
    texts = [f"{clauses[row].heading} {clauses[row].text}" for row in fresh]
    found = concept_bits(texts)
    bits = np.zeros((len(clauses), found.shape[1]), dtype=np.uint64)
    named = np.zeros(len(clauses), dtype=np.int32)
    bits[fresh] = found
    named[fresh] = [_bits(subjects(text)) for text in texts]
    if base is not None:
        kept = np.flatnonzero(sources >= 0)
        bits[kept], named[kept] = base.concepts[sources[kept]], base.subjects[sources[kept]]
    return named, bits


def _bits(spoken: frozenset[str]) -> int:
    return sum(1 << place for place, name in enumerate(_ORDER) if name in spoken)


def _ordinal(day: date | None, absent: int) -> int:
    return day.toordinal() if day is not None else absent
