"""A chat and an order as somebody copied them from a chat tool or a screenshot: text in, a case out.

Nothing is required of the form. Lines that name a speaker, or carry a time after a name as chat tools copy them, change who
speaks; everything else belongs to whoever spoke last, and to the buyer at first.
"""

import re
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.connectors.export import read_pasted

_TIME = r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?[ T]+\d{1,2}:\d{2}(?::\d{2})?"
_SELLER_NAMES = re.compile(
    r"客服|卖家|賣家|商家|店家|掌柜|掌櫃|旗舰店|旗艦店|专营店|专卖店|小二|我方|^我$|seller|agent|shop|support|store|^me$",
    re.IGNORECASE,
)
_BUYER_NAMES = re.compile(
    r"买家|買家|顾客|顧客|客户|客戶|消费者|buyer|customer|client", re.IGNORECASE
)
_HEADER = re.compile(
    rf"^\s*(?P<name>[^\n:：(（]{{1,40}}(?:[:：][^\n:：\s(（]{{1,20}})?)?\s*[(（\[]?\s*(?P<at>{_TIME})\s*[)）\]]?\s*[:：]?\s*(?P<text>.*)$"
)
_NAMED = re.compile(r"^\s*(?P<name>[^\s:：]{1,24})\s*[:：]\s*(?P<text>.*)$")

_ORDER_ID = re.compile(r"(?:订单编?号|訂單編?號|单号|order(?: (?:no|number|id))?)\W{0,3}#?\s*([A-Za-z0-9-]{6,32})", re.I)  # fmt: skip
_PAID = re.compile(
    r"(?:实付款?|實付(?:金額)?|实收款?|付款金额|支付金额|合计|合計|总价|總價|total|paid)[^\d\n]{0,12}(\d+(?:\.\d{1,2})?)", re.I
)  # fmt: skip
_TITLE = re.compile(r"^(?:商品|宝贝|寶貝|品名|货品|item|product)(?:名称|名稱|标题|標題)?\s*[:：]\s*(.+)$", re.I | re.M)  # fmt: skip
_STATUS = re.compile(r"^(?:订单|交易|物流|訂單|order )?(?:状态|狀態|status)\s*[:：]\s*(.+)$", re.I | re.M)  # fmt: skip
_MOMENTS = {
    "placed_at": re.compile(rf"(?:下单|下單|创建|建立|成交|付款|支付|ordered|placed)[^\n\d]{{0,12}}({_TIME})", re.I),
    "shipped_at": re.compile(rf"(?:发货|發貨|出貨|寄出|shipped)[^\n\d]{{0,12}}({_TIME})", re.I),
    "delivered_at": re.compile(rf"(?:签收|簽收|收货|收貨|送达|送達|delivered|received)[^\n\d]{{0,12}}({_TIME})", re.I),
}  # fmt: skip
_SCAN = re.compile(rf"^\s*({_TIME})\s+(\S.*)$", re.M)


def pasted_case(
    case_id: str, *, chat: str, order: str, platform: str, now: datetime, zone: ZoneInfo
) -> dict[str, Any]:
    """Return a case in the contract's form; times are read as the shop's own."""
    return {
        "id": case_id,
        "kind": "message",
        "platform": platform or "other",
        "now": now.isoformat(),
        "messages": _messages(chat, zone),
        "order": _row(order, chat) or _order(order, zone) if order.strip() else None,
    }


def _messages(chat: str, zone: ZoneInfo) -> list[dict[str, Any]]:
    turns: list[dict[str, Any]] = []
    role: str = "buyer"
    at: datetime | None = None
    fresh = True
    for line in chat.replace("\r", "").split("\n"):
        speaker = _speaker(line, zone)
        if speaker is not None:
            role, at, text = speaker
            fresh = True
        else:
            text = line
        if not text.strip():
            continue
        if fresh or not turns:
            turns.append({"role": role, "text": text.strip(), "at": at.isoformat() if at else None})
            fresh = False
        else:
            turns[-1]["text"] += "\n" + text.strip()
    return turns


def _speaker(line: str, zone: ZoneInfo) -> tuple[str, datetime | None, str] | None:
    headed = _HEADER.match(line)
    if headed and headed["name"]:
        return _role(headed["name"]), _moment(headed["at"], zone), headed["text"]
    named = _NAMED.match(line)
    if named and (_SELLER_NAMES.search(named["name"]) or _BUYER_NAMES.search(named["name"])):
        return _role(named["name"]), None, named["text"]
    return None


def _role(name: str) -> str:
    # A colon inside a chat name is a shop's sub-account (店铺:小林); buyers have none.
    sub_account = ":" in name.strip() or "：" in name.strip()
    seller = sub_account or (_SELLER_NAMES.search(name) and not _BUYER_NAMES.search(name))
    return "seller" if seller else "buyer"


def _row(text: str, chat: str) -> dict[str, Any] | None:
    """Return the order of rows copied from an export together with their header: the one that the chat names, or the first."""
    export = read_pasted(text)
    if export is None or not export.entries:
        return None
    number = next(
        (number for number in export.entries if number in chat), next(iter(export.entries))
    )
    return export.entries[number].order.model_dump(
        mode="json", exclude_none=True, exclude={"buyer"}
    )


def _order(text: str, zone: ZoneInfo) -> dict[str, Any]:
    text = text.replace("\r", "")
    found: dict[str, Any] = {}
    if match := _ORDER_ID.search(text):
        found["order_id"] = match[1]
    if match := _PAID.search(text):
        found["paid"] = {"value": match[1], "currency": _currency(text)}
    if match := _STATUS.search(text):
        found["status"] = match[1].strip()[:40]
    titles = [match.strip()[:120] for match in _TITLE.findall(text)]
    found["items"] = [{"title": title} for title in titles[:20]]
    for name, pattern in _MOMENTS.items():
        moment = _moment(match[1], zone) if (match := pattern.search(text)) else None
        if moment is not None:
            found[name] = moment.isoformat()
    scans = [(_moment(at, zone), line.strip()[:200]) for at, line in _SCAN.findall(text)]
    found["logistics"] = [
        {"at": at.isoformat(), "text": line} for at, line in scans[:60] if at is not None
    ]
    return found


def _currency(text: str) -> str:
    if re.search(r"US\s?\$|USD", text):
        return "USD"
    return "TWD" if re.search(r"NT\$|TWD|新台幣|新臺幣", text) else "CNY"


def _moment(text: str, zone: ZoneInfo) -> datetime | None:
    numbers = [int(part) for part in re.findall(r"\d+", text)]
    try:
        return datetime(*numbers[:6], tzinfo=zone)  # type: ignore[misc,arg-type]
    except (TypeError, ValueError):
        return None
