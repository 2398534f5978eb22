"""What a folder holds now: clauses read anew, and rows of the last release for all that did not change."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge import standings
from knowledge.catalogue import merged
from knowledge.clause import Clause
from knowledge.embedding import Progress
from knowledge.errors import EmptyFolder
from knowledge.folder import settled
from knowledge.product import Product
from knowledge.readers.reader import read_file
from knowledge.readers.reading import FileReading
from knowledge.releases import FileRecord, Release
from knowledge.standings import Standing

Rows = NDArray[np.int64]


@dataclass(frozen=True)
class Contents:
    """A folder's clauses and files. Where `rows[i]` is a row of the last release, clause i is that one and `clauses[i]` None.

    `products` is None where they are those of the last release; `catalogue` is a mark of them.
    """

    clauses: Sequence[Clause | None]
    rows: Rows
    records: tuple[FileRecord, ...]
    standings: Mapping[str, Standing]
    catalogue: str
    products: Mapping[str, Product] | None = None


class FolderReader:
    """Reads one folder and remembers each file's reading, by its bytes, for the next time."""

    def __init__(
        self,
        folder: Path,
        memory: Path,
        made_by: str,
        digests: Mapping[str, str],
        progress: Progress,
    ) -> None:
        self._folder = folder
        self._memory = memory
        self._made_by = made_by
        self._digests = digests
        self._progress = progress
        memory.mkdir(exist_ok=True)

    def contents(self, parent: Release | None, lender: Path | None) -> Contents:
        """Return what the folder holds; with the last release's folder in `lender`, its rows are taken over where that is safe."""
        found = self._since(parent, lender) if parent is not None and lender is not None else None
        return found or self._whole(parent)

    def _since(self, parent: Release, lender: Path) -> Contents | None:
        """Return the contents by what changed since the parent; None where the whole folder has to be settled."""
        known = standings.read(lender)
        before = {record.path: record for record in parent.files}
        digests = self._digests
        if not before.keys() == known.keys() == digests.keys() or not all(digests.values()):
            return None
        paths = [
            path
            for path, mark in digests.items()
            if mark != before[path].digest and not self._still_skipped(before[path])
        ]
        if any(before[path].status not in ("read", "unchanged") for path in paths):
            return None
        earlier = [self._recalled(path, before[path].digest) for path in paths]
        pairs = [
            (one, self._reading(path)[0])
            for path, one in zip(paths, earlier, strict=True)
            if one is not None
        ]
        if len(pairs) < len(paths):
            return None
        alone = standings.settled_alone(
            pairs, known, digests, lambda path: self._recalled(path, digests[path])
        )
        if alone is None:
            return None
        self._forget_others()
        return _joined(parent, before, known, {reading.path: reading for reading in alone})

    def _still_skipped(self, record: FileRecord) -> bool:
        """Tell whether a file that was skipped still is, which its kind and place tell without a look into it."""
        if record.status != "skipped":
            return False
        now = read_file(self._folder / record.path, self._folder)
        return (now.status, now.reason) == (record.status, record.reason)

    def _whole(self, parent: Release | None) -> Contents:
        """Read the files whose bytes were not read before, and settle all of them."""
        readings: list[FileReading] = []
        fresh: set[str] = set()
        for done, path in enumerate(self._digests):
            if done % 50 == 0:
                self._progress("read", done, len(self._digests))
            reading, remembered = self._reading(path)
            if not remembered:
                fresh.add(path)
            readings.append(reading)
        self._forget_others()
        self._progress("read", len(self._digests), len(self._digests))
        return _gathered(settled(readings), fresh, parent, self._folder.name)

    def _reading(self, path: str) -> tuple[FileReading, bool]:
        """Return a file's reading and whether it was remembered."""
        mark = self._digests[path]
        found = self._recalled(path, mark) if mark else None
        if found is not None:
            return found, True
        reading = read_file(self._folder / path, self._folder)
        if reading.status == "read":
            self._place(path, mark).write_text(reading.model_dump_json(), encoding="utf-8")
        return reading, False

    def _recalled(self, path: str, mark: str) -> FileReading | None:
        """Return what was read of a file with these bytes; None where that is not remembered."""
        try:
            text = self._place(path, mark).read_bytes()
            return FileReading.model_validate_json(text)
        except (OSError, ValueError):
            return None

    def _place(self, path: str, mark: str) -> Path:
        name = sha256(f"{self._made_by} {path} {mark}".encode("utf-8", "surrogatepass")).hexdigest()
        return self._memory / f"{name[:32]}.json"

    def _forget_others(self) -> None:
        """Remove the readings of files that are gone or have other bytes now."""
        used = {self._place(path, mark).name for path, mark in self._digests.items()}
        for old in self._memory.iterdir():
            if old.name not in used:
                old.unlink(missing_ok=True)


