"""Blocks of a document into the smallest texts that decide something, each under its path of headings.

Formats mark headings and lists in different degrees, and a text file or a pdf not at all; so every line's own mark (第十条,
一、, （一）, 1., Q:) is read as well, and both end in one list of units. Then one walk makes the passages.
"""

import re
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from knowledge.readers import numbering
from knowledge.readers.block import Block
from knowledge.readers.numbering import Mark, Rank
from knowledge.readers.pieces import pieces, width

_ARTICLE_LIMIT = 600
_RECORD_LIMIT = 600
_MERGE_LIMIT = 160
_ENDS = "。！？；!?;，,、"
_STEPS = re.compile(
    r"步骤|步驟|流程|操作|如何|怎么|怎麼|怎样|怎樣|方法|steps?\b|how (?:to|do|can)\b|procedure",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"\s*(?:目[\s\u3000]*[录錄次]|(?:table of )?contents)\s*", re.IGNORECASE)
_LEADER = re.compile(r".{1,60}?[.．…·\s]{4,}\s*\d{1,4}\s*")
_RULE_LINE = re.compile(r"[=\-_*~—－＝·\s]*(?:正文(?:开始|開始|结束|結束))?[=\-_*~—－＝·\s]*")


class Passage(NamedTuple):
    """A clause's heading and text with its place, before validity and identity are known."""

    heading: str
    text: str
    page: int | None = None
    products: tuple[str, ...] = ()
    valid_from: date | None = None
    valid_to: date | None = None


class Unit(NamedTuple):
    """One line or block on the way: `rank` is a heading's depth (0 for body), `mark` its number or bullet."""

    kind: str
    text: str
    rank: int
    block: Block
    mark: Mark | None = None


def split(blocks: Sequence[Block], statute: bool = False) -> tuple[Passage, ...]:
    """Return the passages of a document in reading order; in a statute what stands before the first article is dropped."""
    units = _headings(_articles(_contents([unit for block in blocks for unit in _units(block)])))
    walk = _Walk(statute and any(unit.kind == "article" for unit in units))
    passages = walk.run(units)
    if passages or statute:
        return passages
    text = "\n".join(unit.text for unit in units)
    page = units[0].block.page if units else None
    return tuple(Passage("", piece, page) for piece in pieces(text))


def _units(block: Block) -> list[Unit]:
    if block.kind in ("row", "record"):
        return [Unit(block.kind, block.text.strip(), 0, block)] if block.text.strip() else []
    found: list[Unit] = []
    for raw in _lines(block.text):
        line = raw.strip(" \t\u3000\xa0\ufeff")
        if not line or _RULE_LINE.fullmatch(line):
            continue
        unit = _unit(line, block)
        if (
            unit.kind == "text"
            and found
            and found[-1].kind in ("text", "item")
            and not _looks_like_heading(line)
        ):
            last = found[-1]
            found[-1] = last._replace(text=f"{last.text}\n{line}")
        else:
            found.append(unit)
    return found


def _lines(text: str) -> list[str]:
    """Split at line ends, and before a further article that stands inside a line right after a sentence."""
    return [
        part
        for line in text.split("\n")
        for part in re.split(
            r"(?<=[。；])[ \t\u3000\xa0]*(?=第[^第条條]{1,9}[条條][ \t\u3000\xa0])", line
        )
    ]


def _unit(line: str, block: Block) -> Unit:
    mark = numbering.article(line)
    if mark:
        return Unit(
            "candidate", line, block.level * 10 if block.kind == "heading" else 0, block, mark
        )
    if block.kind == "heading":
        return Unit("heading", line, block.level * 10 if block.level else int(Rank.LINE), block)
    division = numbering.division(line)
    if division:
        return Unit("heading", line, int(division.rank), block, division)
    if numbering.question(line):
        return Unit("question", line, 0, block)
    if numbering.answer(line):
        return Unit("answer", line, 0, block)
    mark = numbering.item(line)
    if block.kind == "item" and mark is None:
        mark = Mark(Rank.BULLET, 0, "", line)
    return Unit("item", line, 0, block, mark) if mark else Unit("text", line, 0, block)


def _contents(units: list[Unit]) -> list[Unit]:
    """Drop a table of contents: its title, its headings up to the one that comes again, and lines with leaders."""
    kept = [
        unit
        for unit in units
        if not (
            unit.kind != "row"
            and _LEADER.fullmatch(unit.text)
            and re.search(r"[.．…·]{4}", unit.text)
        )
    ]
    for at, unit in enumerate(kept):
        if unit.kind in ("text", "heading") and _CONTENTS.fullmatch(unit.text.split("\n")[0]):
            end = at + 1
            names = {_name(later.text) for later in kept[at + 1 :] if later.kind == "heading"}
            seen: set[str] = set()
            while end < len(kept) and _in_contents(kept[end], seen, names):
                seen.add(_name(kept[end].text))
                end += 1
            if unit.kind == "heading" or "\n" not in unit.text:
                return kept[:at] + kept[end:]
    return kept


