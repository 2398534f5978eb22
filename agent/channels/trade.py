"""What the shop platforms call a trade, as an order of ours. The buyer's own data is left where it is."""

import re
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, tzinfo
from typing import Any
from zoneinfo import ZoneInfo

from agent.channels.shop_client import BEIJING
from agent.domain.money import Money
from agent.domain.order import Order

PACIFIC = ZoneInfo("America/Los_Angeles")
"""The zone of AliExpress' times, which carry none."""

_WRITTEN = re.compile(
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?)?"
)
_IN_WORDS = ("%d %b %Y %H:%M", "%b %d, %Y %H:%M", "%b %d, %Y")
_MILLISECONDS = 10**11
_PDD_STATES = {1: "待发货", 2: "已发货", 3: "已签收"}


def taobao_order(trade: Mapping[str, Any]) -> Order:
    """Read the `trade` of taobao.trade.fullinfo.get."""
    return _order(
        trade.get("tid"),
        paid=money(trade.get("payment"), "CNY"),
        placed_at=moment(trade.get("created")),
        shipped_at=moment(trade.get("consign_time")),
        delivered_at=moment(trade.get("end_time")),
        status=trade.get("status"),
        items=(
            _item(
                line.get("outer_sku_id") or line.get("outer_iid"),
                line.get("title"),
                line.get("num"),
                money(line.get("price"), "CNY"),
            )
            for line in listed(trade, "orders", "order")
        ),
    )


def aliexpress_order(data: Mapping[str, Any]) -> Order:
    """Read the `data` of aliexpress.solution.order.info.get."""
    parcels = listed(data, "logistic_info_list", "global_aeop_tp_logistic_info_dto")
    return _order(
        data.get("id"),
        paid=_amount(data.get("order_amount")),
        placed_at=moment(data.get("gmt_create"), PACIFIC),
        shipped_at=_latest(parcels, "gmt_send", PACIFIC),
        delivered_at=_latest(parcels, "gmt_received", PACIFIC),
        status=data.get("order_status"),
        items=(
            _item(
                line.get("sku_code") or line.get("product_id"),
                line.get("product_name"),
                line.get("product_count"),
                _amount(line.get("product_price")),
            )
            for line in listed(data, "child_order_list", "global_aeop_tp_child_order_dto")
        ),
    )


def pdd_order(info: Mapping[str, Any]) -> Order:
    """Read the `order_info` of pdd.order.information.get."""
    state = info.get("order_status")
    return _order(
        info.get("order_sn"),
        paid=money(info.get("pay_amount"), "CNY"),
        placed_at=moment(info.get("created_time")),
        shipped_at=moment(info.get("shipping_time")),
        delivered_at=moment(info.get("receive_time")),
        status=_PDD_STATES.get(state) if isinstance(state, int) else state,
        items=(
            _item(
                line.get("outer_id") or line.get("sku_id"),
                line.get("goods_name"),
                line.get("goods_count"),
                money(line.get("goods_price"), "CNY"),
            )
            for line in info.get("item_list") or ()
        ),
    )


def jd_order(info: Mapping[str, Any]) -> Order:
    """Read the `orderInfo` of jingdong.pop.order.get."""
    return _order(
        info.get("orderId"),
        paid=money(info.get("orderPayment") or info.get("orderTotalPrice"), "CNY"),
        placed_at=moment(info.get("orderStartTime")),
        delivered_at=moment(info.get("orderEndTime")),
        status=info.get("orderStateRemark") or info.get("orderState"),
        items=(
            _item(
                line.get("outerSkuId") or line.get("skuId"),
                line.get("skuName"),
                line.get("itemTotal"),
                money(line.get("jdPrice"), "CNY"),
            )
            for line in info.get("itemInfoList") or ()
        ),
    )


def moment(value: Any, zone: tzinfo = BEIJING) -> datetime | None:
    """Return a platform's time: written without its zone, or as seconds or milliseconds; None for nothing or nonsense."""
    text = str(value or "").strip()
    if text.isascii() and text.isdigit() and 9 <= len(text) <= 13:
        number = int(text)
        return datetime.fromtimestamp(number / (1000 if number >= _MILLISECONDS else 1), UTC)
    written = _WRITTEN.fullmatch(text)
    if written is not None:
        return _at([int(part or 0) for part in written.groups()], zone)
    for form in _IN_WORDS if text else ():
        try:
            return datetime.strptime(text, form).replace(tzinfo=zone).astimezone(UTC)
        except ValueError:
            continue
    return None


def _at(parts: list[int], zone: tzinfo) -> datetime | None:
    try:
        return datetime(*parts, tzinfo=zone).astimezone(UTC)  # type: ignore[misc,arg-type]
    except (ValueError, OverflowError):
        return None


def money(value: Any, currency: Any) -> Money | None:
    """Return an amount in the platform's own writing; None for nothing or nonsense."""
    try:
        return Money.of(str(value).strip(), str(currency or "CNY").upper())
    except ValueError:
        return None


def listed(source: Mapping[str, Any], name: str, inner: str) -> list[Any]:
    """Return a list as TOP writes it, in an object of its own, or plainly."""
    held = source.get(name)
    if isinstance(held, Mapping):
        held = held.get(inner)
    return held if isinstance(held, list) else []


def _order(number: Any, *, items: Iterable[dict[str, Any]], status: Any, **fields: Any) -> Order:
    made = {"order_id": str(number) if number else None, "items": tuple(items), **fields}
    return Order(status=None if status is None else str(status), **made)


def _item(sku: Any, title: Any, qty: Any, price: Money | None) -> dict[str, Any]:
    return {
        "sku": str(sku) if sku else None,
        "title": title,
        "qty": int(qty or 1),
        "price": price,
    }


def _amount(value: Any) -> Money | None:
    if not isinstance(value, Mapping):
        return None
    return money(value.get("amount") or value.get("amount_str"), value.get("currency_code"))


def _latest(rows: Iterable[Mapping[str, Any]], name: str, zone: tzinfo) -> datetime | None:
    times = [at for row in rows if (at := moment(row.get(name), zone)) is not None]
    return max(times, default=None)
