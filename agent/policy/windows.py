"""Stretches of time in a clause: from when on and for how long, in hours or in days, since receipt, payment or dispatch."""

import re
from typing import Literal

from agent.domain.value import Value
from agent.policy.rule import Condition
from agent.policy.spans import number_of, without_days_of_calendar

Start = Literal["delivered", "placed", "shipped"]

_N = r"(?<!\d)(\d{1,3}|一?百|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
_LATIN = r"(\d{1,3}|three|five|seven|ten|fourteen|fifteen|thirty|sixty|ninety)"
_UNIT = r"(小时|小時|个工作日|個工作日|工作日|工作天|个自然日|個自然日|天|日|夜|晚(?![于於到点點发發上])|个月|個月|年)"
_LATIN_UNIT = (
    r"(hours?|business days?|working days?|calendar days?|days?|nights?|weeks?|months?|years?)"
)
_RANGE = re.compile(
    rf"第?\s*{_N}\s*(?:天|日|夜|晚)?\s*(?:到|至|[-–—~～])\s*第?\s*{_N}\s*{_UNIT}|{_LATIN}\s*(?:to|[-–—])\s*{_LATIN}\s*{_LATIN_UNIT}",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    rf"(?:超过|超過|过了?|過了?|满|滿)\s*{_N}\s*{_UNIT}[^，。；\d]{{0,4}}?[，、]?(?:但|且|又)?(?:还|還)?(?:不满|不滿|不到|未满|未滿|不足|没到|沒到)\s*{_N}\s*{_UNIT}",
    re.IGNORECASE,
)
_ORDINAL = re.compile(rf"第\s*{_N}\s*(年)|\b(second|third) (year)\b", re.IGNORECASE)
_ORDINALS = {"second": 2, "third": 3}
_AFTER = re.compile(
    rf"(?:超过|超過|逾期?|多于|多於|满|滿|(?<![经經])[过過]了?)\s*{_N}\s*{_UNIT}|{_N}\s*{_UNIT}(?:以后|以後|之后|之後|后|後|以上|以外|外)(?!\s*内)"
    rf"|(?:more than|after|later than|over|past)\s+{_LATIN}\s+{_LATIN_UNIT}",
    re.IGNORECASE,
)
_WITHIN = re.compile(
    rf"{_N}\s*{_UNIT}\s*(?:之)?(?:以)?(?:内|內)?|{_LATIN}[\s-]*{_LATIN_UNIT}", re.IGNORECASE
)
# Spans of handling and paying, not of the buyer's right.
_HANDLED = re.compile(
    r"^[^，。；,;]{0,8}?(?:到账|到帳|退回|原路|寄回|寄出|修好|答复|答覆|回复|回覆|联系您|聯繫您|发出|發出|发货|出货|出貨|出库|处理|處理|审核|審核|给结|給結|开具|開具|开好|開好|发到|再)"
    r"|^[^.,;]{0,12}?(?:after we|after it gets|to make|answer|reply|are issued|refund(?:s|ed)? (?:is|are))",
    re.IGNORECASE,
)
_SAME_DAY = re.compile(
    r"(?:签收|簽收|收货|收貨|收到|到货|到貨)?(?:的)?(?:当天|當天|当日|當日)(?!\s*(?:发|發|出|寄|给|給))|on the day of delivery",
    re.I,
)
_LONGER = {"月": 30, "年": 365, "week": 7, "month": 30, "year": 365}
_BUSINESS = re.compile(r"工作|business|working", re.IGNORECASE)
_HOURS = re.compile(r"小|hour", re.IGNORECASE)
_STARTS: tuple[tuple[Start, re.Pattern[str]], ...] = (
    ("delivered", re.compile(r"签收|簽收|收货|收貨|收到|到货|到貨|到手|妥投|取件|deliver|receipt|receiv|arriv", re.I)),
    ("placed", re.compile(r"付款|下单|下單|拍下|购买之|購買之|成交|开票|pay|order|purchas", re.I)),
    ("shipped", re.compile(r"发货|發貨|出货|出貨|发出|發出|寄出|leav|ship|dispatch", re.I)),
)  # fmt: skip
_SINCE = re.compile(r"\s*(?:of|after|from|since|following)\s+(?:the\s+|you\s+)?(\w+)", re.I)


