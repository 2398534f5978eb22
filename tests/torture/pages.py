"""PDF and HTML pages of the torture folder."""

import io

from PIL import Image, ImageDraw
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.utils import ImageReader
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import (
    BaseDocTemplate,
    Frame,
    PageTemplate,
    Paragraph,
    SimpleDocTemplate,
    Spacer,
    Table,
    TableStyle,
)

from tests.torture.planting import Planted

FONT = "STSong-Light"


def plant(planted: Planted) -> None:
    """Write every PDF and HTML page."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    _warranty(planted)
    _manual(planted)
    _cut_table(planted)
    _two_columns(planted)
    _english(planted)
    _scans(planted)
    _help_page(planted)
    _product_page(planted)
    _questions_page(planted)


def _style(size: float = 11, **more: object) -> ParagraphStyle:
    return ParagraphStyle(
        "s", fontName=FONT, fontSize=size, leading=size * 1.5, wordWrap="CJK", **more
    )


def _running(canvas: Canvas, document: object) -> None:
    canvas.setFont(FONT, 8)
    canvas.drawString(60, 815, "青禾家居 质保手册 2026 版")
    canvas.drawRightString(540, 815, "机密等级：公开")
    canvas.drawCentredString(300, 25, f"第 {canvas.getPageNumber()} 页")


def _warranty(planted: Planted) -> None:
    """Numbered clauses over page ends, a ruled table over a page end with its header again, running heads and page numbers."""
    name = "手册/质保手册.pdf"
    filler = "本条所称的故障以本店检测报告为准，检测由本店授权的维修点完成，买家可以在场查看，也可以委托第三方检测机构复核，复核费用由过错方承担。"
    story: list[object] = [
        Paragraph("质保手册", _style(20)),
        Spacer(1, 8),
        Paragraph("第一章 期限", _style(15)),
    ]
    for number in range(1, 31):
        story.append(
            Paragraph(f"{number}. 第{number}类部件的质保期为{number + 60}天。{filler}", _style())
        )
        planted.fact(
            name,
            f"第{number}类部件的质保期为{number + 60}天",
            "复核费用由过错方承担",
            under=("第一章 期限",),
            apart=(f"第{number + 1}类", "机密等级"),
        )
    story += [Paragraph("第二章 收费", _style(15)), Paragraph("过保维修按下表收费：", _style())]
    rows = [["维修项目", "工时费", "配件价", "预计天数"]]
    for number in range(1, 61):
        rows.append(
            [f"项目{number:02d}", f"{number * 3}元", f"{number * 7}元", f"{number % 9 + 1}天"]
        )
        planted.fact(
            name,
            f"维修项目：项目{number:02d}",
            f"工时费：{number * 3}元",
            f"配件价：{number * 7}元",
            under=("第二章 收费",),
            apart=(f"项目{number + 1:02d}",),
        )
    story.append(
        Table(
            rows,
            repeatRows=1,
            style=TableStyle(
                [
                    ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
                    ("FONT", (0, 0), (-1, -1), FONT, 10),
                ]
            ),
        )
    )
    story.append(Paragraph("收费标准每年一月公布，维修前须经买家确认报价。", _style()))
    document = SimpleDocTemplate(str(planted.path(name)), pagesize=A4)
    document.build(story, onFirstPage=_running, onLaterPages=_running)
    planted.fact(name, "维修前须经买家确认报价", under=("第二章 收费",))
    planted.kept_out(name, "机密等级", "质保手册 2026 版", "第 2 页")


def _cut_table(planted: Planted) -> None:
    """A table over three pages whose header stands only once, with a running head on each page."""
    name = "手册/配件价目.pdf"
    rows = [["配件", "单价", "保修"]] + [
        [f"配件{n:03d}", f"{n * 2}元", f"{n % 12 + 1}个月"] for n in range(1, 111)
    ]
    table = Table(
        rows,
        style=TableStyle(
            [("GRID", (0, 0), (-1, -1), 0.5, colors.black), ("FONT", (0, 0), (-1, -1), FONT, 10)]
        ),
    )
    document = SimpleDocTemplate(str(planted.path(name)), pagesize=A4)
    document.build(
        [Paragraph("配件价目", _style(18)), Spacer(1, 9), table],
        onFirstPage=_running,
        onLaterPages=_running,
    )
    for n in (1, 38, 60, 82, 110):
        planted.fact(
            name,
            f"配件：配件{n:03d}",
            f"单价：{n * 2}元",
            f"保修：{n % 12 + 1}个月",
            under=("配件价目",),
            apart=(f"配件{n + 1:03d}",),
        )


def _manual(planted: Planted) -> None:
    name = "手册/QH-D21洗碗机说明书.pdf"
    story: list[object] = [
        Paragraph("QH-D21 洗碗机说明书", _style(20)),
        Paragraph("安装", _style(15)),
        Paragraph(
            "QH-D21 进水口要装四分角阀，水压 0.04 到 1.0 兆帕，排水管离地不低于 40 厘米，不要把排水管插进下水口超过 15 厘米，否则会虹吸。",
            _style(),
        ),
        Paragraph("故障代码", _style(15)),
    ]
    rows = [["代码", "含义", "处理办法"]]
    codes = [
        ("E1", "进水超时", "检查角阀是否打开"),
        ("E4", "溢流", "断电后倒出底盘积水"),
        ("E7", "温度传感器开路", "联系售后更换传感器"),
        ("F3", "通信故障", "拔掉电源等3分钟再开机"),
    ]
    rows += [list(code) for code in codes]
    story.append(
        Table(
            [[Paragraph(cell, _style(10)) for cell in row] for row in rows],
            colWidths=[60, 160, 200],
            style=TableStyle([("GRID", (0, 0), (-1, -1), 0.5, colors.black)]),
        )
    )
    story += [
        Paragraph("保养", _style(15)),
        Paragraph(
            "每 40 天清洗一次过滤网，软水盐用完指示灯会亮，请加满 1.2 公斤软水盐。", _style()
        ),
    ]
    SimpleDocTemplate(str(planted.path(name)), pagesize=A4).build(story)
    for code, means, cure in codes:
        planted.fact(
            name, f"代码：{code}", f"含义：{means}", f"处理办法：{cure}", under=("故障代码",)
        )
    planted.fact(
        name, "水压 0.04 到 1.0 兆帕", "插进下水口超过 15 厘米，否则会虹吸", under=("安装",)
    )
    planted.fact(name, "请加满 1.2 公斤软水盐", under=("保养",))


def _two_columns(planted: Planted) -> None:
    name = "手册/双栏会员手册.pdf"
    width, height = A4
    frames = [
        Frame(50, 60, 235, height - 140, id="left"),
        Frame(310, 60, 235, height - 140, id="right"),
    ]
    document = BaseDocTemplate(str(planted.path(name)), pagesize=A4)
    document.addPageTemplates(PageTemplate(frames=frames))
    story: list[object] = []
    topics = [
        ("积分", "每消费一元积两分，积分在次年三月底清零，退货时先扣回该订单的积分"),
        ("等级", "年消费满四千二百元升为银卡，满九千元升为金卡，降级在每年六月评定"),
        ("生日礼", "生日当月凭身份认证领券一张，面额三十五元，有效期二十一天"),
        ("专属客服", "金卡会员的专属客服在每天八点到二十三点之间九分钟内回复"),
    ]
    for title, text in topics:
        story.append(Paragraph(title, _style(15)))
        story.append(
            Paragraph(
                text
                + "，详细算法以会员中心页面公布的为准，页面与本手册不一致时按有利于买家的解释执行。"
                * 3,
                _style(),
            )
        )
        story.append(Spacer(1, 120))
        planted.fact(name, text, under=(title,))
    document.build(story)


def _english(planted: Planted) -> None:
    """Divided words at line ends, numbered clauses, a table without ruled lines."""
    name = "manuals/returns-guide.pdf"
    canvas = Canvas(str(planted.path(name)), pagesize=A4)
    canvas.setFont("Helvetica-Bold", 18)
    canvas.drawString(60, 780, "Returns guide")
    canvas.setFont("Helvetica", 11)
    lines = [
        "1. Items may be returned within 19 days of delivery if they are un-", "used and in the original packaging; the return label costs 6.50 and",
        "is deducted from the refund.", "2. Assembled furniture can only be returned to our ware-", "house in Leeds after an inspec-", "tion by our partner.",
        "", "3. Refunds arrive within 8 working days on the card that was", "used for the payment.",
    ]  # fmt: skip
    for at, line in enumerate(lines):
        canvas.drawString(60, 750 - 16 * at, line)
    canvas.setFont("Helvetica-Bold", 14)
    canvas.drawString(60, 580, "Collection fees")
    canvas.setFont("Helvetica", 11)
    for at, row in enumerate(
        [
            ("Region", "Fee", "Lead time"),
            ("Highlands", "GBP 41", "6 days"),
            ("Mainland", "GBP 17", "2 days"),
            ("Islands", "GBP 66", "9 days"),
        ]
    ):
        for x, cell in zip((60, 200, 320), row, strict=True):
            canvas.drawString(x, 550 - 18 * at, cell)
    canvas.save()
    planted.fact(
        name,
        "within 19 days of delivery",
        "unused",
        "deducted from the refund",
        under=("Returns guide",),
        apart=("Leeds",),
    )
    planted.fact(
        name, "warehouse in Leeds after an inspection by our partner", under=("Returns guide",)
    )
    planted.fact(
        name,
        "within 8 working days on the card that was used for the payment",
        under=("Returns guide",),
    )
    planted.fact(
        name,
        "Region: Highlands",
        "Fee: GBP 41",
        "Lead time: 6 days",
        under=("Collection fees",),
        apart=("Islands",),
    )
    planted.fact(name, "Region: Islands", "Fee: GBP 66", under=("Collection fees",))


def scanned(text: str) -> io.BytesIO:
    """Return a picture of a text, as a scanner makes it."""
    picture = Image.new("L", (1240, 1754), 255)
    draw = ImageDraw.Draw(picture)
    draw.text((120, 200), text, fill=0, font_size=40)
    stream = io.BytesIO()
    picture.save(stream, "PNG")
    stream.seek(0)
    return stream


def _scans(planted: Planted) -> None:
    name = "手册/扫描件.pdf"
    canvas = Canvas(str(planted.path(name)), pagesize=A4)
    for page in range(1, 6):
        if page == 3:
            canvas.drawImage(ImageReader(scanned("SCAN PAGE")), 0, 0, *A4)
        else:
            canvas.setFont(FONT, 12)
            canvas.drawString(
                60, 780, f"第{page}页的保养规定：滤芯每{page + 20}天更换一次，用原厂滤芯。"
            )
            planted.fact(name, f"滤芯每{page + 20}天更换一次", page=page)
        canvas.showPage()
    canvas.save()
    planted.trap(name, "read", "scanned page 3", "no text; give the text or install the OCR extra")
    whole = "手册/整本扫描.pdf"
    canvas = Canvas(str(planted.path(whole)), pagesize=A4)
    for _ in range(2):
        canvas.drawImage(ImageReader(scanned("ALL PICTURE")), 0, 0, *A4)
        canvas.showPage()
    canvas.save()
    planted.trap(whole, "failed", "no text", "OCR extra")
    locked = "手册/加密.pdf"
    canvas = Canvas(str(planted.path(locked)), encrypt="secret")
    canvas.drawString(60, 780, "locked")
    canvas.save()
    planted.trap(locked, "failed", "encrypted")
    planted.path("手册/损坏.pdf").write_bytes(b"%PDF-1.4\n" + b"\x00garbage" * 50)
    planted.trap("手册/损坏.pdf", "failed", "damaged")


def _help_page(planted: Planted) -> None:
    name = "网页/配送与安装.html"
    planted.path(name).write_text(
        """<!doctype html><html lang="zh"><head><title>配送与安装 - 青禾家居</title><style>.a{color:red}</style>
