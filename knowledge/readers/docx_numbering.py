"""Word's automatic numbers (第一条, 1., （二）), which stand in no paragraph's text."""

import re
from typing import NamedTuple

from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.text.paragraph import Paragraph

_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "taiwaneseCountingThousand",
    "japaneseCounting",
    "ideographDigital",
}
_CHINESE |= {"taiwaneseCounting", "chineseLegalSimplified"}
_DIGITS = "零一二三四五六七八九"
_ROMAN = (
    (1000, "m"),
    (900, "cm"),
    (500, "d"),
    (400, "cd"),
    (100, "c"),
    (90, "xc"),
    (50, "l"),
    (40, "xl"),
    (10, "x"),
    (9, "ix"),
    (5, "v"),
    (4, "iv"),
    (1, "i"),
)


class Number(NamedTuple):
    """A paragraph's automatic number as shown (empty for a bullet) and its level from 0."""

    label: str
    level: int


class _Level(NamedTuple):
    form: str
    text: str
    start: int


class Numbering:
    """Counts the automatic numbers of one document, paragraph by paragraph in reading order."""

    def __init__(self, document: WordDocument) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract: dict[str, str] = {}
        self._counts: dict[tuple[str, int], int] = {}
        try:
            root = document.part.numbering_part.element
        except (KeyError, NotImplementedError):
            return
        for abstract in root.findall(qn("w:abstractNum")):
            self._levels[str(abstract.get(qn("w:abstractNumId")))] = dict(
                _level(level) for level in abstract.findall(qn("w:lvl"))
            )
        for number in root.findall(qn("w:num")):
            link = number.find(qn("w:abstractNumId"))
            if link is not None:
                self._abstract[str(number.get(qn("w:numId")))] = str(link.get(qn("w:val")))

    def next(self, paragraph: Paragraph) -> Number | None:
        """Return the paragraph's number and count on; None where it has none."""
        properties = _properties(paragraph)
        if properties is None:
            return None
        number_id, level = properties
        abstract = self._abstract.get(number_id)
        levels = self._levels.get(abstract or "", {})
        if abstract is None or level not in levels:
            return None
        key = (abstract, level)
        self._counts[key] = self._counts.get(key, levels[level].start - 1) + 1
        for deeper in range(level + 1, 9):
            self._counts.pop((abstract, deeper), None)
        if levels[level].form in ("bullet", "none"):
            return Number("", level)
        return Number(self._label(abstract, level, levels), level)

    def _label(self, abstract: str, level: int, levels: dict[int, _Level]) -> str:
        def shown(found: re.Match[str]) -> str:
            at = int(found.group(1)) - 1
            form = levels[at].form if at in levels else "decimal"
            form = "decimal" if at != level and form in _CHINESE else form
            return _written(self._counts.get((abstract, at), 1), form)

        label = re.sub(r"%(\d)", shown, levels[level].text).strip()
        return label if re.search(r"[、）)]$", label) or not label else f"{label} "


def _level(element: BaseOxmlElement) -> tuple[int, _Level]:
    def value(tag: str, default: str) -> str:
        found = element.find(qn(tag))
        return default if found is None else found.get(qn("w:val")) or default

    start = value("w:start", "1")
    return int(element.get(qn("w:ilvl")) or 0), _Level(
        value("w:numFmt", "decimal"), value("w:lvlText", ""), int(start) if start.isdigit() else 1
    )


def _properties(paragraph: Paragraph) -> tuple[str, int] | None:
    """Return numId and level from the paragraph or, failing that, its styles."""
    sources = [paragraph._p]
    style = paragraph.style
    while style is not None and len(sources) < 12:
        sources.append(style.element)
        style = getattr(style, "base_style", None)
    for source in sources:
        found = source.find(f"{qn('w:pPr')}/{qn('w:numPr')}")
        if found is None:
            continue
        number, level = found.find(qn("w:numId")), found.find(qn("w:ilvl"))
        if number is not None:
            written = level.get(qn("w:val")) if level is not None else "0"
            identity = str(number.get(qn("w:val")))
            return (identity, int(written or 0)) if identity != "0" else None
    return None


def _written(value: int, form: str) -> str:
    if form in _CHINESE:
        return _chinese(value)
    if form == "decimalZero":
        return f"{value:02d}"
    if form in ("lowerLetter", "upperLetter"):
        letter = chr(ord("a") + (value - 1) % 26)
        return letter.upper() if form == "upperLetter" else letter
    if form in ("lowerRoman", "upperRoman"):
        roman = ""
        for size, sign in _ROMAN:
            roman, value = roman + sign * (value // size), value % size
        return roman.upper() if form == "upperRoman" else roman
    if form.startswith("decimalEnclosedCircle") and 1 <= value <= 20:
        return chr(0x2460 + value - 1)
    return str(value)


def _chinese(value: int) -> str:
    if not 0 < value < 1000:
        return str(value)
    hundreds, tens, ones = value // 100, value // 10 % 10, value % 10
    text = f"{_DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += "十" if tens == 1 and not hundreds else f"{_DIGITS[tens]}十"
    elif hundreds and ones:
        text += "零"
    return text + (_DIGITS[ones] if ones else "")
