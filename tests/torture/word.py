"""Word documents of the torture folder."""

import io
import zipfile
from pathlib import Path

import docx
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from PIL import Image

from tests.torture.planting import Planted

W = nsdecls("w")
BOX = (
    '<w:r {w} xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" xmlns:wps="http://schemas.microsoft.com/office/word/2010/wordprocessingShape" '
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
    '<mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wp:anchor><a:graphic><a:graphicData uri="http://schemas.microsoft.com/office/word/2010/wordprocessingShape">'
    "<wps:wsp><wps:txbx><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></wps:txbx></wps:wsp></a:graphicData></a:graphic></wp:anchor></w:drawing></mc:Choice>"
    "<mc:Fallback><w:pict><v:textbox><w:txbxContent><w:p><w:r><w:t>{text}</w:t></w:r></w:p></w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r>"
)
NOTES = (
    '<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:{kind}s xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
    '<w:{kind} w:type="separator" w:id="-1"><w:p><w:r><w:separator/></w:r></w:p></w:{kind}>{notes}</w:{kind}s>'
)


def plant(planted: Planted) -> None:
    """Write every Word document."""
    _rulebook(planted)
    _reviewed(planted)
    _boxes_and_notes(planted)
    _tables(planted)
    _questions(planted)
    _deep_numbers(planted)
    _pictures(planted)


def _rulebook(planted: Planted) -> None:
    name = "政策/售后总则.docx"
    page = docx.Document()
    page.sections[0].header.paragraphs[0].text = "青禾家居 内部文件 严禁外传"
    page.sections[0].footer.paragraphs[0].text = "青禾家居客服中心 2026"
    page.add_heading("青禾家居售后总则", 0)
    page.add_heading("退货", 1)
    page.add_heading("家具类", 2)
    page.add_heading("已组装的家具", 3)
    page.add_paragraph("已经组装的家具退回时，买家承担拆装费60元一件。")
    page.add_heading("未组装的家具", 3)
    page.add_paragraph("包装完好的未组装家具，签收后11天内可以退回，不收任何费用。")
    page.add_heading("家纺类", 2)
    page.add_paragraph("床品下水洗过的不支持退货，未下水的签收后8天内可退。")
    page.add_heading("换货", 1)
    page.add_paragraph("1. 颜色发错的，由本店承担来回运费换货。")
    page.add_paragraph("2. 买家选错尺寸的，换货运费各承担一半。")
    page.add_page_break()
    page.add_paragraph("3. 每笔订单最多换货两次，第三次起改为退货。")
    page.save(str(planted.path(name)))
    top = "青禾家居售后总则"
    planted.fact(
        name,
        "买家承担拆装费60元一件",
        under=(top, "退货", "家具类", "已组装的家具"),
        apart=("11天",),
    )
    planted.fact(name, "签收后11天内可以退回", under=("退货", "家具类", "未组装的家具"))
    planted.fact(name, "未下水的签收后8天内可退", under=("退货", "家纺类"))
    planted.fact(name, "颜色发错的，由本店承担来回运费换货", under=("换货",), apart=("各承担一半",))
    planted.fact(name, "换货运费各承担一半", under=("换货",))
    planted.fact(name, "每笔订单最多换货两次", under=("换货",))
    planted.kept_out(name, "严禁外传", "客服中心 2026")


