"""How long goods still keep: what the buyer read off the pack, as days left on arrival and as a share of their whole life."""

import re
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any, NamedTuple

from agent.domain.case import Case
from agent.policy.spans import number_of
from knowledge.product import Product

_DATE = re.compile(
    r"(20\d{2}|(?<!\d)\d{2}(?=\s*年))\s*[-./年]?\s*(1[0-2]|0?[1-9])(?:\s*[-./月]?\s*(3[01]|[12]\d|0?[1-9])(?!\d)(?!\s*个)\s*[日号號]?)?"
)
_MADE = re.compile(r"生产|生產|出厂|出廠|制造|製造|\b(?:made|produced|mfg|manufactur\w*)\b", re.I)
_ENDS = re.compile(
    r"限用|到期|过期|過期|有效期|有效日|保质期[至到]|保質期[至到]|保存期限|截止|赏味|賞味|\b(?:exp\w*|best before|use by|bb[de]?)\b",
    re.I,
)
_N = r"(\d{1,3}|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九半])"
SPAN = rf"{_N}\s*(?:个|個)?\s*(年|月|周|週|星期|天|日)|(\d{{1,3}})\s*(years?|months?|weeks?|days?)"
_ANY_SPAN = re.compile(SPAN, re.I)
_LIFE = re.compile(
    rf"(?:保质期|保質期|有效期|效期|保存期限|shelf life(?: of| is)?)\s*(?:是|为|為|共|一共|总共|写的|[:：])?\s*(?:{SPAN})(?!\s*(?:前|后到期))",
    re.I,
)
_LEFT = re.compile(
    rf"(?:只剩|就剩|还剩|還剩|剩下|剩余|剩餘|剩|还有|還有|不到|only|just)\s*(?:下|了|不到|大概|差不多)?\s*(?:{SPAN})"
    rf"|(?:{SPAN})\s*(?:后|後|就|之后)?\s*(?:到期|过期|過期|left|until it expires|to expiry)",
    re.I,
)
_ABOUT = re.compile(
    r"保质|保質|效期|到期|过期|過期|有效期|限用|临期|臨期|赏味|賞味|新鲜|日期|\bexp\b|expir|best before|use by|shelf|date",
    re.I,
)
_DAYS = {
    "年": 365,
    "月": 30,
    "周": 7,
    "週": 7,
    "星期": 7,
    "天": 1,
    "日": 1,
    "y": 365,
    "m": 30,
    "w": 7,
    "d": 1,
}
_NEAR = 14
"""Characters between a date and the word that says what it is."""


class Shelf(NamedTuple):
    """Days that goods still keep after they came, and that in hundredths of their whole life; None where nothing says so."""

    days: int | None = None
    percent: float | None = None


def shelf_facts(case: Case, known: list[Product], arrived: date) -> dict[str, Any]:
    """Return how long the goods still keep, as Facts names it, by the buyer's words and by what the evidence shows."""
    notes = [a.note for m in case.messages for a in m.attachments]
    notes += [e.note for e in case.claim.evidence] if case.claim else []
    shelf = shelf_of([*case.buyer_texts, *filter(None, notes)], arrived=arrived, life=_life(known))
    return {"shelf_left_days": shelf.days, "shelf_left_percent": shelf.percent}


def _life(known: list[Product]) -> int | None:
    """Return the whole life of the goods by the catalogue, in days."""
    told = [
        span_days(match)
        for product in known
        for name, value in product.attributes
        if (match := _LIFE.search(f"{name}：{value}"))
    ]
    return min((days for days in told if days), default=None)


def shelf_of(texts: Iterable[str], *, arrived: date, life: int | None = None) -> Shelf:
    """Return what the buyer's words say of the goods' time left on the day they came; `life` is what the catalogue says it is, in days."""
    text = "\n".join(texts)
    if not _ABOUT.search(text):
        return Shelf()
    made, ends = _dated(text)
    whole = span_days(match) if (match := _LIFE.search(text)) else life
    if ends is None and made is not None and whole is not None:
        ends = made + timedelta(days=whole)
    if whole is None and made is not None and ends is not None:
        whole = (ends - made).days
    days = (ends - arrived).days if ends is not None else _said_left(text)
    percent = None if days is None or not whole else round(100 * max(days, 0) / whole, 2)
    return Shelf(days, percent)


def span_days(match: re.Match[str]) -> int | None:
    """Return the span that a match of `SPAN` names, in days."""
    found = [group for group in match.groups() if group]
    if len(found) < 2:
        return None
    number, unit = found[0], found[1].lower()
    scale = next(days for name, days in _DAYS.items() if unit.startswith(name))
    return round((0.5 if number == "半" else number_of(number)) * scale)


def span_in(text: str) -> int | None:
    """Return the first span that a text names, in days."""
    match = _ANY_SPAN.search(text)
    return span_days(match) if match else None


def _said_left(text: str) -> int | None:
    match = _LEFT.search(text)
    return span_days(match) if match else None


def _dated(text: str) -> tuple[date | None, date | None]:
    """Return the day of making and the last day of use, each the date nearest behind its word."""
    found: dict[str, date] = {}
    for match in _DATE.finditer(text):
        day = _date(match)
        before = text[max(0, match.start() - _NEAR) : match.start()]
        after = text[match.end() : match.end() + 4]
        named = [
            (max(word.end() for word in pattern.finditer(before)), name)
            for name, pattern in (("made", _MADE), ("ends", _ENDS))
            if pattern.search(before)
        ]
        name = max(named)[1] if named else _told_after(after)
        if day is not None and name:
            found.setdefault(name, day)
    return found.get("made"), found.get("ends")


def _told_after(after: str) -> str | None:
    if _ENDS.match(after.strip()):
        return "ends"
    return "made" if _MADE.match(after.strip()) else None


def _date(match: re.Match[str]) -> date | None:
    """Return the day; a month without a day lasts to its end for who reads a last day of use, so its last safe day is taken."""
    year, month, day = int(match[1]), int(match[2]), int(match[3] or 28)
    try:
        return date(year if year > 99 else 2000 + year, month, day)
    except ValueError:
        return None
