"""Which row of the shop's size table the measures of a message fall into: 身高178、150斤 is XL."""

import re
from collections.abc import Iterator, Sequence
from itertools import groupby

from agent.domain.measure import Dimension, Measure, measures, named_quantity, unit_in
from agent.domain.value import Value
from agent.drafting.brief import Passage
from agent.drafting.cells import row_cells
from agent.drafting.sentences import grams

_RANGE = re.compile(r"(\d+(?:\.\d+)?)\s*\D{0,6}?\s*(?:[-–—~～至到]|to)\s*(\d+(?:\.\d+)?)")
_BELOW = re.compile(
    r"(?:[<≤＜]|under|below|up to)\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\D{0,4}(?:以下|以内|以內|及以下)"
)
_ABOVE = re.compile(
    r"(?:[>≥＞]|over|above)\s*(\d+(?:\.\d+)?)|(\d+(?:\.\d+)?)\D{0,4}(?:以上|\+|及以上)"
)
_POINT = re.compile(r"\D*(\d+(?:\.\d+)?)\D*")
_BEYOND = 0.04  # how far beyond a table of single measures (of the last one) somebody may be and still take it
_FEWEST = 2  # rows that make a table
_PARTS = re.compile(r"[,，;；。\n、]")
_ADVISED = re.compile(
    r"(?:建议|建議|推荐|推薦|选|選|拍|买|買|\b(?:take|choose|wear|pick)\b)\s*(?:择|擇|用|our |the |an? )?(?P<size>[^\s，。；,;（(？?吗嗎的]{1,8})[。.]?$",
    re.IGNORECASE,
)
_SIZE = re.compile(
    r"(?P<size>\b(?:EU|US|UK) ?\d{1,2}(?:\.5)?\b|(?<![\d.])\d{2}(?:\.5)?(?= ?[码碼号號])|(?<![A-Za-z\d])(?:[2-6]?X{0,3}[SL]|M)(?![A-Za-z])|[特加]?[大中小][码碼号號])"
)
_FEE = re.compile(
    r"[元块塊¥￥$€£]|运费|運費|邮费|郵費|\b(?:usd|cny|fee|price|cost)\b", re.IGNORECASE
)
_STEP = re.compile(
    r"[首续續每]\s*重|\d\s*(?:kg|g|公斤|千克|斤|克|lb)|/\s*(?:kg|公斤|斤)", re.IGNORECASE
)
"""Columns of what something costs by its weight, which are no sizes."""
_BARE = frozenset({"height", "weight", "foot"})  # what a number by itself may be
_SIZE_COLUMN = re.compile(r"^(?:尺[码碼寸]|[码碼号號]数?|size)$", re.IGNORECASE)


class Span(Value):
    """What one cell says that a row fits, from `low` to `high` in the dimension's unit; equal where it is one measure."""

    column: str
    quantity: str
    dimension: Dimension
    low: float
    high: float


class Row(Value):
    """One row: its spans, and its other cells, of which one is its name."""

    passage: Passage
    spans: tuple[Span, ...]
    names: tuple[tuple[str, str], ...]

    @property
    def key(self) -> tuple[tuple[str, str], ...]:
        """What tells it from the other rows of its table."""
        return (*self.names, *((span.column, f"{span.low} {span.high}") for span in self.spans))


class Pick(Value):
    """The row that one measure chose."""

    measure: Measure
    row: Row


class Sized(Value):
    """What a message's measures choose, in the table's order: the last row is the largest."""

    picks: tuple[Pick, ...]

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows chosen, each once."""
        return tuple({pick.row.key: pick.row for pick in self.picks}.values())


def sized(question: str, passages: Sequence[Passage]) -> Sized | None:
    """Return which rows fit the measures a question names; None where it names none, or no table holds them.

    `passages` are clauses as search gives them, whole tables among them.
    """
    found = measures(question)
    if not found:
        return None
    chosen = [picks for rows in _tables(passages) for picks in [_picked(found, rows)] if picks]
    best = max(chosen, key=len, default=())
    return Sized(picks=tuple(best)) if best else None


def name_of(question: str, row: Row) -> tuple[str, str] | None:
    """Return the column and the cell that name a row: the one that the question asks for, else the first; None without any."""
    asked = grams(question)
    named = [cell for cell in row.names if grams(re.sub(r"[（(].*?[）)]", "", cell[0])) & asked]
    sizes = [cell for cell in row.names if _SIZE_COLUMN.match(cell[0].strip())]
    return next(iter((*named, *sizes, *row.names)), None)


def _tables(passages: Sequence[Passage]) -> Iterator[list[Row]]:
    """Give the rows of each table with measures, in the table's order by what they fit."""
    place = {(one.path, table_of(one.heading)): at for at, one in reversed([*enumerate(passages)])}
    ordered = sorted(passages, key=lambda one: place[one.path, table_of(one.heading)])
    for _, group in groupby(ordered, key=lambda one: (one.path, table_of(one.heading))):
        rows = [row for one in group for row in _rows(one)]
        if len(rows) >= _FEWEST:
            yield sorted(rows, key=lambda row: (row.spans[0].low, row.spans[0].high))


