"""`notes`: what the shop may write of its own accord, foreseen from its orders; every note waits for approval."""

import json
from argparse import Namespace
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from pydantic import ValidationError

from agent.bootstrap import build_clerk
from agent.cli.connectors import exported
from agent.cli.output import first_fault, note, show
from agent.connectors.files import ENDINGS
from agent.domain.clock import SystemClock
from agent.domain.finding import Severity
from agent.domain.order import Order
from agent.domain.reading import Language
from agent.drafting.notes import Note, NoteKind, NoteWriter, foreseen
from agent.errors import InvalidInput
from agent.guards.checks import run_guards
from agent.guards.guard import GuardContext, Private
from agent.settings import Settings


def notes(options: Namespace) -> int:
    """Print the notes that a file of orders calls for, each checked by the guards."""
    at, kind = _moment(options.now), _kind(options.kind)
    shop = (
        build_clerk(settings := Settings.read(data=options.data))
        .shelf.books(options.shop or settings.shop, None)
        .shop
    )
    zone = ZoneInfo(shop.timezone)
    now = at.astimezone(zone) if at.tzinfo else at.replace(tzinfo=zone)
    spared = _spared(options.opt_outs)
    writer = NoteWriter(Language(options.language or shop.languages[0]))
    found = [
        _document(order, one)
        for order in _orders(options.orders)
        if not _opted_out(order, spared)
        for one in _notes(order, now, writer, kind)
    ]
    note(f"{len(found)} notes wait for approval")
    show({"notes": found}, as_json=options.json, lines=lambda: _lines(found))
    return 0


def _moment(named: str | None) -> datetime:
    try:
        return datetime.fromisoformat(named) if named else SystemClock().now()
    except ValueError:
        raise InvalidInput("--now: no ISO time; write 2026-11-22T09:00") from None


def _kind(named: str | None) -> NoteKind | None:
    try:
        return NoteKind(named) if named else None
    except ValueError:
        raise InvalidInput(f"--kind: choose one of {', '.join(NoteKind)}") from None


def _notes(
    order: Order, now: datetime, writer: NoteWriter, kind: NoteKind | None
) -> Iterator[Note]:
    wanted = ((kind, "asked for by a person"),) if kind else foreseen(order, now)
    for what, ground in wanted:
        yield writer.write(order, what, ground, now)


def _document(order: Order, one: Note) -> dict[str, Any]:
    buyer = order.buyer
    private = Private(
        name=buyer.name if buyer else None,
        phone=buyer.phone if buyer else None,
        address=buyer.address if buyer else None,
        numbers=(order.order_id,) if order.order_id else (),
    )
    dates = (
        order.placed_at,
        order.shipped_at,
        order.delivered_at,
        *(e.at for e in order.logistics),
    )
    rows = tuple(
        f"{at.astimezone(one.not_before.tzinfo):%Y-%m-%d}" for at in dates if at is not None
    )
    context = GuardContext(language=one.language.value, private=private, grounds=rows)
    findings = run_guards(one.text, context)
    return {
        **one.model_dump(mode="json"),
        "state": "waiting_for_approval",
        "findings": [finding.model_dump(mode="json") for finding in findings],
        "blocked": any(finding.severity is Severity.BLOCK for finding in findings),
    }


def _orders(path: Path) -> Iterator[Order]:
    """Yield the orders of a JSON list, of JSON Lines, or of a back end's export."""
    if path.suffix.lower() in ENDINGS:
        export = exported(path)
        note(export.line)
        yield from (entry.order for entry in export.entries.values())
        return
    try:
        text = path.read_text(encoding="utf-8")
        rows = (
            json.loads(text)
            if text.lstrip().startswith("[")
            else [json.loads(line) for line in text.splitlines() if line.strip()]
        )
    except (OSError, ValueError) as error:
        raise InvalidInput(f"{path}: no list of orders (JSON or JSON Lines): {error}") from None
    for number, row in enumerate(rows, start=1):
        try:
            yield Order.model_validate(row)
        except ValidationError as error:
            raise InvalidInput(f"{path}, order {number}: {first_fault(error)}") from None


def _spared(path: Path | None) -> frozenset[str]:
    """Return the order numbers and phones of those who want no notes, one a line."""
    if path is None:
        return frozenset()
    try:
        return frozenset(
            line.strip() for line in path.read_text(encoding="utf-8").splitlines() if line.strip()
        )
    except OSError as error:
        raise InvalidInput(f"{path}: {error.strerror}") from None


def _opted_out(order: Order, spared: frozenset[str]) -> bool:
    phone = order.buyer.phone if order.buyer else None
    return order.order_id in spared or bool(phone and phone in spared)


def _lines(found: list[dict[str, Any]]) -> Iterator[str]:
    for one in found:
        mark = "BLOCKED" if one["blocked"] else "waits"
        yield f"{one['order_id']} {one['kind']} ({one['ground']}; not before {one['not_before']}; {mark})"
        yield f"  {one['text']}"
