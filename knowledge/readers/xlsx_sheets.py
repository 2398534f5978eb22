"""Excel workbooks: every visible sheet, merged cells filled, values as a person sees them."""

import datetime
import io
import re
import warnings
from decimal import Decimal
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.worksheet.worksheet import Worksheet

from knowledge.errors import UnreadableFile
from knowledge.product import Product
from knowledge.readers.block import Block, Reading
from knowledge.readers.office import check_container
from knowledge.readers.personal import refuse_personal_data
from knowledge.readers.struck import struck_note
from knowledge.readers.table import read_table
from knowledge.readers.xlsx_extras import not_read

_CELL_LIMIT = 2_000_000
_PREFIX = re.compile(r"\[\$([¥￥$€£]|US\$|CNY|USD)[^\]]*\]|\"([¥￥$€£]|US\$)\"|([¥￥$€£])")


def read(data: bytes, name: str) -> Reading:
    """Read a workbook; hidden sheets and columns are left out and named in the notes."""
    check_container(data, name, "xl/workbook.xml", "xlsx")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = load_workbook(io.BytesIO(data), data_only=True)
    blocks: list[Block] = []
    products: list[Product] = []
    notes: list[str] = []
    for sheet in book.worksheets:
        if sheet.sheet_state != "visible":
            notes.append(f"sheet {sheet.title!r} is hidden and left out; show it to have it read")
            continue
        rows, hidden, struck = _rows(sheet, name)
        if hidden:
            notes.append(f"sheet {sheet.title!r}: hidden columns {', '.join(hidden)} are left out")
        notes.extend(_hidden_rows(sheet, rows))
        notes.extend(f"sheet {sheet.title!r}: {one}" for one in struck_note(struck))
        for row in rows[:5]:
            refuse_personal_data(row, name)
        more, listed = read_table(rows, sheet.title)
        blocks.extend(more)
        products.extend(listed)
    notes.extend(not_read(data))
    return Reading(blocks=tuple(blocks), products=tuple(products), notes=tuple(notes))


def _hidden_rows(sheet: Worksheet, rows: list[list[str]]) -> list[str]:
    """Empty the hidden rows and say so; rows that only a filter hides are live and stay."""
    hidden = [
        at
        for at, dimension in sheet.row_dimensions.items()
        if dimension.hidden and at <= len(rows) and any(rows[at - 1])
    ]
    if not hidden:
        return []
    shown = ", ".join(map(str, sorted(hidden)[:8])) + (" …" if len(hidden) > 8 else "")
    if sheet.auto_filter.ref:
        return [f"sheet {sheet.title!r}: hidden rows {shown} are read, a filter hides them"]
    for at in hidden:
        rows[at - 1] = [""] * len(rows[at - 1])
    return [f"sheet {sheet.title!r}: hidden rows {shown} are left out; show them to have them read"]


def _rows(sheet: Worksheet, name: str) -> tuple[list[list[str]], list[str], list[str]]:
    """Return the cells' texts from row 1 on, the letters of hidden columns that hold something, and the texts struck through."""
    if (sheet.max_row or 0) * (sheet.max_column or 0) > _CELL_LIMIT * 20:
        raise UnreadableFile(
            f"{name}: sheet {sheet.title!r} is {sheet.max_row} × {sheet.max_column} cells; delete its empty rows, or split it"
        )
    hidden = _hidden_columns(sheet)
    merged = _merged(sheet)
    rows: list[list[str]] = []
    seen: set[str] = set()
    struck: list[str] = []
    for row in sheet.iter_rows():
        cells: list[str] = []
        for cell in row:
            text = merged.get((cell.row or 0, cell.column or 0)) or _shown(cell)
            if cell.column in hidden:
                if text:
                    seen.add(hidden[cell.column])
                continue
            if text and cell.has_style and cell.font.strike:
                struck.append(text)
                text = ""
            cells.append(text)
        rows.append(cells)
    return rows, sorted(seen, key=lambda letter: (len(letter), letter)), struck


def _hidden_columns(sheet: Worksheet) -> dict[int, str]:
    found: dict[int, str] = {}
    for letter, dimension in sheet.column_dimensions.items():
        if dimension.hidden:
            for index in range(dimension.min or 0, min(dimension.max or 0, 2000) + 1):
                found[index] = letter
    return found


def _merged(sheet: Worksheet) -> dict[tuple[int, int], str]:
    """Return the text of every cell that is part of a merged one; a title merged over a whole row stands once."""
    found: dict[tuple[int, int], str] = {}
    for area in sheet.merged_cells.ranges:
        if area.size["rows"] * area.size["columns"] > 100_000:
            continue
        text = _shown(sheet.cell(area.min_row, area.min_col))
        for row, column in area.cells:
            if column == area.min_col or area.min_row != area.max_row:
                found[row, column] = text
    return found


def _shown(cell: Cell | MergedCell) -> str:
    """Return a value as a person sees it: dates as ISO days, whole numbers without ".0", percentages and currency signs."""
    value: Any = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, datetime.datetime):
        return (
            value.date().isoformat()
            if value.time() == datetime.time()
            else value.isoformat(" ", "minutes")
        )
    if isinstance(value, datetime.date | datetime.time):
        return value.isoformat()
    if isinstance(value, int | float):
        return _number(value, str(cell.number_format or ""))
    text = str(value).strip()
    return "" if re.fullmatch(r"#(?:N/A|REF!|VALUE!|DIV/0!|NAME\?|NULL!|NUM!)", text) else text


def _number(value: float, form: str) -> str:
    exact = Decimal(repr(value)) if isinstance(value, float) else Decimal(value)
    if not exact.is_finite():
        return ""
    percent = "%" in form
    exact = exact * 100 if percent else exact
    decimals = re.search(r"0\.(0+)", form)
    if decimals and len(decimals.group(1)) <= 4:
        text = f"{exact:.{len(decimals.group(1))}f}"
    elif exact == exact.to_integral_value():
        text = f"{exact:.0f}"
    else:
        text = f"{exact.normalize():f}"
    zeros = re.fullmatch(r"0{2,}", form)
    if zeros and text.isdigit():
        text = text.zfill(len(form))
    sign = _PREFIX.search(form)
    prefix = next((part for part in sign.groups() if part), "") if sign else ""
    return f"{prefix}{text}%" if percent else f"{prefix}{text}"
