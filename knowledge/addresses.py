"""The address of each clause's vector, kept with the release: what it shares with another release needs no second look."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.clause import Clause
from knowledge.search.index import ReleaseIndex, vector_id

_FILE = "addresses.npy"
_WIDTH = "S32"
Rows = NDArray[np.int64]


class Carried:
    """Which rows of a new release an earlier one has already.

    `clauses` counts what the same clause has there, `vectors` besides it what another clause with the same embedded text has;
    -1 where the earlier release has nothing.
    """

    def __init__(
        self,
        clauses: Sequence[Clause],
        base: ReleaseIndex | None,
        ids: Sequence[str],
        folder: Path | None,
    ) -> None:
        known = {one: row for row, one in enumerate(ids)} if base is not None else {}
        self.clauses: Rows = np.array([known.get(c.clause_id, -1) for c in clauses], dtype=np.int64)
        self.vectors = self.clauses.copy()
        before = read(folder) if base is not None and folder is not None else ()
        places = {address: row for row, address in enumerate(before)}
        self.addresses: list[str] = []
        for at, (clause, row) in enumerate(zip(clauses, self.clauses.tolist(), strict=True)):
            address = before[row] if row >= 0 and before else vector_id(clause)
            self.addresses.append(address)
            if row < 0:
                self.vectors[at] = places.get(address, -1)

    @property
    def fresh(self) -> list[int]:
        """Places of the clauses that must be embedded."""
        return [int(at) for at in np.flatnonzero(self.vectors < 0)]


def write(folder: Path, addresses: Sequence[str]) -> None:
    """Keep the addresses beside a release's other files."""
    np.save(folder / _FILE, np.array(addresses, dtype=_WIDTH), allow_pickle=False)


def read(folder: Path) -> tuple[str, ...]:
    """Return the addresses of a release, one a clause; empty for a release from before they were kept."""
    try:
        column = np.load(folder / _FILE, allow_pickle=False)
    except (OSError, ValueError):
        return ()
    return tuple(bytes(one).decode() for one in column)
