"""What the words and the records of a case tell beyond the reading: the goods' state, earlier promises, where it was sold."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.domain.case import Case
from agent.domain.message import Role
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Reading
from agent.domain.shop import Shop
from knowledge.product import Product

_MAINLAND_ZONES = frozenset({
    "Asia/Shanghai", "Asia/Urumqi", "Asia/Chongqing", "Asia/Chungking", "Asia/Harbin", "Asia/Kashgar", "PRC",
})  # fmt: skip


def abroad(order: Order | None, shop: Shop) -> bool:
    """Whether the sale is outside the mainland, where its statutes are a floor that we keep but no ground to name."""
    if order and order.paid:
        return order.paid.currency != "CNY"
    return shop.timezone not in _MAINLAND_ZONES


def titles(subject: tuple[OrderItem, ...], known: list[Product]) -> tuple[str, ...]:
    """Return the titles and categories of the goods in question."""
    words = [text for item in subject for text in (item.title, item.category)]
    words += [text for product in known for text in (product.title, product.category)]
    return tuple(dict.fromkeys(word for word in words if word))


# What makes goods of a kind no longer intact: a broken seal (七日办法 art. 9 (1)), a device activated, altered or with its serial number
# defaced (art. 9 (2)), a tag cut or goods soiled (art. 9 (3)); worn next to the skin. Opening to look is none of these (art. 8).
_SPOILED_BY = {
    "hygiene": {"used"},
    "cosmetics": {"opened", "used"},
    "food": {"opened", "used"},
    "activation": {"activated", "used", "altered"},
    "electronics": {"altered"},
    "apparel": {"tag_cut", "soiled"},
}


def untouched(reading: Reading, done: frozenset[str], goods: tuple[str, ...]) -> bool | None:
    """Return whether the goods are intact, by the words and by what art. 9 of the measures asks of goods of their kind."""
    if reading.intact is False:
        return False
    if any(done & _SPOILED_BY.get(kind, set()) for kind in goods):
        return False
    return reading.intact


def seller_texts(case: Case) -> Iterator[str]:
    """Yield what the seller wrote, in this conversation and in the contacts on record."""
    yield from (m.text for m in case.messages if m.role is Role.SELLER)
    stack = [case.history]
    while stack:
        part = stack.pop()
        if isinstance(part, list | tuple):
            stack.extend(part)
        elif isinstance(part, dict):
            if str(part.get("role", "")).lower() in {"seller", "staff", "agent", "客服"}:
                yield " ".join(
                    str(v) for k, v in part.items() if k != "role" and isinstance(v, str)
                )
            stack.extend(v for v in part.values() if isinstance(v, list | dict))


def review_facts(case: Case, now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Return stars, age in days and kind of a review, as Facts names them."""
    if case.review is None:
        return {}
    created = case.review.created_at
    age = (now.astimezone(zone).date() - created.astimezone(zone).date()).days if created else None
    return {"stars": case.review.stars, "appended": case.review.appended, "review_age_days": age}
