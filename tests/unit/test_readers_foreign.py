"""Folders as other shops keep them: odd column names, trails above pages, variants, manuals without a catalogue, old versions."""

import json
import os
from datetime import date
from pathlib import Path

import pytest

from knowledge.catalogue import Catalogue, merged
from knowledge.clause import Clause
from knowledge.folder import settled
from knowledge.product import Product
from knowledge.readers.reader import assign_products, list_files, read_file, read_folder
from knowledge.readers.table import read_table
from knowledge.versions import base_name, outdated


def clauses_of(folder: Path) -> list[Clause]:
    return [c for reading in assign_products(list(read_folder(folder))) for c in reading.clauses]


@pytest.mark.parametrize(
    "header",
    [
        ["品號", "品名", "售價", "庫存量", "保固期"],
        ["貨品編號", "商品全名", "優惠價", "可賣數量", "保固年限"],
        ["商品選項貨號", "品項", "網路價", "剩餘", "保固多久"],
        ["料号", "宝贝名称", "券后价", "余量", "质保多久"],
    ],
)
def test_columns_by_other_names(header: list[str]) -> None:
    _, products = read_table([header, ["MR-T01", "橡木餐桌", "12,800", "6", "一年"]], "商品")
    assert [(p.sku, p.price, p.stock, p.warranty) for p in products] == [
        ("MR-T01", "12800", 6, "一年")
    ]


def test_a_faq_by_any_header_and_without_one() -> None:
    rows = [
        ["面霜早上能用吗", "早晚都能用"],
        ["先用精华还是面霜", "先精华"],
        ["怎么查备案", "看瓶底"],
    ]
    blocks, _ = read_table([["来访者", "我们说"], *rows], "问答")
    assert [b.text.split("\n")[0] for b in blocks] == [f"来访者：{q}" for q, _ in rows]
    blocks, _ = read_table(rows, "问答")
    assert [b.text for b in blocks] == ["\n".join(row) for row in rows]


def test_trails_menus_and_footers_are_not_the_page(tmp_path: Path) -> None:
    page = """<body><div>首页 &gt; 帮助中心 &gt; 售后</div><ul class=x><li><a>首页</a><li><a>客服</a><li><a>联系</a></ul>
    <nav><ul class=menu><li><a>一</a></ul></nav><h1>退货</h1><p>七天可退。</p><div class="page-menu"><h2>运费</h2><p>买家出。</p></div>
    <div id=footer>© 木日</div></body>"""
    (tmp_path / "a.html").write_text(page, encoding="utf-8")
    assert [(c.heading, c.text) for c in clauses_of(tmp_path)] == [
        ("退货", "七天可退。"),
        ("退货 > 运费", "买家出。"),
    ]


def test_variants_are_products_and_orders_fall_back(tmp_path: Path) -> None:
    listed = [
        {"sku": "KX-9-8-256", "颜色": "黑", "价格": "1899", "库存": "3"},
        {"sku": "KX-9-12", "价格": "2399"},
    ]
    record = {"型号": "KX-9", "名称": "九号手机", "保修": "一年", "版本": listed}
    (tmp_path / "p.json").write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
    [reading] = read_folder(tmp_path)
    books = Catalogue(merged(reading.products))
    assert set(books) == {"KX-9", "KX-9-8-256", "KX-9-12"}
    assert (books["KX-9-8-256"].stock, books["KX-9-8-256"].warranty) == (3, "一年")
    assert books["kx-9-16-512"].sku == "KX-9"
    assert books.get("KX-8") is None


def test_one_sku_of_two_sheets_is_one_product() -> None:
    one = Product(sku="A-1", title="灯", attributes=(("颜色", "白"),))
    other = Product(sku="a-1", title="台灯", stock=0, attributes=(("颜色", "黑"), ("功率", "5W")))
    [united] = merged([one, other]).values()
    assert (united.title, united.stock) == ("灯", 0)
    assert united.attributes == (("颜色", "白"), ("功率", "5W"))


def test_a_manual_without_a_catalogue_row_is_its_products(tmp_path: Path) -> None:
    (tmp_path / "KX-A5空气炸锅说明书.md").write_text(
        "# KX-A5 说明书\n\n## 清洁\n\n不能放洗碗机。\n", "utf-8"
    )
    (tmp_path / "保修说明v2.md").write_text("# 保修 v2\n\n整机一年。\n", "utf-8")
    assert {c.text: c.products for c in clauses_of(tmp_path)} == {
        "不能放洗碗机。": ("KX-A5",),
        "整机一年。": (),
    }


def test_old_versions_by_name() -> None:
    paths = [
        "保修/旧版/条款2025版.html",
        "保修/条款.pdf",
        "退货_v1.md",
        "退货_v2.md",
        "以旧换新.md",
    ]
    assert outdated(paths) == {paths[0], paths[2]}
    assert base_name(paths[0]) == base_name(paths[1])


