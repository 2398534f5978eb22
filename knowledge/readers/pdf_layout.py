"""What a PDF page shows beside its words: ruled or aligned tables as rows of cells, and lines set larger than the body.

pypdf tells where each run of text begins and which lines are drawn. A table is taken where drawn lines make a grid, or where
three lines in a row have the same columns; whatever is not sure stays text.
"""

import re
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from pypdf import PageObject

from knowledge.readers.pieces import width

_NEAR = 2.0
"""Points by which two edges or columns may differ and still be one."""

_LARGER = 1.12
"""From this part of the body's size on a short line is a heading."""

_PAINTED = frozenset((b"S", b"s", b"f", b"F", b"f*", b"B", b"B*", b"b", b"b*"))
Rows = list[list[str]]


class Run(NamedTuple):
    """A piece of text in the order of the file, with its place in points and its size."""

    text: str
    x: float
    y: float
    size: float


class Table(NamedTuple):
    """A table in place of the runs `places`."""

    rows: Rows
    places: frozenset[int]


class _Edges(NamedTuple):
    across: list[tuple[float, float, float]]  # y, x from, x to
    upright: list[tuple[float, float, float]]  # x, y from, y to


def read_runs(page: PageObject) -> tuple[list[Run], list[Table]]:
    """Return a page's runs of text, which joined are its text, and the tables among them."""
    runs: list[Run] = []
    edges = _Edges([], [])
    drawing = _Drawing(edges)

    def text(words: str, outer: list[float], inner: list[float], _font: Any, size: float) -> None:
        x, y = _moved(outer, inner[4], inner[5])
        scale = abs(inner[3] or inner[1] or 1.0) * abs(outer[3] or outer[1] or 1.0)
        runs.append(Run(words, x, y, round((size or 0.0) * scale, 1)))

    page.extract_text(visitor_text=text, visitor_operand_before=drawing.see)
    return runs, [*_ruled(runs, edges), *_aligned(runs)] if edges.upright else list(_aligned(runs))


def body_size(runs: Iterable[Run]) -> float:
    """Return the size in which most of the document is set; 0 where there is no text."""
    sizes: Counter[float] = Counter()
    for run in runs:
        sizes[run.size] += len(run.text.strip())
    return sizes.most_common(1)[0][0] if sizes else 0.0


def larger_sizes(runs: Iterable[Run], body: float) -> list[float]:
    """Return the sizes of headings, largest first."""
    return sorted({run.size for run in runs if is_larger(run, body)}, reverse=True)


def is_larger(run: Run, body: float) -> bool:
    """Tell whether a run is a line of its own, short, no sentence, and larger than the body."""
    text = run.text.strip()
    return (
        body > 0
        and run.size >= body * _LARGER
        and 1 < width(text) <= 40
        and "\n" not in text
        and not re.search(r"[。；，,;]|[.:：]$", text)
    )


class _Drawing:
    """Follows the drawing of lines and boxes; what is only a clip is forgotten."""

    def __init__(self, edges: _Edges) -> None:
        self._edges = edges
        self._open: list[tuple[float, float, float, float]] = []
        self._at = (0.0, 0.0)

    def see(self, operator: bytes, operands: Any, outer: list[float], _inner: list[float]) -> None:
        """Take in one operation of the page."""
        if operator in (b"m", b"l") and len(operands) == 2:
            here = _moved(outer, float(operands[0]), float(operands[1]))
            if operator == b"l":
                self._open.append((*self._at, *here))
            self._at = here
        elif operator == b"re" and len(operands) == 4:
            x, y, wide, high = map(float, operands)
            x0, y0 = _moved(outer, x, y)
            x1, y1 = _moved(outer, x + wide, y + high)
            self._open += [(x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)]
        elif operator == b"n":
            self._open = []
        elif operator in _PAINTED:
            for x0, y0, x1, y1 in self._open:
                if abs(y0 - y1) < 1 and abs(x0 - x1) > 8:
                    self._edges.across.append((y0, min(x0, x1), max(x0, x1)))
                elif abs(x0 - x1) < 1 and abs(y0 - y1) > 6:
                    self._edges.upright.append((x0, min(y0, y1), max(y0, y1)))
            self._open = []


