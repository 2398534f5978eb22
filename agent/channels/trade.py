"""What Taobao's platform calls a trade, as an order of ours."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from agent.channels.top import BEIJING


def order(trade: Mapping[str, Any]) -> dict[str, Any]:
    """Return a trade of the platform as an order; the buyer's own data is left where it is."""
    lines = (trade.get("orders") or {}).get("order", [])
    return {
        "order_id": str(trade["tid"]) if "tid" in trade else None,
        "placed_at": beijing(trade.get("created")),
        "paid": {"value": str(trade["payment"]), "currency": "CNY"} if "payment" in trade else None,
        "items": [
            {
                "sku": line.get("outer_sku_id") or line.get("outer_iid"),
                "title": line.get("title"),
                "qty": int(line.get("num") or 1),
                "price": line.get("price"),
            }
            for line in lines
        ],
        "shipped_at": beijing(trade.get("consign_time")),
        "delivered_at": beijing(trade.get("end_time")),
        "status": trade.get("status"),
    }


def beijing(value: Any) -> str | None:
    """Return `2026-11-21 10:00:00` with its zone: the platform's times carry none and are Beijing's."""
    if not value:
        return None
    moment = datetime.strptime(str(value), "%Y-%m-%d %H:%M:%S").replace(tzinfo=BEIJING)
    return moment.astimezone(UTC).isoformat()
