"""Tables of two columns and more, however a reader wrote their rows down: what is named, and what is said of it."""

import re
from collections.abc import Iterator, Sequence

from agent.policy.subjects import things

_CELL = re.compile(r"[；;]")
_NAMES = re.compile(r"[、，,/]|和|及|与|與|或")
_COUNTED = re.compile(
    r"[这這那哪一二两兩三四五六七八九十几幾半每][个個包根套只隻条條副片块塊张張把支枝瓶盒袋颗顆枚双雙对對件份]"
)
"""A number or a pointer with its measure word: 「那包线」 speaks of a 线, of no 包."""
_TAIL = re.compile(r"(?:一[套对對双雙个個只副包]|[（(].*|等.{0,4})$")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_NO_HEAD = frozenset("器机機包品子件套装裝款色号號具头頭价價费費")
"""Last characters of too many names to tell one thing from another."""


def rows_of(text: str) -> Iterator[tuple[str, str]]:
    """Yield the first cell of each row with the rest of the row; a line of one cell is named by what stands before its colon."""
    for line in text.replace(":", "：").split("\n"):
        cells = [cell.partition("：") for cell in _CELL.split(line) if cell.strip()]
        if len(cells) > 1 and all(colon for _, colon, _ in cells):
            yield cells[0][2].strip(), "；".join(value.strip() for _, _, value in cells[1:])
        elif len(cells) == 1 and cells[0][1]:
            yield cells[0][0].strip(), cells[0][2].strip()


def names_in(cell: str) -> list[str]:
    """Return the single names that a cell lists."""
    return [name.strip() for name in _NAMES.split(cell) if name.strip()]


def likeness(cell: str, said: str) -> int:
    """Return how far what the buyer says names what a cell lists: shared pairs of characters of the best of its names."""
    return max((len(things(name) & things(said)) for name in names_in(cell)), default=0)


def named(cells: Sequence[str], said: str) -> list[str]:
    """Return the cells whose things the buyer names: by a pair of characters, or by the last one where it tells just one of them."""
    found = [cell for cell in cells if likeness(cell, said)]
    taken = {head for cell in found for head in _heads(cell)}
    bare = _COUNTED.sub("", said)
    others: dict[str, list[str]] = {}
    for cell in cells:
        for head in _heads(cell) - taken:
            others.setdefault(head, []).append(cell)
    alone = {same[0] for head, same in others.items() if len(same) == 1 and head in bare}
    return [cell for cell in cells if cell in found or cell in alone]


def _heads(cell: str) -> frozenset[str]:
    """Return the last characters of the names that a cell lists: they say what a thing is."""
    last = {bare[-1] for name in names_in(cell) if (bare := _TAIL.sub("", name))}
    return frozenset(head for head in last if _HAN.match(head)) - _NO_HEAD
