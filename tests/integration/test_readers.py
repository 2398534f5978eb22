"""Real files of every format, read from a folder: planted facts come out where they stand."""

import io
import json
import zipfile
from collections.abc import Callable
from datetime import date
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document as DocxDocument
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from knowledge.clause import Clause, Clock
from knowledge.errors import EmptyFolder
from knowledge.readers.reader import (
    FileReading,
    assign_products,
    digest,
    list_files,
    read_file,
    read_folder,
)

LAWS = Path(__file__).parents[3] / "shared" / "data" / "laws"


def read(path: Path) -> FileReading:
    return read_file(path, path.parent)


def texts(reading: FileReading) -> list[tuple[str, str]]:
    return [(clause.heading, clause.text) for clause in reading.clauses]


def write_pdf(path: Path, pages: list[list[str]], password: str | None = None) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    canvas = Canvas(str(path), pagesize=A4, encrypt=password)
    for lines in pages:
        canvas.setFont("STSong-Light", 12)
        for at, line in enumerate(lines):
            canvas.drawString(60, 780 - 20 * at, line)
        canvas.showPage()
    canvas.save()


def test_markdown_with_front_matter_tables_and_lists(tmp_path: Path) -> None:
    path = tmp_path / "退货政策.md"
    path.write_text(
        "---\nvalid_from: 2026-09-01\nvalid_to: 2027-08-31\n---\n# 退货政策\n\n## 运费\n\n1. **质量问题**的运费由本店承担。\n2. 其他原因的运费由买家承担。\n\n"
        "| 地区 | 运费 |\n|---|---|\n| 新疆 | 18元 |\n\n**特别说明**\n\n偏远地区的退货，\n请先联系客服。\n",
        encoding="utf-8",
    )
    reading = read(path)
    assert reading.status == "read"
    assert texts(reading) == [
        ("退货政策 > 运费", "1. 质量问题的运费由本店承担。"),
        ("退货政策 > 运费", "2. 其他原因的运费由买家承担。"),
        ("退货政策 > 运费", "地区：新疆；运费：18元"),
        ("退货政策 > 运费 > 特别说明", "偏远地区的退货，请先联系客服。"),
    ]
    assert {(clause.valid_from, clause.valid_to) for clause in reading.clauses} == {
        (date(2026, 9, 1), date(2027, 8, 31))
    }


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "big5"]
)
def test_text_in_every_encoding(tmp_path: Path, encoding: str) -> None:
    text = "運費說明\n\n有質量問題的商品，運費由本店承擔，請聯絡客服處理。\n\n其他原因的運費由買家承擔。\n"
    if encoding != "big5":
        text = "运费说明\n\n有质量问题的商品，运费由本店承担，请联系客服处理。\n\n其他原因的运费由买家承担。\n"
    path = tmp_path / "说明.txt"
    path.write_bytes(text.encode(encoding))
    reading = read(path)
    assert reading.status == "read"
    assert reading.clauses[0].heading == text[:4]
    assert reading.clauses[0].text == text.split("\n")[2]
    assert reading.clauses[0].language == ("zh-Hant" if encoding == "big5" else "zh-Hans")


def test_a_wrapped_english_text(tmp_path: Path) -> None:
    path = tmp_path / "returns.txt"
    path.write_bytes(
        "Returns\n\nYou may return any unused item within thirty days of delivery. The return postage\nis paid by the buyer unless the item is faulty, and "
        "then it’s on\nus. Please keep the original tags attached to the item and send it back in the\noriginal box so that we can check it quickly.\n".encode(
            "cp1252"
        )
    )
    reading = read(path)
    assert [clause.language for clause in reading.clauses] == ["en"]
    assert "then it’s on us. Please" in " ".join(reading.clauses[0].text.split())


