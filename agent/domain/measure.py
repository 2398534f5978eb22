"""Measures of a body or a thing as people write them: 身高178, 150斤, 一米七八, 26.5cm, 3岁, 5'10"."""

import re
from enum import StrEnum

from agent.domain.value import Value


class Dimension(StrEnum):
    """What a measure is of; amounts are in centimetres, kilograms and months."""

    LENGTH = "length"
    WEIGHT = "weight"
    AGE = "age"


QUANTITIES: dict[str, tuple[Dimension, str]] = {
    "height": (Dimension.LENGTH, r"净?身高|淨身高|\bheight\b|\btall\b"),
    "weight": (Dimension.WEIGHT, r"体重|體重|\bweigh(?:t|s)?\b"),
    "foot": (Dimension.LENGTH, r"[脚腳足]长?長?|\b(?:foot|feet)\b"),
    "chest": (Dimension.LENGTH, r"上?胸[围圍]|\b(?:chest|bust)\b"),
    "waist": (Dimension.LENGTH, r"腰[围圍]?|\bwaist\b"),
    "hip": (Dimension.LENGTH, r"臀[围圍]?|\bhips?\b"),
    "leg": (Dimension.LENGTH, r"大?腿(?:[围圍]|那?[圈周])?"),
    "head": (Dimension.LENGTH, r"头围|頭圍|\bhead\b"),
    "wrist": (Dimension.LENGTH, r"手?腕[围圍]?|手[围圍]|\bwrist\b"),
    "finger": (Dimension.LENGTH, r"指[围圍]|手指|\bfinger\b"),
    "neck": (Dimension.LENGTH, r"[颈頸脖]子?[围圍]?|\bneck\b"),
    "back": (Dimension.LENGTH, r"背[长長]|\bback length\b"),
    "shoulder": (Dimension.LENGTH, r"肩[宽寬]|\bshoulder\b"),
    "age": (Dimension.AGE, r"年[龄齡]|月[龄齡]|[岁歲]|\baged?\b"),
}
"""What is measured: its dimension, and how it is named in a message or over a table's column."""

_UNITS: dict[str, tuple[Dimension, float]] = {
    r"厘米|公分|cm": (Dimension.LENGTH, 1.0),
    r"毫米|mm": (Dimension.LENGTH, 0.1),
    r"米|m(?![a-z])": (Dimension.LENGTH, 100.0),
    r"英寸|inch(?:es)?": (Dimension.LENGTH, 2.54),
    r"公斤|千克|kg": (Dimension.WEIGHT, 1.0),
    r"市?斤": (Dimension.WEIGHT, 0.5),
    r"lbs?|pounds?": (Dimension.WEIGHT, 0.4536),
    r"周?岁|歲|years?(?: old)?|yrs?": (Dimension.AGE, 12.0),
    r"个月|個月|months?": (Dimension.AGE, 1.0),
}
_UNIT = "|".join(_UNITS)
_NAME = "|".join(rf"(?P<{name}>{words})" for name, (_, words) in QUANTITIES.items())
_COUNTED = r"[码碼号號件天元块塊年月日点點次张張双雙个個条條款岁歲%]"
_MEASURE = re.compile(
    rf"(?:(?:{_NAME})(?:[\s:：是有约約大概才只就为為的了]|is|of|about|around){{0,4}})?(?<![A-Za-z\d.#\-])(?P<number>\d{{1,3}}(?:\.\d{{1,2}})?)\s*(?P<unit>{_UNIT})?(?![\d.]*\d|\s*{_COUNTED})",
    re.IGNORECASE,
)
_METRES = re.compile(
    r"([一二两兩12])[米m]([零〇一二三四五六七八九\d]{1,2})(?![\d.])", re.IGNORECASE
)
_FEET = re.compile(r"(?<!\d)([4-7])\s*(?:'|′|ft|feet|foot)\s*(\d{1,2})?", re.IGNORECASE)
_HUNDRED = re.compile(r"一百([一二三四五六七八九])十?([一二三四五六七八九])?(?=斤)")
_DIGITS = {**{c: i for i, c in enumerate("零一二三四五六七八九")}, "〇": 0, "两": 2, "兩": 2}
_LIGHTEST_JIN = 90
"""From here on a bare weight is taken for 斤 as well: hardly anybody who asks for a size weighs 90 kg or more."""

_SIZE_ASKED = re.compile(
    r"[几幾多什啥][么麼]?(?:大|[码碼]|尺[码碼寸])|[码碼]数|尺[码碼寸]|穿|戴|\bsizes?\b|\bfit\b",
    re.IGNORECASE,
)


class Measure(Value):
    """One measure: what of (`quantity`, a key of QUANTITIES; "" where it is not named), and what it may come to.

    `amounts` are in the dimension's unit; a bare number may be meant in more than one. `said` is how it was written.
    """

    quantity: str = ""
    dimension: Dimension | None = None
    amounts: tuple[float, ...]
    said: str


def measures(text: str) -> tuple[Measure, ...]:
    """Return the measures that a message names, in its order; bare numbers only where it asks for a size."""
    plain = _HUNDRED.sub(_in_jin, _FEET.sub(_in_feet, _METRES.sub(_in_metres, text)))
    bare = bool(_SIZE_ASKED.search(text))
    found = map(_measure, _MEASURE.finditer(plain))
    return tuple(one for one in found if one.dimension or bare)


def named_quantity(name: str) -> str:
    """Return what a column's name says is measured; "" where it says nothing of the kind."""
    return next(
        (key for key, (_, words) in QUANTITIES.items() if re.search(words, name, re.IGNORECASE)), ""
    )


def unit_in(text: str) -> tuple[Dimension, float] | None:
    """Return the dimension and the factor of the unit that a column's name or a cell bears; None without one."""
    for unit, found in _UNITS.items():
        if re.search(rf"(?<![a-z])(?:{unit})(?![a-z])", text, re.IGNORECASE):
            return found
    return None


def _measure(match: re.Match[str]) -> Measure:
    quantity = next((name for name in QUANTITIES if match[name]), "")
    number = float(match["number"])
    unit = unit_in(match["unit"]) if match["unit"] else None
    said = re.sub(r"\s", "", match[0]).strip(":：")
    if said.isascii():
        said = match.string[match.start("number") : match.end()].strip()
    if unit:
        return Measure(quantity=quantity, dimension=unit[0], amounts=(number * unit[1],), said=said)
    dimension = QUANTITIES[quantity][0] if quantity else None
    amounts = [number]
    if number >= _LIGHTEST_JIN and dimension in {Dimension.WEIGHT, None}:
        amounts.append(number / 2)
    if quantity == "age":
        amounts = [number * 12]
    return Measure(quantity=quantity, dimension=dimension, amounts=tuple(amounts), said=said)


def _figure(sign: str) -> int:
    return int(sign) if sign.isdigit() else _DIGITS[sign]


def _in_metres(match: re.Match[str]) -> str:
    rest = [_figure(sign) for sign in match[2]]
    return f"{_figure(match[1]) * 100 + rest[0] * 10 + (rest[1] if len(rest) > 1 else 0)}cm"


def _in_feet(match: re.Match[str]) -> str:
    return f"{round(int(match[1]) * 30.48 + int(match[2] or 0) * 2.54)}cm "


def _in_jin(match: re.Match[str]) -> str:
    return str(100 + _DIGITS[match[1]] * 10 + (_DIGITS[match[2]] if match[2] else 0))
