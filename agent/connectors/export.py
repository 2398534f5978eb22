"""An export file of a shop's back end, read into orders and open after-sale requests.

Rows of one order are taken together: a line of the order each where the table has a line number, the same order again
otherwise. What cannot be read is counted by its reason and told in one line for the file; nothing of a row is ever told.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from agent.channels.shop_client import BEIJING
from agent.channels.trade import PACIFIC, moment
from agent.connectors.columns import Header, find_header
from agent.connectors.sheet import Rows, sheets, text_sheets
from agent.domain.claim import Claim, ClaimType
from agent.domain.money import Money
from agent.domain.order import Order
from agent.domain.value import Value
from agent.errors import InvalidInput

_NUMBER = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{4,39}")
_ROUNDED = re.compile(r"^\d(?:\.\d+)?[eE]\+\d+$")
_AMOUNT = re.compile(r"(?<![\d.])-?\d{1,3}(?:,\d{3})+(?:\.\d+)?|-?\d+(?:\.\d+)?")
_SIGNS = {"US$": "USD", "HK$": "HKD", "NT$": "TWD", "€": "EUR", "£": "GBP", "¥": "CNY", "￥": "CNY"}  # fmt: skip
_CODE = re.compile(r"\b([A-Z]{3})\b")
_CODES = {"RMB": "CNY", "NTD": "TWD"}
_OPEN = re.compile(r"待|处理中|處理中|申请|申請|退款中|processing|pending|wait", re.IGNORECASE)
_OVER = re.compile(r"成功|关闭|關閉|完结|完結|撤销|没有申请|無申請|无退款|未申请|closed|finish|cancel", re.IGNORECASE)  # fmt: skip
_KINDS = (
    (re.compile(r"换货|換貨|exchange", re.IGNORECASE), ClaimType.EXCHANGE),
    (re.compile(r"维修|維修|repair", re.IGNORECASE), ClaimType.REPAIR),
    (re.compile(r"补寄|補寄|reship|resend", re.IGNORECASE), ClaimType.RESHIP),
    (re.compile(r"退货|退貨|return", re.IGNORECASE), ClaimType.RETURN_REFUND),
)
_MOST_ITEMS = 50


class Entry(Value):
    """What one file says of one order; `lines` says that its items are lines of their own."""

    order: Order
    claim: Claim | None = None
    lines: bool = False


class Export(Value):
    """What a file holds: orders by number, how many rows they stand in, and how many rows were left out, by reason."""

    name: str
    entries: dict[str, Entry] = {}
    rows: int = 0
    left_out: dict[str, int] = {}

    @property
    def line(self) -> str:
        """One line about the file, without anything of its rows."""
        left = "".join(f"; {count} left out: {why}" for why, count in self.left_out.items())
        return f"{self.name}: {len(self.entries)} orders from {self.rows} rows{left}"


def read_export(data: bytes, name: str, *, currency: str | None = None) -> Export:
    """Read a file; `currency` is the one of amounts that carry none (else CNY under a Chinese header, USD under others).

    Raises:
        InvalidInput: no table of orders; the text is one line.
    """
    return _read(sheets(data, name), name, currency)


def read_pasted(text: str) -> Export | None:
    """Read rows that somebody copied together with their header; None where it is no such table."""
    try:
        return _read(text_sheets(text), "pasted", None)
    except InvalidInput:
        return None


def merged(old: Entry, new: Entry) -> Entry:
    """Return one order from two files: the newer facts, the lines of whichever has them, the older ones otherwise."""
    newer = {
        field: value
        for field in type(new.order).model_fields
        if (value := getattr(new.order, field)) not in (None, ())
    }
    if old.lines and not new.lines:
        newer.pop("items", None)
    if new.lines and not old.lines and old.order.paid is not None:
        newer.pop("paid", None)  # the sum of lines knows no freight and no discount on the whole
    return Entry(
        order=old.order.model_copy(update=newer),
        claim=new.claim or old.claim,
        lines=old.lines or new.lines,
    )


def _read(tables: Iterable[Rows], name: str, currency: str | None) -> Export:
    entries: dict[str, Entry] = {}
    count, left_out, known = 0, Counter[str](), False
    for rows in tables:
        header = find_header(rows)
        if header is None:
            continue
        known = True
        grouped: dict[str, list[dict[str, str]]] = {}
        for row in rows[header.row + 1 :]:
            cells = {
                field: row[at] for field, at in header.columns.items() if at < len(row) and row[at]
            }
            if not cells:
                continue
            count += 1
            number = cells.get("order_id", "")
            if _ROUNDED.match(number):
                left_out["Excel rounded the order number; export again and do not save it"] += 1
            elif not _NUMBER.fullmatch(number):
                left_out["no order number"] += 1
            else:
                grouped.setdefault(number, []).append(cells)
        for number, lines in grouped.items():
            try:
                made = _entry(number, lines, header, currency)
            except (ValidationError, ValueError):
                left_out["a value cannot be read"] += len(lines)
                continue
            entries[number] = merged(entries[number], made) if number in entries else made
    if not known:
        raise InvalidInput(
            f"{name}: no table of orders; the first row must name its columns, one of them the order number"
        )
    return Export(name=name, entries=entries, rows=count, left_out=dict(left_out))


def _entry(
    number: str, rows: Sequence[dict[str, str]], header: Header, currency: str | None
) -> Entry:
    first = rows[0]
    lines = "line_id" in header.columns
    given = first.get("currency") or currency or ("CNY" if header.chinese else "USD")
    zone = BEIJING if header.chinese else PACIFIC
    paid = [money for row in rows if (money := _money(row.get("paid"), given)) is not None]
    order = Order.model_validate({
        "order_id": number,
        "paid": _sum(paid) if lines else next(iter(paid), None),
        "status": first.get("status"),
        "items": [_item(row, given) for row in _distinct(rows)[:_MOST_ITEMS]],
        "placed_at": _first(rows, ("placed_at", "paid_at"), zone),
        "shipped_at": _first(rows, ("shipped_at",), zone),
        "delivered_at": _first(rows, ("delivered_at",), zone),
        "logistics": _parcel(first),
        "buyer": _buyer(first),
    })  # fmt: skip
    claims = [claim for row in rows if (claim := _claim(row, given)) is not None]
    return Entry(order=order, claim=next(iter(claims), None), lines=lines)


def _item(row: dict[str, str], currency: str) -> dict[str, Any]:
    title = " ".join(part for part in (row.get("title"), row.get("spec")) if part)
    return {
        "sku": row.get("sku"),
        "title": title[:200] or None,
        "qty": _whole(row.get("qty")),
        "price": _money(row.get("price"), currency),
    }


def _distinct(rows: Sequence[dict[str, str]]) -> list[dict[str, str]]:
    """Return the rows that name goods, each once: an order's own row is repeated for each of its parcels."""
    seen: dict[tuple[str | None, ...], dict[str, str]] = {}
    for row in rows:
        key = tuple(row.get(name) for name in ("line_id", "sku", "title", "spec"))
        if any(key[1:]):
            seen.setdefault(key, row)
    return list(seen.values())


