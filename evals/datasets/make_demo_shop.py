"""Write the demo shop's binary files, its orders and the reworded cases. Run by hand; what it writes is committed.

    python -m evals.datasets.make_demo_shop

From `demo_sources/*.yaml` and the hand-written inbox it makes, the same bytes each time:

- the docx and pdf documents and `products/catalogue.xlsx` of `knowledge/demo_shop/`;
- `orders/orders.json`: every order that a case of the inbox names;
- `evals/datasets/variants.jsonl`: the inbox' cases in other words, with the same facts and the same expectation.
"""

import io
import json
import re
import zipfile
from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from docx import Document
from openpyxl import Workbook
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer, Table

HERE = Path(__file__).resolve().parent
SHOP = HERE.parents[1] / "knowledge" / "demo_shop"
SOURCES = HERE / "demo_sources"
CHANGED = re.compile(rb"(<dcterms:(?:modified|created)[^>]*>)[^<]*")
FONT = "STSong-Light"
STAMP = datetime(2026, 10, 8, 9, 0, 0)  # noqa: DTZ001 - document properties carry no zone


def same_bytes(packed: bytes) -> bytes:
    """Return a zip (docx, xlsx) with every entry's time fixed, so that the same source gives the same file."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(packed)) as old, zipfile.ZipFile(out, "w") as new:
        for entry in old.infolist():
            fixed = zipfile.ZipInfo(entry.filename, date_time=(2026, 10, 8, 9, 0, 0))
            fixed.compress_type = zipfile.ZIP_DEFLATED
            fixed.external_attr = entry.external_attr
            content = old.read(entry.filename)
            if entry.filename == "docProps/core.xml":  # openpyxl writes the hour of saving here
                content = CHANGED.sub(rb"\g<1>2026-10-08T09:00:00Z", content)
            new.writestr(fixed, content)
    return out.getvalue()


def write_docx(path: Path, title: str, blocks: list[dict[str, Any]]) -> None:
    """Write headings, paragraphs and tables as a Word file."""
    document = Document()
    properties = document.core_properties
    properties.created = properties.modified = STAMP
    properties.author, properties.title = "岚翎运动旗舰店", title
    document.add_heading(title, level=0)
    for block in blocks:
        ((kind, content),) = block.items()
        if kind in ("h1", "h2"):
            document.add_heading(content, level=int(kind[1]))
        elif kind == "p":
            document.add_paragraph(content)
        else:
            table = document.add_table(rows=0, cols=len(content[0]))
            table.style = "Table Grid"
            for row in content:
                cells = table.add_row().cells
                for cell, text in zip(cells, row, strict=True):
                    cell.text = text
    buffer = io.BytesIO()
    document.save(buffer)
    path.write_bytes(same_bytes(buffer.getvalue()))


def write_pdf(path: Path, title: str, blocks: list[dict[str, Any]]) -> None:
    """Write headings, paragraphs and tables as a PDF with extractable Chinese text."""
    pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    body = ParagraphStyle("body", fontName=FONT, fontSize=11, leading=18, wordWrap="CJK")
    head = ParagraphStyle("head", parent=body, fontSize=14, leading=24, spaceBefore=8)
    top = ParagraphStyle("top", parent=body, fontSize=18, leading=30)
    flow: list[Any] = [Paragraph(title, top), Spacer(1, 8)]
    for block in blocks:
        ((kind, content),) = block.items()
        if kind == "table":
            cells = [[Paragraph(text, body) for text in row] for row in content]
            flow.append(
                Table(
                    cells,
                    colWidths=[50, 130, 290],
                    style=[("GRID", (0, 0), (-1, -1), 0.5, "#888888")],
                )
            )
        else:
            flow.append(Paragraph(content, head if kind.startswith("h") else body))
    SimpleDocTemplate(str(path), pagesize=A4, title=title, invariant=1).build(flow)


def write_catalogue(path: Path, sheets: list[dict[str, Any]]) -> None:
    """Write the catalogue: one sheet a category, the costs on a hidden one."""
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties.created = book.properties.modified = STAMP
    for sheet in sheets:
        page = book.create_sheet(sheet["name"])
        page.append(sheet["columns"])
        for row in sheet["rows"]:
            page.append(row)
        if sheet.get("hidden"):
            page.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    path.write_bytes(same_bytes(buffer.getvalue()))


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Read JSON Lines."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def orders_of(cases: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Every order that the cases name, once, in order of its number."""
    found = {}
    for case in cases:
        for order in [case.get("order"), *(case.get("orders") or [])]:
            if order and order.get("order_id"):
                found[order["order_id"]] = order
    return [found[key] for key in sorted(found)]