def table_of(heading: str) -> str:
    """Return the heading of a row's table: without the row's own number."""
    return re.sub(r"!\d+$", "", heading)


def _rows(passage: Passage) -> list[Row]:
    """Return the row that a passage is, or those that its prose lists: "165-170选M，170-175选L"."""
    cells = row_cells(passage.text)
    found = [_row(passage, cells)] if len(cells) >= _FEWEST else list(_listed(passage))
    return [row for row in found if row.spans]


def _listed(passage: Passage) -> Iterator[Row]:
    """Give the parts of a text that name a size with what it fits; quantity and unit hold on until others are named."""
    column = ""
    for part in _PARTS.split(passage.text):
        size = _ADVISED.search(part) or _SIZE.search(part)
        rest = part.replace(size["size"], " ") if size else part
        if named_quantity(rest) or (unit_in(rest) and not named_quantity(column)):
            column = rest
        if size:
            span = _span(column, rest)
            # One column for all parts, so that they make one table.
            spans = (span.model_copy(update={"column": span.quantity}),) if span else ()
            yield Row(passage=passage, spans=spans, names=(("", size["size"].rstrip("码碼")),))


def _row(passage: Passage, cells: Sequence[tuple[str, str]]) -> Row:
    spans = {at: span for at, cell in enumerate(cells) for span in [_span(*cell)] if span}
    names = tuple(cell for at, cell in enumerate(cells) if at not in spans)
    return Row(passage=passage, spans=tuple(spans.values()), names=names)


def _span(column: str, value: str) -> Span | None:
    """Return what a cell says that its row fits; None where it is no measure of anything."""
    if _FEE.search(value) or _FEE.search(column) or _STEP.search(column):
        return None
    quantity = named_quantity(column)
    unit = unit_in(value) or unit_in(column)
    if unit is None and quantity in {"height", "foot"}:
        unit = (Dimension.LENGTH, 1.0)
    if unit is None or (not quantity and unit[0] is not Dimension.WEIGHT):
        return None
    dimension, factor = unit
    between, below, above = _RANGE.search(value), _BELOW.search(value), _ABOVE.search(value)
    if between:
        low, high = float(between[1]), float(between[2])
    elif below:
        low, high = 0.0, float(below[1] or below[2])
    elif above:
        low, high = float(above[1] or above[2]), float("inf")
    else:
        point = _POINT.fullmatch(value)
        if point is None:
            return None
        low = high = float(point[1])
    return Span(
        column=column, quantity=quantity, dimension=dimension, low=low * factor, high=high * factor
    )


def _picked(found: Sequence[Measure], rows: Sequence[Row]) -> list[Pick]:
    """Return a row for each measure that a column of its own takes in, named measures first."""
    columns = {span.column: span for row in rows for span in row.spans}
    picks: list[Pick] = []
    used: set[str] = set()
    for measure in sorted(found, key=lambda one: (not one.quantity, one.dimension is None)):
        for column, span in columns.items():
            if column in used or not _compatible(measure, span):
                continue
            row = next((r for a in measure.amounts for r in [_holding(a, column, rows)] if r), None)
            if row is not None:
                used.add(column)
                picks.append(Pick(measure=measure, row=row))
                break
    order = {row.key: at for at, row in enumerate(rows)}
    return sorted(picks, key=lambda pick: order[pick.row.key])


def _compatible(measure: Measure, span: Span) -> bool:
    if measure.dimension is None:
        return span.quantity in _BARE
    same = measure.dimension is span.dimension
    return same and (not measure.quantity or measure.quantity == span.quantity)


def _holding(amount: float, column: str, rows: Sequence[Row]) -> Row | None:
    """Return the row whose span holds an amount, the later where two meet; of single measures the next one that is not less."""
    spans = [(row, span) for row in rows for span in row.spans if span.column == column]
    held = [row for row, span in spans if span.low < span.high and span.low <= amount <= span.high]
    if held:
        return held[-1]
    points = [(span.high, row) for row, span in spans if span.low == span.high]
    if len(points) < _FEWEST or amount < min(points, key=_size)[0] * (1 - _BEYOND):
        return None
    return next((row for size, row in sorted(points, key=_size) if amount <= size + 0.05), None)


def _size(point: tuple[float, Row]) -> float:
    return point[0]
