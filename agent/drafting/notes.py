"""Notes the shop sends of its own accord: what an order foresees, its ground, its words, and when it may leave.

No note sells, asks for a rating or promises a date; none leaves between 21:00 and 9:00 of the shop's day.
"""

import re
from datetime import datetime, timedelta
from enum import StrEnum
from importlib.resources import files
from typing import Any
from zlib import crc32

import yaml
from pydantic import AwareDatetime

from agent.domain.order import Order
from agent.domain.reading import Language
from agent.domain.value import Value
from agent.drafting.goods import Goods
from agent.drafting.script import Scripts
from agent.drafting.title import Titles
from agent.drafting.words import day, lately, tidy

_FIRST, _LAST = 9, 21
_UNPAID = re.compile(
    r"待付款|未付款|等待付款|unpaid|awaiting payment|pending payment", re.IGNORECASE
)
_CLOSED = re.compile(r"关闭|關閉|取消|退款|cancel|closed|refund", re.IGNORECASE)
_DONE = re.compile(r"完成|确认收货|確認收貨|completed|confirmed", re.IGNORECASE)
_DOOR = re.compile(r"\d|[一二三四五六七八九十]+[号號栋棟楼樓室单單元]")
_SHORTEST_ADDRESS = 8


class NoteKind(StrEnum):
    """What the note is about."""

    PAYMENT_REMINDER = "payment_reminder"
    ADDRESS_CHECK = "address_check"
    LATE_TO_SHIP = "late_to_ship"
    SHIPPING_NOTICE = "shipping_notice"
    STUCK = "stuck"
    FOLLOW_UP = "follow_up"
    MAINTENANCE = "maintenance"
    INVOICE = "invoice"
    GIFT = "gift"
    THANKS = "thanks"


class Note(Value):
    """One note, waiting for approval; `ground` says what in the order calls for it, `not_before` when it may leave."""

    kind: NoteKind
    order_id: str | None = None
    language: Language
    text: str
    ground: str
    not_before: AwareDatetime


def foreseen(order: Order, now: datetime) -> tuple[tuple[NoteKind, str], ...]:
    """Return the notes an order calls for now, each with its ground; none for an order that is closed."""
    status = order.status or ""
    if _CLOSED.search(status):
        return ()
    if _UNPAID.search(status):
        old = _since(order.placed_at, now)
        unpaid = old is not None and timedelta(hours=2) < old < timedelta(days=2)
        return ((NoteKind.PAYMENT_REMINDER, "unpaid for more than 2 hours"),) if unpaid else ()
    if order.delivered_at:
        return _after_delivery(order, now, done=bool(_DONE.search(status)))
    return _under_way(order, now) if order.shipped_at else _before_shipping(order, now)


def _before_shipping(order: Order, now: datetime) -> tuple[tuple[NoteKind, str], ...]:
    found = []
    address = order.buyer.address if order.buyer else None
    if address and (len(address) < _SHORTEST_ADDRESS or not _DOOR.search(address)):
        found.append((NoteKind.ADDRESS_CHECK, "the address is short or has no house number"))
    waited = _since(order.placed_at, now)
    if waited is not None and waited > timedelta(hours=40):
        found.append((NoteKind.LATE_TO_SHIP, "not shipped 40 hours after the order"))
    return tuple(found)


def _under_way(order: Order, now: datetime) -> tuple[tuple[NoteKind, str], ...]:
    moved = _last_moved(order)
    quiet = _since(moved, now)
    if quiet is not None and quiet > timedelta(hours=48):
        return ((NoteKind.STUCK, "no news of the parcel for more than 48 hours"),)
    sent = _since(order.shipped_at, now)
    new = sent is not None and timedelta(0) <= sent < timedelta(hours=24)
    return ((NoteKind.SHIPPING_NOTICE, "shipped within the last 24 hours"),) if new else ()


def _after_delivery(order: Order, now: datetime, *, done: bool) -> tuple[tuple[NoteKind, str], ...]:
    had = _since(order.delivered_at, now)
    if had is None or had < timedelta(hours=24):
        return ()
    if had < timedelta(days=4):
        kind = NoteKind.THANKS if done else NoteKind.FOLLOW_UP
        return (
            (
                kind,
                "delivered more than a day ago" + (", confirmed" if done else ", not confirmed"),
            ),
        )
    served = timedelta(days=90) <= had < timedelta(days=97)
    return ((NoteKind.MAINTENANCE, "in use for three months"),) if served else ()


def _last_moved(order: Order) -> datetime | None:
    times = [event.at for event in order.logistics if event.at]
    return max(times, default=order.shipped_at)


def _since(at: datetime | None, now: datetime) -> timedelta | None:
    return now - at if at else None


def not_before(now: datetime) -> datetime:
    """Return when a note may leave: now, or nine in the morning of the shop's day (`now` carries its zone)."""
    if _FIRST <= now.hour < _LAST:
        return now
    morning = now.replace(hour=_FIRST, minute=0, second=0, microsecond=0)
    return morning if now.hour < _FIRST else morning + timedelta(days=1)


class NoteWriter:
    """Words notes from `templates/notes.<language>.yaml`; the same order, kind and version give the same text."""

    def __init__(self, language: Language) -> None:
        source = files("agent.drafting") / "templates" / f"notes.{language.value}.yaml"
        tree: Any = yaml.safe_load(source.read_text(encoding="utf-8"))
        self._wordings: dict[str, list[str]] = tree["note"]
        self._language = language
        self._goods, self._scripts = Goods(Titles()), Scripts()

    def write(
        self, order: Order, kind: NoteKind, ground: str, now: datetime, *, version: int = 1
    ) -> Note:
        """Return the note as a draft for a person to approve."""
        wordings = self._wordings[kind.value]
        at = (crc32(f"{order.order_id}|{kind.value}".encode()) + version) % len(wordings)
        text = wordings[at].format_map(self._values(order, now))
        return Note(
            kind=kind, order_id=order.order_id, language=self._language, text=tidy(text),
            ground=ground, not_before=not_before(now),
        )  # fmt: skip

    def _values(self, order: Order, now: datetime) -> dict[str, str]:
        titles = tuple(item.title for item in order.items if item.title)
        called = self._scripts.quoted(
            self._goods.called(titles, (), self._language), self._language
        )
        english = self._language is Language.EN
        other = {Language.ZH_HANS: "宝贝", Language.ZH_HANT: "商品"}.get(
            self._language, "your order"
        )
        thing = (f"your {called}" if english else called) if called else other

        def said(moment: datetime | None, told: Any) -> str:
            return str(told(moment, now, self._language)) if moment else ""

        past = day if english else lately
        return {
            "thing": thing, "placed": said(order.placed_at, day), "shipped": said(order.shipped_at, past),
            "delivered": said(order.delivered_at, past), "last": said(_last_moved(order), day),
        }  # fmt: skip