def _reviewed(planted: Planted) -> None:
    name = "政策/修订中的运费规定.docx"
    page = docx.Document()
    page.add_heading("运费规定", 1)
    body = page.element.body
    changed = (
        f"<w:p {W}><w:r><w:t>单笔满</w:t></w:r>"
        '<w:del w:id="1" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>88元包邮</w:delText></w:r></w:del>'
        '<w:ins w:id="2" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:t>66元包邮</w:t></w:r></w:ins>'
        "<w:r><w:t>，不满的收运费9元。</w:t></w:r></w:p>"
    )
    gone = (
        f'<w:p {W}><w:pPr><w:rPr><w:del w:id="3" w:author="a" w:date="2026-01-01T00:00:00Z"/></w:rPr></w:pPr>'
        '<w:del w:id="4" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:delText>海外订单运费一律到付。</w:delText></w:r></w:del></w:p>'
    )
    added = (
        f'<w:p {W}><w:pPr><w:rPr><w:ins w:id="5" w:author="a" w:date="2026-01-01T00:00:00Z"/></w:rPr></w:pPr>'
        '<w:ins w:id="6" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:t>海岛地区每单加收运费23元，</w:t></w:r></w:ins>'
        '<w:moveTo w:id="7" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:t>下单时一并支付。</w:t></w:r></w:moveTo></w:p>'
    )
    moved = (
        f'<w:p {W}><w:moveFrom w:id="8" w:author="a" w:date="2026-01-01T00:00:00Z"><w:r><w:t>收货时当面支付。</w:t></w:r></w:moveFrom>'
        "<w:r><w:t>大件家具按体积计费，另有报价单。</w:t></w:r></w:p>"
    )
    hidden = f"<w:p {W}><w:r><w:rPr><w:vanish/></w:rPr><w:t>内部底价运费4元，别告诉买家。</w:t></w:r><w:r><w:t>偏远县镇加收6元。</w:t></w:r></w:p>"
    for at, xml in enumerate((changed, gone, added, moved, hidden)):
        body.insert(at + 1, parse_xml(xml))
    spoken = page.add_paragraph("顺丰到付的订单不退运费。")
    page.add_comment(spoken.runs, text="这条老板说要改成全退，先别公布", author="小陈")
    page.save(str(planted.path(name)))
    planted.fact(name, "单笔满66元包邮，不满的收运费9元", under=("运费规定",))
    planted.fact(name, "海岛地区每单加收运费23元，下单时一并支付", under=("运费规定",))
    planted.fact(name, "大件家具按体积计费", under=("运费规定",))
    planted.fact(name, "偏远县镇加收6元", under=("运费规定",))
    planted.fact(name, "顺丰到付的订单不退运费")
    planted.kept_out(name, "88元", "海外订单运费一律到付", "收货时当面支付", "老板说", "内部底价")
    planted.trap(name, "read", "tracked")
    planted.trap(name, "read", "comment")
    planted.trap(name, "read", "hidden text")


def _boxes_and_notes(planted: Planted) -> None:
    name = "政策/活动须知.docx"
    page = docx.Document()
    page.add_heading("年货节活动须知", 1)
    paragraph = page.add_paragraph("活动期间下单的，发货时间顺延")
    paragraph._p.append(parse_xml(f'<w:r {W}><w:footnoteReference w:id="2"/></w:r>'))
    paragraph.add_run("，以订单页面为准。")
    page.add_paragraph("赠品随主商品一起退回。").add_run()
    page.paragraphs[-1]._p.append(
        parse_xml(BOX.format(w=W, text="年货节满300元送抱枕一个，每人限领两次。"))
    )
    page.paragraphs[-1]._p.append(parse_xml(f'<w:r {W}><w:endnoteReference w:id="2"/></w:r>'))
    page.add_heading("退款", 2)
    page.add_paragraph("活动券不折现，退款时券自动返还账户。")
    plain = io.BytesIO()
    page.save(plain)
    foot = '<w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r><w:r><w:t>顺延最长不超过13天，逾期按每天1%补偿。</w:t></w:r></w:p></w:footnote>'
    end = '<w:endnote w:id="2"><w:p><w:r><w:t>赠品缺失的，按标价17元从退款里扣除。</w:t></w:r></w:p></w:endnote>'
    _with_notes(plain.getvalue(), planted.path(name), foot, end)
    planted.fact(name, "顺延", "以订单页面为准", under=("年货节活动须知",))
    planted.fact(name, "顺延最长不超过13天，逾期按每天1%补偿", under=("年货节活动须知",))
    planted.fact(name, "年货节满300元送抱枕一个", under=("年货节活动须知",))
    planted.fact(name, "赠品缺失的，按标价17元从退款里扣除", under=("年货节活动须知",))
    planted.fact(name, "活动券不折现", under=("年货节活动须知", "退款"))


