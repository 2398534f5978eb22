"""Pinduoduo (experimental): after-sale requests come in; nothing goes out, because there is no open interface for chat.

The list of requests is asked for by the time of their last change, at most half an hour at once, so the cursor walks on in
half hours. Names and addresses come encrypted and stay so: nothing of them is read.
"""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from agent.channels.channel import (
    Fetched,
    InboundEvent,
    Reply,
    SendResult,
    SendState,
)
from agent.channels.gateway import CallFailed
from agent.channels.kind import ChannelKind, Level
from agent.channels.platform_channel import PlatformChannel
from agent.channels.reading import read_each
from agent.channels.shop_client import Access
from agent.channels.trade import moment, money
from agent.domain.case import Case
from agent.errors import Unreachable

WINDOW = timedelta(minutes=30)
"""The longest time that one question may ask about."""

_FIRST_LOOK = timedelta(days=1)
_BETWEEN = timedelta(minutes=2)
_PAGE = 100
_MOST_PAGES = 50
_WAITING = (2, 3, 14)
"""买家申请退款待商家处理, 退货退款待商家处理, 换货补寄待商家处理."""
_TYPES = {2: "refund_only", 3: "return_refund", 4: "exchange", 5: "reship"}


class PddChannel(PlatformChannel):
    """Asks for the requests that wait for the seller."""

    name = "pdd"

    @property
    def sends(self) -> bool:
        """No interface takes a reply."""
        return False

    def fetch(self, cursor: str | None, hint: str | None = None) -> Fetched:
        """Return what changed in the next half hour after the cursor (seconds since 1970; None: a day ago)."""
        del hint
        now = int(self._clock.now().timestamp())
        first = now - int(_FIRST_LOOK.total_seconds())
        # A desk that was off for long goes on from a day ago at the earliest: older requests have been decided.
        start = max(int(cursor), first) if cursor else first
        if now - start < _BETWEEN.total_seconds():
            return Fetched(cursor=cursor)
        end = min(now, start + int(WINDOW.total_seconds()))
        events: list[InboundEvent] = []
        for status in _WAITING:
            events += read_each(self.name, self._rows(status, start, end), _event)
        return Fetched(events=tuple(events), cursor=str(end), more=end < now)

    def send(self, reply: Reply, *, idempotency_key: str) -> SendResult:
        """Refuse: a person copies the text."""
        del reply, idempotency_key
        error = "pdd has no open interface for chat; copy the text into 拼多多商家工作台"
        return SendResult(state=SendState.REFUSED, error=error)

    def _rows(self, status: int, start: int, end: int) -> list[Mapping[str, Any]]:
        rows: list[Mapping[str, Any]] = []
        for page in range(1, _MOST_PAGES + 1):
            asked = {
                "after_sales_status": str(status),
                "after_sales_type": "1",  # all of them
                "start_updated_at": str(start),
                "end_updated_at": str(end),
                "page": str(page),
                "page_size": str(_PAGE),
            }
            try:
                answer = self._client.call("pdd.refund.list.increment.get", asked)
            except CallFailed as failed:
                raise Unreachable(f"pdd: {failed}") from None
            found = answer.get("refund_list") or []
            rows += found
            if len(found) < _PAGE:
                break
        return rows


def _event(row: Mapping[str, Any]) -> InboundEvent:
    number, order = str(row["id"]), str(row["order_sn"])
    item = {
        "sku": row.get("outer_id") or None,
        "title": row.get("goods_name"),
        "qty": int(row.get("goods_number") or 1),
        "price": money(row.get("goods_price"), "CNY"),
    }
    case = Case.model_validate({
        "id": f"pdd-refund-{number}",
        "kind": "claim",
        "platform": "pdd",
        "claim": {
            "type": _TYPES.get(int(row.get("after_sales_type") or 0), "refund_only"),
            "reason": row.get("after_sale_reason"),
            "amount": money(row.get("refund_amount"), "CNY"),
            "items": [{"sku": item["sku"], "qty": item["qty"]}],
        },
        "order": {
            "order_id": order,
            "placed_at": moment(row.get("confirm_time")),
            "paid": money(row.get("order_amount"), "CNY"),
            "items": [item],
        },
    })  # fmt: skip
    changed = str(row.get("updated_time") or row.get("after_sales_status") or "")
    return InboundEvent(
        event_id=f"refund-{number}-{changed}"[:200],
        type="claim",
        case=case,
        thread={"refund_id": number},
    )


KIND = ChannelKind(
    name="pdd",
    level=Level.VECTORS,
    proof="the published signature and the list of requests as the vendor documents it; not the live platform",
    config=Access,
    open=PddChannel,
    experimental=True,
)