def test_html(tmp_path: Path) -> None:
    path = tmp_path / "发货.html"
    path.write_bytes(
        '<html><head><meta charset="gb2312"><title>发货说明</title><style>p{}</style></head><body><nav>首页</nav><h2>发货时效</h2>'
        "<p>付款后<b>48小时</b>内发出。</p><script>alert(1)</script><div style='display:none'>隐藏</div><ol><li>先核对地址，再安排发货。</li><li>缺货会联系您。</li></ol>"
        "<table><tr><th>地区</th><th>运费</th><th>时效</th></tr><tr><td rowspan=2>西藏</td><td>18元</td><td>5天</td></tr><tr><td>20元</td><td>3天</td></tr></table></body></html>".encode(
            "gbk"
        )
    )
    assert texts(read(path)) == [
        ("发货说明 > 发货时效", "付款后48小时内发出。"),
        ("发货说明 > 发货时效", "1. 先核对地址，再安排发货。"),
        ("发货说明 > 发货时效", "2. 缺货会联系您。"),
        ("发货说明 > 发货时效", "地区：西藏；运费：18元；时效：5天"),
        ("发货说明 > 发货时效", "地区：西藏；运费：20元；时效：3天"),
    ]


def test_docx_with_styles_automatic_numbers_and_a_table(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_heading("换货细则", 0)
    document.add_heading("第一章 尺码", 1)
    document.add_paragraph("第一条　自签收次日起15天内可以免费换码一次，运费由本店承担。")
    document.add_paragraph("（一）商品没有下场使用；")
    document.add_paragraph("第二条　超过15天的，来回运费由买家承担。")
    document.add_heading("补偿", 1)
    document.add_paragraph("缺货时先登记到货提醒，再联系买家。", style="List Number")
    document.add_paragraph("买家不愿意等的，可以选退款。", style="List Number")
    table = document.add_table(rows=3, cols=3)
    for at, row in enumerate(
        [["情形", "标准", "谁批"], ["少件", "免费补发", "客服"], ["破损", "", "主管"]]
    ):
        for to, cell in enumerate(row):
            table.cell(at, to).text = cell
    table.cell(1, 1).merge(table.cell(2, 1))
    path = tmp_path / "换货细则.docx"
    document.save(str(path))
    assert texts(read(path)) == [
        (
            "换货细则 > 第一章 尺码 > 第一条",
            "第一条　自签收次日起15天内可以免费换码一次，运费由本店承担。\n（一）商品没有下场使用；",
        ),
        ("换货细则 > 第一章 尺码 > 第二条", "第二条　超过15天的，来回运费由买家承担。"),
        ("换货细则 > 补偿", "1. 缺货时先登记到货提醒，再联系买家。"),
        ("换货细则 > 补偿", "2. 买家不愿意等的，可以选退款。"),
        ("换货细则 > 补偿", "情形：少件；标准：免费补发；谁批：客服"),
        ("换货细则 > 补偿", "情形：破损；标准：免费补发；谁批：主管"),
    ]


def numbered(document: DocxDocument, text: str, level: int) -> None:
    properties = document.add_paragraph(text)._p.get_or_add_pPr()
    properties.append(
        parse_xml(
            f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'
        )
    )


def test_docx_articles_that_word_numbers(tmp_path: Path) -> None:
    document = docx.Document()
    root = document.part.numbering_part.element
    levels = [("chineseCountingThousand", "第%1条"), ("chineseCounting", "（%2）")]
    inner = "".join(
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{label}"/></w:lvl>'
        for at, (form, label) in enumerate(levels)
    )
    root.insert(
        0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{inner}</w:abstractNum>')
    )
    root.append(
        parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>')
    )
    document.add_paragraph().add_run("赔付规则").bold = True
    numbered(document, "有假货的，按下列办法赔付：", 0)
    numbered(document, "假一赔三；", 1)
    numbered(document, "运费由本店承担。", 1)
    numbered(document, "延迟发货的，按实付金额的5%赔付。", 0)
    path = tmp_path / "赔付.docx"
    document.save(str(path))
    assert texts(read(path)) == [
        (
            "赔付规则 > 第一条",
            "第一条 有假货的，按下列办法赔付：\n（一）假一赔三；\n（二）运费由本店承担。",
        ),
        ("赔付规则 > 第二条", "第二条 延迟发货的，按实付金额的5%赔付。"),
    ]


def test_pdf_pages_running_heads_and_sentences_over_a_page_end(tmp_path: Path) -> None:
    path = tmp_path / "质保.pdf"
    body = "球拍拍框和中杆质保十二个月，球鞋质保六个月，服装质保三个月，"
    write_pdf(
        path,
        [
            ["岚翎运动 内部资料", "质保说明", "一、期限", body, "第 1 页 共 3 页"],
            [
                "岚翎运动 内部资料",
                "都从签收次日起算。",
                "二、报修",
                "报修要提供订单号和故障部位的照片，客服当天登记。",
                "第 2 页 共 3 页",
            ],
            [
                "岚翎运动 内部资料",
                "三、不保的情形",
                "撞拍、摔拍、自行改装、超磅穿线的，不在质保范围之内。",
                "第 3 页 共 3 页",
            ],
        ],
    )
    reading = read(path)
    assert [(clause.page, clause.heading, clause.text) for clause in reading.clauses] == [
        (1, "质保说明 > 一、期限", body + "都从签收次日起算。"),
        (2, "质保说明 > 二、报修", "报修要提供订单号和故障部位的照片，客服当天登记。"),
        (3, "质保说明 > 三、不保的情形", "撞拍、摔拍、自行改装、超磅穿线的，不在质保范围之内。"),
    ]


def test_a_pdf_page_without_text_is_named(tmp_path: Path) -> None:
    path = tmp_path / "扫描.pdf"
    write_pdf(path, [["质保期为十二个月，从签收次日起算，凭订单号报修。"], []])
    reading = read(path)
    assert (reading.status, len(reading.clauses)) == ("read", 1)
    assert "page 2: no text" in str(reading.reason)
    write_pdf(path, [[], []])
    assert read(path).status == "failed"


def catalogue(path: Path) -> None:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "商品"
    sheet.append(["2026年商品目录"])
    sheet.merge_cells("A1:F1")
    sheet.append(["商品编码", "商品名称", "价格（元）", "库存", "质保", "颜色", "替代款", "成本"])
    sheet.append(["AX-100", "疾风球拍", 899.0, 36, "12个月", "黑", "AX-200", 300])
    sheet.append(["AX-200", "流云球拍", 699.5, 0, None, "青", "AX-100、AX-300", 200])
    sheet.append([100112573665, "山岳球拍", 1299, 5, None, None, None, 400])
    sheet.merge_cells("E3:E5")
    sheet.column_dimensions["H"].hidden = True
    secret = book.create_sheet("成本")
    secret.append(["编码", "成本"])
    secret.append(["AX-100", 300])
    secret.sheet_state = "hidden"
    book.create_sheet("空")
    book.save(path)


def test_xlsx_catalogue(tmp_path: Path) -> None:
    path = tmp_path / "商品.xlsx"
    catalogue(path)
    reading = read(path)
    assert "'成本' is hidden" in str(reading.reason)
    assert "hidden columns H" in str(reading.reason)
    rows = {clause.heading: clause for clause in reading.clauses}
    assert (
        rows["商品!3"].text
        == "商品编码：AX-100；商品名称：疾风球拍；价格（元）：899；库存：36；质保：12个月；颜色：黑；替代款：AX-200"
    )
    assert rows["商品!3"].products == ("AX-100",)
    assert "质保：12个月" in rows["商品!5"].text
    assert "成本" not in "".join(clause.text for clause in reading.clauses)
    products = {product.sku: product for product in reading.products}
    assert list(products) == ["AX-100", "AX-200", "100112573665"]
    assert (products["AX-200"].price, products["AX-200"].stock) == ("699.5", 0)
    assert products["AX-200"].similar_to == ("AX-100", "AX-300")
    assert products["AX-100"].attributes == (("颜色", "黑"),)


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8-sig", ","), ("gbk", ","), ("utf-16", "\t"), ("utf-8", ";")]
)
def test_csv_faq(tmp_path: Path, encoding: str, mark: str) -> None:
    path = tmp_path / "常见问题.csv"
    rows = [
        ["问题", "答案", "分类"],
        ["球拍默认穿线吗？", '"不穿线，\n可以选代穿。"', "球拍"],
        ["能开发票吗？", "可以，48小时内开到邮箱。", ""],
    ]
    path.write_bytes("\r\n".join(mark.join(row) for row in rows).encode(encoding))
    assert texts(read(path)) == [
        ("常见问题!2", "问题：球拍默认穿线吗？\n答案：不穿线，\n可以选代穿。\n分类：球拍"),
        ("常见问题!3", "问题：能开发票吗？\n答案：可以，48小时内开到邮箱。"),
    ]


