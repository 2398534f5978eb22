"""What a release knows of each clause beside its words, in arrays that processes map: validity, scope, subjects, concepts.

Worked out once at ingest, so that opening a release of 100,000 clauses parses none of them and a question costs a few passes
over small columns.
"""

import json
from bisect import bisect_left
from collections.abc import Collection, Mapping, Sequence
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
        self.table = table
        """Days as ordinals, marks, subjects as bits (one a name of `SUBJECTS`); a column a clause."""
        self._first, self._last, marks, self.subjects = table
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
        clauses: Sequence[Clause | None],
        old: Collection[str],
        base: "ClauseFacts | None",
        carried: Rows,
    ) -> None:
        """Work the columns out and write them; where `carried[i]` is a row of `base`, take from there what its words say.

        There `clauses[i]` may be None, if its document is behind others by its name just as before; `old` holds those that are.
        """
        size = len(carried)
        table = np.zeros((4, size), dtype=np.int32)
        bits = np.zeros((size, concept_bits([]).shape[1]), dtype=np.uint64)
        by_sku: dict[str, list[int]] = {}
        if base is not None:
            kept = np.flatnonzero(carried >= 0)
            table[:, kept] = base.table[:, carried[kept]]
            bits[kept] = base.concepts[carried[kept]]
            by_sku = base._skus_at(carried)
        given = {row: clause for row, clause in enumerate(clauses) if clause is not None}
        fresh = {row: clause for row, clause in given.items() if carried[row] < 0}
        table[:, list(fresh)], bits[list(fresh)] = _worked_out(list(fresh.values()))
        for row, clause in fresh.items():
            for sku in clause.products:
                by_sku.setdefault(normalise(sku), []).append(row)
        behind = np.array([clause.path in old for clause in given.values()], dtype=bool)
        table[2, list(given)] = (table[2, list(given)] & ~_OUTDATED) | _OUTDATED * behind
        np.save(folder / "facts.npy", table, allow_pickle=False)
        np.save(folder / "concepts.npy", bits, allow_pickle=False)
        (folder / "skus.json").write_text(json.dumps(by_sku, ensure_ascii=False), encoding="utf-8")

    def _skus_at(self, carried: Rows) -> dict[str, list[int]]:
        """Return the rows of each SKU in a later release that has row `carried[i]` of this one as its row i."""
        target = np.full(self.size, -1, dtype=np.int64)
        target[carried[carried >= 0]] = np.flatnonzero(carried >= 0)
        moved = {sku: target[rows] for sku, rows in self._by_sku.items()}
        return {sku: rows[rows >= 0].tolist() for sku, rows in moved.items() if (rows >= 0).any()}

    def in_force(self, on: date | None, today: date) -> Mask:
        """Return which clauses hold on a day; without a day, which can still decide an open order."""
        if on is not None:
            day = on.toordinal()
            return np.asarray((self._first <= day) & (self._last >= day))
        now, still = today.toordinal(), (today - OPEN_ORDERS).toordinal()
        open_still = (self._last >= now) | (self._by_order & (self._last >= still))
        return np.asarray((self._first <= now) & open_still)

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


def _worked_out(clauses: Sequence[Clause]) -> tuple[NDArray[np.int32], Bits]:
    """Return the columns of clauses, as far as each clause's own words tell them, and the concepts it names."""
    texts = [f"{clause.heading} {clause.text}" for clause in clauses]
    columns = [
        (
            _ordinal(clause.valid_from, 0),
            _ordinal(clause.valid_to, _FAR),
            _BY_ORDER * (clause.clock == Clock.ORDER)
            + _WHOLE_SHOP * (not clause.products)
            + _STAFF * staff,
            _bits(subjects(text)),
        )
        for clause, staff, text in zip(clauses, staff_only(clauses), texts, strict=True)
    ]
    return np.array(columns, dtype=np.int32).reshape(-1, 4).T, concept_bits(texts)


def _bits(spoken: frozenset[str]) -> int:
    return sum(1 << place for place, name in enumerate(_ORDER) if name in spoken)


def _ordinal(day: date | None, absent: int) -> int:
    return day.toordinal() if day is not None else absent
