"""YAML: records of any shape, one or several documents, by the safe loader."""

from pathlib import PurePosixPath

import yaml

from knowledge.errors import UnreadableFile
from knowledge.readers.block import Reading
from knowledge.readers.decoding import decode
from knowledge.readers.records import Records


def read(data: bytes, name: str) -> Reading:
    """Read a YAML file; what is no YAML is UnreadableFile with its line."""
    records = Records(name, PurePosixPath(name).stem)
    try:
        documents = list(yaml.safe_load_all(decode(data, name)))
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UnreadableFile(
            f"{name}: broken YAML at line {line} ({error.problem}); correct it there"
        ) from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise UnreadableFile(f"{name}: broken YAML ({type(error).__name__}); correct it") from None
    for document in documents:
        records.add(document)
    notes = (
        ("only the first part is read, the file has too many values; split it",)
        if records.full
        else ()
    )
    return Reading(blocks=tuple(records.blocks), products=tuple(records.products), notes=notes)
