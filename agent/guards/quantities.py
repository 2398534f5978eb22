"""Numbers with units, dates and article numbers, brought to one measure so that 七天, 7日 and 168小时 are the same fact."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache
from itertools import pairwise

from agent.guards.views import fold

_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10_000}
_NUMBER = r"\d{1,9}(?:[.,]\d{1,4})*|[零〇一二两三四五六七八九十百千万]{1,9}|半"

# Unit as written → (measure, factor).
_UNITS: dict[str, tuple[str, str]] = {
    "分钟": ("minute", "1"), "minutes": ("minute", "1"), "minute": ("minute", "1"), "mins": ("minute", "1"), "min": ("minute", "1"),
    "个小时": ("hour", "1"), "小时": ("hour", "1"), "钟头": ("hour", "1"), "hours": ("hour", "1"), "hour": ("hour", "1"), "hrs": ("hour", "1"),
    "h": ("hour", "1"), "个工作日": ("workday", "1"), "工作日": ("workday", "1"), "工作天": ("workday", "1"), "个工作天": ("workday", "1"),
    "business days": ("workday", "1"), "business day": ("workday", "1"), "working days": ("workday", "1"), "working day": ("workday", "1"),
    "个自然日": ("hour", "24"), "自然日": ("hour", "24"), "天": ("hour", "24"), "日": ("hour", "24"), "days": ("hour", "24"), "day": ("hour", "24"),
    "calendar days": ("hour", "24"), "natural days": ("hour", "24"),
    "个星期": ("hour", "168"), "星期": ("hour", "168"), "周": ("hour", "168"), "weeks": ("hour", "168"), "week": ("hour", "168"),
    "个月": ("month", "1"), "months": ("month", "1"), "month": ("month", "1"), "年": ("month", "12"), "years": ("month", "12"), "year": ("month", "12"),
    "元": ("CNY", "100"), "块钱": ("CNY", "100"), "块": ("CNY", "100"), "rmb": ("CNY", "100"), "人民币": ("CNY", "100"), "yuan": ("CNY", "100"),
    "cny": ("CNY", "100"), "美元": ("USD", "100"), "美金": ("USD", "100"), "usd": ("USD", "100"), "dollars": ("USD", "100"), "bucks": ("USD", "100"),
    "dollar": ("USD", "100"), "欧元": ("EUR", "100"), "eur": ("EUR", "100"), "euros": ("EUR", "100"), "港币": ("HKD", "100"), "港元": ("HKD", "100"),
    "台币": ("TWD", "100"), "新台币": ("TWD", "100"),
    "%": ("percent", "1"), "个百分点": ("percent", "1"), "percent": ("percent", "1"), "折": ("tenth", "1"), "倍": ("times", "1"),
    "毫米": ("mm", "1"), "mm": ("mm", "1"), "厘米": ("mm", "10"), "公分": ("mm", "10"), "cm": ("mm", "10"), "米": ("mm", "1000"),
    "m": ("mm", "1000"), "公里": ("mm", "1000000"), "千米": ("mm", "1000000"), "km": ("mm", "1000000"), "miles": ("mile", "1"), "mile": ("mile", "1"), "英里": ("mile", "1"), "inches": ("inch", "1"), "inch": ("inch", "1"), "英寸": ("inch", "1"), "寸": ("inch", "1"),
    "公斤": ("g", "1000"), "千克": ("g", "1000"), "kg": ("g", "1000"), "斤": ("g", "500"), "克": ("g", "1"), "grams": ("g", "1"), "g": ("g", "1"),
    "磅": ("lb", "1"), "lbs": ("lb", "1"), "lb": ("lb", "1"), "毫升": ("ml", "1"), "ml": ("ml", "1"), "升": ("ml", "1000"),
    "瓦": ("w", "1"), "w": ("w", "1"), "伏": ("v", "1"), "mah": ("mah", "1"), "毫安": ("mah", "1"), "℃": ("deg", "1"), "°c": ("deg", "1"),
    "度": ("deg", "1"), "hz": ("hz", "1"), "码": ("size", "1"), "目": ("mesh", "1"), "次": ("count", "1"),
}  # fmt: skip
_UNIT = "|".join(re.escape(unit) for unit in sorted(_UNITS, key=len, reverse=True))
_QUANTITY = re.compile(
    rf"(?<![a-z\d.])(?P<first>{_NUMBER})(?:\s?(?:-|~|至|到|–|—|\bto\b)\s?(?P<second>{_NUMBER}))?\s?-?\s?(?P<unit>{_UNIT})(?P<rest>[a-z]?)"
)
_PREFIXED = re.compile(
    r"(?P<sign>hk\$|nt\$|us\$|[¥$€£]|rmb|cny|usd|eur)\s?(?P<first>\d{1,9}(?:,\d{3})*(?:\.\d{1,2})?)(?!\d)"
)
_SIGNS = {"¥": "CNY", "rmb": "CNY", "cny": "CNY", "$": "USD", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "£": "GBP",
          "hk$": "HKD", "nt$": "TWD"}  # fmt: skip
_MONTHS = {
    name: at for at, name in enumerate("jan feb mar apr may jun jul aug sep oct nov dec".split(), 1)
}
_DATES = re.compile(
    r"(?:(?:20\d\d)\s?[-/.年]\s?)(?P<m1>\d{1,2})\s?[-/.月]\s?(?P<d1>\d{1,2})(?!\d)"
    r"|(?<!\d)(?P<m2>\d{1,2}|[一二三四五六七八九十]{1,2})\s?月\s?(?P<d2>\d{1,2}|[一二三四五六七八九十]{1,3})\s?[日号]"
    r"|\b(?P<m3>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.? (?P<d3>\d{1,2})(?:st|nd|rd|th)?\b"
    r"|\b(?P<d4>\d{1,2})(?:st|nd|rd|th)?(?: of)? (?P<m4>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b"
)
_ARTICLE = re.compile(
    r"第(?P<zh>\d{1,4}|[零〇一二两三四五六七八九十百千]{1,7})条|\barticles? (?P<en>\d{1,4})\b"
)
_VAGUE = re.compile(r"(?:这|近|前|那|过|几|某|头|好|每|第)$")
_LIMITS = frozenset({"超过", "不过", "经过"})
MONEY = frozenset({"CNY", "USD", "EUR", "GBP", "HKD", "TWD"})
TIME = frozenset({"minute", "hour", "workday", "month"})


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number as one measure: hours for days and weeks, minor units for money, millimetres, grams."""

    measure: str
    amount: Decimal
    start: int
    end: int

    @property
    def fact(self) -> tuple[str, Decimal]:
        """The part that is compared."""
        return self.measure, self.amount


