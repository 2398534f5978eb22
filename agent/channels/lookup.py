"""Questions to the shop platforms: one order, and the after-sale request that stands on it.

What comes back is an order or a claim of ours; `CallFailed` says that the platform did not tell.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from agent.channels.shop_client import ShopClient
from agent.channels.trade import (
    PACIFIC,
    aliexpress_order,
    jd_order,
    listed,
    moment,
    money,
    pdd_order,
    taobao_order,
)
from agent.domain.claim import Claim
from agent.domain.order import Order

_TRADE_FIELDS = (
    "tid,created,payment,status,consign_time,end_time,orders.oid,orders.title,orders.num,orders.price,"
    "orders.outer_sku_id,orders.outer_iid,orders.refund_id,orders.refund_status"
)
_REFUND_FIELDS = (
    "refund_id,tid,oid,refund_fee,reason,desc,has_good_return,num,outer_id,created,status,"
    "refund_remind_timeout"
)
_JD_FIELDS = "orderId,orderState,orderStateRemark,orderPayment,orderTotalPrice,orderStartTime,orderEndTime,itemInfoList"
_SETTLED = frozenset({"NO_REFUND", "CLOSED", "SUCCESS"})
"""States of a Taobao refund in which the buyer asks for nothing (any more)."""
_NOT_OURS_TO_ANSWER = _SETTLED | {"WAIT_BUYER_RETURN_GOODS", "SELLER_REFUSE_BUYER"}
"""States of a Taobao refund in which its clock, if one runs, is not the shop's."""
_TAOBAO_CLAIMS = {"return_bill": "return_refund", "replace_bill": "exchange"}
_ALIEXPRESS_CLAIMS = {"return_and_refund": "return_refund"}


class Trade(NamedTuple):
    """An order, and what the buyer formally asks for on it."""

    order: Order
    claim: Claim | None = None


def taobao_trade(client: ShopClient, number: str) -> dict[str, Any]:
    """Return a trade as Taobao tells it, {} for none."""
    answer = client.call("taobao.trade.fullinfo.get", {"tid": number, "fields": _TRADE_FIELDS})
    return dict(answer.get("trade") or {})


def taobao_claim(client: ShopClient, number: str, *, bill: str | None = None) -> Claim:
    """Return a refund as a claim; `bill` is the kind that the platform's message names."""
    refund = client.call("taobao.refund.get", {"refund_id": number, "fields": _REFUND_FIELDS})[
        "refund"
    ]
    returns = "return_refund" if refund.get("has_good_return") else "refund_only"
    return Claim.model_validate({
        "type": _TAOBAO_CLAIMS.get(str(bill), returns),
        "reason": "；".join(part for part in (refund.get("reason"), refund.get("desc")) if part),
        "amount": money(refund["refund_fee"], "CNY"),
        "items": [{"sku": refund.get("outer_id"), "qty": int(refund.get("num") or 1)}],
        "answer_by": _taobao_clock(refund),
    })  # fmt: skip


def _taobao_clock(refund: Mapping[str, Any]) -> datetime | None:
    """Return until when the platform waits for the shop; what it does not say, or cannot be read, is no time."""
    remind = refund.get("refund_remind_timeout")
    if not isinstance(remind, Mapping) or not remind.get("exist_timeout"):
        return None
    return None if refund.get("status") in _NOT_OURS_TO_ANSWER else moment(remind.get("timeout"))


def aliexpress_trade(client: ShopClient, number: str) -> dict[str, Any]:
    """Return an order as AliExpress tells it, {} for none."""
    answer = client.call(
        "aliexpress.solution.order.info.get", {"param1": {"order_id": _whole(number)}}
    )
    return dict((answer.get("result") or {}).get("data") or {})


