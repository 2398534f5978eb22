"""Blocks into units: every line with its own mark, and what of it is a heading.

Formats mark headings and lists in different degrees, and a text file or a pdf not at all; so each line's own mark (第十条,
一、, （一）, 1., Q:) is read as well. A unit is a heading, an article's first line, an item, a question, an answer, a row, a
record or plain text.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple

from knowledge.readers import numbering
from knowledge.readers.block import Block
from knowledge.readers.numbering import Mark, Rank
from knowledge.readers.pieces import width

ENDS = "。！？；!?;，,、"
_CONTENTS = re.compile(r"\s*(?:目[\s\u3000]*[录錄次]|(?:table of )?contents)\s*", re.IGNORECASE)
_LEADER = re.compile(r".{1,60}?[.．…·\s]{4,}\s*\d{1,4}\s*")
_RULE_LINE = re.compile(r"[=\-_*~—－＝·\s]*(?:正文(?:开始|開始|结束|結束))?[=\-_*~—－＝·\s]*")


class Unit(NamedTuple):
    """One line or block on the way: `rank` is a heading's depth (0 for body), `mark` its number or bullet."""

    kind: str
    text: str
    rank: int
    block: Block
    mark: Mark | None = None


def units_of(blocks: Sequence[Block]) -> list[Unit]:
    """Return the units of a document in reading order, its table of contents left out."""
    return _headings(_articles(_contents([unit for block in blocks for unit in _units(block)])))


def depth(unit: Unit) -> int:
    """Return how deep an item stands: by the format's own nesting, else by its kind of number."""
    if unit.mark and numbering.decorates(unit.mark) and not unit.block.level:
        return int(Rank.CN)
    if unit.block.kind == "item" and unit.block.level:
        return int(Rank.BULLET) + min(unit.block.level, 8)
    return int(unit.mark.rank) if unit.mark else 0


def name_of(text: str) -> str:
    """Return a heading's name: one line, its white space and closing colon taken away (总　则 → 总则)."""
    line = re.sub(r"[\s\u3000\xa0]+", " ", text).strip().rstrip("：:").strip()
    line = re.sub(r"(?:^|(?<= ))([\u4e00-\u9fff]) ([\u4e00-\u9fff])$", r"\1\2", line)
    return line.replace(" > ", " › ")


def _units(block: Block) -> list[Unit]:
    if block.kind in ("row", "record"):
        return [Unit(block.kind, block.text.strip(), 0, block)] if block.text.strip() else []
    if block.kind == "heading" and not block.text:
        return [Unit("heading", "", int(Rank.LINE), block)]
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
    if block.kind == "heading" and numbering.question(line):
        return Unit("question", line, 0, block)
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
            names = {name_of(later.text) for later in kept[at + 1 :] if later.kind == "heading"}
            seen: set[str] = set()
            while end < len(kept) and _in_contents(kept[end], seen, names):
                seen.add(name_of(kept[end].text))
                end += 1
            if unit.kind == "heading" or "\n" not in unit.text:
                return kept[:at] + kept[end:]
    return kept


def _in_contents(unit: Unit, seen: set[str], names: set[str]) -> bool:
    return (
        unit.kind == "heading"
        and unit.mark is not None
        and name_of(unit.text) not in seen
        and name_of(unit.text) in names
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
    in_article = False
    for at, unit in enumerate(units):
        after = units[at + 1] if at + 1 < len(units) else None
        before = found[-1] if found else None
        if unit.kind in ("heading", "article"):
            in_article = unit.kind == "article"
        elif in_article:
            pass
        elif unit.kind == "item" and after and _item_heads(unit, after, before):
            unit = unit._replace(kind="heading", rank=depth(unit))
        elif unit.kind == "text" and after and _line_heads(unit, units[at + 1 : at + 3], before):
            unit = unit._replace(kind="heading", rank=int(Rank.LINE if found else Rank.TITLE))
        found.append(unit)
    return found


def _looks_like_heading(line: str) -> bool:
    if width(line) > 24 or line[-1] in ENDS + "：:.）)":
        return False
    return not re.search(r"[，。；：,;]|: |\d{5}", line)


def _looks_like_title(line: str) -> bool:
    """Tell whether a document's first line is its title: no sentence, brackets (（旧版，2025年）) aside."""
    bare = re.sub(r"[（(【\[][^）)】\]]*[）)】\]]", "", line) or line.strip("【】[]")
    return width(line) <= 45 and bool(bare) and not re.search(r"[。！？；：，,;!?]|: |\.$|\n", bare)


def _item_heads(unit: Unit, after: Unit, before: Unit | None) -> bool:
    """Tell whether a numbered line heads what follows: short, no sentence, and something deeper or plain comes next."""
    mark, text = unit.mark, unit.text
    if mark is None or "\n" in text or width(mark.rest) > 45 or not mark.rest:
        return False
    if text[-1] in ENDS + "." or re.search(r"[。；！？]", mark.rest):
        return False
    opens = text[-1] in "：:"
    if numbering.decorates(mark) and not unit.block.level:
        return _decorated_heads(mark, after, before)
    if after.kind == "item":
        if mark.rank is Rank.BULLET and not opens and after.block.level <= unit.block.level:
            return False
        return depth(after) > depth(unit) or (opens and depth(after) != depth(unit))
    if mark.rank is Rank.BULLET and not opens:
        return False
    if before is not None and before.kind == "item" and depth(before) == depth(unit):
        return False
    if after.kind == "text" and unit.block.kind == "item":
        return after.block.level >= unit.block.level
    return after.kind in ("text", "row", "question", "article")


def _decorated_heads(mark: Mark, after: Unit, before: Unit | None) -> bool:
    """A decorated line heads what follows, unless its neighbours bear the same sign: those are a list."""
    beside = [unit for unit in (after, before) if unit is not None and unit.kind == "item"]
    if any(unit.mark and unit.mark.label == mark.label for unit in beside):
        return False
    return after.kind in ("text", "row", "question", "article", "item")


def _line_heads(unit: Unit, following: list[Unit], before: Unit | None) -> bool:
    """Tell whether a line without a mark heads what follows: short, no sentence, not one of several short lines."""
    after = following[0]
    if before is None and _looks_like_title(unit.text):
        section = len(following) > 1 and not (
            following[1].kind == "text" and _looks_like_heading(following[1].text)
        )
        return after.kind != "text" or not _looks_like_heading(after.text) or section
    if not _looks_like_heading(unit.text):
        return False
    if before is None:
        return False
    if before.kind == "text" and before.block is unit.block:
        return False
    if after.kind == "text":
        return width(after.text) > max(24, width(unit.text)) or after.text[-1] in "。！；：:"
    return after.kind in ("item", "question", "article", "row")
