"""Amounts and times as people write them, and the tidying of a finished text."""

import re
from datetime import datetime, timedelta

from agent.domain.money import Money
from agent.domain.reading import Language

_SIGNS = {
    "CNY": "¥",
    "USD": "US$",
    "EUR": "€",
    "GBP": "£",
    "JPY": "JP¥",
    "HKD": "HK$",
    "TWD": "NT$",
}
_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September",
    "October", "November", "December",
)  # fmt: skip
_SOON = timedelta(hours=48)


def money(amount: Money, language: Language) -> str:
    """Return the exact amount, e.g. "129.00 元", "¥129.00", "US$12.00"."""
    if amount.currency == "CNY" and language is not Language.EN:
        return f"{amount.value} 元"
    sign = _SIGNS.get(amount.currency)
    return f"{sign}{amount.value}" if sign else f"{amount.value} {amount.currency}"


def day(moment: datetime, now: datetime, language: Language) -> str:
    """Return the day in the shop's zone, which `now` carries: "11月28日" or "28 November"."""
    local = moment.astimezone(now.tzinfo)
    if language is Language.EN:
        return f"{local.day} {_MONTHS[local.month - 1]}"
    return f"{local.month}月{local.day}日"


def when(due: datetime, now: datetime, language: Language) -> str:
    """Return a deadline: the day, and the time of day where it is less than two days away."""
    local = due.astimezone(now.tzinfo)
    if (local.hour, local.minute) == (0, 0):
        return day(local - timedelta(minutes=1), now, language)
    text = day(local, now, language)
    return f"{text} {local:%H:%M}" if due - now < _SOON and local.minute != 59 else text


_TIDY = (
    (re.compile(r"[，,、；;：]+(?=[。！？；])"), ""),
    (re.compile(r"，{2,}"), "，"),
    (re.compile(r"。{2,}"), "。"),
    (re.compile(r"([！？])[。！？，]+"), r"\1"),
    (re.compile(r"。[，；、]"), "。"),
    (re.compile(r"(?<=[\u3400-\u9fff，。！？；：、]) +(?=[\u3400-\u9fff，。！？；：、])"), ""),
    (re.compile(r"[ \t]{2,}"), " "),
    (re.compile(r" +([,.!?;])"), r"\1"),
    (re.compile(r"([,;])\1+"), r"\1"),
    (re.compile(r"(?<!\.)\.\.(?!\.)"), "."),
)


def tidy(text: str) -> str:
    """Return the text with single punctuation and single spaces."""
    for pattern, put in _TIDY:
        text = pattern.sub(put, text)
    return text.strip()
