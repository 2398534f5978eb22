"""Money of a decision, exact to the minor unit.

A part-return gives back the returned items' share of what was really paid (网络购买商品七日无理由退货暂行办法 art. 17: the price
actually paid counts). Where a threshold discount no longer holds, `settlement` settles the rest by the prices at purchase.
"""

from collections.abc import Sequence
from decimal import Decimal, InvalidOperation

from agent.domain.claim import ClaimItem
from agent.domain.money import Money
from agent.domain.order import Order, OrderItem
from agent.domain.reading import Problem
from agent.domain.value import Value
from agent.policy.settlement import Settlement, settle, tiers
from knowledge.product import Product


class Shares(Value):
    """The claimed items' share of the payment, with the two list prices it was worked out from."""

    paid_share: Money | None = None
    items_list: Money | None = None
    order_list: Money | None = None
    settled: Settlement | None = None


def shares(
    order: Order, claimed: Sequence[ClaimItem], problem: Problem, *, whole: bool = True
) -> Shares:
    """Return the share of the payment that the claimed items make up; unknown where the order does not tell.

    Without claimed items the whole order is meant if `whole` says so or it has one line only, except where part of it is
    missing or another part came: then nobody has said yet which part.
    """
    if order.paid is None:
        return Shares()
    if not claimed:
        pieces = sum(item.qty for item in order.items)
        whole = (
            (whole or len(order.items) <= 1)
            and problem is not Problem.MISSING_ITEM
            and (problem is not Problem.WRONG_ITEM or pieces <= 1)
        )
        return Shares(paid_share=order.paid if whole else None)
    taken = _taken(order.items, claimed)
    if taken is None:
        return Shares()
    if all(qty == item.qty for item, qty in taken) and len(taken) == len(order.items):
        return Shares(paid_share=order.paid)
    if len(order.items) == 1 and order.items[0].price is None:
        item, qty = taken[0]
        return Shares(paid_share=order.paid.share(qty, item.qty))
    if any(
        item.price is None or item.price.currency != order.paid.currency for item in order.items
    ):
        return Shares()
    return _part(order, order.paid, taken, problem)


# Where the buyer sends goods back for no fault of the seller, the offer of the whole order is settled anew.
_NO_FAULT = frozenset({Problem.NONE, Problem.CHANGED_MIND, Problem.SIZE, Problem.PRICE_DROP})


def _part(
    order: Order, paid: Money, taken: list[tuple[OrderItem, int]], problem: Problem
) -> Shares:
    total = sum(item.price.minor * item.qty for item in order.items if item.price)
    part = sum(item.price.minor * qty for item, qty in taken if item.price)
    if total <= 0:
        return Shares()
    currency = paid.currency
    offers = tiers(order.discounts, currency) if problem in _NO_FAULT else ()
    settled = settle(paid, total, part, offers)
    return Shares(
        settled=settled,
        paid_share=settled.refund if settled else paid.share(part, total),
        items_list=Money(minor=part, currency=currency),
        order_list=Money(minor=total, currency=currency),
    )


def _taken(
    items: tuple[OrderItem, ...], claimed: Sequence[ClaimItem]
) -> list[tuple[OrderItem, int]] | None:
    """Pair order lines with the claimed quantity; None where a claimed item is not in the order."""
    left = {index: item.qty for index, item in enumerate(items)}
    taken: dict[int, int] = {}
    for claim in claimed:
        fits = [i for i, item in enumerate(items) if claim.sku is None or item.sku == claim.sku]
        if not fits or (claim.sku is None and len(items) > 1):
            return None
        need = max(claim.qty, 0)
        for index in fits:
            part = min(need, left[index])
            left[index] -= part
            need -= part
            taken[index] = taken.get(index, 0) + part
    return [(items[index], qty) for index, qty in sorted(taken.items()) if qty > 0] or None


def price_gap(
    subject: Sequence[OrderItem],
    known: Sequence[Product],
    price_now: Money | None,
    paid: Money | None,
) -> Money | None:
    """Return how much less the items cost now than they were bought for; None if unknown, zero if not less."""
    if not subject or any(item.price is None for item in subject):
        return None
    prices = {product.sku: _amount(product.price, paid) for product in known}
    gap = 0
    for item in subject:
        current = price_now if price_now and len(subject) == 1 else prices.get(item.sku or "")
        if current is None or item.price is None or current.currency != item.price.currency:
            return None
        gap += max(item.price.minor - current.minor, 0) * item.qty
    return Money(minor=gap, currency=subject[0].price.currency if subject[0].price else "CNY")


def _amount(text: str | None, paid: Money | None) -> Money | None:
    currency = paid.currency if paid else "CNY"
    try:
        return (
            Money.of(Decimal(text.strip().lstrip("¥￥$").replace(",", "")), currency)
            if text
            else None
        )
    except (InvalidOperation, ValueError):
        return None


def without_gift(amount: Money | None, gift: Money | None) -> Money | None:
    """Return the amount less the marked price of a gift that does not come back (七日办法 art. 12)."""
    if amount is None or gift is None:
        return amount
    return Money(minor=max(amount.minor - gift.minor, 0), currency=amount.currency)


def capped(amount: Money | None, *limits: Money | None) -> Money | None:
    """Return the amount, not above any known limit of its currency and never below zero."""
    if amount is None:
        return None
    known = [limit.minor for limit in limits if limit and limit.currency == amount.currency]
    return Money(minor=max(min([amount.minor, *known]), 0), currency=amount.currency)
