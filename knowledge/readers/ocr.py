"""Text of scanned pages by RapidOCR, where the extra `ocr` is installed; its models lie in the wheel, nothing is fetched."""

from functools import cache
from importlib.util import find_spec
from typing import Any

from pypdf import PageObject

MOST_PAGES = 60
"""Scanned pages of one document that are read; each takes seconds."""


def available() -> bool:
    """Tell whether the extra is installed."""
    return find_spec("rapidocr_onnxruntime") is not None


def page_text(page: PageObject) -> str:
    """Return the lines of a page's pictures from top to bottom; "" where nothing can be made out."""
    lines: list[str] = []
    for picture in page.images:
        found, _ = _engine()(picture.data)
        lines += [str(text) for _, text, score in found or () if float(score) >= 0.5]
    return "\n".join(lines)


@cache
def _engine() -> Any:
    from rapidocr_onnxruntime import RapidOCR

    return RapidOCR()