<script>var price = "脚本里的价钱 12345";</script></head><body>
<nav><ul><li><a href="/">首页导航</a></li><li><a href="/x">全部分类导航</a></li></ul></nav>
<header class="site-header"><p>购物车里有 3 件商品</p></header>
<div style="display: none">已经废止的规定：安装费 500 元。</div><div hidden>隐藏的旧电话 0571</div>
<noscript>请打开脚本</noscript><template><p>模板里的文字 777</p></template>
<!-- 注释里的备忘：安装师傅提成 30% -->
<main><h1>配送与安装</h1><h2>送货</h2><p>送货上楼每层收 <b>12</b> 元，<br>有电梯的不收。</p>
<h3>偏远地区</h3><p>西藏、新疆的大件要 25 天送达。</p>
<h2>安装</h2><p>预约后 <em>3 天内</em>上门，&nbsp;迟到一小时赔 20 元。</p>
<ol start="4"><li>师傅自带工具，不另收费。</li><li>墙面打孔每个 8 元。<ul><li>瓷砖墙面每个 14 元。</li></ul></li></ol>
<table><caption>安装收费</caption><thead><tr><th rowspan="2">品类</th><th colspan="2">费用</th></tr><tr><th>市区</th><th>郊区</th></tr></thead>
<tbody><tr><td>衣柜</td><td>160元</td><td>230元</td></tr><tr><td>床</td><td colspan="2">一律 90元</td></tr></tbody></table>
<h2>售后电话</h2><dl><dt>安装投诉</dt><dd>由区域经理在 33 小时内处理。</dd><dt>漏装</dt><dd>补装不收费，另赔 45 元。</dd></dl>
<details><summary>可以改期吗</summary><p>提前 26 小时可以免费改期。</p></details></main>
<footer><p>版权所有 青禾家居 ICP 备案</p></footer></body></html>""",
        encoding="utf-8",
    )
    planted.fact(name, "送货上楼每层收 12 元", "有电梯的不收", under=("配送与安装", "送货"))
    planted.fact(name, "大件要 25 天送达", under=("送货", "偏远地区"))
    planted.fact(name, "预约后 3 天内上门", "迟到一小时赔 20 元", under=("安装",))
    planted.fact(name, "4.", "师傅自带工具", under=("安装",))
    planted.fact(name, "墙面打孔每个 8 元", under=("安装",))
    planted.fact(name, "瓷砖墙面每个 14 元", under=("安装",))
    planted.fact(name, "品类：衣柜", "市区：160元", "郊区：230元", "费用", under=("安装",))
    planted.fact(name, "品类：床", "一律 90元", under=("安装",))
    planted.fact(name, "由区域经理在 33 小时内处理", under=("安装投诉",))
    planted.fact(name, "补装不收费，另赔 45 元", under=("漏装",))
    planted.fact(name, "提前 26 小时可以免费改期", under=("可以改期吗",))
    planted.kept_out(
        name,
        "12345",
        "全部分类导航",
        "安装费 500 元",
        "隐藏的旧电话",
        "777",
        "提成 30%",
        "ICP 备案",
        "请打开脚本",
    )


def _product_page(planted: Planted) -> None:
    name = "网页/国标编码页.htm"
    planted.path(name).write_bytes(
        """<html><head><meta http-equiv="Content-Type" content="text/html; charset=gb2312"><title>沙发保养</title>