def test_traditional_and_english_catalogues(tmp_path: Path) -> None:
    (tmp_path / "商品.csv").write_text(
        "商品編號,品名,售價,庫存,保固\nTW-1,羽球拍,NT$2990,3,一年\n", encoding="utf-8"
    )
    (tmp_path / "items.csv").write_text(
        "SKU,Product Name,Price,In stock,Warranty\nEN-1,Racket,$89.00,12,12 months\n",
        encoding="utf-8",
    )
    english, traditional = list(read_folder(tmp_path))
    assert [
        (p.sku, p.title, p.price, p.stock, p.warranty)
        for p in (*english.products, *traditional.products)
    ] == [
        ("EN-1", "Racket", "89.00", 12, "12 months"),
        ("TW-1", "羽球拍", "2990", 3, "一年"),
    ]
    assert (
        english.clauses[0].text
        == "SKU: EN-1; Product Name: Racket; Price: $89.00; In stock: 12; Warranty: 12 months"
    )
    assert [english.clauses[0].language, traditional.clauses[0].language] == ["en", "zh-Hant"]


def test_json_lines_of_field_documents(tmp_path: Path) -> None:
    path = tmp_path / "kb.jsonl"
    lines = [
        {
            "id": "1#a",
            "product_id": "100112573665",
            "field": "安装说明",
            "title": "电热水器",
            "text": "基础安装费150元。",
        },
        {"question": "能开发票吗", "answer": "可以"},
    ]
    path.write_text(
        "\n".join([json.dumps(lines[0], ensure_ascii=False), "{broken", json.dumps(lines[1])]),
        encoding="utf-8",
    )
    reading = read(path)
    assert texts(reading) == [
        ("电热水器 > 安装说明", "基础安装费150元。"),
        ("kb!3", "question：能开发票吗\nanswer：可以"),
    ]
    assert reading.clauses[0].products == ("100112573665",)
    assert "line 2" in str(reading.reason)


