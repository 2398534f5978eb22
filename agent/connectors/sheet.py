"""The sheets of an export file as rows of clean texts: CSV in any encoding that shops meet, and Excel.

Shop back ends and Excel guard long numbers as `="123"`, `'123` or with a tab; the guards are taken off here. A number that
Excel has already rounded (`1.93E+18`) stays as it is, for the reader to refuse.
"""

import csv
import io
import re
import warnings
from collections.abc import Iterator
from datetime import date, datetime

from openpyxl import load_workbook

from agent.errors import InvalidInput
from knowledge.errors import KnowledgeError
from knowledge.readers.decoding import decode

Rows = list[list[str]]

MOST_BYTES = 64 * 1024 * 1024
_MOST_ROWS = 300_000
_DELIMITERS = ",\t;"
_GUARDED = re.compile(r'^="?(.*?)"?$', re.DOTALL)
_NOTHING = frozenset({"null", "none", "nan", "-", "--", "—", "#N/A", "无", "暂无"})
_EXACT = 10**15
"""Excel keeps fifteen digits of a number; longer ones in a number cell have been rounded."""


def sheets(data: bytes, name: str) -> Iterator[Rows]:
    """Give the rows of every sheet, however a CSV divides them (each way is one sheet, the reader takes what fits).

    Raises:
        InvalidInput: the file is too large, locked, or no table at all; one line, to be shown.
    """
    if len(data) > MOST_BYTES:
        raise InvalidInput(f"{name}: larger than 64 MB; export a shorter time")
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise InvalidInput(
            f"{name}: locked with a password, or an old .xls; open it and save it as .xlsx or CSV"
        )
    if data.startswith(b"PK"):
        yield from _workbook(data, name)
        return
    try:
        text = decode(data, name)
    except KnowledgeError as error:
        raise InvalidInput(str(error)) from None
    yield from _divided(text)


def text_sheets(text: str) -> Iterator[Rows]:
    """Give the rows of a table that somebody copied."""
    yield from _divided(text)


def clean(value: str) -> str:
    """Return a cell's text without what only guards it."""
    text = value.replace("\u00a0", " ").replace("\ufeff", "").strip()
    if text.startswith("="):
        match = _GUARDED.match(text)
        text = match[1].strip() if match else text
    text = text.lstrip("'`").strip()
    return "" if text in _NOTHING or text.lower() in _NOTHING else text


def _divided(text: str) -> Iterator[Rows]:
    if text.lower().startswith("sep="):
        text = text.partition("\n")[2]
    for mark in _DELIMITERS:
        if mark not in text[:4000]:
            continue
        try:
            rows = [
                [clean(cell) for cell in row]
                for row in csv.reader(io.StringIO(text, newline=""), delimiter=mark)
            ]
        except csv.Error:
            continue
        yield rows[:_MOST_ROWS]


def _workbook(data: bytes, name: str) -> Iterator[Rows]:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=True)
            for sheet in book.worksheets:
                sheet.reset_dimensions()  # exporters write a wrong size, which would hide rows
                rows = sheet.iter_rows(values_only=True, max_row=_MOST_ROWS)
                yield [[_shown(value) for value in row] for row in rows]
    except InvalidInput:
        raise
    except Exception as error:  # noqa: BLE001 - openpyxl raises whatever its parts raise
        kind = type(error).__name__
        raise InvalidInput(f"{name}: not an Excel workbook ({kind}); save it anew") from None


def _shown(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, int | float) and abs(value) >= _EXACT:
        return f"{value:.5E}"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return clean(str(value))