def variant_of(case: dict[str, Any], number: int, words: dict[str, Any]) -> dict[str, Any]:
    """The case in other words: `say` replaces what the buyer wrote; everything else stays a fact.

    `say` is one text or a list (a message each). A language other than the case's is given by `language`. Expected words
    of the answer are dropped where the answer's language changes; `drop` names further keys that do not fit the wording.
    """
    said = words["say"] if isinstance(words["say"], list) else [words["say"]]
    variant: dict[str, Any] = json.loads(json.dumps(case, ensure_ascii=False))
    variant["id"] = f"{case['id']}-v{number}"
    if case["kind"] == "review":
        variant["review"]["text"] = "".join(said)
    elif case["kind"] == "claim":
        variant["claim"]["reason"] = "".join(said)
        variant["messages"] = [m for m in variant.get("messages") or [] if m["role"] == "seller"]
    else:
        variant["messages"] = spoken(variant["messages"], said)
    if words.get("language") and words["language"] != case.get("language"):
        variant["language"] = words["language"]
        variant["expect"].pop("must_mention", None)
    for key in words.get("drop", []):
        variant["expect"].pop(key, None)
    return variant


def spoken(messages: list[dict[str, Any]], said: list[str]) -> list[dict[str, Any]]:
    """Put the new words in the place of the buyer's; the seller's lines and all attachments stay."""
    buyers = [m for m in messages if m["role"] == "buyer"]
    attached = [a for m in buyers for a in m.get("attachments") or []]
    at = buyers[-1].get("at")
    fresh: list[dict[str, Any]] = [{"role": "buyer", "text": text, "at": at} for text in said]
    if attached:
        fresh[-1]["attachments"] = attached
    return [m for m in messages if m["role"] == "seller"] + fresh


def write_variants(cases: list[dict[str, Any]], path: Path) -> int:
    """Write the reworded cases; return how many."""
    by_id = {case["id"]: case for case in cases}
    table: dict[str, list[Any]] = yaml.safe_load((SOURCES / "variants.yaml").read_text("utf-8"))
    lines = []
    for case_id, wordings in table.items():
        for number, words in enumerate(wordings, start=1):
            given = words if isinstance(words, dict) else {"say": words}
            variant = variant_of(by_id[case_id], number, given)
            lines.append(json.dumps(variant, ensure_ascii=False))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return len(lines)


def write_gate(cases: list[dict[str, Any]], path: Path) -> int:
    """Write the shop's own eval cases, those that must reach a lead: no release of it may decide them otherwise."""
    grave = [case for case in cases if (case.get("expect") or {}).get("escalate")]
    path.parent.mkdir(exist_ok=True)
    lines = [json.dumps(case, ensure_ascii=False) for case in grave]
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return len(grave)


def main() -> None:
    """Write everything."""
    writers = {".docx": write_docx, ".pdf": write_pdf}
    for document in yaml.safe_load((SOURCES / "documents.yaml").read_text("utf-8")):
        target = SHOP / document["path"]
        target.parent.mkdir(parents=True, exist_ok=True)
        writers[target.suffix](target, document["title"], document["blocks"])
    catalogue = yaml.safe_load((SOURCES / "catalogue.yaml").read_text("utf-8"))
    write_catalogue(SHOP / "products" / "catalogue.xlsx", catalogue["sheets"])
    inbox = SHOP / "inbox" / "inbox.jsonl"
    if not inbox.exists():
        return
    cases = read_lines(inbox)
    orders = json.dumps(orders_of(cases), ensure_ascii=False, indent=1)
    (SHOP / "orders" / "orders.json").write_text(orders + "\n", "utf-8")
    print(write_gate(cases, SHOP / "evals" / "high_risk.jsonl"), "gate cases")
    if (SOURCES / "variants.yaml").exists():
        print(write_variants(cases, HERE / "variants.jsonl"), "variants")


if __name__ == "__main__":
    main()