def _claim(row: dict[str, str], currency: str) -> Claim | None:
    state = row.get("claim_state", "")
    if not _OPEN.search(state) or _OVER.search(state):
        return None
    said = f"{row.get('claim_type', '')} {state}"
    kind = next((kind for pattern, kind in _KINDS if pattern.search(said)), ClaimType.REFUND_ONLY)
    words = (row.get("claim_reason"), row.get("claim_words"))
    return Claim(
        type=kind,
        reason="；".join(word for word in words if word)[:500] or None,
        amount=_money(row.get("claim_amount"), currency),
    )


def _parcel(row: dict[str, str]) -> list[dict[str, str]]:
    parts = [row[name] for name in ("carrier", "tracking") if row.get(name)]
    return [{"text": " ".join(parts)}] if row.get("tracking") else []


def _buyer(row: dict[str, str]) -> dict[str, str] | None:
    found = {
        name: row[f"buyer_{name}"]
        for name in ("name", "phone", "address")
        if row.get(f"buyer_{name}")
    }
    return found or None


def _first(rows: Sequence[dict[str, str]], names: Sequence[str], zone: ZoneInfo) -> Any:
    found = (moment(row.get(name), zone) for name in names for row in rows)
    return next((at for at in found if at is not None), None)


def _money(text: str | None, currency: str) -> Money | None:
    if not text:
        return None
    number = _AMOUNT.search(text.replace("，", ","))
    if number is None:
        return None
    sign = next((code for mark, code in _SIGNS.items() if mark in text.replace(" ", "")), None)
    code = _CODE.search(text)
    named = sign or (code[1] if code else currency.upper())
    try:
        return Money.of(number[0].replace(",", ""), _CODES.get(named, named))
    except ValueError:
        return None


def _sum(amounts: Sequence[Money]) -> Money | None:
    if not amounts or len({money.currency for money in amounts}) != 1:
        return None
    return Money(minor=sum(money.minor for money in amounts), currency=amounts[0].currency)


def _whole(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 6 else 1