def test_a_name_in_gbk_bytes_is_read(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/" + "退货.md".encode("gb18030")
    try:
        Path(os.fsdecode(raw)).write_text("# 退货\n\n七天可退。\n", encoding="utf-8")
    except OSError:
        pytest.skip("names in GBK bytes not run: this file system takes UTF-8 names only")
    [entry] = list_files(tmp_path)
    assert entry.path == "退货.md"
    assert read_file(tmp_path / entry.path, tmp_path).status == "read"


def test_a_mention_in_passing_gives_no_file_away(tmp_path: Path) -> None:
    (tmp_path / "商品.csv").write_text("SKU,品名,价格\nKX-9,电水壶,99\nKX-7,吸尘器,399\n", "utf-8")
    (tmp_path / "退换货.md").write_text(
        "# 退换货\n\n所有商品签收7天内可退。\n\n## 赠品\n\n- KX-9 随单送的杯子要一起退回来，少了扣10元。\n"
        "- 人为损坏的不支持无理由退货。KX-9 的滤网除外。\n\n## 运费\n\n退回运费由买家承担。\n",
        "utf-8",
    )
    (tmp_path / "问答.csv").write_text(
        "问题,回答\n会退押金吗,不收押金\nKX-9还有货吗,KX-9停产了\n几点下班,晚上九点\n", "utf-8"
    )
    owned = {c.text[:12]: c.products for c in clauses_of(tmp_path) if c.path != "商品.csv"}
    assert [text for text, products in owned.items() if products] == [
        "KX-9 随单送的杯子要",
        "问题：KX-9还有货吗\n",
    ]


def test_a_file_about_one_product_is_its_own(tmp_path: Path) -> None:
    (tmp_path / "商品.csv").write_text("SKU,品名,价格\nKX-9,电水壶,99\n", "utf-8")
    (tmp_path / "水壶.md").write_text(
        "# 保养\n\n适用型号：KX-9\n\n## 水垢\n\n倒白醋煮开。\n", "utf-8"
    )
    (tmp_path / "水壶说明书.md").write_text(
        "# 水壶\n\n## 参数\n\n功率大。\n\n## 型号\n\nKX-9。\n", "utf-8"
    )
    assert {c.products for c in clauses_of(tmp_path)} == {("KX-9",)}


def test_a_row_that_bears_only_a_code_knows_its_name(tmp_path: Path) -> None:
    (tmp_path / "商品.csv").write_text("SKU,品名,价格\nKX-9,电水壶,99\n", "utf-8")
    (tmp_path / "保修.csv").write_text("SKU,保修,库存\nKX-9,两年,3\n", "utf-8")
    assert {c.path: c.about for c in clauses_of(tmp_path)} == {"商品.csv": "", "保修.csv": "电水壶"}


def notes(folder: Path) -> dict[str, str]:
    return {one.path: one.reason or "" for one in settled(tuple(read_folder(folder)))}


def test_two_files_of_one_name_that_say_different_things_are_no_versions(tmp_path: Path) -> None:
    (tmp_path / "faq.csv").write_text(
        "问题,答案\n多久发货,48小时内发货\n可以到付吗,不支持到付\n", "utf-8"
    )
    (tmp_path / "faq.md").write_text(
        "问：发什么快递？\n答：中通。\n\n问：可以开发票吗？\n答：可以开电子普票。\n", "utf-8"
    )
    assert not any("another version" in note for note in notes(tmp_path).values())
    (tmp_path / "faq.txt").write_text(
        "问：发什么快递？\n答：圆通。\n\n问：可以开发票吗？\n答：可以开电子普票。\n", "utf-8"
    )
    assert "another version" in notes(tmp_path)["faq.txt"]


def test_a_file_kept_from_buyers_by_its_name_is_said_to_be(tmp_path: Path) -> None:
    (tmp_path / "客服话术.txt").write_text("快递：默认发中通，江浙沪次日达。\n", "utf-8")
    (tmp_path / "快递.txt").write_text("快递：默认发中通，江浙沪次日达。\n", "utf-8")
    (tmp_path / "客服话术（对外口径）.txt").write_text("默认发圆通，江浙沪隔日达。\n", "utf-8")
    found = notes(tmp_path)
    assert "people" not in found["客服话术（对外口径）.txt"]
    assert "for your own people" in found["客服话术.txt"] and not found["快递.txt"].count("people")


def test_a_day_without_a_year_in_a_title_is_doubted(tmp_path: Path) -> None:
    (tmp_path / "a.md").write_text("# 价保说明（12月1日起执行）\n\n普通会员价保期8天。\n", "utf-8")
    assert "names no year" in notes(tmp_path)["a.md"]


def test_columns_of_a_promotion_give_its_days(tmp_path: Path) -> None:
    (tmp_path / "活动.csv").write_text(
        "活动名称,开始日期,结束日期,内容\n双十一,2026-11-01,2026-11-11,全店八八折\n", "utf-8"
    )
    [one] = [clause for reading in read_folder(tmp_path) for clause in reading.clauses]
    assert (one.valid_from, one.valid_to) == (date(2026, 11, 1), date(2026, 11, 11))


def test_sub_items_stay_with_the_item_that_leads_them(tmp_path: Path) -> None:
    text = "# 退换货\n\n1. 签收后七天内可无理由退货。\n2. 下列商品不支持七天无理由退货：\n   (1) 活体；\n   (2) 定制的鱼缸。\n3. 运费由买家承担。\n"
    (tmp_path / "a.md").write_text(text, "utf-8")
    texts = [clause.text for reading in read_folder(tmp_path) for clause in reading.clauses]
    assert any("下列商品" in one and "活体" in one and "鱼缸" in one for one in texts)
    assert not any("下列商品" in one and "运费" in one for one in texts)
