"""Whether the parcel is with the buyer, as far as the order's record says."""

import re

from agent.drafting.brief import OrderView

_DONE = re.compile(r"签收|簽收|送达|送達|已取件|已取走|delivered|signed", re.IGNORECASE)
_NOT_DONE = re.compile(r"未|待|派送中|准备|準備|out for|will be|not ", re.IGNORECASE)


def delivered(order: OrderView) -> bool:
    """Return whether the order or the carrier's last line says that the parcel was handed over."""
    text = order.last_event or ""
    return bool(order.delivered_at) or bool(_DONE.search(text)) and not _NOT_DONE.search(text)
