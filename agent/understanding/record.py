"""What the order's record shows of the goods, whatever the buyer's words say."""

import re
from dataclasses import dataclass

from agent.domain.case import Case
from agent.domain.claim import ClaimType
from agent.domain.order import Order

_WAITING = re.compile(
    r"待发货|未发货|待發貨|未發貨|待出貨|未出貨|备货|備貨|to_ship|unshipped|not shipped|awaiting shipment|"
    r"wait_seller_send_goods|paid_unshipped",
    re.IGNORECASE,
)
_SENDS = frozenset({ClaimType.RETURN_REFUND, ClaimType.EXCHANGE, ClaimType.REPAIR})


@dataclass(frozen=True)
class Record:
    """Not sent yet, sent, arrived; `held`: the claim itself is to send the goods somewhere, which takes having them."""

    unsent: bool = False
    sent: bool = False
    arrived: bool = False
    held: bool = False


NO_RECORD = Record()


def record_of(case: Case) -> Record:
    """Return what the case's order and claim show; a status in words counts only where nothing else says that it moved."""
    order = case.order
    return Record(
        unsent=order is not None and _unsent(order),
        sent=order is not None and order.shipped_at is not None,
        arrived=order is not None and order.delivered_at is not None,
        held=case.claim is not None and case.claim.type in _SENDS,
    )


def _unsent(order: Order) -> bool:
    moved = order.shipped_at or order.delivered_at or order.logistics
    return not moved and bool(order.status and _WAITING.search(order.status))
