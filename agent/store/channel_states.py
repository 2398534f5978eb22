"""What is remembered of a shop's channels: the reading cursor, the last event told, and whether a person must restart it."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.store.records import ChannelState
from agent.store.tables import channel_states


class ChannelStates:
    """The channels of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def get(self, channel: str, *, for_change: bool = False) -> ChannelState:
        """Return what is known; a channel that was never seen has the empty state."""
        query = select(channel_states).where(*self._one(channel))
        row = (
            self._connection.execute(query.with_for_update() if for_change else query)
            .mappings()
            .first()
        )
        return (
            ChannelState(**row)
            if row is not None
            else ChannelState(shop=self._shop, channel=channel)
        )

    def all(self) -> tuple[ChannelState, ...]:
        """Return every known channel of the shop by name."""
        query = select(channel_states).where(channel_states.c.shop == self._shop)
        rows = self._connection.execute(query.order_by(channel_states.c.channel)).mappings()
        return tuple(ChannelState(**row) for row in rows)

    def read_to(self, channel: str, cursor: str | None) -> None:
        """Remember how far the channel was read; in the same transaction as what was read."""
        self._set(channel, cursor=cursor)

    def told_to(self, channel: str, seq: int) -> None:
        """Remember the last line of the audit that the channel was told."""
        self._set(channel, told=seq)

    def stop(self, channel: str, *, why: str, at: datetime) -> None:
        """Let nothing leave this way until `start`."""
        self._set(channel, stopped_at=at, stopped_why=why[:300])

    def start(self, channel: str) -> None:
        """Let replies leave again."""
        self._set(channel, stopped_at=None, stopped_why=None)

    def _set(self, channel: str, **values: Any) -> None:
        insert = (sqlite if self._connection.dialect.name == "sqlite" else postgresql).insert
        row = insert(channel_states).values(shop=self._shop, channel=channel)
        self._connection.execute(row.on_conflict_do_nothing())
        self._connection.execute(update(channel_states).where(*self._one(channel)).values(**values))

    def _one(self, channel: str) -> tuple[Any, ...]:
        return channel_states.c.shop == self._shop, channel_states.c.channel == channel
