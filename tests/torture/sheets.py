"""Workbooks and delimited tables of the torture folder."""

import io

import openpyxl
from openpyxl.comments import Comment
from openpyxl.drawing.image import Image as SheetImage
from PIL import Image

from knowledge.product import Product
from tests.torture.planting import Planted


def plant(planted: Planted) -> None:
    """Write every workbook and table."""
    _catalogue(planted)
    _awkward(planted)
    _questions(planted)
    _delimited(planted)


def _catalogue(planted: Planted) -> None:
    name = "商品/商品资料总表.xlsx"
    book = openpyxl.Workbook()
    goods = book.active
    goods.title = "商品资料"
    goods.append(["青禾家居商品资料（2026年10月）"])
    goods.merge_cells("A1:G1")
    goods.append([])
    goods.append(["商品编码", "商品名称", "类目", "材质", "颜色", "售价", "相似款"])
    rows = [
        ("QH-S01", "云朵布艺沙发", "沙发", "科技布", "米白", 2399, "QH-S02"),
        ("QH-S02", "山石皮沙发", "沙发", "头层牛皮", "深棕", 5680, "QH-S01、QH-S03"),
        ("QH-S03", "折叠沙发床", "沙发", "棉麻", "灰", 1299.5, ""),
        ("QH-B11", "榉木双人床", "床", "榉木", "原木", 3150, ""),
    ]
    for row in rows:
        goods.append(list(row))
    goods.merge_cells("C4:C6")
    stock = book.create_sheet("库存")
    stock.append(["SKU", "可售库存", "仓库"])
    for sku, count, place in [
        ("QH-S01", 14, "华东"),
        ("QH-S02", 0, "华南"),
        ("QH-S03", "售罄", "华东"),
        ("QH-B11", "1,205", "西南"),
    ]:
        stock.append([sku, count, place])
    care = book.create_sheet("质保与安装")
    care.append(["产品编号", "质保期", "是否上门安装"])
    care.append(["QH-S01", "24个月", "是"])
    care.append(["QH-B11", "五年", "是"])
    notes = book.create_sheet("填表说明")
    notes.append(["木质家具南北方含水率不同，北方用户建议加湿到 45% 以上。"])
    secret = book.create_sheet("进货价")
    secret.append(["SKU", "成本"])
    secret.append(["QH-S01", 871])
    secret.sheet_state = "hidden"
    deeper = book.create_sheet("供应商")
    deeper.append(["供应商电话", "13800001111"])
    deeper.sheet_state = "veryHidden"
    book.save(planted.path(name))
    planted.trap(name, "read", "'进货价' is hidden")
    planted.trap(name, "read", "'供应商' is hidden")
    planted.kept_out(name, "871", "13800001111")
    planted.fact(
        name,
        "商品名称：云朵布艺沙发",
        "类目：沙发",
        "材质：科技布",
        "售价：2399",
        under=("商品资料!4",),
        products=("QH-S01",),
    )
    planted.fact(
        name,
        "商品名称：折叠沙发床",
        "类目：沙发",
        "1299.5",
        under=("商品资料!6",),
        products=("QH-S03",),
    )
    planted.fact(name, "可售库存：0", "仓库：华南", under=("库存!3",), products=("QH-S02",))
    planted.fact(name, "质保期：五年", under=("质保与安装!3",), products=("QH-B11",))
    planted.fact(name, "北方用户建议加湿到 45% 以上", under=("填表说明!1",))
    planted.products += [
        Product(
            sku="QH-S01",
            title="云朵布艺沙发",
            category="沙发",
            price="2399",
            stock=14,
            warranty="24个月",
            similar_to=("QH-S02",),
            attributes=(("材质", "科技布"), ("颜色", "米白")),
        ),
        Product(
            sku="QH-S02",
            title="山石皮沙发",
            category="沙发",
            price="5680",
            stock=0,
            similar_to=("QH-S01", "QH-S03"),
        ),
        Product(sku="QH-S03", title="折叠沙发床", category="沙发", price="1299.5", stock=0),
        Product(sku="QH-B11", title="榉木双人床", price="3150", stock=1205, warranty="五年"),
    ]


