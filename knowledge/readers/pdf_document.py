"""PDF: the text of each page by pypdf, running heads and page numbers taken off, wrapped lines joined, page by page."""

import io
import logging
import re
from collections import Counter

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from knowledge.errors import UnreadableFile
from knowledge.readers import numbering
from knowledge.readers.block import Block, Reading
from knowledge.readers.reflow import join, reflow

_PAGES = 2000
_PAGE_NUMBER = re.compile(
    r"(?:第\s*\d+\s*[页頁](?:\s*[,，/／共]?\s*共?\s*\d+\s*[页頁])?|[-–—]\s*\d{1,4}\s*[-–—]|\d{1,4}\s*/\s*\d{1,4}|page\s+\d+(?:\s+of\s+\d+)?|\d{1,3})",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"[^。！？!?；;：:.…”」』）)]$")


def read(data: bytes, name: str) -> Reading:
    """Read a PDF; pages without text are named in the notes, a file without any is UnreadableFile."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages = _pages(data, name)
    except (FileNotDecryptedError, DependencyError):
        raise UnreadableFile(f"{name}: encrypted; save it without a password") from None
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        OSError,
        RecursionError,
        AssertionError,
        ArithmeticError,
    ):
        raise UnreadableFile(
            f"{name}: damaged or not a pdf file; open it, export it anew and ingest again"
        ) from None
    notes: list[str] = []
    empty = [number for number, text in enumerate(pages, 1) if not text.strip()]
    if len(empty) == len(pages):
        raise UnreadableFile(
            f"{name}: no text on any page (scanned?); give the text or install the OCR extra"
        )
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        notes.append(f"page {shown}: no text; give the text or install the OCR extra")
    return Reading(blocks=tuple(_blocks(_without_running(pages))), notes=tuple(notes))


def _pages(data: bytes, name: str) -> list[str]:
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile(f"{name}: encrypted; save it without a password")
    if len(reader.pages) > _PAGES:
        raise UnreadableFile(f"{name}: {len(reader.pages)} pages, at most {_PAGES}; split it")
    texts = []
    for page in reader.pages:
        text = page.extract_text()
        texts.append(re.sub(r"[\ud800-\udfff\x00-\x08\x0e-\x1f]", "", text))
    return texts


def _without_running(pages: list[str]) -> list[str]:
    """Drop page numbers, and lines that stand at the top or bottom of at least three pages and more than half of them."""
    split = [text.split("\n") for text in pages]
    edges: Counter[str] = Counter()
    for lines in split:
        filled = [line for line in lines if line.strip()]
        edges.update({_shape(line) for line in (*filled[:2], *filled[-2:])})
    running = {
        shape for shape, count in edges.items() if count >= max(3, len(pages) * 0.5) and shape
    }
    found = []
    for lines in split:
        places = [at for at, line in enumerate(lines) if line.strip()]
        edge = {*places[:2], *places[-2:]}
        dropped = {
            at
            for at in edge
            if _shape(lines[at]) in running
            or (at in (*places[:1], *places[-1:]) and _PAGE_NUMBER.fullmatch(lines[at].strip()))
        }
        found.append("\n".join(line for at, line in enumerate(lines) if at not in dropped))
    return found


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", re.sub(r"\s+", "", line))


def _blocks(pages: list[str]) -> list[Block]:
    """Return each page's paragraphs; one that the page's end cuts in mid-sentence is joined to its rest."""
    blocks: list[Block] = []
    for number, text in enumerate(pages, 1):
        paragraphs = reflow(text, wrapped=True)
        if (
            blocks
            and paragraphs
            and blocks[-1].page == number - 1
            and _cut(blocks[-1].text, paragraphs[0])
        ):
            blocks[-1] = blocks[-1].model_copy(
                update={"text": join(blocks[-1].text, paragraphs[0])}
            )
            paragraphs = paragraphs[1:]
        blocks.extend(Block(kind="text", text=paragraph, page=number) for paragraph in paragraphs)
    return blocks


def _cut(before: str, after: str) -> bool:
    marked = (
        numbering.article(after)
        or numbering.division(after)
        or numbering.item(after)
        or numbering.question(after)
        or numbering.answer(after)
    )
    return not marked and len(before) > 20 and bool(_OPEN_END.search(before))