def _with_notes(document: bytes, target: Path, foot: str, end: str) -> None:
    """Put footnotes and endnotes, which python-docx cannot write, into a document."""
    kinds = {"footnote": foot, "endnote": end}
    base = "application/vnd.openxmlformats-officedocument.wordprocessingml"
    link = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    with zipfile.ZipFile(io.BytesIO(document)) as source, zipfile.ZipFile(target, "w") as out:
        for item in source.infolist():
            text = source.read(item)
            if item.filename == "[Content_Types].xml":
                more = "".join(
                    f'<Override PartName="/word/{k}s.xml" ContentType="{base}.{k}s+xml"/>'
                    for k in kinds
                )
                text = text.replace(b"</Types>", more.encode() + b"</Types>")
            elif item.filename == "word/_rels/document.xml.rels":
                more = "".join(
                    f'<Relationship Id="rIdN{k}" Type="{link}/{k}s" Target="{k}s.xml"/>'
                    for k in kinds
                )
                text = text.replace(b"</Relationships>", more.encode() + b"</Relationships>")
            out.writestr(item, text)
        for kind, notes in kinds.items():
            out.writestr(f"word/{kind}s.xml", NOTES.format(kind=kind, notes=notes))


def _tables(planted: Planted) -> None:
    name = "政策/赔付标准.docx"
    page = docx.Document()
    page.add_heading("赔付标准", 1)
    page.add_paragraph("各情形的赔付按下表执行：")
    rows = [
        ["问题类型", "严重程度", "赔付比例", "审批人"],
        ["破损", "轻微划痕", "5%", "一线客服"],
        ["", "影响使用", "30%", "组长"],
        ["", "无法使用", "全额退款", "组长"],
        ["少件", "配件", "免费补寄", "一线客服"],
        ["合计超过500元的一律报主管", "", "", ""],
    ]
    table = page.add_table(rows=len(rows), cols=4)
    for at, row in enumerate(rows):
        for to, cell in enumerate(row):
            if cell:
                table.cell(at, to).text = cell
    table.cell(1, 0).merge(table.cell(3, 0))
    table.cell(5, 0).merge(table.cell(5, 3))
    page.add_heading("分仓时效", 1)
    _two_headers(page)
    nested = page.add_table(rows=2, cols=2)
    nested.cell(0, 0).text, nested.cell(0, 1).text = "渠道", "说明"
    nested.cell(1, 0).text = "直播间"
    inner = nested.cell(1, 1).add_table(rows=2, cols=2)
    for at, row in enumerate([["时段", "响应"], ["夜间", "19分钟内"]]):
        for to, cell in enumerate(row):
            inner.cell(at, to).text = cell
    page.save(str(planted.path(name)))
    under = ("赔付标准",)
    planted.fact(
        name,
        "问题类型：破损",
        "严重程度：轻微划痕",
        "赔付比例：5%",
        "审批人：一线客服",
        under=under,
        apart=("30%",),
    )
    planted.fact(
        name,
        "问题类型：破损",
        "严重程度：影响使用",
        "赔付比例：30%",
        under=under,
        apart=("5%；", "全额"),
    )
    planted.fact(
        name,
        "问题类型：破损",
        "严重程度：无法使用",
        "赔付比例：全额退款",
        "审批人：组长",
        under=under,
    )
    planted.fact(name, "问题类型：少件", "赔付比例：免费补寄", under=under)
    planted.fact(name, "合计超过500元的一律报主管", under=under)
    planted.fact(
        name, "仓库：华东仓", "发货时效", "工作日：14小时", "周末：31小时", under=("分仓时效",)
    )
    planted.fact(name, "仓库：西南仓", "工作日：21小时", under=("分仓时效",), apart=("华东",))
    planted.fact(name, "直播间", "夜间", "19分钟内", under=("分仓时效",))


def _two_headers(page: Document) -> None:
    """A header of two rows: 发货时效 spans 工作日 and 周末, 仓库 stands over both rows."""
    table = page.add_table(rows=4, cols=3)
    cells = [
        ["仓库", "发货时效", ""],
        ["", "工作日", "周末"],
        ["华东仓", "14小时", "31小时"],
        ["西南仓", "21小时", "44小时"],
    ]
    for at, row in enumerate(cells):
        for to, cell in enumerate(row):
            if cell:
                table.cell(at, to).text = cell
    table.cell(0, 0).merge(table.cell(1, 0))
    table.cell(0, 1).merge(table.cell(0, 2))
    page.add_paragraph("表后说明：节假日按周末计算。")


