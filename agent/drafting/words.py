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
_PAST_DAYS = {
    Language.ZH_HANS: ("今天", "昨天"), Language.ZH_HANT: ("今天", "昨天"), Language.EN: ("today", "yesterday"),
}  # fmt: skip
_WHOLE = frozenset({"TWD", "HKD", "JPY"})
_SOON = timedelta(hours=48)
_DATED = timedelta(days=4)
_NEXT_MONTH = timedelta(days=27)
_HOURS = (
    (6, "凌晨", "凌晨"), (12, "上午", "上午"), (13, "中午", "中午"), (18, "下午", "下午"), (24, "晚上", "晚上"),
)  # fmt: skip
_DAYS = {Language.ZH_HANS: ("今天", "明天", "后天"), Language.ZH_HANT: ("今天", "明天", "後天")}


def money(amount: Money, language: Language) -> str:
    """Return the exact amount as it is said: "129元", "22.95元", "¥129.00" in English, "US$12.00", "NT$890"."""
    if amount.currency == "CNY" and language is not Language.EN:
        return f"{str(amount.value).removesuffix('.00')}元"
    sign = _SIGNS.get(amount.currency)
    value = str(amount.value)
    value = value.removesuffix(".00") if amount.currency in _WHOLE else value
    return f"{sign}{value}" if sign else f"{value} {amount.currency}"


def day(moment: datetime, now: datetime, language: Language) -> str:
    """Return the day in the shop's zone, which `now` carries: "28号", "11月28日", "28 November".

    A clerk of the mainland names the month only where another one might be meant.
    """
    local = moment.astimezone(now.tzinfo)
    if language is Language.EN:
        return f"{local.day} {_MONTHS[local.month - 1]}"
    if language is Language.ZH_HANT:
        return f"{local.month}月{local.day}日"
    present = (local.year, local.month) == (now.year, now.month)
    near = present or timedelta() < local - now <= _NEXT_MONTH
    return f"{local.day}号" if near else f"{local.month}月{local.day}号"


def lately(moment: datetime, now: datetime, language: Language) -> str:
    """Return a day that is past: "今天", "昨天", else its date."""
    ago = (now.date() - moment.astimezone(now.tzinfo).date()).days
    return _PAST_DAYS[language][ago] if ago in {0, 1} else day(moment, now, language)


def when(due: datetime, now: datetime, language: Language) -> str:
    """Return a deadline as one says it: "明天上午10点" where it is near and by day, else the day."""
    local = due.astimezone(now.tzinfo)
    if (local.hour, local.minute) == (0, 0):
        return day(local - timedelta(minutes=1), now, language)
    if due - now >= _SOON or local.minute == 59:
        return day(local, now, language)
    if language is Language.EN:
        return _english_hour(local, now)
    days = (local.date() - now.date()).days
    on = _DAYS[language][days] if 0 <= days <= 2 else day(local, now, language)
    return f"{on}{_chinese_hour(local, language)}"


def dated(due: datetime, now: datetime, language: Language) -> str:
    """Return a time as a date with its hour, "23号上午10点", where that is by day; else the day."""
    local = due.astimezone(now.tzinfo)
    by_day = 8 <= local.hour <= 21 and local.minute in {0, 30}
    if not by_day or due - now > _DATED:
        return (
            when(due, now, language) if language is Language.EN else _last_day(local, now, language)
        )
    if language is Language.EN:
        return _english_hour(local, now)
    return f"{day(local, now, language)}{_chinese_hour(local, language)}"


def _last_day(local: datetime, now: datetime, language: Language) -> str:
    """Return the day; the one before where the time is its first minute."""
    last = local - timedelta(minutes=1) if (local.hour, local.minute) == (0, 0) else local
    return day(last, now, language)


def _chinese_hour(local: datetime, language: Language) -> str:
    part = next(words for until, *words in _HOURS if local.hour < until)
    named = part[language is Language.ZH_HANT]
    hour = local.hour - 12 if local.hour > 12 else local.hour
    dot = "點" if language is Language.ZH_HANT else "点"
    minutes = {0: "", 30: "半"}.get(local.minute, f"{local.minute:02}分")
    return f"{named}{hour}{dot}{minutes}"


def _english_hour(local: datetime, now: datetime) -> str:
    hour, half = (local.hour - 1) % 12 + 1, "am" if local.hour < 12 else "pm"
    minutes = f":{local.minute:02}" if local.minute else ""
    clock = "noon" if (local.hour, local.minute) == (12, 0) else f"{hour}{minutes} {half}"
    days = (local.date() - now.date()).days
    on = ("today", "tomorrow")[days] if 0 <= days <= 1 else f"on {day(local, now, Language.EN)}"
    return f"{clock} {on}"


_TIDY = (
    (re.compile(r"[，,、；;：]+(?=[。！？；])"), ""),
    (re.compile(r"，{2,}"), "，"),
    (re.compile(r"。{2,}"), "。"),
    (re.compile(r"([！？])[。！？，]+"), r"\1"),
    (re.compile(r"。[，；、]"), "。"),
    (re.compile(r"(?<=[\u3400-\u9fff，。！？；：、]) +(?=[\u3400-\u9fff，。！？；：、])"), ""),
    (
        re.compile(
            r"(?<=[\u3400-\u9fff])(?<![年月]) +(?=\d)|(?<=\d) +(?=[\u3400-\u9fff])(?![年月日])"
        ),
        "",
    ),
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


_SENTENCE_START = re.compile(r"(^|(?<!e\.g)(?<!i\.e)[.!?][”\")]? +)([a-z])")


def capitals(text: str) -> str:
    """Return English text with a capital where a sentence begins."""
    return _SENTENCE_START.sub(lambda match: match[1] + match[2].upper(), text)
