"""Text that its author struck through is left out and said to be; footnotes of Markdown stay under what they limit."""

import io

from docx import Document
from openpyxl import Workbook
from openpyxl.styles import Font

from knowledge.readers import docx_document, html_page, markdown_text, xlsx_sheets
from knowledge.readers.block import Reading

OLD, NEW = "签收后15天内可换货。", "签收后7天内可换货。"


def told(reading: Reading) -> str:
    return "\n".join(block.text for block in reading.blocks)


def left_out(reading: Reading) -> bool:
    return any("struck-through" in note for note in reading.notes)


def test_markdown() -> None:
    reading = markdown_text.from_text(f"# 换货\n\n~~{OLD}~~\n\n{NEW}\n\n原价~~199元~~现价99元")
    assert OLD not in told(reading) and NEW in told(reading) and left_out(reading)
    assert "原价现价99元" in told(reading)


def test_markdown_with_tags_of_html() -> None:
    reading = markdown_text.from_text(f"# 换货\n\n<del>{OLD}</del>{NEW}")
    assert told(reading).endswith(NEW) and OLD not in told(reading) and left_out(reading)


def test_tildes_of_a_friendly_tone_strike_nothing() -> None:
    reading = markdown_text.from_text("# 常见问题\n\n亲~~ 签收后7天内可换货哦~~\n\n在的~")
    assert "签收后7天内可换货哦" in told(reading) and not left_out(reading)


def test_html() -> None:
    page = (
        f"<h1>换货</h1><p><s>{OLD}</s>{NEW}</p><p style='text-decoration: line-through'>{OLD}</p>"
    )
    reading = html_page.read(page.encode(), "a.html")
    assert OLD not in told(reading) and NEW in told(reading) and left_out(reading)


def test_word() -> None:
    document = Document()
    paragraph = document.add_paragraph()
    paragraph.add_run(OLD).font.strike = True
    paragraph.add_run(NEW)
    data = io.BytesIO()
    document.save(data)
    reading = docx_document.read(data.getvalue(), "a.docx")
    assert told(reading) == NEW and left_out(reading)


def test_a_workbook() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    for row in (("事项", "说明"), ("换货", OLD), ("换货", NEW)):
        sheet.append(row)
    for cell in sheet[2]:
        cell.font = Font(strike=True)
    data = io.BytesIO()
    book.save(data)
    reading = xlsx_sheets.read(data.getvalue(), "a.xlsx")
    assert OLD not in told(reading) and NEW in told(reading) and left_out(reading)


def test_nothing_struck_is_not_spoken_of() -> None:
    assert not markdown_text.from_text(f"# 换货\n\n{NEW}").notes


def test_a_footnote_stands_under_what_it_limits() -> None:
    text = "# 到账\n\n退款3天到账[^1]，换货另算[^b]。\n\n另一段。\n\n[^1]: 节假日顺延，最长5个工作日。\n[^b]: Stock permitting.\n"
    first = next(b.text for b in markdown_text.from_text(text).blocks if b.kind == "text")
    assert (
        first == "退款3天到账，换货另算。\n注：节假日顺延，最长5个工作日。\nNote: Stock permitting."
    )
    assert "[^" not in told(markdown_text.from_text(text))


def test_a_part_struck_by_tag_and_style_is_counted_once() -> None:
    page = f"<s style='text-decoration: line-through'>{OLD}</s><p>{NEW}</p>"
    [note] = html_page.read(page.encode(), "a.html").notes
    assert note.startswith("1 struck-through")