def _questions(planted: Planted) -> None:
    name = "常见问题/客服话术.docx"
    page = docx.Document()
    page.add_heading("物流", 1)
    page.add_paragraph("问：下单后能改地址吗？")
    page.add_paragraph("答：没发货之前可以改一次，发货以后要联系快递转寄。")
    page.add_paragraph("转寄费用15元由买家付。")
    page.add_paragraph("问：可以指定快递吗？")
    page.add_paragraph("答：默认中通，指定顺丰补7元。")
    page.add_heading("发票", 1)
    table = page.add_table(rows=3, cols=2)
    for at, row in enumerate(
        [
            ["问题", "答复"],
            ["能开专票吗", "可以，提供税号后5个工作日开出。"],
            ["发票抬头写错了怎么办", "30天内可以免费换开一次。"],
        ]
    ):
        for to, cell in enumerate(row):
            table.cell(at, to).text = cell
    page.save(str(planted.path(name)))
    planted.fact(
        name,
        "下单后能改地址吗",
        "没发货之前可以改一次",
        "转寄费用15元",
        under=("物流",),
        apart=("指定顺丰",),
    )
    planted.fact(name, "可以指定快递吗", "指定顺丰补7元", under=("物流",))
    planted.fact(name, "能开专票吗", "5个工作日开出", under=("发票",), apart=("换开",))
    planted.fact(name, "发票抬头写错了", "30天内可以免费换开一次", under=("发票",))


def _deep_numbers(planted: Planted) -> None:
    name = "政策/质保细则.docx"
    page = docx.Document()
    for line in (
        "质保细则", "一、质保期限", "（一）电动沙发的电机质保三十个月。", "（二）布面、皮面质保七个月。",
        "二、不予质保", "1. 宠物抓咬造成的破损；", "2. 私自拆卸电机的；", "三、报修流程",
        "报修时提供订单号和故障视频，客服在10小时内回电。",
    ):  # fmt: skip
        page.add_paragraph(line)
    page.save(str(planted.path(name)))
    planted.fact(name, "电动沙发的电机质保三十个月", under=("质保细则", "一、质保期限"))
    planted.fact(name, "布面、皮面质保七个月", under=("一、质保期限",))
    planted.fact(name, "宠物抓咬造成的破损", under=("二、不予质保",))
    planted.fact(name, "客服在10小时内回电", under=("三、报修流程",))


def _pictures(planted: Planted) -> None:
    name = "政策/安装示意.docx"
    page = docx.Document()
    page.add_heading("安装示意", 1)
    page.add_paragraph("床架先装横梁，再装床板，螺丝扭矩6牛米。")
    page.add_picture(_picture())
    page.save(str(planted.path(name)))
    planted.fact(name, "螺丝扭矩6牛米", under=("安装示意",))
    planted.trap(name, "read", "picture")
    only = "政策/公告截图.docx"
    page = docx.Document()
    page.add_picture(_picture())
    page.save(str(planted.path(only)))
    planted.trap(only, "failed", "picture", "text")
    with zipfile.ZipFile(planted.path("政策/假的文档.docx"), "w") as archive:
        archive.writestr("合同.txt", "这不是文档")
    planted.trap("政策/假的文档.docx", "failed", "zip")
    carrier = "政策/带附件的通知.docx"
    page = docx.Document()
    page.add_paragraph("附件里的价目表自本月起执行，量大另议，满40件打九折。")
    page.save(str(planted.path(carrier)))
    with zipfile.ZipFile(planted.path(carrier), "a") as archive:
        archive.writestr("word/embeddings/Microsoft_Excel_Sheet1.xlsx", b"PK\x03\x04nested")
    planted.fact(carrier, "满40件打九折")
    planted.trap(carrier, "read", "embedded")


def _picture() -> io.BytesIO:
    stream = io.BytesIO()
    Image.new("RGB", (300, 200), "white").save(stream, "PNG")
    stream.seek(0)
    return stream
