"""Exports of shops' back ends in the guises they come in: encodings, guards around numbers, notes above, lines below."""

import io
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from agent.connectors.columns import find_header
from agent.connectors.export import Export, read_export, read_pasted
from agent.domain.money import Money
from agent.errors import InvalidInput

NUMBER = "1930679858170647001"
HEAD = (
    "订单编号,买家会员名,买家应付货款,买家应付邮费,总金额,买家实际支付金额,订单状态,收货人姓名,收货地址,联系手机,"
    "订单创建时间,订单付款时间 ,宝贝标题 ,宝贝总数量,物流单号 ,物流公司"
)
ROW = (
    "{number},甲乙,598,0,598,598.00,卖家已发货，等待买家确认,王小明,吉林省某市某路1号,'13800000000,"
    "2026-05-23 22:02:11,2026/5/23 22:03,面霜套装,1,No:7312345678,中通快递"
)
PERSONAL = ("王小明", "13800000000", "某路1号", "甲乙")


def orders_csv(number: str = f'"=""{NUMBER}"""') -> str:
    # The comma in the state is the export's own full-width one, so it divides nothing.
    return HEAD + "\n" + ROW.format(number=number) + "\n"


def workbook(*rows: list[object]) -> bytes:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(row)
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def the_order(export: Export, number: str = NUMBER):
    assert list(export.entries) == [number]
    return export.entries[number].order


@pytest.mark.parametrize(
    "number", [NUMBER, f'"=""{NUMBER}"""', f'="{NUMBER}"', f"'{NUMBER}", f"{NUMBER}\t"]
)
@pytest.mark.parametrize("encoding", ["gbk", "utf-8", "utf-8-sig", "utf-16"])
def test_an_order_table_of_qianniu(number: str, encoding: str) -> None:
    order = the_order(read_export(orders_csv(number).encode(encoding), "订单.csv"))
    assert order.paid == Money.of("598.00")
    assert order.status == "卖家已发货，等待买家确认"
    assert order.placed_at == datetime(2026, 5, 23, 14, 2, 11, tzinfo=UTC)
    assert order.items[0].title == "面霜套装" and order.items[0].qty == 1
    assert order.logistics[0].text == "中通快递 No:7312345678"
    assert order.buyer is not None and order.buyer.phone == "13800000000"


@pytest.mark.parametrize("mark", ["\t", ";"])
def test_other_delimiters_and_notes_above_the_header(mark: str) -> None:
    text = "导出说明\n\n" + orders_csv(NUMBER).replace(",", mark)
    assert the_order(read_export(text.encode(), "a.txt")).paid == Money.of("598.00")


def test_lines_of_an_order_are_put_together() -> None:
    rows: list[list[object]] = [
        ["子订单编号", "主订单编号", "标题", "价格", "购买数量", "商品属性", "商家编码", "买家实付金额", "退款状态"],
        ["1", NUMBER, "上衣", 100, 1, "红色;L", "A1", 90.5, "没有申请退款"],
        ["2", NUMBER, "裤子", "¥1,050.00", "2", "", "B2", "2,000", "买家已经申请退款，等待卖家同意"],
    ]  # fmt: skip
    export = read_export(workbook(*rows), "宝贝.xlsx")
    entry = export.entries[NUMBER]
    assert [item.sku for item in entry.order.items] == ["A1", "B2"]
    assert entry.order.items[0].title == "上衣 红色;L"
    assert entry.order.items[1].price == Money.of("1050.00")
    assert entry.order.paid == Money.of("2090.50"), "the lines' sum"
    assert entry.claim is not None and entry.claim.type == "refund_only"


def test_an_order_repeated_for_its_parcels_is_one_order() -> None:
    twice = orders_csv(NUMBER) + ROW.format(number=NUMBER) + "\n"
    order = the_order(read_export(twice.encode("gbk"), "a.csv"))
    assert order.paid == Money.of("598.00") and len(order.items) == 1


