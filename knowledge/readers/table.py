"""Rows of cells into clauses: "列名：值；列名：值", one a row, whatever format the table came from."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.catalogue import Columns, columns_of, row_product
from knowledge.product import Product
from knowledge.readers.block import Block
from knowledge.validity import parse_date

Rows = Sequence[Sequence[str]]


def table_blocks(rows: Rows, sheet: str | None = None, offset: int = 1) -> list[Block]:
    """Return a table's blocks; with `sheet` each row's place is "sheet!row", `offset` being the number of the first row."""
    return read_table(rows, sheet, offset)[0]


def read_table(
    rows: Rows, sheet: str | None = None, offset: int = 1
) -> tuple[list[Block], list[Product]]:
    """Return a table's blocks and, where its columns are a catalogue's, the products.

    Lines above the header (a title over the whole width, a note) become text. Where a second header follows an empty row, it
    holds from there on.
    """
    blocks: list[Block] = []
    products: list[Product] = []
    header: list[str] | None = None
    columns: Columns | None = None
    for at, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        place = f"{sheet}!{offset + at}" if sheet else None
        restart = header is not None and at > 0 and not any(cell.strip() for cell in rows[at - 1])
        if (header is None and _is_header(rows, at)) or (restart and columns_of(cells).known >= 2):
            header, columns = _names(cells), columns_of(cells)
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
    return Block(
        kind="row",
        text=text,
        place=place,
        products=scope,
        valid_from=_day(cells, columns.valid_from),
        valid_to=_day(cells, columns.valid_to),
    )


def _is_header(rows: Rows, at: int) -> bool:
    cells = [cell.strip() for cell in rows[at]]
    named = [cell for cell in cells if cell]
    below = [row for row in rows[at + 1 : at + 12] if any(cell.strip() for cell in row)]
    if len(set(named)) < 2 or not below or any(len(cell) > 30 or "。" in cell for cell in named):
        return len(named) == 1 and len(cells) == 1 and columns_of(cells).known == 1 and bool(below)
    if columns_of(cells).known >= min(2, len(named)):
        return True
    if any(re.fullmatch(r"[¥￥$]?-?[\d.,]+%?", cell) for cell in named):
        return False
    if len(named) == 2 and len(cells) == 2:
        longest = max(len(row[1]) if len(row) > 1 else 0 for row in below)
        return len(named[1]) <= 10 and (
            longest > 15 or any(re.search(r"\d", row[-1]) for row in below)
        )
    return len(named) >= len(cells) * 0.6 and len(set(named)) == len(named)


def _names(cells: list[str]) -> list[str]:
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
