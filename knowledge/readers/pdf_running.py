"""Running heads, feet and page numbers of a PDF: what stands at the edge of page after page."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.readers.pdf_layout import Run
from knowledge.readers.pieces import width

_NEAR = 2.0
"""Points by which pieces of one line may differ in height."""
_EDGE = 3
"""Lines at the top and at the bottom of a page that are looked at."""
_MARGIN = 0.08
"""Part of the page's height that is margin: in a short document only what stands there repeats as a head."""
_PAGE_NUMBER = re.compile(
    r"(?:第\s*\d+\s*[页頁](?:\s*[,，/／共]?\s*共?\s*\d+\s*[页頁])?|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4}|page\s+\d+(?:\s+of\s+\d+)?|\d{1,3})",
    re.IGNORECASE,
)


class Sheet(NamedTuple):
    """A page's runs, which of them belong to tables, and its height in points."""

    runs: Sequence[Run]
    tabled: frozenset[int]
    height: float


class _Line(NamedTuple):
    places: list[int]
    text: str
    y: float
    outermost: bool


def running(sheets: Sequence[Sheet]) -> list[frozenset[int]]:
    """Return, a page, the places of the runs that belong to running lines or are page numbers.

    A running line stands at the edge of at least three pages and half of them, its numbers aside; a sentence only if all of
    it is the same. In a document of two pages it must stand in the margin of both.
    """
    edges = [_edge_lines(sheet) for sheet in sheets]
    counts: Counter[str] = Counter()
    for lines, sheet in zip(edges, sheets, strict=True):
        few = len(sheets) < 3
        counts.update({_shape(line.text) for line in lines if not few or _in_margin(line, sheet)})
    least = 2 if len(sheets) == 2 else max(3, len(sheets) * 0.5)
    repeated = {shape for shape, count in counts.items() if count >= least and shape}
    return [
        frozenset(
            place
            for line in lines
            if _shape(line.text) in repeated
            or (line.outermost and _PAGE_NUMBER.fullmatch(line.text.strip()))
            for place in line.places
        )
        for lines in edges
    ]


def _edge_lines(sheet: Sheet) -> list[_Line]:
    """Return the lines nearest to the top and bottom of a page, whatever order the file draws them in."""
    found: list[_Line] = []
    ordered = sorted(
        (place for place, run in enumerate(sheet.runs) if run.text.strip()),
        key=lambda place: -sheet.runs[place].y,
    )
    for place in ordered:
        run = sheet.runs[place]
        if found and abs(found[-1].y - run.y) < _NEAR:
            found[-1].places.append(place)
        else:
            found.append(_Line([place], "", run.y, False))
    last = len(found) - 1
    lines = []
    for at, line in enumerate(found):
        if (at < _EDGE or at > last - _EDGE) and not sheet.tabled.intersection(line.places):
            parts = sorted(line.places, key=lambda place: sheet.runs[place].x)
            text = " ".join(sheet.runs[place].text.strip() for place in parts)
            lines.append(line._replace(text=text, outermost=at in (0, last)))
    return lines


def _in_margin(line: _Line, sheet: Sheet) -> bool:
    return not sheet.height * _MARGIN < line.y < sheet.height * (1 - _MARGIN)


def _shape(line: str) -> str:
    plain = re.sub(r"\s+", "", line)
    sentence = width(plain) > 45 or re.search(r"[。；！？]", plain)
    return plain if sentence else re.sub(r"\d+", "#", plain)
