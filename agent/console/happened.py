"""The life of an order as one line of events: placed, shipped, each scan of the carrier, received, reviewed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.domain.case import Case


def happened(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    """Return the events, earliest first; `kind` names those that the order itself tells, "scan" is the carrier's."""
    order = case.order
    if order is None:
        return []
    events: list[tuple[datetime | None, str, str]] = [
        (order.placed_at, "placed", ""),
        (order.shipped_at, "shipped", ""),
        *((event.at, "scan", event.text) for event in order.logistics),
        (order.delivered_at, "delivered", ""),
    ]
    if case.review and case.review.created_at:
        events.append((case.review.created_at, "reviewed", ""))
    known = [one for one in events if one[0] is not None]
    loose = [one for one in events if one[0] is None and one[1] == "scan"]
    known.sort(key=lambda one: one[0].timestamp() if one[0] else 0.0)
    return [
        {"at": f"{at.astimezone(zone):%m-%d %H:%M}" if at else "", "kind": kind, "text": text}
        for at, kind, text in (*known, *loose)
    ]