class Window(Value):
    """`low` < time ≤ `high`, in units of hours or days; `start` is what it counts from, where that is said."""

    low: int = 0
    high: int | None = None
    hours: bool = False
    start: Start | None = None
    business: bool = False

    def condition(self, start: Start | None = None) -> Condition:
        """Return the condition that a case lies inside; `start` where the clause leaves it open."""
        above = self._past(self.low) if self.low else None
        return Condition(fact=self._fact(start), minimum=above, maximum=self.high)

    def later(self, start: Start | None = None) -> Condition | None:
        """Return the condition that a case lies after it; None where it has no end."""
        if self.high is None:
            return None
        return Condition(fact=self._fact(start), minimum=self._past(self.high))

    @property
    def days(self) -> float | None:
        """How long it lasts, in days."""
        if self.high is None:
            return None
        return self.high / 24 if self.hours else self.high

    def _fact(self, start: Start | None) -> str:
        return f"{'hours' if self.hours else 'days'}_since_{self.start or start or 'delivered'}"

    def _past(self, bound: int) -> float:
        return bound + (0.001 if self.hours else 1)


def windows_of(text: str) -> list[Window]:
    """Return the windows of a text in the order in which they stand; times of handling and paying are left out."""
    found: list[tuple[int, Window]] = []
    rest = without_days_of_calendar(text)
    for pattern, kind in (
        (_BETWEEN, "between"),
        (_RANGE, "range"),
        (_ORDINAL, "ordinal"),
        (_AFTER, "after"),
        (_WITHIN, "within"),
    ):
        for match in pattern.finditer(rest):
            window = _window(text, match, kind)
            if window is not None:
                found.append((match.start(), window))
        rest = pattern.sub(lambda m: "\0" * len(m[0]), rest)
    found += [(m.start(), Window(high=0, start="delivered")) for m in _SAME_DAY.finditer(rest)]
    return list(dict.fromkeys(window for _, window in sorted(found, key=lambda pair: pair[0])))


def _window(text: str, match: re.Match[str], kind: str) -> Window | None:
    if kind == "between":
        return _between(text, match)
    *numbers, unit = [group for group in match.groups() if group]
    scale = next((days for word, days in _LONGER.items() if word in unit.lower()), 1)
    values = [
        (_ORDINALS.get(number.lower()) or number_of(number.lower())) * scale for number in numbers
    ]
    if not all(0 < value <= 730 for value in values):
        return None
    if kind == "within" and _HANDLED.search(text[match.end() :]):
        return None
    told = {
        "hours": bool(_HOURS.search(unit)),
        "business": bool(_BUSINESS.search(unit)),
        "start": _start(text, match),
    }
    if kind == "ordinal":  # the second year begins where the first ends
        return Window(low=values[0] - scale, high=values[0], **told)
    if kind == "range":
        return Window(low=values[0] - 1, high=values[1], **told)
    if kind == "after":
        return Window(low=values[0], **told)
    return Window(high=values[0], **told)


def _between(text: str, match: re.Match[str]) -> Window | None:
    """Return the stretch from the end of one span to the end of a longer one (过了30天不满一年)."""
    first, first_unit, last, last_unit = match.groups()
    low, high = (
        number_of(number) * next((days for word, days in _LONGER.items() if word in unit), 1)
        for number, unit in ((first, first_unit), (last, last_unit))
    )
    if _HOURS.search(first_unit + last_unit) or not 0 < low < high:
        return None
    return Window(low=low, high=high, start=_start(text, match))


def _start(text: str, match: re.Match[str]) -> Start | None:
    """Return what a window counts from: the nearest such word, before it or close behind it."""
    behind = _SINCE.match(text, match.end())
    if behind:
        return next((name for name, word in _STARTS if word.match(behind[1])), None)
    near: list[tuple[int, Start]] = []
    for name, pattern in _STARTS:
        for word in pattern.finditer(text[max(0, match.start() - 24) : match.end() + 24]):
            middle = min(match.start(), 24) + len(match[0]) / 2
            near.append((abs(round((word.start() + word.end()) / 2 - middle)), name))
    return min(near)[1] if near else None