def _awkward(planted: Planted) -> None:
    name = "商品/难看的表.xlsx"
    book = openpyxl.Workbook()
    fees = book.active
    fees.title = "运费"
    fees["A1"], fees["B1"], fees["D1"] = "地区", "首重", "续重"
    fees.merge_cells("B1:C1")
    fees["B2"], fees["C2"], fees["D2"] = "普通", "加急", "每公斤"
    fees.merge_cells("A1:A2")
    for at, row in enumerate(
        [["江浙沪", 6, 12, 1.5], ["东北", 11, 21, 4], ["西藏", 26, 48, 18]], 3
    ):
        for to, cell in enumerate(row, 1):
            fees.cell(at, to, cell)
    fees.row_dimensions[5].hidden = True
    fees["B3"].comment = Comment("老板备注：可以再降两块", "x")
    sums = book.create_sheet("合计")
    sums.append(["活动", "门槛", "立减"])
    sums.append(["满减", 300, "=B2/10"])
    sums.append(["限时", 0.15, 50])
    sums["B3"].number_format = "0%"
    side = book.create_sheet("并排两表")
    for row in [
        ["尺寸", "床垫厚度", None, "枕头", "高度"],
        ["1.5米", "22厘米", None, "乳胶枕", "9厘米"],
        ["1.8米", "27厘米", None, "羽绒枕", "13厘米"],
    ]:
        side.append(row)
    long = book.create_sheet("长文")
    sentences = [
        f"长文第{n}段：颜色差异在{n}级以内的属于正常现象，超过的可以退换。" for n in range(1, 401)
    ]
    long.append(["标题", "内容"])
    long.append(["色差说明", "".join(sentences)])
    stream = io.BytesIO()
    Image.new("RGB", (60, 40), "white").save(stream, "PNG")
    long.add_image(SheetImage(stream), "F2")
    book.create_sheet("空表")
    book.save(planted.path(name))
    planted.fact(
        name, "地区：江浙沪", "普通：6", "加急：12", "每公斤：1.5", "首重", under=("运费!3",)
    )
    planted.fact(name, "地区：东北", "加急：21", under=("运费!4",))
    planted.fact(name, "活动：限时", "门槛：15%", "立减：50", under=("合计!3",))
    planted.fact(name, "尺寸：1.5米", "床垫厚度：22厘米", under=("并排两表!2",))
    planted.fact(name, "枕头：羽绒枕", "高度：13厘米", under=("并排两表!3",))
    for n in (1, 137, 260, 400):
        planted.fact(name, f"颜色差异在{n}级以内的属于正常现象", under=("长文!2",))
    planted.kept_out(name, "老板备注", "西藏")
    planted.trap(name, "read", "hidden row")
    planted.trap(name, "read", "formula")
    planted.trap(name, "read", "picture")


def _questions(planted: Planted) -> None:
    name = "常见问题/问答.xlsx"
    book = openpyxl.Workbook()
    plain = book.active
    plain.title = "售前"
    for row in [
        ["客户常问", "标准回复"],
        ["床垫可以试睡吗", "可以试睡 52 晚，不满意上门取回。"],
        ["甲醛超标怎么办", "凭 CMA 报告假一赔四。"],
    ]:
        plain.append(row)
    bare = book.create_sheet("无表头")
    for row in [
        ["怎么清洗乳胶枕？", "乳胶枕不能水洗，晾晒不超过 2 小时。"],
        ["能送到乡镇吗？", "能，乡镇派送另加 3 天。"],
        ["会员有折扣吗？", "金卡 88 折。"],
    ]:
        bare.append(row)
    book.save(planted.path(name))
    planted.fact(name, "床垫可以试睡吗", "可以试睡 52 晚", under=("售前!2",))
    planted.fact(name, "甲醛超标怎么办", "假一赔四", under=("售前!3",))
    planted.fact(name, "怎么清洗乳胶枕", "晾晒不超过 2 小时", under=("无表头!1",))
    planted.fact(name, "能送到乡镇吗", "乡镇派送另加 3 天", under=("无表头!2",))


def _delimited(planted: Planted) -> None:
    name = "常见问题/店小蜜导出.csv"
    lines = [
        "店小蜜知识库导出,,",
        "导出时间,2026-10-08,",
        "",
        "标准问题,答案,生效状态",
        '床头柜有几层,"两层，\n上层带 5 厘米护栏",启用',
        "衣柜门能换方向吗,可以，请在下单备注写明,停用",
        "能不能只买床头,能，单卖 420 元,启用",
    ]
    planted.path(name).write_bytes("\r\n".join(lines).encode("gbk"))
    planted.fact(name, "床头柜有几层", "上层带 5 厘米护栏", under=("店小蜜导出!5",))
    planted.fact(name, "能不能只买床头", "能，单卖 420 元")
    tabbed = "商品/listing.tsv"
    planted.path(tabbed).write_bytes(
        "SKU\tProduct name\tPrice (USD)\tStock\tWarranty\tSimilar to\r\nEN-77\tOak side table\t119.90\t4\t2 years\tEN-78\r\nEN-78\tWalnut side table\t139.00\tsold out\t2 years\t\r\n".encode(
            "utf-16"
        )
    )
    planted.fact(tabbed, "Oak side table", "2 years", under=("listing!2",), products=("EN-77",))
    planted.products += [
        Product(
            sku="EN-77",
            title="Oak side table",
            price="119.90",
            stock=4,
            warranty="2 years",
            similar_to=("EN-78",),
        ),
        Product(sku="EN-78", title="Walnut side table", price="139.00", stock=0),
    ]
    semi = "政策/补偿额度.csv"
    planted.path(semi).write_bytes(
        "\ufeff级别;单笔上限;月上限\n实习;10元;200元\n资深;80元;1500元\n".encode()
    )
    planted.fact(semi, "级别：资深", "单笔上限：80元", "月上限：1500元", under=("补偿额度!3",))
    orders = "商品/订单导出.csv"
    planted.path(orders).write_bytes(
        "订单号,收货人,手机号,金额\n2026001,张三,13900002222,99\n".encode("gbk")
    )
    planted.trap(orders, "failed", "orders")
