"""A document's units into the smallest texts that decide something, each under its path of headings."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from typing import NamedTuple

from knowledge.readers import numbering
from knowledge.readers.block import Block
from knowledge.readers.numbering import Rank
from knowledge.readers.pieces import LIMIT, pieces, width
from knowledge.readers.units import ENDS, Unit, depth, name_of, units_of

_ARTICLE_LIMIT = 600
_RECORD_LIMIT = 600
_ROW_LIMIT = 1200
_WHOLE = 1_000_000
_MERGE_LIMIT = 160
_SHORT = 40
_STEPS = re.compile(
    r"步骤|步驟|流程|如何|怎么|怎麼|怎样|怎樣|方法|steps?\b|how (?:to|do|can)\b|procedure",
    re.IGNORECASE,
)


class Passage(NamedTuple):
    """A clause's heading and text with its place, before validity and identity are known."""

    heading: str
    text: str
    page: int | None = None
    products: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


def split(blocks: Sequence[Block], statute: bool = False) -> tuple[Passage, ...]:
    """Return the passages of a document in reading order.

    In a statute an article with its items is one passage however long, and what stands before the first article is dropped.
    A document of headings alone is given whole, because its lines are then all it says.
    """
    units = units_of(blocks)
    walk = _Walk(statute and any(unit.kind == "article" for unit in units))
    passages = walk.run(units)
    if passages or statute or not units:
        return passages
    text = "\n".join(unit.text for unit in units)
    return tuple(Passage("", piece, units[0].block.page) for piece in pieces(text))


class _Walk:
    """One pass over the units with the stack of headings."""

    def __init__(self, statute: bool) -> None:
        self._statute = statute
        self._stack: list[tuple[int, str]] = []
        self._found: list[Passage] = []

    def run(self, units: list[Unit]) -> tuple[Passage, ...]:
        at = 0
        begun = not self._statute
        while at < len(units):
            unit = units[at]
            begun = begun or unit.kind == "article"
            if unit.kind == "heading":
                self._push(unit.rank, name_of(unit.text))
                at += 1
            elif not begun:
                at += 1
            else:
                end = _group_end(units, at)
                self._emit(units[at:end])
                at = end
        return tuple(self._found)

    def _emit(self, group: list[Unit]) -> None:
        first = group[0]
        if first.kind == "article":
            self._article(group)
        elif first.kind == "item":
            self._list(None, group)
        elif first.kind in ("record", "row"):
            self._add(first, first.text, _RECORD_LIMIT if first.kind == "record" else _ROW_LIMIT)
        else:
            self._leave_lists(first)
            if first.kind == "text" and len(group) > 1 and group[1].kind == "item":
                self._list(first, group[1:])
            else:
                self._add(
                    first, _joined(group), _RECORD_LIMIT if first.kind == "question" else LIMIT
                )

    def _article(self, group: list[Unit]) -> None:
        head = group[0]
        label, title = (head.mark.label, head.mark.rest) if head.mark else ("", "")
        titled = (
            bool(title)
            and len(group) > 1
            and width(head.text) <= 30
            and head.text[-1] not in ENDS + "：:"
            and not re.search(r"[。；！？]", title)
        )
        self._push(head.rank or int(Rank.ARTICLE), name_of(head.text) if titled else label)
        self._add(head, _joined(group), _WHOLE if self._statute else _ARTICLE_LIMIT)

    def _list(self, lead: Unit | None, items: list[Unit]) -> None:
        """Each numbered item is a clause; short bullets, and the steps of one procedure, stay together with their lead-in."""
        self._pop(depth(items[0]))
        if self._belongs_together(lead, items):
            self._add(lead or items[0], _joined([lead, *items] if lead else items), 2 * LIMIT)
            return
        if lead:
            sentence = re.split(r"(?<=[。！？!?])\s*|\n", lead.text)[-1]
            if sentence != lead.text or width(lead.text) > 60:
                self._add(lead, lead.text)
            self._push(int(Rank.LEAD), name_of(sentence))
        for group in _nested(items):
            if not lead:
                self._pop(depth(group[0]))
            self._add(group[0], _joined(group))
        self._pop(int(Rank.LEAD))

    def _belongs_together(self, lead: Unit | None, items: list[Unit]) -> bool:
        total = width(_joined([lead, *items] if lead else items))
        if total > LIMIT or (lead is None and len(items) < 2):
            return False
        if all(_is_fragment(unit) for unit in items):
            return True
        above = lead.text if lead else self._stack[-1][1] if self._stack else ""
        return _STEPS.search(above) is not None and total / len(items) < 50

    def _leave_lists(self, unit: Unit) -> None:
        """Take off headings that are list items of the format, where the unit stands outside of that list."""
        floor = int(Rank.BULLET) + unit.block.level
        self._stack = [entry for entry in self._stack if not floor < entry[0] < Rank.LEAD]

    def _pop(self, rank: int) -> None:
        self._stack = [entry for entry in self._stack if entry[0] < rank]

    def _push(self, rank: int, name: str) -> None:
        self._pop(rank)
        self._stack.append((rank, name))

    def _add(self, unit: Unit, text: str, limit: int = LIMIT) -> None:
        block = unit.block
        names = [name for _, name in self._stack if name]
        if self._statute:
            names = [name for name in names if numbering.division(name) or numbering.article(name)]
        heading = block.place or " > ".join(names)
        for piece in pieces(text, limit):
            passage = Passage(
                heading, piece, block.page, block.products, block.valid_from, block.valid_to
            )
            self._found.append(passage)


