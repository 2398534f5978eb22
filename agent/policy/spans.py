"""Spans of days in a clause: within how many days, from which day on, or between which two."""

import re

from agent.domain.value import Value
from agent.policy.wordlists import HAN_DIGITS

_WORDS = {
    "three": 3, "five": 5, "seven": 7, "ten": 10, "fourteen": 14, "fifteen": 15, "thirty": 30, "sixty": 60, "ninety": 90,
}  # fmt: skip
_NUMBER = (
    r"(\d{1,3}|一?百|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九])"
)
_LATIN = rf"(\d{{1,3}}|{'|'.join(_WORDS)})"
_DAYS = re.compile(
    rf"{_NUMBER}\s*(?:个自然日|個自然日|个工作日|个工作天|天|日|夜|晚(?![于於到点點发發上]))\s*(?:之)?(?:内|內|无理由|無理由|鉴赏|鑑賞|价保|保价|價保|包退|包换|包換)?"
    rf"|(?:within|up to|for)\s+{_LATIN}[\s-]*(?:calendar |business |working )?(?:days?|nights?)"
    rf"|{_LATIN}[\s-](?:calendar |business |working )?(?:days?|nights?)",
    re.IGNORECASE,
)  # fmt: skip
_RANGE = re.compile(
    rf"第?\s*{_NUMBER}\s*(?:天|日|夜|晚)?\s*(?:到|至|[-–—~～])\s*第?\s*{_NUMBER}\s*(?:天|日|夜|晚(?![于於到点點发發上]))"
)
_OVER = re.compile(r"(?:超过|超過|逾|多于|多於|more than|after)\s*$", re.IGNORECASE)
_CALENDAR = re.compile(
    r"\d{1,2}\s*月\s*\d{1,2}\s*[日号號]|\d{4}\s*年|\d{4}\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}"
)
"""Days of the calendar."""
_LONGEST = 730
# Spans of handling and paying, not of the buyer's right.
_HANDLING = re.compile(
    r"^.{0,12}?(?:到账|到帳|退回原|原路|修好|寄出|答复|答覆|回复|回覆|发出|發出|处理|處理|审核|審核|给结果|開具|开具|after we accept|are issued|refund(?:s|ed)? (?:is|are))",
    re.IGNORECASE,
)
_BUSINESS = re.compile(r"工作日|工作天|business|working", re.IGNORECASE)
_COUNTED = re.compile(
    r"签收|簽收|收到|收货|收貨|到货|到貨|次日|隔天|deliver|receipt|付款|下单|下單|purchase",
    re.IGNORECASE,
)


class Span(Value):
    """`days` as it stands; `maximum` where it says within, `minimum` where it says after. `counted`: from receipt or payment."""

    days: int
    minimum: int | None = None
    maximum: int | None = None
    counted: bool = False

    def bounds(self) -> dict[str, int]:
        """Return min and max as a rule writes them."""
        told = {"min": self.minimum, "max": self.maximum}
        return {name: value for name, value in told.items() if value is not None}


def without_days_of_calendar(text: str) -> str:
    """Return a text with its dates blanked, which are no spans (自2026年12月20日起); everything else keeps its place."""
    return _CALENDAR.sub(lambda m: "\0" * len(m[0]), text)


def spans_of(text: str) -> list[Span]:
    """Return the spans in which a buyer has a right, in the order in which they stand; those of handling are left out."""
    found: list[Span] = []
    text = without_days_of_calendar(text)
    for match in _RANGE.finditer(text):
        low, high = number_of(match[1]), number_of(match[2])
        if 0 < low < high <= _LONGEST:
            found.append(Span(days=high, minimum=low, maximum=high, counted=True))
    for match in _DAYS.finditer(_RANGE.sub(lambda m: " " * len(m[0]), text)):
        days = number_of(next(group for group in match.groups() if group).lower())
        handled = _BUSINESS.search(match[0]) or _HANDLING.search(text[match.end() :])
        if not 0 < days <= _LONGEST or handled:
            continue
        counted = bool(_COUNTED.search(text[max(0, match.start() - 14) : match.end() + 16]))
        over = _OVER.search(text[: match.start()])
        bound = {"minimum": days + 1} if over else {"maximum": days}
        found.append(Span(days=days, counted=counted, **bound))
    return list(dict.fromkeys(found))


_DAY_ITSELF = re.compile(rf"第\s*{_NUMBER}\s*[天日](?!\s*(?:[-–—~～到至]|之?[内內]|以[内內]))")
"""A day of a period (第7天24点前, 第二天开始数) is no span of its own."""


def day_spans(text: str) -> list[int]:
    """Return the different spans of days that a text names, in the order in which they stand."""
    text = _DAY_ITSELF.sub(lambda m: " " * len(m[0]), without_days_of_calendar(text))
    found = []
    for match in _DAYS.finditer(text):
        word = next(group for group in match.groups() if group)
        found.append(number_of(word.lower()))
    return list(dict.fromkeys(days for days in found if 0 < days <= _LONGEST))


def number_of(word: str) -> int:
    """Return a number written in digits, in Han up to 99, or as one of the English words that periods are told in."""
    if word.isdigit():
        return int(word)
    if word.lower() in _WORDS:
        return _WORDS[word.lower()]
    if word.endswith("百"):
        return 100
    tens, _, ones = word.partition("十")
    if "十" not in word:
        return HAN_DIGITS[word]
    return (HAN_DIGITS[tens] if tens else 1) * 10 + (HAN_DIGITS[ones] if ones else 0)
