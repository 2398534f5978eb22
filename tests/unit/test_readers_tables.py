"""Tables and catalogues: which row is the header, which column is what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge import catalogue
from knowledge.readers.table import read_table, table_blocks


def shown(rows: list[list[str]], sheet: str | None = "表") -> list[tuple[str | None, str]]:
    return [(block.place, block.text) for block in read_table(rows, sheet)[0]]


def test_a_title_above_the_header_is_dropped_and_rows_keep_their_numbers() -> None:
    rows = [
        ["常见问题库", "", ""],
        ["分类", "问", "答"],
        ["物流", "几天到？", "3天"],
        ["", "", ""],
        ["售后", "保修多久？", "一年"],
    ]
    assert shown(rows) == [
        ("表!3", "分类：物流\n问：几天到？\n答：3天"),
        ("表!5", "分类：售后\n问：保修多久？\n答：一年"),
    ]


def test_a_sheet_of_keys_and_values_has_no_header() -> None:
    assert shown([["店铺名称", "小熊"], ["退货地址", "义乌市某路1号"]]) == [
        ("表!1", "店铺名称：小熊"),
        ("表!2", "退货地址：义乌市某路1号"),
    ]


def test_properties_down_the_first_column_are_no_header() -> None:
    rows = [["颜色", "白色"], ["材质", "不锈钢"], ["重量", "2kg"]]
    assert [block.text for block in table_blocks(rows)] == [
        "颜色：白色",
        "材质：不锈钢",
        "重量：2kg",
    ]
    years = [["保修年限", "两年"], ["保修范围", "整机"], ["退货地址", "义乌"]]
    assert [block.text for block in table_blocks(years)][0] == "保修年限：两年"


def test_two_columns_named_by_kind_and_question() -> None:
    rows = [["坏果情况", "怎么赔"], ["不到一半", "按个数退"], ["整箱压烂", "同上"]]
    assert [block.text for block in table_blocks(rows)] == [
        "坏果情况：不到一半；怎么赔：按个数退",
        "坏果情况：整箱压烂；怎么赔：按个数退",
    ]


def test_a_second_table_after_an_empty_row() -> None:
    rows = [
        ["SKU", "名称", "价格"],
        ["Q-1", "杯", "12"],
        ["", "", ""],
        ["地区", "运费", ""],
        ["新疆", "18元", ""],
    ]
    blocks, products = read_table(rows, "表")
    assert [block.text for block in blocks] == [
        "SKU：Q-1；名称：杯；价格：12",
        "地区：新疆；运费：18元",
    ]
    assert [product.sku for product in products] == ["Q-1"]


def test_rows_without_a_header() -> None:
    assert shown([["质量问题", "15天", "卖家"], ["无理由", "7天", "买家"]]) == [
        ("表!1", "质量问题；15天；卖家"),
        ("表!2", "无理由；7天；买家"),
    ]


def test_a_sure_header_needs_no_known_name() -> None:
    assert [block.text for block in table_blocks([["甲", "乙"], ["1", "2"]], sure=True)] == [
        "甲：1；乙：2"
    ]


def test_rows_with_their_own_validity() -> None:
    (row,) = read_table(
        [["规则", "生效日期", "失效日期"], ["满减", "2026-09-01", "2026/9/30"]], "表"
    )[0]
    assert (str(row.valid_from), str(row.valid_to)) == ("2026-09-01", "2026-09-30")


@pytest.mark.parametrize(
    ("header", "sku"),
    [
        (["型号", "SKU", "名称", "价格"], "B"),
        (["货号", "商品名称", "售价", "备注"], "A"),
        (["商品ID", "商品名称", "商品价格", "状态"], "A"),
        (["名称", "貨號", "售價", "庫存"], "B"),
        (["Item No.", "Product Name", "Unit Price", "Qty"], "A"),
        (["product_id", "title", "price", "x"], "A"),
    ],
)
def test_the_surest_code_column_is_the_sku(header: list[str], sku: str) -> None:
    cells = ["A-1", "B-1", "9.9", "3"]
    product = catalogue.row_product(header, cells, catalogue.columns_of(header))
    assert product is not None
    assert product.sku == f"{sku}-1"


@pytest.mark.parametrize(
    ("cell", "amount", "count"),
    [
        ("¥1,299.00", "1299.00", None),
        ("36 件", "36", 36),
        ("1,200", "1200", 1200),
        ("无货", None, 0),
        ("NT$80", "80", None),
        ("", None, None),
    ],
)
def test_prices_and_counts(cell: str, amount: str | None, count: int | None) -> None:
    assert (catalogue.price(cell), catalogue.whole_number(cell)) == (amount, count)


def test_numbers_of_rules_are_no_products() -> None:
    blocks, products = read_table([["编号", "名称", "说明"], ["R001", "七天无理由", "可退"]], "表")
    assert products == []
    assert blocks[0].products == ()


def test_a_table_of_places_is_no_catalogue() -> None:
    header = ["编号", "名称"]
    assert catalogue.row_product(header, ["新疆", "包邮"], catalogue.columns_of(header)) is None


@given(st.lists(st.lists(st.text(max_size=12), max_size=5), max_size=8))
def test_no_table_makes_it_raise(rows: list[list[str]]) -> None:
    blocks, _ = read_table(rows, "表")
    assert all(block.text for block in blocks if block.kind == "row")
