"""What a release keeps of each file's place among the others, so that one changed file does not have all of them settled again.

A file's clauses depend on the rest of the folder in two ways: other files say which products there are, and another version of
its document ends it. Where a changed file says the same of products as before, and neither was nor is one of several
versions, every other file's clauses stay what they are in the last release.
"""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, TypeAdapter

from knowledge.readers.ownership import assign_products, own_model
from knowledge.readers.reading import FileReading
from knowledge.versions import base_name, outdated, resemble

_FILE = "standings.json"


class Standing(BaseModel):
    """One file of a release: its clauses are the rows from `start` to before `end`.

    `dated` says that a clause of it begins on a day, `names` that it tells the others which products there are.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    start: int
    end: int
    dated: bool
    names: bool

    @classmethod
    def of(cls, reading: FileReading, start: int, end: int) -> "Standing":
        """Return the standing of a file whose clauses lie at these rows."""
        return cls(start=start, end=end, dated=_dated(reading), names=any(_said(reading)))


_MANY = TypeAdapter(dict[str, Standing])


def write(folder: Path, standings: Mapping[str, Standing]) -> None:
    """Keep the standings beside a release's other files."""
    rows = {path: standing.model_dump() for path, standing in standings.items()}
    (folder / _FILE).write_text(json.dumps(rows, ensure_ascii=False), encoding="utf-8")


def read(folder: Path) -> Mapping[str, Standing]:
    """Return the standings of a release by path; empty for a release from before they were kept."""
    try:
        return _MANY.validate_json((folder / _FILE).read_bytes())
    except (OSError, ValueError):
        return {}


def settled_alone(
    changed: Sequence[tuple[FileReading, FileReading]],
    standings: Mapping[str, Standing],
    digests: Mapping[str, str],
    recall: Callable[[str], FileReading | None],
) -> tuple[FileReading, ...] | None:
    """Return changed files settled without the others; None where these have to be looked at again.

    `changed` pairs each file's earlier reading with the present one; `digests` holds all files of the folder as they are now;
    `recall` gives the reading of a file that did not change.
    """
    new = [after for _, after in changed]
    apart = {reading.path for reading in new}
    names, old = Counter(map(base_name, digests)), outdated(digests)
    twins = Counter(digests.values())
    for before, after in changed:
        single = names[base_name(after.path)] == 1 and twins[after.digest] == 1
        single = single and before.digest not in twins and after.path not in old
        if not single or not before.clauses or not after.clauses or _said(before) != _said(after):
            return None
    others = [path for path in standings if path not in apart]
    naming = [recall(path) for path in others if standings[path].names]
    homes = {PurePosixPath(path).parent for path in apart}
    dated = [
        recall(path)
        for path in others
        if standings[path].dated and PurePosixPath(path).parent in homes
    ]
    known = [reading for reading in naming if reading is not None]
    beside = [reading for reading in dated if reading is not None]
    if len(known) < len(naming) or len(beside) < len(dated):
        return None
    if any(_dated(one) or _resembles(one, beside) for pair in changed for one in pair):
        return None
    together = sorted([*new, *known], key=lambda reading: reading.path)
    return assign_products(together, only=apart)


def _resembles(reading: FileReading, others: Sequence[FileReading]) -> bool:
    return any(resemble(reading.clauses, other.clauses) for other in others)


def _dated(reading: FileReading) -> bool:
    return any(clause.valid_from for clause in reading.clauses)


def _said(reading: FileReading) -> tuple[object, ...]:
    """Return what a file tells the others of products."""
    skus = {sku for clause in reading.clauses for sku in clause.products}
    return reading.products, frozenset(skus), own_model(reading)
