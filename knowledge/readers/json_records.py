"""JSON and JSON Lines: records of any shape; a bad line of JSON Lines is named and the others are read."""

import json
from pathlib import PurePosixPath
from typing import Any

from knowledge.errors import UnreadableFile
from knowledge.readers.block import Reading
from knowledge.readers.decoding import decode
from knowledge.readers.records import Records

_SHOWN_BAD_LINES = 5


def read(data: bytes, name: str) -> Reading:
    """Read JSON, or JSON Lines by its ending or where a second line begins a second value."""
    text = decode(data, name)
    path = PurePosixPath(name)
    records = Records(name, path.stem)
    if path.suffix.lower() == ".json":
        try:
            records.add(_load(text))
            return _reading(records, ())
        except json.JSONDecodeError as error:
            if not (error.msg == "Extra data" and error.lineno > 1):
                raise UnreadableFile(
                    f"{name}: broken JSON at line {error.lineno}, column {error.colno} ({error.msg}); correct it there"
                ) from None
        except RecursionError:
            raise UnreadableFile(f"{name}: JSON nested too deeply; flatten it") from None
    return _lines(text, name, records)


def _lines(text: str, name: str, records: Records) -> Reading:
    bad: list[int] = []
    good = 0
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            value = _load(line)
        except (json.JSONDecodeError, RecursionError):
            bad.append(number)
            continue
        records.add(value, number)
        good += 1
    if not good:
        raise UnreadableFile(
            f"{name}: broken JSON at line {bad[0] if bad else 1}; each line must be one JSON value"
        )
    shown = ", ".join(map(str, bad[:_SHOWN_BAD_LINES])) + (
        " …" if len(bad) > _SHOWN_BAD_LINES else ""
    )
    return _reading(records, (f"line {shown}: broken JSON, left out; correct it",) if bad else ())


def _reading(records: Records, notes: tuple[str, ...]) -> Reading:
    if records.full:
        notes = (*notes, "only the first part is read, the file has too many values; split it")
    return Reading(blocks=tuple(records.blocks), products=tuple(records.products), notes=notes)


def _load(text: str) -> Any:
    return json.loads(text)
