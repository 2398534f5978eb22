"""What an order says about days, status and the parcel, counted in the shop's own zone."""

import re
from calendar import monthrange
from datetime import date, datetime
from zoneinfo import ZoneInfo

from agent.domain.order import Order
from agent.domain.value import Value
from agent.policy.wordlists import HAN_DIGITS, order_status, says_lost, says_signed

_WORDS = {"half": 0.5, "半": 0.5, "one": 1, "two": 2, "three": 3, "five": 5}
_SPAN = re.compile(
    r"(\d+(?:\.\d+)?|[一二两兩三四五六七八九]?十[一二三四五六七八九]?|[一二两兩三四五六七八九半]|one|two|three|five|half)"
    r"[\s-]*(?:个|個|a\s)?\s*(年|year|yr|月|month|周|星期|week|天|日|day)",
    re.IGNORECASE,
)
_UNIT = {"年": "y", "year": "y", "yr": "y", "月": "m", "month": "m", "周": "w", "星期": "w", "week": "w",
         "天": "d", "日": "d", "day": "d"}  # fmt: skip


class OrderFacts(Value):
    """Calendar days since each step (0 on the day itself, the next day is day 1), the status, and the parcel's state."""

    status: str = "unknown"
    order_date: date | None = None
    delivered_date: date | None = None
    days_since_placed: int | None = None
    days_since_shipped: int | None = None
    days_since_delivered: int | None = None
    hours_since_placed: float | None = None
    hours_since_shipped: float | None = None
    hours_since_delivered: float | None = None
    hours_to_ship: float | None = None
    days_to_ship: int | None = None
    stuck_days: int | None = None
    carrier_lost: bool | None = None
    signed: bool | None = None


def order_facts(
    order: Order | None, *, at: datetime, now: datetime, zone: ZoneInfo, in_hand: bool = False
) -> OrderFacts:
    """Count days up to the buyer's request `at` (a notice in time stays in time) and the parcel's standstill up to `now`.

    A signature counts the day it was given as day 0; the period starts the day after (网络购买商品七日无理由退货暂行办法 art. 10).
    Where the delivery time is absent, the tracking line that says so stands in, then (as the longest it can be) the
    time since shipping, where that is within the seven days anyway. `in_hand` says that the buyer speaks of goods held in
    hand: as long as nobody has recorded a signature, the period has not begun.
    """
    if order is None:
        return OrderFacts()
    signed_at = next(
        (e.at for e in reversed(order.logistics) if e.at and says_signed(e.text)), None
    )
    signed = bool(order.delivered_at) or any(says_signed(e.text) for e in order.logistics)
    delivered = _taken_away(order) or order.delivered_at or signed_at
    status = _status(order, signed, now)
    since_shipped = _days(order.shipped_at, at, zone)
    since_placed = _days(order.placed_at, at, zone)
    since_delivered = _days(delivered, at, zone)
    if since_delivered is None:
        longest = since_shipped if since_shipped is not None else since_placed
        since_delivered = _at_most(status, longest, in_hand)
    last = max((e.at for e in order.logistics if e.at), default=None)
    moving = status == "shipped" and not signed and not in_hand
    sent = order.shipped_at or (at if status == "to_ship" else None)
    return OrderFacts(
        status="delivered" if in_hand and status == "shipped" else status,
        order_date=order.placed_at.astimezone(zone).date() if order.placed_at else None,
        delivered_date=delivered.astimezone(zone).date() if delivered else None,
        days_since_placed=since_placed,
        days_since_shipped=since_shipped,
        days_since_delivered=since_delivered,
        hours_since_placed=_hours(order.placed_at, at),
        hours_since_shipped=_hours(order.shipped_at, at),
        hours_since_delivered=_hours(delivered, at),
        hours_to_ship=_hours(order.placed_at, sent),
        days_to_ship=_days(order.placed_at, sent, zone),
        stuck_days=_days(last or order.shipped_at, now, zone) if moving else None,
        carrier_lost=_says_lost(order) if moving else None,
        signed=signed if order.logistics or order.delivered_at else None,
    )


_STORED = re.compile(
    r"存放|暂存|暫存|代收|驿站|驛站|快递柜|快遞櫃|智能柜|自提|代存|门卫|門衛|取件码|取件碼|超市|便利店|pick-?up point|locker",
    re.I,
)
_TAKEN = re.compile(
    r"(?<![未待])取(?:出|走|件成功|件人)|(?<![未待])已(?:被.{0,4})?(?:取件|自提|提货|提貨|领取|領取)|自提成功|picked up by|collected by",
    re.I,
)


def _taken_away(order: Order) -> datetime | None:
    """Return when the buyer took a parcel away that a station or a locker had signed for; until then nobody had received it."""
    stored = False
    taken: datetime | None = None
    for event in order.logistics:
        if stored and event.at and _TAKEN.search(event.text):
            taken = event.at
        stored = stored or bool(_STORED.search(event.text))
    if taken is None or (order.delivered_at and taken < order.delivered_at):
        return None
    return taken


def _says_lost(order: Order) -> bool | None:
    """Whether the carrier's last word is that the parcel is lost."""
    told = [event.text for event in order.logistics if event.text]
    return says_lost(told[-1]) if told else None


def _at_most(status: str, longest: int | None, in_hand: bool) -> int | None:
    if status in {"delivered", "completed"} and longest is not None and longest <= 7:
        return longest
    return 0 if in_hand and status == "shipped" else None


def _hours(then: datetime | None, until: datetime | None) -> float | None:
    if then is None or until is None:
        return None
    return max((until - then).total_seconds() / 3600, 0.0)


def _days(then: datetime | None, until: datetime | None, zone: ZoneInfo) -> int | None:
    if then is None or until is None:
        return None
    return max((until.astimezone(zone).date() - then.astimezone(zone).date()).days, 0)


def _status(order: Order, signed: bool, now: datetime) -> str:
    said = order_status(order.status)
    if said in {"closed", "completed", "unpaid"}:
        return said
    if signed and not (order.delivered_at and order.delivered_at > now):
        return "delivered"
    if said == "unknown" or (said == "to_ship" and order.shipped_at):
        if order.shipped_at:
            return "shipped"
        return "to_ship" if order.placed_at and said == "unknown" else said
    return said


def warranty_days(text: str | None, start: date | None) -> int | None:
    """Return the days of a written warranty ("一年", "12个月", "90 days"), counted by the calendar from `start`; None if none is said."""
    found = _SPAN.search(text or "")
    if not found:
        return None
    number = _number(found.group(1).lower())
    unit = _UNIT[found.group(2).lower()]
    if unit in {"d", "w"}:
        return round(number * (7 if unit == "w" else 1))
    months = round(number * (12 if unit == "y" else 1))
    if start is None:
        return round(months * 365 / 12)
    return (_add_months(start, months) - start).days


def _number(word: str) -> float:
    if word in _WORDS:
        return _WORDS[word]
    if word[0].isdigit():
        return float(word)
    tens, ten, ones = word.partition("十")
    return HAN_DIGITS.get(tens, 1) * 10 + HAN_DIGITS.get(ones, 0) if ten else HAN_DIGITS[word]


def _add_months(start: date, months: int) -> date:
    year, month = divmod(start.month - 1 + min(months, 1200), 12)
    year, month = start.year + year, month + 1
    return date(year, month, min(start.day, monthrange(year, month)[1]))