<style>.invisible{display:none} .x p {visibility:hidden}</style></head><body>
<div class="invisible">样式表藏起来的话：内部价 99 元</div>
<table width="100%"><tr><td><h2>皮沙发</h2><p>皮沙发每 45 天上一次护理油。</p></td></tr></table>
<h2>布沙发</h2><p>布沙发可拆洗，水温不超过 28 度。</p><img src="a.png" alt="示意图"><p><img src="big.png"></p></body></html>""".encode(
            "gb18030"
        )
    )
    planted.fact(name, "皮沙发每 45 天上一次护理油", under=("皮沙发",))
    planted.fact(name, "水温不超过 28 度", under=("布沙发",))
    planted.kept_out(name, "内部价 99 元")
    planted.trap(name, "read", "picture")
    planted.trap(name, "read", "hidden part", "样式表藏起来")
    planted.trap("网页/配送与安装.html", "read", "2 hidden part")


def _questions_page(planted: Planted) -> None:
    name = "网页/faq.html"
    planted.path(name).write_text(
        """<body><h1>常见问题</h1><h3>问：抱枕能单独买吗？</h3><p>答：可以，单个 39 元起。</p>
<p>Q：地毯会掉毛吗</p><p>A：新地毯前 16 天有浮毛，吸尘即可。</p>
<div class="faq-item"><div class="question">窗帘怎么量尺寸</div><div class="answer">宽度按窗宽的 2.2 倍计算。</div></div></body>""",
        encoding="utf-8",
    )
    planted.fact(name, "抱枕能单独买吗", "单个 39 元起", apart=("地毯",))
    planted.fact(name, "地毯会掉毛吗", "前 16 天有浮毛", apart=("抱枕",))
    planted.fact(name, "宽度按窗宽的 2.2 倍计算")