def number(word: str) -> Decimal | None:
    """Read 12, 1,200.5, 十二, 两百, 半; None for what is no number."""
    if word == "半":
        return Decimal("0.5")
    if word[:1].isdecimal():
        try:
            return Decimal(word.replace(",", ""))
        except InvalidOperation:
            return None
    total = current = 0
    for char in word:
        if char in _DIGITS:
            current = current * 10 + _DIGITS[char] if current and char != "零" else _DIGITS[char]
        elif _SCALES[char] == 10_000:
            total, current = (total + current) * 10_000, 0
        else:
            total, current = total + (current or 1) * _SCALES[char], 0
    return Decimal(total + current)


def quantities(text: str) -> list[Quantity]:
    """Return every number with a unit in a folded text, in order; both ends of a range count."""
    found = _with_sign(text)
    taken = {place for quantity in found for place in range(quantity.start, quantity.end)}
    dated = {place for start, end, _ in dates(text) for place in range(start, end)}
    for match in _QUANTITY.finditer(text):
        if match.start() in taken or match.start() in dated or _is_other(text, match):
            continue
        measure, factor = _UNITS[match["unit"]]
        for part in ("first", "second"):
            value = number(match[part]) if match[part] else None
            if value is not None:
                found.append(
                    Quantity(measure, (value * Decimal(factor)).normalize(), *match.span())
                )
    return sorted(found, key=lambda quantity: quantity.start)


