"""The dossier as a PDF of a page or two. The font is a standard one of every PDF reader (Adobe-GB1), so nothing is embedded."""

from collections.abc import Iterator
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape

from agent.evidence.dossier import Dossier
from agent.evidence.statement import dispute_named, named

_FONT = "STSong-Light"
_WHO = {"buyer": "买家", "seller": "卖家", "order": "订单", "carrier": "物流"}


def as_pdf(dossier: Dossier, statement: str, pictures: dict[str, bytes]) -> bytes:
    """Return the PDF; `pictures` are fitted images by name, set at the end."""
    from reportlab.lib.pagesizes import A4
    from reportlab.lib.styles import ParagraphStyle
    from reportlab.lib.units import mm
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.cidfonts import UnicodeCIDFont
    from reportlab.platypus import Image, Paragraph, SimpleDocTemplate, Spacer

    pdfmetrics.registerFont(UnicodeCIDFont(_FONT))
    body = ParagraphStyle("body", fontName=_FONT, fontSize=9.5, leading=14, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=12, leading=18, spaceBefore=6)
    story: list[Any] = []
    for heading, lines in _sections(dossier, statement):
        story.append(Paragraph(escape(heading), head))
        story += [Paragraph(escape(line), body) for line in lines] or [Paragraph("无", body)]
    for name, content in pictures.items():
        picture = Image(BytesIO(content))
        picture._restrictSize(160 * mm, 110 * mm)
        story += [Spacer(1, 4 * mm), Paragraph(escape(name), body), picture]
    out = BytesIO()
    page = SimpleDocTemplate(
        out, pagesize=A4, title=f"evidence {dossier.case_id}", invariant=1,
        leftMargin=18 * mm, rightMargin=18 * mm, topMargin=16 * mm, bottomMargin=16 * mm,
    )  # fmt: skip
    page.build(story)
    return out.getvalue()


def _sections(dossier: Dossier, statement: str) -> Iterator[tuple[str, list[str]]]:
    head = [
        f"案件 {dossier.case_id}　平台 {dossier.platform}　订单 {dossier.order_id or '未知'}",
        f"争议：{dispute_named(dossier)}　制作时间 {dossier.made_at.isoformat(timespec='minutes')}",
        f"全文校验 sha256 {dossier.sha256}",
    ]
    yield "售后举证材料", head
    yield "一、情况说明", [statement]
    yield (
        "二、举证责任",
        [
            f"{number}. {_WHO[step.who]}：{named(step.what)}（已有：{named(step.done) or '无'}）。{step.text}［{step.source}］"
            for number, step in enumerate(dossier.steps, start=1)
        ],
    )
    yield (
        "三、待补材料",
        [
            *([f"请买家提供：{named(dossier.ask_buyer)}"] if dossier.ask_buyer else []),
            *([f"店铺自行调取：{named(dossier.fetch)}"] if dossier.fetch else []),
        ],
    )
    yield "四、依据与时限", [*dossier.grounds, *dossier.deadlines]
    yield (
        "五、证据清单",
        [
            f"{one.number}. {_WHO[one.by.value]} {named((one.kind,))} {one.file or ''} {one.note} sha256 {one.sha256}"
            for one in dossier.exhibits
        ],
    )
    yield (
        "六、经过",
        [
            f"{one.at.isoformat(timespec='minutes') if one.at else '（时间未记录）'} {_WHO.get(one.who, one.who)}："
            f"{one.text} #{one.sha256[:12]}"
            for one in dossier.timeline
        ],
    )
