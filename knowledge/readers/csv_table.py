"""CSV and TSV: delimiter found from the first lines; a row's number is its count in the file, as a spreadsheet shows it."""

import csv
import io
from pathlib import PurePosixPath

from knowledge.errors import UnreadableFile
from knowledge.readers.block import Reading
from knowledge.readers.decoding import decode
from knowledge.readers.personal import refuse_personal_data
from knowledge.readers.table import read_table

_DELIMITERS = ",\t;|，"


def read(data: bytes, name: str) -> Reading:
    """Read a table of text."""
    text = decode(data, name)
    if text.lower().startswith("sep="):
        text = "\n" + text.partition("\n")[2]
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text)))
    except csv.Error as error:
        raise UnreadableFile(f"{name}: not a table ({error}); save it as CSV UTF-8") from None
    for row in rows[:5]:
        refuse_personal_data(row, name)
    blocks, products = read_table(rows, PurePosixPath(name).stem)
    return Reading(blocks=tuple(blocks), products=tuple(products))


def _delimiter(text: str) -> str:
    """Return the delimiter that divides the first lines most evenly."""
    lines = [line for line in text.split("\n")[:20] if line.strip()]

    def evenness(mark: str) -> tuple[int, int]:
        counts = [len(row) for row in csv.reader(lines, delimiter=mark) if row]
        width = counts[0] if counts else 1
        return (sum(count == width for count in counts) if width > 1 else 0, width)

    return max(_DELIMITERS, key=evenness) if lines else ","
