"""Which column of an export holds what, by its header: 千牛's order, item and refund tables, AliExpress' order table.

A header is compared without spaces, punctuation, case and what stands in brackets, so `买家应付货款(元)` and `Order No.`
are found. Of several columns for one thing, the one named first here counts.
"""

import re
from collections.abc import Sequence

from agent.domain.value import Value

_NAMES: dict[str, str] = {
    "order_id": (
        "主订单编号 主订单号 父订单编号 父订单号 订单编号 订单号 订单id 交易编号 訂單編號 訂單號 "
        "orderno orderid ordernumber parentorderid"
    ),
    "line_id": "子订单编号 子订单号 子订单id suborderno suborderid childorderid",
    "paid": (
        "买家实际支付金额 买家实付金额 实际支付金额 实付金额 实付款 实收金额 支付金额 订单实付金额 订单金额 总金额 "
        "买家应付货款 应付货款 應付金額 實付金額 orderamount ordertotal totalamount totalprice paymentamount amountpaid"
    ),
    "currency": "币种 货币 幣別 currency ordercurrency currencycode",
    "status": "订单状态 交易状态 订单当前状态 訂單狀態 orderstatus",
    "title": (
        "宝贝标题 商品标题 商品名称 宝贝名称 产品名称 标题 商品名稱 productname producttitle itemtitle itemname productinformation"
    ),
    "spec": (
        "商品属性 宝贝规格 商品规格 规格 销售属性 sku属性 productattributes productproperties skuproperties variation productspecification"
    ),
    "sku": (
        "商家编码 规格商家编码 外部系统编号 商品编码 sku编码 货号 商品货号 skucode sellersku sellerskucode productcode sku productid"
    ),
    "qty": "购买数量 宝贝总数量 商品数量 数量 件数 quantity qty productquantity itemquantity",
    "price": "单价 商品单价 宝贝单价 商品价格 价格 unitprice itemprice productprice price",
    "placed_at": (
        "订单创建时间 买家下单时间 下单时间 拍下时间 创建时间 成交时间 訂單成立時間 "
        "ordercreationtime ordercreatedtime ordertime orderdate createdtime creationtime"
    ),
    "paid_at": "订单付款时间 买家付款时间 付款时间 支付时间 paymenttime paymentdate paidtime orderpaymenttime",
    "shipped_at": (
        "发货时间 卖家发货时间 订单发货时间 出货时间 shippingtime shippedtime shipmenttime shipmentdate dateshipped dispatchtime"
    ),
    "delivered_at": (
        "签收时间 确认收货时间 收货时间 到货时间 deliveredtime receivedtime receiptconfirmationtime confirmreceipttime"
    ),
    "tracking": "物流单号 运单号 快递单号 物流运单号 運單號 trackingnumber trackingno trackingid logisticsno waybillno",
    "carrier": "物流公司 快递公司 物流商 logisticscompany carrier shippingcompany logisticsservice shippingmethod",
    "buyer_name": "收货人姓名 收货人 收件人 收件人姓名 receivername contactperson consignee recipient",
    "buyer_phone": "联系手机 联系电话 手机 手机号 收货人手机 收件人电话 mobile mobilephone phone phonenumber contactnumber",
    "buyer_address": "收货地址 详细地址 收件地址 收货人地址 shippingaddress deliveryaddress address detailedaddress",
    "claim_state": "退款状态 售后状态 退货退款状态 refundstatus disputestatus aftersalesstatus",
    "claim_type": "售后类型 退款类型 退货类型 aftersalestype disputetype refundtype",
    "claim_amount": "买家退款金额 退款金额 申请退款金额 退款金额元 refundamount disputeamount",
    "claim_reason": "买家退款原因 退款原因 售后原因 申请原因 refundreason disputereason",
    "claim_words": "买家退款说明 退款说明 售后说明 买家说明 refunddescription disputedescription",
}  # fmt: skip
_BY_NAME = {
    name: (field, rank)
    for field, names in _NAMES.items()
    for rank, name in enumerate(names.split())
}
_NOISE = re.compile(r"[\s\W_]+")
_BRACKETS = re.compile(r"[(（\[【][^)）\]】]*[)）\]】]")
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_HEADER_WITHIN = 15
"""Rows above the header that an export may fill with notes."""


class Header(Value):
    """Where the header stands, which column holds which thing, and whether it is written in Chinese."""

    row: int
    columns: dict[str, int]
    chinese: bool


def find_header(rows: Sequence[Sequence[str]]) -> Header | None:
    """Return the header of an order table; None where no row names an order number and something about the order."""
    best: Header | None = None
    for at, row in enumerate(rows[:_HEADER_WITHIN]):
        columns = _columns(row)
        if "order_id" in columns and len(columns) >= 2:
            if best is None or len(columns) > len(best.columns):
                chinese = bool(_CHINESE.search(row[columns["order_id"]]))
                best = Header(row=at, columns=columns, chinese=chinese)
    return best


def _columns(row: Sequence[str]) -> dict[str, int]:
    found: dict[str, tuple[int, int]] = {}
    for at, cell in enumerate(row):
        field, rank = _named(cell)
        if field and (field not in found or rank < found[field][0]):
            found[field] = (rank, at)
    return {field: at for field, (_, at) in found.items()}


def _named(cell: str) -> tuple[str, int]:
    if len(cell) > 60:
        return "", 0
    for text in (cell, _BRACKETS.sub("", cell)):
        known = _BY_NAME.get(_NOISE.sub("", text).lower())
        if known is not None:
            return known
    return "", 0
