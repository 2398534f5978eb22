"""Replies on their way out. A row cannot exist without an approval: the column is a foreign key that is never null."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, RowMapping, select, update

from agent.errors import NotFound
from agent.store.records import OutboxItem, OutboxState
from agent.store.tables import outbox

ON_THE_WAY = (OutboxState.QUEUED, OutboxState.SENDING)


class Outbox:
    """The outbox of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def put(
        self,
        *,
        case_id: str,
        approval_id: str,
        draft_version: int,
        channel: str,
        payload: dict[str, Any],
        send_after: datetime,
        now: datetime,
        holding: bool = False,
    ) -> OutboxItem:
        """Queue what an approval covers; its id is the receiver's idempotency key."""
        item = OutboxItem(
            id=f"msg_{uuid4().hex}",
            shop=self._shop,
            case_id=case_id,
            approval_id=approval_id,
            draft_version=draft_version,
            channel=channel,
            payload=payload,
            send_after=send_after,
            created_at=now,
            updated_at=now,
            holding=holding,
        )
        self._connection.execute(
            outbox.insert().values(**item.model_dump(exclude={"state"}), state=item.state.value)
        )
        return item

    def get(self, item_id: str) -> OutboxItem:
        """Return one row; NotFound names it."""
        query = select(outbox).where(outbox.c.shop == self._shop, outbox.c.id == item_id)
        row = self._connection.execute(query).mappings().first()
        if row is None:
            raise NotFound(f"the shop {self._shop} has no reply {item_id[:40]!r} in its outbox")
        return _item(row)

    def of_case(self, case_id: str) -> tuple[OutboxItem, ...]:
        """Return a case's replies, oldest first."""
        query = select(outbox).where(outbox.c.shop == self._shop, outbox.c.case_id == case_id)
        rows = self._connection.execute(query.order_by(outbox.c.created_at, outbox.c.id)).mappings()
        return tuple(_item(row) for row in rows)

    def of_state(self, state: OutboxState, *, limit: int = 100) -> list[OutboxItem]:
        """Return replies in a state, newest first."""
        query = select(outbox).where(outbox.c.shop == self._shop, outbox.c.state == state.value)
        ordered = query.order_by(outbox.c.updated_at.desc(), outbox.c.id).limit(limit)
        return [_item(row) for row in self._connection.execute(ordered).mappings()]

    def on_the_way(self) -> list[OutboxItem]:
        """Return the shop's replies that are not yet delivered or given up."""
        states = [state.value for state in ON_THE_WAY]
        query = select(outbox).where(outbox.c.shop == self._shop, outbox.c.state.in_(states))
        return [_item(row) for row in self._connection.execute(query).mappings()]

    def move(
        self, item_id: str, *, from_: Iterable[OutboxState], to: OutboxState, **values: Any
    ) -> bool:
        """Put a row into another state if it is in one of `from_`; whether it was. Two callers: one of them is told no."""
        changed = self._connection.execute(
            update(outbox)
            .where(
                outbox.c.shop == self._shop,
                outbox.c.id == item_id,
                outbox.c.state.in_([state.value for state in from_]),
            )
            .values(state=to.value, **values)
        ).rowcount
        return changed == 1


def on_the_way(connection: Connection) -> list[OutboxItem]:
    """Return every reply not yet delivered or given up, across shops: for recovery at start."""
    query = select(outbox).where(outbox.c.state.in_([state.value for state in ON_THE_WAY]))
    return [
        _item(row) for row in connection.execute(query.order_by(outbox.c.send_after)).mappings()
    ]


def shop_of(connection: Connection, item_id: str) -> str | None:
    """Return the shop that a reply belongs to, None for an unknown one."""
    return connection.scalar(select(outbox.c.shop).where(outbox.c.id == item_id))


def _item(row: RowMapping) -> OutboxItem:
    return OutboxItem(**{name: row[name] for name in OutboxItem.model_fields})
