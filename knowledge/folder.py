"""What only the whole folder tells of its files: whose product, which version ended when, what lies there twice."""

from collections import defaultdict
from collections.abc import Sequence
from itertools import groupby

from knowledge.clause import Clause
from knowledge.readers.ownership import assign_products
from knowledge.readers.reading import FileReading
from knowledge.search.staff import named_for_staff, staff_only
from knowledge.versions import base_name, outdated, supersede

_SHARED = 0.25
"""Of the pairs of characters of two documents, from which one may be another version of the other."""
_LOOKED_AT = 40  # clauses of a document


def settled(readings: Sequence[FileReading]) -> tuple[FileReading, ...]:
    """Return the readings with products assigned and earlier versions ended, and with what a person should know of them."""
    owned = assign_products(readings)
    clauses = supersede([clause for reading in owned for clause in reading.clauses])
    by_path = {path: tuple(group) for path, group in groupby(clauses, key=lambda one: one.path)}
    ended = [
        reading.model_copy(update={"clauses": by_path.get(reading.path, ())})
        if reading.clauses
        else reading
        for reading in owned
    ]
    return _with_notes(ended)


def _with_notes(readings: Sequence[FileReading]) -> tuple[FileReading, ...]:
    twice = _twice(readings)
    doubts = _doubts([reading for reading in readings if reading.clauses])
    found = []
    for reading in readings:
        notes = [f"validity in doubt: {doubt}" for doubt in doubts.get(reading.path, ())]
        if reading.path in twice:
            notes.insert(0, f"the same bytes as {twice[reading.path]}; remove one of the two")
        if _kept_from_buyers(reading):
            notes.append(
                "by its name it is for your own people, so none of it is told to buyers; rename it if it is for them"
            )
        if notes:
            before = reading.reason or f"{reading.path}:"
            reason = f"{before}{';' if reading.reason else ''} {'; '.join(notes)}"
            own = (*reading.doubts, *doubts.get(reading.path, ()))
            reading = reading.model_copy(update={"reason": reason, "doubts": own})
        found.append(reading)
    return tuple(found)


def _twice(readings: Sequence[FileReading]) -> dict[str, str]:
    """Return each file whose bytes another one has, with that one's path: the first that lies in no folder of old things."""
    same: dict[str, list[str]] = defaultdict(list)
    for reading in readings:
        if reading.status == "read" and reading.digest:
            same[reading.digest].append(reading.path)
    behind = outdated(path for paths in same.values() if len(paths) > 1 for path in paths)
    found: dict[str, str] = {}
    for paths in same.values():
        if len(paths) > 1:
            first = min(paths, key=lambda path: (path in behind, len(path), path))
            found.update((path, first) for path in paths if path != first)
    return found


def _doubts(readings: Sequence[FileReading]) -> dict[str, tuple[str, ...]]:
    """Return by path what the names raise and nothing settles: an old version without an end, two versions without a date."""
    clauses = {reading.path: reading.clauses for reading in readings}
    behind = outdated(clauses)
    families: dict[str, list[str]] = defaultdict(list)
    for path in clauses:
        families[base_name(path)].append(path)
    found: dict[str, tuple[str, ...]] = {}
    for family in families.values():
        pairs = {path: _pairs(clauses[path]) for path in family} if len(family) > 1 else {}
        undated = [path for path in family if not _dated(clauses[path])]
        for path in undated:
            if path in behind:
                found[path] = (
                    "its name says that it is old, nothing says until when it holds; write an end date or remove it",
                )
                continue
            others = (one for one in family if one != path and _alike(pairs[path], pairs[one]))
            other = None if _tabular(clauses[path]) else next(others, None)
            if other is not None:
                found[path] = (
                    f"{other} looks like another version of it, and it has no date; write from when it holds",
                )
    return found


def _dated(clauses: Sequence[Clause]) -> bool:
    return any(clause.valid_from or clause.valid_to for clause in clauses)


def _kept_from_buyers(reading: FileReading) -> bool:
    """Return whether a document is for the shop's own people, all of it and by its name."""
    named = bool(reading.clauses) and named_for_staff(reading.path)
    return named and all(staff_only(reading.clauses))


def _alike(one: frozenset[str], other: frozenset[str]) -> bool:
    """Return whether two documents say much the same: a part of the pairs of characters of the shorter stands in the other."""
    few, many = sorted((one, other), key=len)
    return len(few & many) >= _SHARED * len(few)


def _pairs(clauses: Sequence[Clause]) -> frozenset[str]:
    texts = [clause.text for clause in clauses[:_LOOKED_AT]]
    return frozenset(text[at : at + 2] for text in texts for at in range(len(text) - 1))


def _tabular(clauses: Sequence[Clause]) -> bool:
    return all("!" in clause.heading for clause in clauses)