def _joined(
    parent: Release,
    before: Mapping[str, FileRecord],
    known: Mapping[str, Standing],
    changed: Mapping[str, FileReading],
) -> Contents:
    """Return a folder's contents of which all but the changed files are as in the parent."""
    clauses: list[Clause | None] = []
    rows: list[Rows] = []
    records: list[FileRecord] = []
    places: dict[str, Standing] = {}
    for path, record in before.items():
        start, standing = len(clauses), known[path]
        if path in changed:
            own = _unique(changed[path].clauses)
            clauses += own
            rows.append(np.full(len(own), -1, dtype=np.int64))
            records.append(_record(changed[path], unchanged=False))
            places[path] = Standing.of(changed[path], start, len(clauses))
            continue
        clauses += [None] * (standing.end - standing.start)
        rows.append(np.arange(standing.start, standing.end, dtype=np.int64))
        same = record.status == "read"
        records.append(record.model_copy(update={"status": "unchanged"}) if same else record)
        places[path] = standing.model_copy(update={"start": start, "end": len(clauses)})
    return Contents(clauses, np.concatenate(rows), tuple(records), places, parent.catalogue)


def _gathered(
    readings: Sequence[FileReading], fresh: set[str], parent: Release | None, name: str
) -> Contents:
    """Return the contents of a folder that was settled as a whole; EmptyFolder where nothing of it could be read."""
    before = {record.path: record.digest for record in parent.files} if parent else {}
    clauses: list[Clause | None] = []
    records: list[FileRecord] = []
    places: dict[str, Standing] = {}
    for reading in readings:
        start = len(clauses)
        clauses += _unique(reading.clauses)
        places[reading.path] = Standing.of(reading, start, len(clauses))
        same = reading.path not in fresh and before.get(reading.path) == reading.digest
        records.append(_record(reading, unchanged=reading.status == "read" and same))
    if not clauses and all(reading.status != "read" for reading in readings):
        first = next((f"; {r.path}: {r.reason}" for r in readings if r.reason), "")
        raise EmptyFolder(f"{name}: none of its {len(readings)} files could be read{first}")
    products = [product for reading in readings for product in reading.products]
    mark = sha256("\n".join(one.model_dump_json() for one in products).encode()).hexdigest()
    none = np.full(len(clauses), -1, dtype=np.int64)
    return Contents(clauses, none, tuple(records), places, mark[:16], merged(products))


def _record(reading: FileReading, *, unchanged: bool) -> FileRecord:
    return FileRecord(
        path=reading.path,
        status="unchanged" if unchanged else reading.status,
        digest=reading.digest,
        clauses=len(reading.clauses),
        reason=reading.reason,
        doubts=reading.doubts,
    )


def _unique(clauses: Sequence[Clause]) -> list[Clause]:
    """Return a file's clauses with each id once; no two files share an id, for a path is part of it."""
    return list({clause.clause_id: clause for clause in clauses}.values())