def _group_end(units: list[Unit], at: int) -> int:
    """Return where the group that begins at `at` ends: an article, a question, a list with its lead-in, short lines."""
    kind = units[at].kind
    if kind == "article":
        return _run(units, at, lambda unit: unit.kind in ("text", "item", "question", "answer"))
    if kind in ("question", "answer"):
        return _run(units, at, lambda unit: unit.kind in ("text", "item", "answer"))
    if kind == "item" or (kind == "text" and _leads(units, at)):
        return _list_end(units, at if kind == "item" else at + 1)
    return _short_lines(units, at) if kind == "text" else at + 1


def _list_end(units: list[Unit], at: int) -> int:
    """Return where the list ends whose first item stands at `at`: before an item above it, or text outside of it."""
    top = depth(units[at])
    return _run(
        units,
        at,
        lambda unit: (
            (unit.kind == "item" and depth(unit) >= top)
            or (unit.kind == "text" and unit.block.level > 0)
        ),
    )


def _run(units: list[Unit], at: int, belongs: Callable[[Unit], bool]) -> int:
    end = at + 1
    while end < len(units) and belongs(units[end]):
        end += 1
    return end


def _short_lines(units: list[Unit], at: int) -> int:
    """Return the end of a run of short lines (an address, contact data), which decide nothing one by one."""
    end, size = at + 1, width(units[at].text)
    while end < len(units) and units[end].kind == "text" and size < _MERGE_LIMIT:
        short = max(width(units[end].text), width(units[end - 1].text)) < _SHORT
        short = (
            short and units[end].text[0] not in "【[〔" and not _is_sentence(units[end - 1].text)
        )
        if not short or units[at].block.page != units[end].block.page or _leads(units, end):
            break
        size += width(units[end].text)
        end += 1
    return end


def _is_fragment(unit: Unit) -> bool:
    bullet = unit.mark is not None and unit.mark.rank is Rank.BULLET
    return bullet and width(unit.text) < 30 and unit.text[-1] not in "。！？!?."


def _is_sentence(text: str) -> bool:
    return text.rstrip('”’」』）)"')[-1:] in tuple("。！？!?；;.")


def _leads(units: list[Unit], at: int) -> bool:
    return units[at].text[-1] in "：:" and at + 1 < len(units) and units[at + 1].kind == "item"


def _introduced(unit: Unit, head: Unit) -> bool:
    """Return whether an item of a deeper kind of number stands in the very paragraph of one that ends in a colon."""
    if unit.block is not head.block or unit.mark is None or head.mark is None:
        return False
    return head.text[-1] in "：:" and unit.mark.rank > head.mark.rank


def _nested(items: list[Unit]) -> list[list[Unit]]:
    """Put sub-items and continuing paragraphs to their item where all is short; otherwise every item stands alone."""
    groups: list[list[Unit]] = []
    for unit in items:
        if groups:
            deeper = (
                unit.kind == "text"
                or depth(unit) > depth(groups[-1][0])
                or _introduced(unit, groups[-1][0])
            )
            size = width(_joined(groups[-1])) + width(unit.text)
            if deeper and (size <= LIMIT or unit.kind == "text"):
                groups[-1].append(unit)
                continue
        groups.append([unit])
    return groups


def _joined(units: Sequence[Unit]) -> str:
    return "\n".join(unit.text for unit in units)
