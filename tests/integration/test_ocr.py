"""Scanned pages are read where the OCR extra is installed."""

from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from knowledge.readers import ocr
from knowledge.readers.reader import read_file
from tests.torture.pages import scanned


def test_a_scanned_page_is_read(tmp_path: Path) -> None:
    if not ocr.available():
        pytest.skip("OCR not run: the extra `ocr` (80 MB) is not installed")
    path = tmp_path / "scan.pdf"
    canvas = Canvas(str(path), pagesize=A4)
    canvas.drawImage(ImageReader(scanned("RETURN WITHIN 17 DAYS")), 0, 0, *A4)
    canvas.save()
    reading = read_file(path, tmp_path)
    assert "17" in reading.clauses[0].text.replace(" ", "")
    assert "read by OCR" in str(reading.reason)