def test_nested_json_and_yaml_products(tmp_path: Path) -> None:
    record = {
        "商品ID": "5001", "商品名称": "电饭煲", "商品价格": 386, "安装说明": "放在平稳的台面上。" * 20,
        "可换货商品": [{"商品ID": "5002", "商品描述": "大一号"}], "常见故障": [{"故障代码": "F1", "解决": "检查电源"}],
    }  # fmt: skip
    (tmp_path / "products.json").write_text(
        json.dumps({"jd": {"5de6": {"5001": record}}}, ensure_ascii=False), encoding="utf-8"
    )
    (tmp_path / "spec.yaml").write_text(
        "- sku: Y-1\n  name: 水壶\n  price: 59\n  color: [白, 黑]\n", encoding="utf-8"
    )
    first, second = list(read_folder(tmp_path))
    assert [(product.sku, product.price, product.similar_to) for product in first.products] == [
        ("5001", "386", ("5002",))
    ]
    assert {clause.heading for clause in first.clauses} == {
        "电饭煲",
        "电饭煲 > 安装说明",
        "电饭煲 > 可换货商品",
        "电饭煲 > 常见故障",
    }
    assert {clause.products for clause in first.clauses} == {("5001",)}
    assert texts(second) == [
        ("水壶", "name：水壶；sku：Y-1；price：59；color：白、黑"),
    ]


def test_products_are_assigned_over_the_whole_folder(tmp_path: Path) -> None:
    catalogue(tmp_path / "商品.xlsx")
    (tmp_path / "AX-100_说明书.md").write_text(
        "# 保养\n\n不要放在高温的地方，容易变形。\n", encoding="utf-8"
    )
    (tmp_path / "手册.md").write_text(
        "# 手册\n\n## AX-100\n\n最高磅数三十磅，超过不保。\n\n## AX-200\n\n最高磅数二十八磅，超过不保。\n\n## 通用\n\n不要淋雨。\n",
        encoding="utf-8",
    )
    (tmp_path / "faq.csv").write_text(
        "问题,答案\nAX-200几磅？,二十八磅\n包邮吗？,包邮\nAX-100和AX-200怎么选？,看习惯\n",
        encoding="utf-8",
    )
    (tmp_path / "退货.md").write_text("# 退货\n\n七天内可退，满AX-1000不算。\n", encoding="utf-8")
    readings = {reading.path: reading for reading in assign_products(tuple(read_folder(tmp_path)))}
    assert [clause.products for clause in readings["AX-100_说明书.md"].clauses] == [("AX-100",)]
    assert [clause.products for clause in readings["手册.md"].clauses] == [
        ("AX-100",),
        ("AX-200",),
        (),
    ]
    assert [clause.products for clause in readings["faq.csv"].clauses] == [("AX-200",), (), ()]
    assert [clause.products for clause in readings["退货.md"].clauses] == [()]
    again = {reading.path: reading for reading in assign_products(tuple(read_folder(tmp_path)))}
    assert again == readings