def _ruled(runs: Sequence[Run], edges: _Edges) -> Iterator[Table]:
    """Yield the tables that drawn lines divide into cells."""
    for low, high in _regions(edges.upright):
        columns = _distinct(x for x, y0, y1 in edges.upright if y1 > low and y0 < high)
        rows = _distinct(y for y, _, _ in edges.across if low - _NEAR <= y <= high + _NEAR)
        if len(columns) < 3 or len(rows) < 3:
            continue
        cells: list[list[list[str]]] = [[[] for _ in columns[1:]] for _ in rows[1:]]
        places = set()
        for place, run in enumerate(runs):
            across, up = bisect_right(columns, run.x + 1) - 1, bisect_right(rows, run.y + 1) - 1
            if run.text.strip() and 0 <= across < len(columns) - 1 and 0 <= up < len(rows) - 1:
                cells[len(rows) - 2 - up][across].append(run.text.strip())
                places.add(place)
        found = [["".join(cell) for cell in row] for row in cells if any(row)]
        filled = [sum(map(bool, row)) for row in found]
        if len(found) >= 2 and sum(count >= 2 for count in filled) >= len(found) * 0.7:
            yield Table(found, frozenset(places))


def _aligned(runs: Sequence[Run]) -> Iterator[Table]:
    """Yield the tables without lines: at least three lines in a row with the same columns, all cells short."""
    lines = _lines(runs)
    at = 0
    while at < len(lines):
        end = at + 1
        while end < len(lines) and _same_columns(runs, lines[at], lines[end]):
            end += 1
        rows = [[runs[place].text.strip() for place in line] for line in lines[at:end]]
        if end - at >= 3 and _is_tabular(rows):
            yield Table(rows, frozenset(place for line in lines[at:end] for place in line))
        at = end


def _lines(runs: Sequence[Run]) -> list[list[int]]:
    """Return the places of the runs of each visual line, as far as they follow one another."""
    lines: list[list[int]] = []
    for place, run in enumerate(runs):
        if not run.text.strip():
            continue
        before = runs[lines[-1][-1]] if lines else None
        if before and abs(before.y - run.y) < _NEAR and run.x > before.x:
            lines[-1].append(place)
        else:
            lines.append([place])
    return lines


def _same_columns(runs: Sequence[Run], one: list[int], other: list[int]) -> bool:
    if len(one) < 2 or len(one) != len(other):
        return False
    near = all(abs(runs[a].x - runs[b].x) < _NEAR for a, b in zip(one, other, strict=True))
    apart = all(
        runs[b].x - runs[a].x - _length(runs[a]) > runs[a].size * 0.4
        for line in (one, other)
        for a, b in zip(line, line[1:], strict=False)
    )
    below = 0 < runs[one[0]].y - runs[other[0]].y
    return near and apart and below


def _length(run: Run) -> float:
    return sum(run.size * (0.5 if char.isascii() else 1.0) for char in run.text.strip())


def _is_tabular(rows: Rows) -> bool:
    """Tell cells from the columns of a newspaper, whose lines are all about as long."""
    lengths = [[width(cell) for cell in column] for column in zip(*rows, strict=True)]
    means = [sum(column) / len(column) for column in lengths]
    return min(means) <= 10 and max(means) <= 30 and max(map(width, rows[0])) <= 15


def _regions(upright: Sequence[tuple[float, float, float]]) -> list[tuple[float, float]]:
    """Return the stretches from bottom to top that upright lines cover without a gap."""
    found: list[tuple[float, float]] = []
    for _, low, high in sorted(upright, key=lambda edge: edge[1]):
        if found and low <= found[-1][1] + _NEAR:
            found[-1] = found[-1][0], max(found[-1][1], high)
        else:
            found.append((low, high))
    return found


def _distinct(values: Iterable[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found


def _moved(matrix: Sequence[float], x: float, y: float) -> tuple[float, float]:
    return (
        x * matrix[0] + y * matrix[2] + matrix[4],
        x * matrix[1] + y * matrix[3] + matrix[5],
    )
