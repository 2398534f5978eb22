"""Word documents: paragraphs, automatic numbers, lists and tables in reading order, by python-docx."""

import io
import re
from collections.abc import Iterator, Mapping

from docx import Document
from docx.document import Document as WordDocument
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.table import Table
from docx.text.paragraph import Paragraph

from knowledge.readers.block import Block, Reading
from knowledge.readers.docx_extras import is_unread, left_out, notes_of
from knowledge.readers.docx_numbering import Numbering
from knowledge.readers.footnote import as_note
from knowledge.readers.office import check_container, members
from knowledge.readers.table import table_blocks

Notes = Mapping[tuple[str, str], BaseOxmlElement]
_HEADING_STYLE = re.compile(r"(?:heading|标题|標題)\s*(\d)", re.IGNORECASE)
_BREAKS = {qn("w:br"): "\n", qn("w:cr"): "\n", qn("w:tab"): "\t", qn("w:noBreakHyphen"): "-"}
_DROPPED = frozenset(
    (
        qn("w:del"),
        qn("w:moveFrom"),
        "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback",
        qn("w:instrText"),
    )
)


def read(data: bytes, name: str) -> Reading:
    """Read a .docx file; tracked deletions, hidden and struck text and comments are left out, insertions and footnotes are in."""
    check_container(data, name, "word/document.xml", "docx")
    document = Document(io.BytesIO(data))
    numbering = Numbering(document)
    notes = notes_of(document)
    blocks: list[Block] = []
    for element in _children(document.element.body):
        if element.tag == qn("w:p"):
            block = _paragraph(element, document, numbering)
            if block:
                blocks.append(_with_notes(block, element, notes))
        elif element.tag == qn("w:tbl"):
            blocks.extend(_table(element, document))
            blocks.extend(Block(kind="text", text=text) for text in _note_texts(element, notes))
    return Reading(blocks=tuple(blocks), notes=tuple(left_out(document, members(data))))


def _with_notes(block: Block, element: BaseOxmlElement, notes: Notes) -> Block:
    """Put the footnotes of a paragraph under it: what they say limits what it says."""
    texts = _note_texts(element, notes)
    return block.model_copy(update={"text": "\n".join([block.text, *texts])}) if texts else block


def _note_texts(element: BaseOxmlElement, notes: Notes) -> list[str]:
    found = []
    for kind in ("footnote", "endnote"):
        for reference in element.iter(qn(f"w:{kind}Reference")):
            note = notes.get((kind, str(reference.get(qn("w:id")))))
            text = _text(note).strip() if note is not None else ""
            if text:
                found.append(as_note(text))
    return found


def _children(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yield paragraphs and tables, also those inside content controls."""
    for element in parent:
        if element.tag in (qn("w:sdt"), qn("w:sdtContent"), qn("w:customXml"), qn("w:ins")):
            yield from _children(element)
        elif element.tag in (qn("w:p"), qn("w:tbl")):
            yield element


def _text(element: BaseOxmlElement) -> str:
    """Return the text as shown, which python-docx's own `text` loses inside insertions and content controls."""
    parts: list[str] = []
    for child in element:
        if child.tag in _DROPPED or is_unread(child):
            continue
        if child.tag == qn("w:t"):
            parts.append(child.text or "")
        elif child.tag in _BREAKS:
            parts.append(_BREAKS[child.tag])
        elif child.tag == qn("w:p"):
            parts.append("\n" + _text(child))
        else:
            parts.append(_text(child))
    return "".join(parts)


def _paragraph(
    element: BaseOxmlElement, document: WordDocument, numbering: Numbering
) -> Block | None:
    text = _text(element).strip()
    paragraph = Paragraph(element, document._body)
    number = numbering.next(paragraph)
    if not text:
        return None
    style = (
        str(paragraph.style.name) if paragraph.style is not None and paragraph.style.name else ""
    )
    if style.lower().startswith(("toc ", "目录")):
        return None
    text = f"{number.label}{text}" if number else text
    level = _level(paragraph, style)
    if level is not None and len(text) <= 120:
        return Block(kind="heading", text=text, level=level)
    if number or style.lower().startswith("list"):
        return Block(kind="item", text=text, level=number.level + 1 if number else 1)
    return Block(kind="text", text=text)


def _level(paragraph: Paragraph, style: str) -> int | None:
    """Return a heading's depth by its style or outline level, 0 for a short line wholly in bold, None for body text."""
    named = _HEADING_STYLE.match(style)
    if named:
        return int(named.group(1)) + (1 if int(named.group(1)) else 0)
    if style.lower() in ("title", "标题", "標題"):
        return 1
    outline = paragraph._p.find(f".//{qn('w:outlineLvl')}")
    if (
        outline is not None
        and (outline.get(qn("w:val")) or "9").isdigit()
        and int(outline.get(qn("w:val"), "9")) < 9
    ):
        return int(outline.get(qn("w:val"), "9")) + 2
    runs = [run for run in paragraph.runs if run.text.strip()]
    text = paragraph.text.strip()
    bold = (
        bool(runs)
        and all(run.bold for run in runs)
        and "".join(run.text for run in runs).strip() == text
    )
    return 0 if bold and len(text) <= 40 and text[-1:] not in "。！；，.!;,：:" else None


def _table(element: BaseOxmlElement, document: WordDocument) -> list[Block]:
    """Return a table's rows; a table of one column or one row is layout, and so is read as paragraphs."""
    table = Table(element, document._body)
    rows: list[list[str]] = []
    for row in table.rows:
        cells: list[str] = []
        before: BaseOxmlElement | None = None
        for cell in row.cells:
            repeated = cell._tc is before
            cells.append("" if repeated else _text(cell._tc).strip())
            before = cell._tc
        rows.append(cells)
    widest = max((len([cell for cell in row if cell]) for row in rows), default=0)
    if widest < 2 or len(rows) < 2:
        return [Block(kind="text", text=cell) for row in rows for cell in row if cell]
    return table_blocks(rows)