def ole(*, encrypted: bool) -> bytes:
    return (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
        + bytes(600)
        + ("EncryptedPackage".encode("utf-16-le") if encrypted else b"")
        + bytes(400)
    )


def zipped(names: dict[str, bytes]) -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in names.items():
            archive.writestr(name, content)
    return data.getvalue()


BAD: list[tuple[str, Callable[[], bytes], str, str]] = [
    ("a.pdf", lambda: b"%PDF-1.7\nrubbish", "failed", "damaged"),
    ("a.pdf", lambda: b"\x00\x01no pdf at all", "failed", "damaged"),
    ("a.docx", lambda: ole(encrypted=True), "failed", "encrypted"),
    ("a.docx", lambda: ole(encrypted=False), "failed", "old office format"),
    ("a.xlsx", lambda: zipped({"b.txt": b"text"}), "failed", "a zip archive, not a .xlsx"),
    ("a.docx", lambda: zipped({"inner.zip": zipped({"b": b"c"})}), "failed", "a zip archive, not a .docx"),
    ("a.docx", lambda: zipped({"word/document.xml": b"<broken"}), "failed", "damaged"),
    ("a.xlsx", lambda: zipped({"xl/workbook.xml": b" " * 200_000_000}), "failed", "too large"),
    ("a.zip", lambda: zipped({"b.txt": b"text"}), "skipped", "unpack"),
    ("a.doc", lambda: ole(encrypted=False), "skipped", ".docx"),
    ("a.exe", lambda: b"MZ", "skipped", "no reader"),
    ("empty.txt", lambda: b"", "failed", "empty"),
    ("blank.md", lambda: b" \n\n", "failed", "empty"),
    ("a.json", lambda: b'{"a": 1,\n"b": }', "failed", "line 2"),
    ("a.jsonl", lambda: b"{no\n{nor", "failed", "line 1"),
    ("a.yaml", lambda: b"a: 1\nb: [1", "failed", "YAML at line"),
    ("deep.json", lambda: b"[" * 200_000, "failed", "JSON"),
    ("a.txt", lambda: bytes(range(256)) * 20, "failed", "save it as UTF-8"),
    ("orders.csv", lambda: "订单号,收货人,手机号\n1,张三,13800000000\n".encode(), "failed", "never knowledge"),
    ("README.md", lambda: b"# readme", "skipped", "rename"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "make", "status", "says"), BAD, ids=[f"{name}-{says}" for name, _, _, says in BAD]
)
def test_bad_input_is_one_line(
    tmp_path: Path, name: str, make: Callable[[], bytes], status: str, says: str
) -> None:
    path = tmp_path / name
    path.write_bytes(make())
    reading = read(path)
    assert (reading.status, reading.clauses) == (status, ())
    assert reading.reason is not None
    assert reading.reason.startswith(name)
    assert says in reading.reason
    assert "\n" not in reading.reason
    assert "Traceback" not in reading.reason


def test_an_encrypted_pdf(tmp_path: Path) -> None:
    path = tmp_path / "秘密.pdf"
    write_pdf(path, [["质保期十二个月。"]], password="secret")
    reading = read(path)
    assert reading.status == "failed"
    assert "encrypted" in str(reading.reason)


def test_a_text_that_is_too_large(tmp_path: Path) -> None:
    path = tmp_path / "大.txt"
    with path.open("wb") as file:
        file.truncate(50_000_000)
    reading = read(path)
    assert reading.status == "failed"
    assert "too large (50 MB" in str(reading.reason)


