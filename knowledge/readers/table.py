"""Rows of cells into clauses: "列名：值；列名：值", one a row, whatever format the table came from."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.catalogue import Columns, columns_of, header_names, row_product
from knowledge.product import Product
from knowledge.readers.block import Block
from knowledge.readers.header import is_header, joined_names, second_header
from knowledge.readers.pieces import width
from knowledge.readers.revisions import revision
from knowledge.validity import parse_date

Rows = Sequence[Sequence[str]]

_ASKS = re.compile(
    r"[?？]|[吗嗎么麼呢]$|[吗嗎](?:[，。,]|$)|怎[么麼样樣]|如何|什[么麼]|多[少久大长長远遠高重厚快]|[几幾](?:[天日个個年月次点點号號只支片度])|哪[里裡儿兒个個些家种種天款]|为何|為何|"
    r"为什|為什|能不能|可不可以|会不会|會不會|有没有|有沒有|是不是|要不要|用不用|需不需要|是否|还是|還是|能否|可否|可以.{1,12}[吗嗎]|"
    r"^(?:how|what|when|where|who|which|why|can|do|does|is|are|will|may|should)\b",
    re.IGNORECASE,
)
_AS_ABOVE = re.compile(r"同上|〃|″|as above|same as above|ditto", re.IGNORECASE)
_ASKING = 0.6
"""Part of a column's cells that must ask for it to be the questions of a FAQ."""


def table_blocks(rows: Rows, sure: bool = False) -> list[Block]:
    """Return the blocks of a table inside a document; `sure` says that its first row is the header."""
    return read_table(rows, None, sure)[0]


def read_table(
    rows: Rows, sheet: str | None = None, sure: bool = False
) -> tuple[list[Block], list[Product]]:
    """Return a table's blocks and, where its columns are a catalogue's, the products.

    With `sheet` each row's place is "sheet!row". Above the header a title is dropped and a note becomes text. Where a second
    header follows an empty row, it holds from there on; a header of two rows (a name over several columns) is one. A column
    that mostly asks, beside one that tells, makes a FAQ whatever its header says, and without any.
    """
    rows = _without_ditto(rows)
    asking = _asking_column(rows)
    blocks: list[Block] = []
    products: list[Product] = []
    header: list[str] | None = None
    columns: Columns | None = None
    below = -1
    for at, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if at == below or not any(cells):
            continue
        place = f"{sheet}!{at + 1}" if sheet else None
        fresh = header is not None and at > 0 and not any(cell.strip() for cell in rows[at - 1])
        begins = header is None and (sure or is_header(rows, at) or _heads_questions(cells, asking))
        if begins or (fresh and is_header(rows, at) and header_names(cells) >= 2):
            header, names = _names(cells), cells
            if second_header(rows, at):
                below, lower = at + 1, [cell.strip() for cell in rows[at + 1]]
                header = joined_names(header, _names(lower))
                names = [low or high for low, high in zip(lower, cells, strict=True)]
            columns = _with_questions(columns_of(names), asking, len(cells))
        elif header is None and _is_title(rows, at) and _header_follows(rows, at):
            continue
        elif header is None and asking is not None:
            header = ["" for _ in cells]
            columns = Columns(question=asking, answer=asking + 1)
            blocks.append(_row(header, cells, columns, place, None))
        elif header is None or columns is None:
            blocks.append(Block(kind="row" if place else "text", text=_plain(cells), place=place))
        else:
            product = row_product(header, cells, columns)
            if product:
                products.append(product)
            blocks.append(_row(header, cells, columns, place, product))
    return blocks, products


def _row(
    header: list[str],
    cells: list[str],
    columns: Columns,
    place: str | None,
    product: Product | None,
) -> Block:
    pairs = [(name, cell) for name, cell in zip(header, cells, strict=False) if cell]
    pairs += [("", cell) for cell in cells[len(header) :] if cell]
    mark = "\n" if columns.question is not None and columns.answer is not None else "；"
    colon = ": " if header and all(name.isascii() for name in header) else "："
    if colon == ": " and mark == "；":
        mark = "; "
    text = mark.join(f"{name}{colon}{cell}" if name else cell for name, cell in pairs)
    scope = (product.sku,) if product else columns.scope(cells)
    version = revision(header, cells) if columns.sku is None else None
    if version is not None:
        return Block(kind="row", text=text, place=place, revision=version)
    return Block(
        kind="row",
        text=text,
        place=place,
        products=scope,
        valid_from=_day(cells, columns.valid_from),
        valid_to=_day(cells, columns.valid_to),
    )


def _without_ditto(rows: Rows) -> Rows:
    """Return the rows with "as above" spelled out, for a row is quoted alone."""
    found: list[Sequence[str]] = []
    for row in rows:
        above = found[-1] if found else ()
        found.append(
            [
                above[at] if at < len(above) and _AS_ABOVE.fullmatch(cell.strip()) else cell
                for at, cell in enumerate(row)
            ]
        )
    return found


def asks(text: str) -> bool:
    """Tell whether a text is worded as a question."""
    return _ASKS.search(text) is not None


def _asking_column(rows: Rows) -> int | None:
    """Return the column that mostly asks, where the one to its right tells; the first row may be a header."""
    filled = [[cell.strip() for cell in row] for row in rows if any(cell.strip() for cell in row)]
    for at in range(min(3, max(map(len, filled), default=0) - 1)):
        pairs = [(row[at], row[at + 1]) for row in filled[1:] if len(row) > at + 1 and row[at]]
        told = [pair for pair in pairs if pair[1]]
        asking = sum(asks(question) for question, _ in pairs)
        back = sum(bool(re.search(r"[?？吗嗎]$", answer)) for _, answer in told)
        if len(told) >= 2 and asking >= len(pairs) * _ASKING and back <= len(told) * 0.2:
            return at
    return None


def _heads_questions(cells: list[str], asking: int | None) -> bool:
    """Tell whether a row is the header of a FAQ: short names where the rows below ask and tell."""
    if asking is None or len(cells) < asking + 2:
        return False
    question, answer = cells[asking], cells[asking + 1]
    short = 0 < len(question) <= 10 and 0 < len(answer) <= 10
    return short and not re.search(r"[?？。，吗嗎]|\d", question + answer)


def _with_questions(columns: Columns, asking: int | None, count: int) -> Columns:
    if asking is None or columns.question is not None or asking + 1 >= count:
        return columns
    return columns._replace(question=asking, answer=asking + 1)


def _header_follows(rows: Rows, at: int) -> bool:
    return any(is_header(rows, later) for later in range(at + 1, min(at + 4, len(rows))))


def _is_title(rows: Rows, at: int) -> bool:
    """Tell whether a row above the header is only the table's title or a line like 更新时间."""
    cells = {cell.strip() for cell in rows[at] if cell.strip()}
    return (
        len(cells) == 1
        and width(next(iter(cells))) <= 20
        and not re.search(r"[。；，！]", next(iter(cells)))
    )


def _names(cells: Sequence[str]) -> list[str]:
    names = [
        re.sub(r"\s+", "", cell)
        if re.search(r"[\u4e00-\u9fff]", cell)
        else re.sub(r"\s+", " ", cell)
        for cell in cells
    ]
    return names


def _plain(cells: list[str]) -> str:
    kept = [cell for cell in cells if cell]
    kept = [kept[0], *(later for before, later in pairwise(kept) if later != before)]
    return "：".join(kept) if len(kept) == 2 else "；".join(kept)


def _day(cells: list[str], column: int | None) -> date | None:
    return parse_date(cells[column]) if column is not None and column < len(cells) else None
