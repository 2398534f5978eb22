"""Events as they came, each once: the receipt that lets a channel answer at once and the work happen later."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.errors import NotFound
from agent.store.records import InboxEvent
from agent.store.tables import inbox

STAFF_ACT = "staff.act"
"""The type of a decision that staff took in their chat tool; every other event is about a case."""


class Inbox:
    """The inbox of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def add(
        self,
        *,
        channel: str,
        event_id: str,
        type: str,
        payload: dict[str, Any],
        at: datetime,
        meta: dict[str, Any] | None = None,
    ) -> InboxEvent | None:
        """Keep an event; None when this channel has brought it before."""
        event = InboxEvent(
            id=uuid4().hex,
            shop=self._shop,
            channel=channel,
            event_id=event_id,
            type=type,
            payload=payload,
            received_at=at,
            meta=meta or {},
        )
        insert = (sqlite if self._connection.dialect.name == "sqlite" else postgresql).insert
        # RETURNING, because a driver need not count the rows of such an insert.
        added = self._connection.execute(
            insert(inbox).on_conflict_do_nothing().returning(inbox.c.id), event.model_dump()
        ).first()
        return None if added is None else event

    def get(self, event_row: str) -> InboxEvent:
        """Return an event by its row id; NotFound names it."""
        query = select(inbox).where(inbox.c.shop == self._shop, inbox.c.id == event_row)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"the shop {self._shop} has no event {event_row[:40]!r}")
        return _event(row)

    def to_work_off(self, *, limit: int) -> list[InboxEvent]:
        """Return the oldest that wait, decisions of staff apart, held until the end of the transaction."""
        query = select(inbox).where(
            inbox.c.shop == self._shop, inbox.c.state == "received", inbox.c.type != STAFF_ACT
        )
        ordered = query.order_by(inbox.c.received_at, inbox.c.id).limit(limit).with_for_update()
        return [_event(row) for row in self._connection.execute(ordered).mappings()]

    def waiting(self) -> list[InboxEvent]:
        """Return what waits, oldest first."""
        query = select(inbox).where(inbox.c.shop == self._shop, inbox.c.state == "received")
        ordered = query.order_by(inbox.c.received_at, inbox.c.id)
        return [_event(row) for row in self._connection.execute(ordered).mappings()]

    def of_state(self, state: str, *, limit: int = 100) -> list[InboxEvent]:
        """Return events in a state (received, done, failed), newest first."""
        query = select(inbox).where(inbox.c.shop == self._shop, inbox.c.state == state)
        ordered = query.order_by(inbox.c.received_at.desc(), inbox.c.id).limit(limit)
        return [_event(row) for row in self._connection.execute(ordered).mappings()]

    def again(self, event_row: str) -> bool:
        """Have an event worked off once more; False for one that waits already."""
        changed = self._connection.execute(
            update(inbox)
            .where(inbox.c.shop == self._shop, inbox.c.id == event_row, inbox.c.state != "received")
            .values(state="received", error=None)
        ).rowcount
        return changed == 1

    def finish(
        self, event_row: str, *, case_id: str | None = None, error: str | None = None
    ) -> None:
        """Mark an event as brought to its case, or as failed with one line that says why."""
        state = "failed" if error else "done"
        self._connection.execute(
            update(inbox).where(inbox.c.shop == self._shop, inbox.c.id == event_row),
            {"state": state, "case_id": case_id, "error": error and error[:300]},
        )


def unfinished_events(connection: Connection) -> list[tuple[str, str]]:
    """Return (shop, row id) of every event still to be worked on, oldest first, across shops: for recovery at start."""
    query = (
        select(inbox.c.shop, inbox.c.id)
        .where(inbox.c.state == "received")
        .order_by(inbox.c.received_at)
    )
    return [(row.shop, row.id) for row in connection.execute(query)]


def _event(row: RowMapping) -> InboxEvent:
    return InboxEvent(**{name: row[name] for name in InboxEvent.model_fields})