def aliexpress_issues(
    client: ShopClient, *, page: int = 1, order: str | None = None
) -> tuple[list[dict[str, Any]], bool]:
    """Return a page of the open disputes, of one order or of all, and whether there are more."""
    size = 50  # the most that the platform gives
    query: dict[str, Any] = {"current_page": page, "page_size": size, "issue_status": "processing"}
    if order is not None:
        query["order_no"] = _whole(order)
    answer = client.call("aliexpress.issue.issuelist.get", {"query_dto": query})
    found = listed(answer, "data_list", "issue_api_issue_dto")
    return found, bool(found) and page * size < int(answer.get("total_item") or 0)


def aliexpress_claim(client: ShopClient, issue: Mapping[str, Any]) -> Claim:
    """Return a dispute as a claim: what the buyer last asked for, in the buyer's words."""
    answer = client.call(
        "aliexpress.issue.detail.get",
        {"buyer_login_id": str(issue["buyer_login_id"]), "issue_id": str(issue["issue_id"])},
    )
    detail: dict[str, Any] = answer.get("result_object") or {}
    wanted = _newest(listed(detail, "buyer_solution_list", "solution_api_dto"))
    steps = listed(detail, "process_dto_list", "api_issue_process_dto")
    words = [
        str(step["content"])
        for step in sorted(steps, key=_made)
        if step.get("submit_member_type") == "buyer" and step.get("content")
    ]
    shown = [
        one
        for step in steps
        for one in listed(step, "attachments", "api_attachment_dto")
        if one.get("owner") == "buyer"
    ]
    reason = detail.get("issue_reason") or issue.get("reason_english")
    amount = wanted.get("refund_money") or detail.get("refund_money_max_local")
    currency = wanted.get("refund_money_currency") or detail.get("refund_money_max_local_currency")
    return Claim.model_validate({
        "type": _ALIEXPRESS_CLAIMS.get(str(wanted.get("solution_type")), "refund_only"),
        "reason": "; ".join(dict.fromkeys(part for part in (reason, *words) if part)),
        "amount": money(amount, currency),
        "evidence": [{"kind": "photo"} for _ in shown[:20]],
    })  # fmt: skip


def _taobao(client: ShopClient, number: str) -> Trade | None:
    trade = taobao_trade(client, number)
    if not trade:
        return None
    open_ = (
        str(line["refund_id"])
        for line in listed(trade, "orders", "order")
        if line.get("refund_id") and str(line.get("refund_status")) not in _SETTLED
    )
    refund = next(open_, None)
    return Trade(taobao_order(trade), taobao_claim(client, refund) if refund else None)


def _aliexpress(client: ShopClient, number: str) -> Trade | None:
    data = aliexpress_trade(client, number)
    if not data:
        return None
    issues, _more = aliexpress_issues(client, order=number)
    return Trade(aliexpress_order(data), aliexpress_claim(client, issues[0]) if issues else None)


def _pdd(client: ShopClient, number: str) -> Trade | None:
    info = client.call("pdd.order.information.get", {"order_sn": number}).get("order_info")
    return Trade(pdd_order(info)) if info else None


def _jd(client: ShopClient, number: str) -> Trade | None:
    answer = client.call(
        "jingdong.pop.order.get", {"order_id": _whole(number), "optional_fields": _JD_FIELDS}
    )
    info = (answer.get("orderDetailInfo") or {}).get("orderInfo")
    return Trade(jd_order(info)) if info else None


TRADES: dict[str, Callable[[ShopClient, str], Trade | None]] = {
    "taobao": _taobao,
    "aliexpress": _aliexpress,
    "pdd": _pdd,
    "jd": _jd,
}
"""By platform: one order with the request that stands open on it; None where the platform knows none of this number."""


def _whole(number: str) -> int | str:
    """Return a number as the platforms' JSON has it."""
    return int(number) if number.isascii() and number.isdigit() else number


def _newest(rows: list[dict[str, Any]]) -> dict[str, Any]:
    return max(rows, key=_made, default={})


def _made(row: Mapping[str, Any]) -> float:
    at = moment(row.get("gmt_create"), PACIFIC)
    return 0.0 if at is None else at.timestamp()
