"""The cells of a table row: how a clause is cut into them, and which of them, and of their words, a question names."""

import re

from agent.drafting.sentences import grams

_CELL = re.compile(r"\s*([^：:；;\n|]{1,16})\s*[：:]\s*([^；;\n|]{1,80})")
# Names for several places at once, and the places they hold.
_REGIONS = {
    "港澳台": "港澳台|香港|澳门|澳門|台湾|台灣|臺灣",
    "江浙沪": "江浙沪|江苏|浙江|上海",
}


def row_cells(text: str) -> list[tuple[str, str]]:
    """Return the cells of a table row written as `列名：值；…`; none where the text is prose."""
    parts = [part for part in re.split(r"[；;\n|]", text) if part.strip()]
    cells = [_CELL.fullmatch(part.strip()) for part in parts]
    fit = [(cell[1].strip(), cell[2].strip().rstrip("。")) for cell in cells if cell]
    prose = [value for _, value in fit if len(value) > 24 and re.search(r"[。，,]", value)]
    return fit if len(fit) * 3 >= len(parts) * 2 and len(prose) * 2 < len(fit) else []


def telling_apart(question: str, cells: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the cells whose names share with the question what they do not share with each other; all where none does."""
    names = [grams(name) for name, _ in cells]
    common = set.intersection(*map(set, names)) if names else set()
    own = [
        cell
        for cell, name in zip(cells, names, strict=True)
        if (set(name) - common) & set(grams(question))
    ]
    return own or cells


def row_name(column: str, value: str) -> str:
    """Return what a row is called after the cell that the question names: "港澳台", "尺码42"."""
    return (
        value
        if re.fullmatch(r"[\u3400-\u9fff]{2,}|[A-Z]{1,2}-?\d{1,3}", value)
        else f"{column}{value}"
    )


def title_words(title: str) -> list[str]:
    """Return the words of a title that is written with blanks; single characters (a colour, a size) are none."""
    return [word for word in re.split(r"[\s/，,]+", title) if len(word) >= 2]


def titled(question: str, title: str) -> bool:
    """Whether the question calls the goods by a word of their title."""
    return any(word in question for word in title_words(title))


def mentioned(question: str, value: str) -> str:
    """Return the value of a cell that the question names, or the one of several: a size, a colour, a model, 新疆 of 新疆、西藏."""
    parts = [part.strip() for part in re.split(r"[、/，,]", value) if part.strip()]
    return next((part for part in (value, *parts) if _mentions(question, part)), "")


def _mentions(question: str, value: str) -> bool:
    """Whether the question names this very value."""
    if not 1 <= len(value) <= 12:
        return False
    if value in _REGIONS:
        return bool(re.search(_REGIONS[value], question))
    pattern = re.escape(value)
    last = re.fullmatch(r"[A-Za-z]+-([A-Za-z]+\d+)", value)
    if last:
        pattern = rf"(?:{pattern}|{last[1]})"
    if value.isascii():
        pattern = rf"(?<![A-Za-z0-9]){pattern}(?![A-Za-z0-9])"
    elif len(value) < 2:
        return False
    return bool(re.search(pattern, question, re.IGNORECASE))
