"""From a case and its decision to the brief a writer gets: no personal data passes here, and nothing that speaks to a machine."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from agent.domain.case import Case, CaseKind
from agent.domain.decision import Decision
from agent.domain.draft import Surface
from agent.domain.message import Role
from agent.domain.order import Order
from agent.domain.reading import Language, Problem, Reading, Want
from agent.domain.review import Review
from agent.domain.shop import Shop
from agent.drafting.brief import Brief, Offer, OrderView, Passage
from agent.drafting.review_writer import choose_strategy
from agent.guards.guard import Private
from agent.guards.pii import mask
from agent.understanding.returning import awaited
from agent.understanding.standing import spoken_to_shop
from agent.understanding.turns import turns
from knowledge.product import Product
from knowledge.search.answer import Hit

# The limit of taobao.traderate.explain.add; other platforms allow as much or more.
_REVIEW_CHARS = 500
_IM_CHARS = 500
_MOST_OFFERS = 3


def private_data(case: Case) -> Private:
    """Return what must never stand in a text about this case."""
    orders = [order for order in (case.order, *case.orders) if order is not None]
    buyer = next((order.buyer for order in orders if order.buyer), None)
    return Private(
        name=buyer.name if buyer else None,
        phone=buyer.phone if buyer else None,
        address=buyer.address if buyer else None,
        numbers=tuple(order.order_id for order in orders if order.order_id),
    )


def draft_language(case: Case, reading: Reading) -> Language:
    """Return the language to write in: the case's own where it is one of the three, English for any other, else as read."""
    if case.language is None:
        return reading.language
    known = {language.value.lower(): language for language in Language}
    return known.get(case.language.lower(), Language.EN)


def brief_for(
    case: Case,
    *,
    reading: Reading,
    decision: Decision,
    hits: Sequence[Hit],
    charts: Sequence[Hit],
    shop: Shop,
    products: Mapping[str, Product],
    now: datetime,
    version: int,
) -> Brief:
    """Return everything a writer may know of the case."""
    private, public = private_data(case), case.kind is CaseKind.REVIEW
    said = [message.text for message in case.messages if message.role is Role.BUYER]
    if case.claim and case.claim.reason:
        said.append(case.claim.reason)
    passages = _passages(hits)
    heard = turns(case)
    return Brief(
        case_id=case.id,
        version=version,
        kind=case.kind,
        surface=Surface.PUBLIC_REVIEW if public else Surface.IM,
        platform=case.platform,
        language=draft_language(case, reading),
        shop_name=shop.name,
        tone=shop.tone,
        now=now.astimezone(ZoneInfo(shop.timezone)),  # drafts tell the shop's own time
        reading=reading,
        decision=decision,
        strategy=choose_strategy(reading, decision, case.review, passages) if public else None,
        passages=passages,
        charts=_passages(charts),
        order=order_view(case.order, ZoneInfo(shop.timezone)),
        messages=tuple(mask(text, private) for text in map(spoken_to_shop, said) if text.strip()),
        returned=not public and awaited(spoken_to_shop(heard.latest), heard.earlier),
        answered=any(message.role is not Role.BUYER for message in case.messages),
        pictured=bool(case.claim and case.claim.evidence)
        or any(one.attachments for one in case.messages if one.role is Role.BUYER),
        review=_masked_review(case, private),
        offers=tuple(_offers(case, reading, products)),
        max_chars=_REVIEW_CHARS if public else _IM_CHARS,
    )


def _passages(hits: Sequence[Hit]) -> tuple[Passage, ...]:
    return tuple(
        Passage(path=h.clause.path, heading=h.clause.heading, text=text, score=h.score)
        for h in hits
        if not h.staff and (text := spoken_to_shop(h.clause.text))
    )


def order_view(order: Order | None, zone: ZoneInfo) -> OrderView | None:
    """Return the order without the buyer, times in the shop's zone."""
    if order is None:
        return None
    last = order.logistics[-1] if order.logistics else None
    buyer = order.buyer
    private = Private(
        name=buyer.name if buyer else None,
        phone=buyer.phone if buyer else None,
        address=buyer.address if buyer else None,
        numbers=(order.order_id,) if order.order_id else (),
    )

    def local(at: datetime | None) -> datetime | None:
        return at.astimezone(zone) if at else None

    return OrderView(
        titles=tuple(item.title for item in order.items if item.title),
        status=order.status,
        paid=order.paid,
        placed_at=local(order.placed_at),
        shipped_at=local(order.shipped_at),
        delivered_at=local(order.delivered_at),
        last_event=mask(last.text, private) if last else None,
        last_event_at=local(last.at) if last else None,
    )


def _masked_review(case: Case, private: Private) -> Review | None:
    if case.review is None:
        return None
    text = mask(spoken_to_shop(case.review.text), private)
    return case.review.model_copy(update={"text": text})


def _offers(case: Case, reading: Reading, products: Mapping[str, Product]) -> Iterable[Offer]:
    """Yield products in stock, where what was ordered or asked for is out: those named as similar, else of its category."""
    asked = [item.sku for item in case.order.items if item.sku] if case.order else []
    if reading.slots.sku:
        asked.insert(0, reading.slots.sku)
    out = reading.problem is Problem.OUT_OF_STOCK
    wanted = out or Want.EXCHANGE in reading.all_wants
    found = 0
    for sku in dict.fromkeys(asked):
        product = products.get(sku)
        if product is None or not wanted or (not out and product.stock != 0):
            continue
        named = [products[other] for other in product.similar_to if other in products]
        stocked = [one for one in named if (one.stock or 0) > 0] or _like(product, products)
        for similar in stocked[: _MOST_OFFERS - found]:
            found += 1
            yield Offer(sku=similar.sku, title=similar.title)


def _like(product: Product, products: Mapping[str, Product]) -> list[Product]:
    """Return what is in stock of the same category, the nearest price first."""
    same = [
        one
        for one in products.values()
        if product.category and one.category == product.category and one.sku != product.sku
    ]
    price = _price(product)
    return sorted(
        (one for one in same if (one.stock or 0) > 0 and one.title != product.title),
        key=lambda one: (abs(_price(one) - price), one.sku),
    )


def _price(product: Product) -> float:
    match = re.search(r"\d+(?:\.\d+)?", product.price or "")
    return float(match[0]) if match else 0.0
