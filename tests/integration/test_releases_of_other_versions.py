"""A release that other code made, or that lost files, is one clear line; a protected PDF without a password is read."""

import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest
from pypdf import PdfReader, PdfWriter
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Table

from knowledge.errors import KnowledgeError
from knowledge.library import Library
from knowledge.readers.reader import read_file
from knowledge.search.embedders import load_embedder

NOW = datetime(2026, 11, 21, 2, tzinfo=UTC)


@pytest.mark.parametrize("damage", ["format", "manifest", "missing", "short"])
def test_another_version_is_one_line_and_ingest_mends_it(tmp_path: Path, damage: str) -> None:
    shop = tmp_path / "shop"
    shop.mkdir()
    (shop / "a.md").write_text("# 退货\n\n七天可退。\n", encoding="utf-8")
    root, embedder = tmp_path / "data", load_embedder("use")
    first = Library(root, embedder=embedder)
    release = first.ingest(shop, "s", now=NOW).release
    first.activate("s", release)
    assert len({c.clause_id for c in first.clauses("s")}) == len(first.clauses("s"))
    home = root / "s" / "releases" / release
    manifest = json.loads((home / "manifest.json").read_text(encoding="utf-8"))
    if damage in ("format", "manifest"):
        manifest |= {"index_format": 99} if damage == "format" else {"of_the_future": 1}
        (home / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    elif damage == "missing":
        (home / "keys.npy").unlink()
    else:
        (home / "vectors.npy").write_bytes(b"\x93NUMPY")
    with pytest.raises(KnowledgeError, match=r"made by another version.*ingest"):
        Library(root, embedder=embedder).search("s", "退货")
    (shop / "b.md").write_text("# 发票\n\n开电子发票。\n", encoding="utf-8")
    mended = Library(root, embedder=embedder)
    mended.activate("s", mended.ingest(shop, "s", now=NOW).release)
    assert mended.search("s", "七天可退").hits


def test_a_table_in_a_protected_pdf_without_password(tmp_path: Path) -> None:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    body = ParagraphStyle("body", fontName="STSong-Light", fontSize=10)
    head = ParagraphStyle("head", fontName="STSong-Light", fontSize=14, leading=20)
    grid = [
        ("GRID", (0, 0), (-1, -1), 0.5, colors.black),
        ("FONT", (0, 0), (-1, -1), "STSong-Light"),
    ]
    table = Table([["代码", "含义"], ["E1", "传感器断路"], ["E2", "过热保护"]], style=grid)
    made = io.BytesIO()
    parts = [Paragraph("清洁", head), Paragraph("炸篮可以用软海绵清洗，不能放洗碗机。", body)]
    SimpleDocTemplate(made, pagesize=A4).build([*parts, Paragraph("故障代码", head), table])
    writer = PdfWriter(clone_from=PdfReader(made))
    writer.encrypt("", "owner", algorithm="AES-256")
    writer.write(tmp_path / "说明.pdf")
    reading = read_file(tmp_path / "说明.pdf", tmp_path)
    assert [(c.heading, c.text) for c in reading.clauses] == [
        ("清洁", "炸篮可以用软海绵清洗，不能放洗碗机。"),
        ("故障代码", "代码：E1；含义：传感器断路"),
        ("故障代码", "代码：E2；含义：过热保护"),
    ]