def test_what_is_never_knowledge_and_what_is_not_followed(tmp_path: Path) -> None:
    shop = tmp_path / "shop"
    for name in (
        "shop.yaml",
        "rules.yaml",
        "inbox/a.md",
        "orders/o.json",
        "evals/c.jsonl",
        ".hidden.md",
        "~$退货.docx",
        ".git/a.md",
    ):
        (shop / name).parent.mkdir(parents=True, exist_ok=True)
        (shop / name).write_text("# x\n\n内容。", encoding="utf-8")
    with pytest.raises(EmptyFolder):
        read_folder(shop)
    (shop / "政策" / "退货").mkdir(parents=True)
    (shop / "政策" / "退货" / "七天.md").write_text("# 退货\n\n七天内可退。", encoding="utf-8")
    (tmp_path / "outside.md").write_text("# 外面\n\n不该读。", encoding="utf-8")
    (shop / "link.md").symlink_to(tmp_path / "outside.md")
    (shop / "loop").symlink_to(shop)
    readings = {reading.path: reading for reading in read_folder(shop)}
    assert {path: reading.status for path, reading in readings.items()} == {
        "link.md": "skipped",
        "loop": "skipped",
        "政策/退货/七天.md": "read",
    }
    assert [entry.path for entry in list_files(shop)] == ["link.md", "loop", "政策/退货/七天.md"]
    with pytest.raises(EmptyFolder):
        list_files(tmp_path / "nowhere")


def test_ids_are_stable_and_follow_the_content(tmp_path: Path) -> None:
    path = tmp_path / "退货.md"
    path.write_text("# 退货\n\n七天内可退。\n\n运费由买家承担，请保留单据。\n", encoding="utf-8")
    first = read(path)
    assert first == read(path)
    assert first.digest == digest(path)
    path.write_text(
        "# 退货\n\n八天内可退。\n\n运费由买家承担，请保留单据，谢谢配合，祝您购物愉快，下次再来本店逛逛看看。\n",
        encoding="utf-8",
    )
    ids = {clause.clause_id for clause in first.clauses}
    assert ids.isdisjoint({clause.clause_id for clause in read(path).clauses})


@pytest.mark.parametrize(
    "path",
    sorted(LAWS.glob("*.txt"))
    or [pytest.param(LAWS, marks=pytest.mark.skip(reason="shared/data/laws is absent"))],
    ids=lambda path: path.stem,
)
def test_every_article_of_a_law_is_a_clause(path: Path) -> None:
    reading = read(path)
    text = path.read_text(encoding="utf-8-sig")
    stated = int(
        "".join(char for char in text.split("【条款数】")[1].split("\n")[0] if char.isdigit())
    )
    articles: list[Clause] = [
        clause for clause in reading.clauses if clause.heading.split(" > ")[-1].startswith("第")
    ]
    assert (
        len(articles)
        == len(reading.clauses)
        == len({clause.heading for clause in articles})
        == stated
    )
    assert {clause.clock for clause in articles} == {Clock.PROCESSING}
    assert all(clause.valid_from for clause in articles)
    assert all(
        clause.text.replace(" ", "").startswith(clause.heading.split(" > ")[-1])
        for clause in articles
    )


SUFFIXES = [
    ".md",
    ".txt",
    ".html",
    ".docx",
    ".pdf",
    ".xlsx",
    ".csv",
    ".tsv",
    ".json",
    ".jsonl",
    ".yaml",
    ".bin",
]


@settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    suffix=st.sampled_from(SUFFIXES),
    data=st.one_of(
        st.binary(max_size=200),
        st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace")),
    ),
)
def test_no_bytes_make_a_reader_raise(tmp_path: Path, suffix: str, data: bytes) -> None:
    path = tmp_path / f"a{suffix}"
    path.write_bytes(data)
    reading = read(path)
    assert (reading.status == "read") == bool(reading.clauses)
    assert reading.status == "read" or reading.reason
    assert reading == read(path)


@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    cut=st.floats(0.05, 0.95),
    flip=st.integers(0, 255),
    name=st.sampled_from(["a.docx", "a.xlsx", "a.pdf"]),
)
def test_damaged_documents_are_one_line_or_read(
    tmp_path: Path, cut: float, flip: int, name: str
) -> None:
    path = tmp_path / name
    if name == "a.docx":
        document = docx.Document()
        document.add_paragraph("第一条　七天内可退。")
        document.save(str(path))
    elif name == "a.xlsx":
        catalogue(path)
    else:
        write_pdf(path, [["质保十二个月。"]])
    data = bytearray(path.read_bytes())
    data[int(len(data) * cut)] = flip
    path.write_bytes(bytes(data[: int(len(data) * max(cut, 0.5)) + flip]))
    reading = read(path)
    assert reading.status in ("read", "failed")
    assert "\n" not in (reading.reason or "")
