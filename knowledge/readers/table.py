"""Rows of cells into clauses: "列名：值；列名：值", one a row, whatever format the table came from."""

import re
from collections.abc import Sequence
from datetime import date
from itertools import pairwise

from knowledge.catalogue import Columns, columns_of, header_names, row_product
from knowledge.product import Product
from knowledge.readers.block import Block
from knowledge.readers.pieces import width
from knowledge.validity import parse_date

Rows = Sequence[Sequence[str]]


def table_blocks(rows: Rows, sure: bool = False) -> list[Block]:
    """Return the blocks of a table inside a document; `sure` says that its first row is the header."""
    return read_table(rows, None, sure)[0]


def read_table(
    rows: Rows, sheet: str | None = None, sure: bool = False
) -> tuple[list[Block], list[Product]]:
    """Return a table's blocks and, where its columns are a catalogue's, the products.

    With `sheet` each row's place is "sheet!row". Above the header a title is dropped and a note becomes text. Where a second
    header follows an empty row, it holds from there on.
    """
    blocks: list[Block] = []
    products: list[Product] = []
    header: list[str] | None = None
    columns: Columns | None = None
    for at, row in enumerate(rows):
        cells = [cell.strip() for cell in row]
        if not any(cells):
            continue
        place = f"{sheet}!{at + 1}" if sheet else None
        fresh = header is not None and at > 0 and not any(cell.strip() for cell in rows[at - 1])
        begins = header is None and (sure or _is_header(rows, at))
        if begins or (fresh and _is_header(rows, at) and header_names(cells) >= 2):
            header, columns = _names(cells), columns_of(cells)
        elif header is None and _is_title(rows, at) and _header_follows(rows, at):
            continue
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
    """Tell whether a row names the columns of those below: names we know, or short words without figures above figures."""
    cells = [cell.strip() for cell in rows[at]]
    named = [cell for cell in cells if cell]
    below = [row for row in rows[at + 1 : at + 12] if any(cell.strip() for cell in row)]
    known = header_names(named)
    if not below or any(len(cell) > 30 or "。" in cell for cell in named):
        return False
    if len(set(named)) < 2:
        return len(cells) == 1 and known == 1
    if known >= len(named) / 2:
        return True
    if any(re.search(r"\d", cell) for cell in named) or len(set(named)) < len(named):
        return False
    if len(cells) == 2:
        return known == 1 and len(named[1]) <= 10
    return len(named) >= len(cells) * 0.6


def _header_follows(rows: Rows, at: int) -> bool:
    return any(_is_header(rows, later) for later in range(at + 1, min(at + 4, len(rows))))


def _is_title(rows: Rows, at: int) -> bool:
    """Tell whether a row above the header is only the table's title or a line like 更新时间."""
    cells = {cell.strip() for cell in rows[at] if cell.strip()}
    return (
        len(cells) == 1
        and width(next(iter(cells))) <= 20
        and not re.search(r"[。；，！]", next(iter(cells)))
    )


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
