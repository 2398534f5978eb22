"""The money of a case, and how many pieces of its goods are bad."""

import re
from typing import Any

from agent.domain.case import Case
from agent.domain.claim import ClaimItem
from agent.domain.money import Money
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Problem, Reading, Want
from agent.policy.amounts import Shares, price_gap, shares
from agent.policy.goods import held, speaks_of_whole
from agent.policy.pieces import Spoiled, spoiled
from knowledge.product import Product

# Troubles that only somebody who holds the goods can tell of.
IN_HAND = frozenset({
    Problem.QUALITY, Problem.DAMAGED, Problem.WRONG_ITEM, Problem.MISSING_ITEM, Problem.NOT_AS_DESCRIBED,
})  # fmt: skip


def money_facts(
    case: Case, reading: Reading, order: Order | None, subject: tuple[OrderItem, ...], known: list[Product],
    price_now: Money | None,
) -> dict[str, Any]:  # fmt: skip
    """Return what was paid, claimed and shared out, the price gap, and the bad pieces, as Facts names them."""
    bad = _spoiled(case, subject, known)
    share = Shares() if order is None else _share(case, reading, order, subject)
    return {
        "paid": order.paid if order else None,
        "claimed": _claimed(case, reading, order),
        "items_price": share.paid_share,
        "items_list": share.items_list,
        "order_list": share.order_list,
        "settled": share.settled,
        "spoiled": bad,
        "spoiled_percent": bad.bad * 100 / bad.total if bad else None,
        "price_gap": _shown_gap(case, reading, subject)
        or price_gap(subject, known, price_now, order.paid if order else None),
    }


_TODAY = re.compile(r"现在|現在|挂|掛|标|標|页面|頁面|卖|賣|变|變|降|now|page|listed", re.I)
_PRICE = re.compile(
    r"(?<![\d.])\d{1,5}(?:\.\d{1,2})?(?![\d.]|\s*(?:%|％|[号號月日点點分寸个個把件天年]))"
)


def _shown_gap(case: Case, reading: Reading, subject: tuple[OrderItem, ...]) -> Money | None:
    """Return the fall of a price that the buyer tells of and shows; the sheet of the shop's goods may be older than its page."""
    shown = any(m.attachments for m in case.messages) or bool(case.claim and case.claim.evidence)
    if reading.problem is not Problem.PRICE_DROP or not shown or len(subject) != 1:
        return None
    price, said = subject[0].price, " ".join(case.buyer_texts)
    if price is None or not _TODAY.search(said):
        return None
    told = {Money.of(match[0], price.currency) for match in _PRICE.finditer(said)}
    lower = {one.minor for one in told if price.minor * 0.4 <= one.minor < price.minor}
    if len(lower) != 1:
        return None
    return Money(minor=(price.minor - lower.pop()) * subject[0].qty, currency=price.currency)


def _spoiled(case: Case, subject: tuple[OrderItem, ...], known: list[Product]) -> Spoiled | None:
    """Return how many pieces are bad, by the words and by what the evidence shows; of one line of the order only."""
    if len(subject) != 1:
        return None
    shown = [a.note for m in case.messages for a in m.attachments]
    shown += [e.note for e in case.claim.evidence] if case.claim else []
    said = [*case.buyer_texts, *(note for note in shown if note)]
    names = [subject[0].title or "", *(product.title for product in known)]
    return spoiled(said, names, held(known))


def _share(case: Case, reading: Reading, order: Order, subject: tuple[OrderItem, ...]) -> Shares:
    """Return the share of the claimed items; in words alone, of those that the buyer named."""
    claimed = case.claim.items if case.claim else ()
    if not claimed and len(subject) < len(order.items):
        claimed = tuple(ClaimItem(sku=item.sku, qty=item.qty) for item in subject)
    unreceived = order.delivered_at is None and reading.problem not in IN_HAND
    lost = reading.problem in {Problem.LOST, Problem.LATE, Problem.NOT_SHIPPED}
    whole = (
        case.claim is not None or unreceived or lost or speaks_of_whole(" ".join(case.buyer_texts))
    )
    return shares(order, claimed, reading.problem, whole=whole)


def _claimed(case: Case, reading: Reading, order: Order | None) -> Money | None:
    """Return what the claim names; in words alone, only the sum that a buyer asks for as a compensation."""
    if case.claim and case.claim.amount:
        return case.claim.amount
    asked = reading.wants is Want.COMPENSATE and reading.problem is not Problem.PRICE_DROP
    digits = re.search(r"\d+(\.\d{1,2})?", reading.slots.amount or "") if asked else None
    currency = order.paid.currency if order and order.paid else "CNY"
    try:
        return Money.of(digits.group(), currency) if digits else None
    except ValueError:
        return None