def _with_sign(text: str) -> list[Quantity]:
    found = []
    for match in _PREFIXED.finditer(text):
        value = number(match["first"])
        if value is not None:
            found.append(Quantity(_SIGNS[match["sign"]], (value * 100).normalize(), *match.span()))
    return found


def _is_other(text: str, match: re.Match[str]) -> bool:
    """Return whether the number is no measure: 一块儿, 这两天, 第一次, 大一码, or letters go on after the unit."""
    unit, first = match["unit"], match["first"]
    if match["rest"] and unit[-1].isascii() and unit != "%":
        return True
    before = text[max(0, match.start() - 1) : match.start()]
    if (
        _VAGUE.search(before)
        and _UNITS[unit][0] in TIME
        and text[max(0, match.start() - 2) : match.start()] not in _LIMITS
    ):
        return True
    if (
        first in {"一", "两"}
        and unit in {"块", "码", "次", "日", "度", "目", "年", "周", "折", "分钟"}
        and not match["second"]
    ):
        return unit not in {"年", "周"}
    if unit in {
        "次",
        "倍",
        "目",
        "度",
        "米",
        "升",
        "伏",
        "瓦",
        "克",
        "日",
        "寸",
        "折",
    } and first in {"百", "千", "万", "十", "半"}:
        return True
    return unit == "日" and text[match.end() : match.end() + 1] in {"常", "前后", "志"}


def dates(text: str) -> list[tuple[int, int, tuple[int, int]]]:
    """Return (start, end, (month, day)) of every calendar date of a folded text."""
    found = []
    for match in _DATES.finditer(text):
        parts = match.groupdict()
        month = next(value for key in ("m1", "m2", "m3", "m4") if (value := parts[key]))
        day = next(value for key in ("d1", "d2", "d3", "d4") if (value := parts[key]))
        at = _MONTHS.get(month) or int(number(month) or 0)
        on = int(number(day) or 0)
        if 1 <= at <= 12 and 1 <= on <= 31:
            found.append((*match.span(), (at, on)))
    return found


def articles(text: str) -> list[tuple[int, int, int]]:
    """Return (start, end, number) of every article of a statute or rule that a folded text names."""
    return [
        (*match.span(), int(number(match["zh"] or match["en"]) or 0))
        for match in _ARTICLE.finditer(text)
    ]


@dataclass(frozen=True, slots=True)
class Facts:
    """What one ground says, ready to compare."""

    text: str
    measures: frozenset[tuple[str, Decimal]]
    dates: frozenset[tuple[int, int]]
    articles: frozenset[int]
    numbers: frozenset[str]
    ranges: frozenset[tuple[str, Decimal, Decimal]]


@lru_cache(maxsize=2048)
def facts(ground: str) -> Facts:
    """Return the measures, dates and articles of a ground."""
    text = fold(ground)
    return Facts(
        text=text,
        measures=frozenset(quantity.fact for quantity in quantities(text)),
        dates=frozenset(date for _, _, date in dates(text)),
        articles=frozenset(article for _, _, article in articles(text)),
        ranges=frozenset(
            (one.measure, one.amount, other.amount)
            for one, other in pairwise(quantities(text))
            if one.start == other.start and one.amount < other.amount
        ),
        numbers=frozenset(_plain_number(word) for word in re.findall(r"\d+(?:\.\d+)?", text)),
    )


def _plain_number(word: str) -> str:
    return f"{Decimal(word).normalize():f}" if len(word) < 20 else word


def within(quantity: Quantity, grounds: Iterable[Facts]) -> bool:
    """Return whether a measure lies inside a range that a ground states, as a buyer's 92 cm in a chart's 88-94 cm."""
    return any(
        measure == quantity.measure and low < quantity.amount < high
        for one in grounds
        for measure, low, high in one.ranges
    )


def stated(quantity: Quantity, grounds: Iterable[Facts]) -> bool:
    """Return whether a ground states the measure; a sum may stand there bare, as a document writes it (129, 9.9)."""
    bare = f"{(quantity.amount / 100).normalize():f}" if quantity.measure in MONEY else None
    return any(quantity.fact in one.measures or bare in one.numbers for one in grounds)
