"""PDF: text, tables and headings of each page by pypdf, running heads and page numbers taken off, wrapped lines joined."""

import io
import logging
import re

from pypdf import PdfReader
from pypdf.errors import DependencyError, FileNotDecryptedError, PyPdfError

from knowledge.errors import UnreadableFile
from knowledge.readers import numbering, ocr
from knowledge.readers.block import Block, Reading
from knowledge.readers.header import is_header
from knowledge.readers.pdf_layout import (
    Rows,
    Run,
    Table,
    body_size,
    is_larger,
    larger_sizes,
    read_runs,
)
from knowledge.readers.pdf_running import Sheet, running
from knowledge.readers.reflow import column, join, reflow
from knowledge.readers.table import table_blocks

_PAGES = 2000
_TABLE, _HEADING = "\ue000", "\ue001"
"""Signs that begin a line which stands for a table (by its number) or is a heading (by its depth)."""
_FIRST_NUMBER = 0xE100
_MOST_TABLES = 6000
_OPEN_END = re.compile(r"[^。！？!?；;：:.…”」』）)]$")


def read(data: bytes, name: str) -> Reading:
    """Read a PDF; pages without text are named in the notes, a file without any is UnreadableFile."""
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)
    try:
        pages, tables = _pages(data, name)
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
    if empty and ocr.available():
        notes += _recognised(data, pages, empty)
        empty = [number for number in empty if not pages[number - 1].strip()]
    if len(empty) == len(pages):
        raise UnreadableFile(
            f"{name}: no text on any page (scanned?); give the text or install the OCR extra"
        )
    if empty:
        shown = ", ".join(map(str, empty[:10])) + (" …" if len(empty) > 10 else "")
        notes.append(f"scanned page {shown}: no text; give the text or install the OCR extra")
    return Reading(blocks=tuple(_blocks(pages, tables)), notes=tuple(notes))


def _recognised(data: bytes, pages: list[str], empty: list[int]) -> list[str]:
    """Put the recognised text of scanned pages in place; return a note on which they are."""
    scanned = PdfReader(io.BytesIO(data), strict=False).pages
    done = []
    for number in empty[: ocr.MOST_PAGES]:
        pages[number - 1] = ocr.page_text(scanned[number - 1])
        if pages[number - 1].strip():
            done.append(str(number))
    shown = ", ".join(done[:10]) + (" …" if len(done) > 10 else "")
    return [f"scanned page {shown}: read by OCR; check its figures"] if done else []


def _pages(data: bytes, name: str) -> tuple[list[str], list[Table]]:
    """Return each page's lines, with signs for tables and headings, and the tables."""
    reader = PdfReader(io.BytesIO(data), strict=False)
    if reader.is_encrypted and not reader.decrypt(""):
        raise UnreadableFile(f"{name}: encrypted; save it without a password")
    if len(reader.pages) > _PAGES:
        raise UnreadableFile(f"{name}: {len(reader.pages)} pages, at most {_PAGES}; split it")
    read = [read_runs(page) for page in reader.pages]
    heights = [float(page.mediabox.height) for page in reader.pages]
    read = _without_running(read, heights)
    everything = [run for runs, _ in read for run in runs]
    body = body_size(everything)
    sizes = larger_sizes(everything, body)
    tables: list[Table] = []
    return [_page(runs, found, tables, body, sizes) for runs, found in read], tables


def _without_running(
    read: list[tuple[list[Run], list[Table]]], heights: list[float]
) -> list[tuple[list[Run], list[Table]]]:
    """Empty the runs of running heads and page numbers; a line end in them stays one."""
    sheets = [
        Sheet(runs, frozenset().union(*(table.places for table in found)), height)
        for (runs, found), height in zip(read, heights, strict=True)
    ]
    return [
        (
            [
                run._replace(text="\n" if "\n" in run.text else "") if place in gone else run
                for place, run in enumerate(runs)
            ],
            found,
        )
        for (runs, found), gone in zip(read, running(sheets), strict=True)
    ]