def _in_contents(unit: Unit, seen: set[str], names: set[str]) -> bool:
    return (
        unit.kind == "heading"
        and unit.mark is not None
        and _name(unit.text) not in seen
        and _name(unit.text) in names
    )


def _articles(units: list[Unit]) -> list[Unit]:
    """Decide which lines that could begin an article do: those that carry the count on, or begin it anew."""
    numbers = [unit.mark.number if unit.kind == "candidate" and unit.mark else -1 for unit in units]
    last = 0
    found: list[Unit] = []
    for at, unit in enumerate(units):
        if unit.kind != "candidate":
            found.append(unit)
            continue
        number = numbers[at]
        following = (last // 100 + 1) * 100
        begins = number in (following, last + 1, 100) or last == 0
        begins = begins or (number > last and following not in numbers[at + 1 :])
        if begins:
            last = number
        found.append(
            unit._replace(kind="article" if begins else "text", mark=unit.mark if begins else None)
        )
    return found


def _headings(units: list[Unit]) -> list[Unit]:
    """Turn numbered or short lines that head what follows into headings."""
    found: list[Unit] = []
    for at, unit in enumerate(units):
        after = units[at + 1] if at + 1 < len(units) else None
        before = found[-1] if found else None
        in_article = _inside_article(found)
        if unit.kind == "item" and not in_article and _item_heads(unit, after, before):
            unit = unit._replace(
                kind="heading", rank=int(unit.mark.rank) if unit.mark else int(Rank.LINE)
            )
        elif unit.kind == "text" and not in_article and _line_heads(unit, after, before):
            unit = unit._replace(kind="heading", rank=int(Rank.LINE if found else Rank.TITLE))
        found.append(unit)
    return found


def _inside_article(found: list[Unit]) -> bool:
    for unit in reversed(found):
        if unit.kind == "article":
            return True
        if unit.kind == "heading":
            return False
    return False


def _looks_like_heading(line: str) -> bool:
    return (
        width(line) <= 24
        and line[-1] not in _ENDS + "：:.）)"
        and not re.search(r"[，。；：,;]|: ", line)
    )


def _item_heads(unit: Unit, after: Unit | None, before: Unit | None) -> bool:
    mark = unit.mark
    if (
        mark is None
        or after is None
        or "\n" in unit.text
        or mark.rank is Rank.BULLET
        and unit.text[-1] not in "：:"
    ):
        return False
    if (
        width(mark.rest) > 45
        or unit.text[-1] in _ENDS
        or re.search(r"[。；！？]", mark.rest)
        or unit.text.endswith(".")
    ):
        return False
    if after.kind == "item" and after.mark:
        deeper = after.mark.rank > mark.rank or after.block.level > unit.block.level
        return deeper or (unit.text[-1] in "：:" and after.mark.rank != mark.rank)
    if (
        before is not None
        and before.kind == "item"
        and before.mark
        and before.mark.rank == mark.rank
    ):
        return False
    return after.kind in ("text", "row", "question", "article")


def _line_heads(unit: Unit, after: Unit | None, before: Unit | None) -> bool:
    if after is None or not _looks_like_heading(unit.text) or after.kind == "candidate":
        return False
    if before is None:
        return (
            after.kind not in ("text",)
            or not _looks_like_heading(after.text)
            or unit.block is not after.block
        )
    if before.kind == "text" and before.block is unit.block:
        return False
    if after.kind == "text":
        return width(after.text) > max(24, width(unit.text)) or after.text[-1] in "。！；：:"
    return after.kind in ("item", "question", "article", "row")


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
                self._push(unit.rank, _name(unit.text))
                at += 1
            elif not begun:
                at += 1
            else:
                end = self._end(units, at)
                self._emit(units[at:end])
                at = end
        return tuple(self._found)

    def _end(self, units: list[Unit], at: int) -> int:
        """Return where the group of units ends that begins at `at`: an article, a question, a list, a run of short lines."""
        kind, end = units[at].kind, at + 1
        if kind == "article":
            while end < len(units) and units[end].kind in ("text", "item", "question", "answer"):
                end += 1
        elif kind in ("question", "answer"):
            while end < len(units) and units[end].kind in ("text", "item", "answer"):
                end += 1
        elif (
            kind == "text"
            and units[at].text[-1] in "：:"
            and end < len(units)
            and units[end].kind == "item"
        ):
            end = self._end(units, end)
        elif kind == "item":
            while end < len(units) and units[end].kind == "item":
                end += 1
        elif kind == "text":
            size = width(units[at].text)
            while (
                end < len(units)
                and units[end].kind == "text"
                and width(units[end].text) < 40
                and size < _MERGE_LIMIT
            ):
                if (
                    units[at].block.page != units[end].block.page
                    or width(units[end - 1].text) >= 40
                ):
                    break
                if (
                    end + 1 < len(units)
                    and units[end].text[-1] in "：:"
                    and units[end + 1].kind == "item"
                ):
                    break
                size += width(units[end].text)
                end += 1
        return end

    def _emit(self, group: list[Unit]) -> None:
        first = group[0]
        if first.kind == "article":
            self._article(group)
        elif first.kind == "text" and len(group) > 1 and group[1].kind == "item":
            self._list(group[0], group[1:])
        elif first.kind == "item":
            self._list(None, group)
        elif first.kind == "record":
            self._add(first, first.text, _RECORD_LIMIT)
        elif first.kind == "row":
            self._add(first, first.text, _RECORD_LIMIT * 2)
        else:
            self._add(first, "\n".join(unit.text for unit in group))

    def _article(self, group: list[Unit]) -> None:
        head = group[0]
        label = head.mark.label if head.mark else ""
        if head.rank:
            self._push(head.rank, _name(head.text) if width(head.text) <= 40 else label)
            self._add(head, "\n".join(unit.text for unit in group), _ARTICLE_LIMIT)
            return
        self._push(int(Rank.ARTICLE), label)
        title = head.mark.rest if head.mark else ""
        if (
            title
            and len(group) > 1
            and width(head.text) <= 30
            and head.text[-1] not in _ENDS + "：:"
        ):
            self._push(int(Rank.ARTICLE), _name(head.text))
        text = "\n".join(unit.text for unit in group)
        self._add(head, text, 1_000_000 if self._statute else _ARTICLE_LIMIT)

    def _list(self, lead: Unit | None, items: list[Unit]) -> None:
        """Each numbered item is a clause; short bullets, and the steps of one procedure, stay together with their lead-in."""
        path = " ".join([*(name for _, name in self._stack[-2:]), lead.text if lead else ""])
        bullets = all(
            unit.mark and unit.mark.rank is Rank.BULLET and width(unit.text) < 30 for unit in items
        )
        total = sum(width(unit.text) for unit in items) + (width(lead.text) if lead else 0)
        together = total <= 300 and (
            bullets or (_STEPS.search(path) is not None and total / len(items) < 50)
        )
        if together and (lead or len(items) > 1):
            self._add(
                lead or items[0],
                "\n".join(unit.text for unit in ([lead] if lead else []) + items),
                400,
            )
            return
        if lead:
            sentence = re.split(r"(?<=[。！？!?])\s*|\n", lead.text)[-1]
            if sentence != lead.text or width(lead.text) > 60:
                self._add(lead, lead.text)
            self._push(int(Rank.LEAD), _name(sentence))
        for group in _nested(items):
            self._add(group[0], "\n".join(unit.text for unit in group))
        if lead:
            self._stack = [entry for entry in self._stack if entry[0] != Rank.LEAD]

    def _push(self, rank: int, name: str) -> None:
        self._stack = [entry for entry in self._stack if entry[0] < rank]
        self._stack.append((rank, name))

    def _add(self, unit: Unit, text: str, limit: int = 0) -> None:
        block = unit.block
        names = [name for _, name in self._stack if name]
        if self._statute:
            names = [name for name in names if numbering.division(name) or numbering.article(name)]
        heading = block.place or " > ".join(names)
        for piece in pieces(text, limit) if limit else pieces(text):
            self._found.append(
                Passage(
                    heading, piece, block.page, block.products, block.valid_from, block.valid_to
                )
            )


def _nested(items: list[Unit]) -> list[list[Unit]]:
    """Put sub-items to their item where both together are short; otherwise every item stands alone."""
    groups: list[list[Unit]] = []
    for unit in items:
        if groups:
            head = groups[-1][0]
            depth = (unit.block.level, unit.mark.rank if unit.mark else 0)
            above = (head.block.level, head.mark.rank if head.mark else 0)
            size = sum(width(member.text) for member in groups[-1]) + width(unit.text)
            if depth[0] > above[0] or (depth[0] == above[0] and depth[1] > above[1]):
                if size <= 300:
                    groups[-1].append(unit)
                    continue
        groups.append([unit])
    return groups


def _name(text: str) -> str:
    """Return a heading's name: one line, its white space and closing colon taken away (总　则 → 总则)."""
    line = re.sub(r"[\s\u3000\xa0]+", " ", text).strip().rstrip("：:").strip()
    line = (
        re.sub(r"(?<=[\u4e00-\u9fff]) (?=[\u4e00-\u9fff](?: |$))", "", line)
        if re.search(r"(?:^| )\S \S$", line)
        else line
    )
    return line.replace(" > ", " › ")
