"""The address of each clause's vector, kept with the release: what it shares with another release needs no second look."""

from collections.abc import Sequence
from itertools import count
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.clause import Clause
from knowledge.search.index import vector_id

_FILE = "addresses.npy"
_WIDTH = "S32"
Rows = NDArray[np.int64]
Column = NDArray[np.bytes_]


class Carried:
    """Which rows of a new release an earlier one has already.

    `clauses` counts what the same clause has there, `vectors` besides it what another clause with the same embedded text has;
    -1 where the earlier release has nothing. `addresses` is a column of `_WIDTH`.
    """

    def __init__(
        self,
        clauses: Sequence[Clause | None],
        rows: Rows,
        ids: Sequence[str] = (),
        before: Column | None = None,
    ) -> None:
        """Take clauses, of which those that are None are `rows` of the earlier release; its clause ids; its addresses."""
        known = {one: row for row, one in enumerate(ids)}
        given = {at: clause for at, clause in enumerate(clauses) if clause is not None}
        self.clauses = rows.copy()
        self.clauses[list(given)] = [known.get(one.clause_id, -1) for one in given.values()]
        self.vectors = self.clauses.copy()
        self.addresses = np.zeros(len(clauses), dtype=_WIDTH)
        if before is not None:
            self.addresses = before[np.maximum(self.clauses, 0)]
        new = [at for at in given if before is None or self.clauses[at] < 0]
        places = dict(zip(before.tolist(), count())) if new and before is not None else {}
        for at in new:
            self.addresses[at] = vector_id(given[at])
            if self.clauses[at] < 0:
                self.vectors[at] = places.get(bytes(self.addresses[at]), -1)

    def address(self, at: int) -> str:
        """Return the address of one clause's vector."""
        return bytes(self.addresses[at]).decode()


def write(folder: Path, addresses: Column) -> None:
    """Keep the addresses beside a release's other files."""
    np.save(folder / _FILE, addresses, allow_pickle=False)


def column(folder: Path) -> Column | None:
    """Return the addresses of a release, one a clause; None for a release from before they were kept."""
    try:
        return np.asarray(np.load(folder / _FILE, allow_pickle=False))
    except (OSError, ValueError):
        return None


def read(folder: Path) -> tuple[str, ...]:
    """Return the addresses of a release as words; empty for a release from before they were kept."""
    found = column(folder)
    return () if found is None else tuple(found.astype(str).tolist())