def _page(
    runs: list[Run], found: list[Table], tables: list[Table], body: float, sizes: list[float]
) -> str:
    """Return a page's lines; its tables are put to `tables`."""
    parts: list[str] = []
    taken: set[int] = set()
    starts: dict[int, Table] = {}
    for table in found:
        if not taken & table.places and len(tables) + len(starts) < _MOST_TABLES:
            starts[min(table.places)] = table
            taken |= table.places
    for place, run in enumerate(runs):
        text = re.sub(r"[\ud800-\udfff\x00-\x08\x0e-\x1f\ue000\ue001]", "", run.text)
        if place in starts:
            parts.append(f"\n{_TABLE}{chr(_FIRST_NUMBER + len(tables))}\n")
            tables.append(starts[place])
        elif place in taken:
            continue
        elif is_larger(run, body) and _alone(runs, place) and not _numbered(text.strip()):
            parts.append(f"{_HEADING}{chr(_FIRST_NUMBER + sizes.index(run.size))}{text}")
        else:
            parts.append(text)
    return "".join(parts)


def _alone(runs: list[Run], place: int) -> bool:
    """Tell whether a run is a whole line: what stands beside it was set in another piece otherwise."""
    before = "".join(run.text for run in runs[:place])[-1:]
    after = next((run.text for run in runs[place + 1 :] if run.text), "\n")
    return before in ("", "\n") and (runs[place].text.endswith("\n") or after.startswith("\n"))


def _blocks(pages: list[str], tables: list[Table]) -> list[Block]:
    """Return each page's paragraphs, headings and tables; a paragraph that the page's end cuts in mid-sentence is joined to its rest."""
    blocks: list[Block] = []
    open_table: Rows = []
    for number, text in enumerate(pages, 1):
        lines = text.split("\n")
        full = column([line for line in lines if line[:1] not in (_TABLE, _HEADING)], wrapped=True)
        for sign, part in _parts(lines):
            if sign == _TABLE:
                rows = tables[ord(part[1]) - _FIRST_NUMBER].rows
                rows = _continued(open_table, rows)
                open_table = rows
                blocks += [b.model_copy(update={"page": number}) for b in table_blocks(rows)]
                continue
            if not part.strip():
                continue
            open_table = []
            if sign == _HEADING:
                level = min(ord(part[1]) - _FIRST_NUMBER + 1, 6)
                blocks.append(
                    Block(kind="heading", text=part[2:].strip(), level=level, page=number)
                )
            else:
                _paragraphs(blocks, reflow(part, full=full), number)
    return blocks


def _continued(before: Rows, rows: Rows) -> Rows:
    """Return a table that directly follows another one of as many columns with that one's header: the page's end cut it."""
    if not before or len(before[0]) != len(rows[0]) or not is_header(before, 0):
        return rows
    return rows if is_header(rows, 0) else [before[0], *rows]


def _parts(lines: list[str]) -> list[tuple[str, str]]:
    """Return runs of plain lines joined, and each signed line alone, with its sign."""
    found: list[tuple[str, str]] = []
    for line in lines:
        sign = line[:1] if line[:1] in (_TABLE, _HEADING) and len(line) > 1 else ""
        if not sign and found and not found[-1][0]:
            found[-1] = "", f"{found[-1][1]}\n{line}"
        else:
            found.append((sign, line))
    return found


def _paragraphs(blocks: list[Block], paragraphs: list[str], page: int) -> None:
    last = blocks[-1] if blocks else None
    if last and paragraphs and last.kind == "text" and last.page == page - 1:
        if _cut(last.text, paragraphs[0]):
            blocks[-1] = last.model_copy(update={"text": join(last.text, paragraphs[0])})
            paragraphs = paragraphs[1:]
    blocks.extend(Block(kind="text", text=paragraph, page=page) for paragraph in paragraphs)


def _numbered(line: str) -> bool:
    return bool(
        numbering.article(line)
        or numbering.division(line)
        or numbering.item(line)
        or numbering.question(line)
        or numbering.answer(line)
    )


def _cut(before: str, after: str) -> bool:
    return not _numbered(after) and len(before) > 20 and bool(_OPEN_END.search(before))
