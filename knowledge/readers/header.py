"""Which row of a table names its columns, and names that stand in two rows."""

import re
from collections.abc import Sequence

from knowledge.catalogue import header_names, is_column_name

Rows = Sequence[Sequence[str]]

_ASKS = re.compile(
    r"怎[么麼样樣]|如何|多[久少]|什[么麼]|谁|誰|[几幾][天日个個]|\b(?:how|what|who|when)\b",
    re.IGNORECASE,
)
"""A column is often named by what its cells answer: 怎么赔, 多久到, 谁出运费."""

_FIGURE = re.compile(r"\d|[一二两兩三四五六七八九十半][年月天日个個小件]")


def is_header(rows: Rows, at: int) -> bool:
    """Tell whether a row names the columns of those below: names we know, or short words without figures above figures."""
    cells = [cell.strip() for cell in rows[at]]
    named = [cell for cell in cells if cell]
    below = [row for row in rows[at + 1 : at + 12] if any(cell.strip() for cell in row)]
    known = header_names(named)
    if not below or any(len(cell) > 30 or "。" in cell for cell in named):
        return False
    if len(set(named)) < 2:
        return len(cells) == 1 and known == 1
    if len(cells) == 2:
        return _heads_two(named, [row[0].strip() for row in below if row], known)
    if known >= len(named) / 2 or second_header(rows, at):
        return True
    if any(re.search(r"\d", cell) for cell in named) or len(set(named)) < len(named):
        return False
    return len(named) >= len(cells) * 0.6


def _heads_two(named: Sequence[str], below: Sequence[str], known: int) -> bool:
    """Tell whether two cells name two columns, and are not the first key and value of a list of keys and values.

    Down such a list the first column holds names itself (颜色, 材质, 重量); above a table only its head does.
    """
    first, second = named
    if known == 2:
        return True
    keys = sum(is_column_name(cell) for cell in below)
    if keys >= max(1, len(below) / 2) or _FIGURE.search(first + second) or len(second) > 10:
        return False
    asks = _ASKS.search(second) is not None
    return known == 1 or (is_column_name(first) and (asks or is_column_name(second)))


def second_header(rows: Rows, at: int) -> bool:
    """Tell whether the next row divides the columns that this one names: 仓库 | 发货时效 | , then 仓库 | 工作日 | 周末.

    The formats give a cell merged downwards twice, and one merged across once or once a column.
    """
    if at + 2 >= len(rows):
        return False
    above, below = ([cell.strip() for cell in row] for row in rows[at : at + 2])
    if len(above) != len(below) or any(_is_value(cell) for cell in (*above, *below)):
        return False
    pairs = list(zip(above, below, strict=True))
    same = any(one and one == two for one, two in pairs)
    divided = sum(
        bool(two) and one != two and (not one or one == above[place - 1])
        for place, (one, two) in enumerate(pairs)
        if place
    )
    return same and divided > 0


def joined_names(above: Sequence[str], below: Sequence[str]) -> list[str]:
    """Return one name a column of a header of two rows: what stands over several columns goes before each of them."""
    names: list[str] = []
    over = ""
    for one, two in zip(above, below, strict=True):
        over = one or over
        names.append(over if not two or two == over else f"{over} {two}".strip())
    return names


def _is_value(cell: str) -> bool:
    return len(cell) > 20 or re.search(r"^[^A-Za-z\u4e00-\u9fff]*\d|[。；]", cell) is not None