@pytest.mark.parametrize(
    ("state", "kind", "expected"),
    [
        ("买家已经申请退款，等待卖家同意", "退货退款", "return_refund"),
        ("退款待处理", "仅退款", "refund_only"),
        ("换货待处理", "换货", "exchange"),
        ("退款成功", "退货退款", None),
        ("退款关闭", "仅退款", None),
        ("没有申请退款", "", None),
        ("", "", None),
    ],
)
def test_requests_that_stand_open(state: str, kind: str, expected: str | None) -> None:
    head = "订单编号,退款状态,售后类型,买家退款金额,买家退款原因,买家退款说明"
    row = f"{NUMBER},{state},{kind},12.50,质量问题,开线了"
    claim = read_export(f"{head}\n{row}".encode("gbk"), "退款.csv").entries[NUMBER].claim
    if expected is None:
        assert claim is None
    else:
        assert claim is not None and claim.type == expected
        assert claim.amount == Money.of("12.50") and claim.reason == "质量问题；开线了"


def test_an_order_table_of_aliexpress() -> None:
    rows: list[list[object]] = [
        ["Order No.", "Order Status", "Buyer Name", "Order creation time", "Total Amount", "Product Name", "SKU Code", "Quantity", "Unit price", "Tracking number", "Receiver name"],
        ["3031265788145237", "Awaiting confirmation", "J", "2026-02-24 15:00", "US $170.54", "Tripod", "T-1", "1", "US $173.40", "LP00123", "John"],
    ]  # fmt: skip
    order = the_order(read_export(workbook(*rows), "orders.xlsx"), "3031265788145237")
    assert order.paid == Money.of("170.54", "USD")
    assert order.placed_at == datetime(2026, 2, 24, 23, 0, tzinfo=UTC), "Pacific time"
    assert order.items[0].sku == "T-1"


def test_numbers_that_excel_rounded_are_told_and_left_out() -> None:
    rows: list[list[object]] = [
        ["订单编号", "订单状态"],
        [1930679858170647001, "交易成功"],
        ["", "x"],
    ]
    export = read_export(workbook(*rows), "a.xlsx")
    assert export.entries == {} and "Excel rounded" in export.line
    csv = "订单编号,订单状态\n1.93068E+18,交易成功\n"
    assert "Excel rounded" in read_export(csv.encode("gbk"), "a.csv").line


def test_the_line_about_a_file_holds_nothing_of_its_rows() -> None:
    text = orders_csv(NUMBER) + "没有编号,甲乙,,,,,,王小明,,13800000000\n"
    line = read_export(text.encode("gbk"), "订单.csv").line
    assert line == "订单.csv: 1 orders from 2 rows; 1 left out: no order number"


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 broken",
        b"\xd0\xcf\x11\xe0 locked",
        "姓名,电话\n王小明,13800000000\n".encode("gbk"),
        "订单编号\n1\n".encode(),
        bytes(range(256)) * 40,
    ],
)
def test_what_is_no_table_of_orders_is_said_in_one_line(data: bytes) -> None:
    with pytest.raises(InvalidInput) as refused:
        read_export(data, "x.csv")
    assert "\n" not in str(refused.value)
    assert not any(word in str(refused.value) for word in PERSONAL)


def test_the_better_named_of_two_columns_counts() -> None:
    header = find_header([["买家应付货款", "订单编号", "买家实际支付金额(元)", "子订单编号"]])
    assert header is not None
    assert header.columns == {"paid": 2, "order_id": 1, "line_id": 3}


def test_copied_rows_are_read_and_a_plain_text_is_not() -> None:
    copied = HEAD.replace(",", "\t") + "\n" + ROW.format(number=NUMBER).replace(",", "\t")
    export = read_pasted(copied)
    assert export is not None and the_order(export).paid == Money.of("598.00")
    assert read_pasted("订单编号：123456\n实付款：12") is None


@settings(deadline=None)
@given(st.lists(st.lists(st.text(max_size=12), max_size=6), max_size=6))
def test_whatever_stands_in_a_table_reads_or_is_refused(rows: list[list[str]]) -> None:
    text = "订单编号,买家实付金额,下单时间\n" + "\n".join(",".join(row) for row in rows)
    try:
        export = read_export(text.encode("utf-8", "replace"), "x.csv")
    except InvalidInput as refused:
        assert "\n" not in str(refused)
        return
    for number, entry in export.entries.items():
        assert entry.order.order_id == number
