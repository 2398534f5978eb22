"""Exports of orders or buyers that lie among the documents: never knowledge, because search would quote them."""

import re
from collections.abc import Iterable

from knowledge.errors import UnreadableFile

_ORDER = frozenset(
    "订单号 訂單號 订单编号 訂單編號 订单id 訂單id orderid orderno ordernumber 用户id 用戶id 物流单号 运单号 快递单号 trackingnumber trackingno userid buyerid customerid".split()
)
_PERSON = frozenset(
    "收货人 收貨人 收件人 买家 買家 买家昵称 買家暱稱 手机号 手機號 手机 手機 手机号码 手機號碼 联系电话 聯絡電話 电话号码 電話號碼 收货地址 收貨地址 收件地址 "
    "用户姓名 收件人姓名 收件人电话 收货人姓名 收货人电话 收货电话 身份证号 buyer buyername buyernick phone phonenumber mobile receiver recipient consignee shippingaddress email".split()
)


def refuse_personal_data(keys: Iterable[str], name: str) -> None:
    """Raise UnreadableFile where columns or keys are those of orders together with those of persons."""
    plain = {re.sub(r"[\s_\-:：]+", "", key).lower() for key in keys}
    if plain & _ORDER and plain & _PERSON:
        raise UnreadableFile(
            f"{name}: holds orders or buyers' data, which is never knowledge; move it to orders/ or out of the folder"
        )
