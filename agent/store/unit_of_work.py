"""One transaction over everything: case, draft, approval, audit and outbox are kept together or not at all."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from sqlalchemy import Connection

from agent.store.answers import Answers
from agent.store.approvals import Approvals
from agent.store.audit import Audit
from agent.store.buyers import Buyers
from agent.store.cases import Cases, shops
from agent.store.channel_states import ChannelStates
from agent.store.counts import waiting_counts
from agent.store.database import Database
from agent.store.drafts import Drafts
from agent.store.holding import HoldingTexts
from agent.store.inbox import Inbox, unfinished_events
from agent.store.outbox import Outbox, on_the_way, shop_of
from agent.store.records import OutboxItem, TokenRecord
from agent.store.tokens import TokenBook, use_is_news


class UnitOfWork:
    """What one transaction can see and change: the rows of one shop, and no other's."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self.shop = shop
        self.cases = Cases(connection, shop)
        self.drafts = Drafts(connection, shop)
        self.approvals = Approvals(connection, shop)
        self.audit = Audit(connection, shop)
        self.inbox = Inbox(connection, shop)
        self.outbox = Outbox(connection, shop)
        self.answers = Answers(connection, shop)
        self.buyers = Buyers(connection, shop)
        self.channels = ChannelStates(connection, shop)
        self.holding = HoldingTexts(connection, shop)


class Store:
    """The door to the database: transactions per shop, and the few questions that go across shops."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @contextmanager
    def writing(self, shop: str) -> Iterator[UnitOfWork]:
        """Give a transaction that is kept when the block ends well and undone when it raises."""
        with self._database.writing() as connection:
            yield UnitOfWork(connection, shop)

    @contextmanager
    def reading(self, shop: str) -> Iterator[UnitOfWork]:
        """Give a transaction for reading."""
        with self._database.reading() as connection:
            yield UnitOfWork(connection, shop)

    def shops(self) -> list[str]:
        """Return every shop that has a case."""
        with self._database.reading() as connection:
            return shops(connection)

    def unfinished_events(self) -> list[tuple[str, str]]:
        """Return (shop, row id) of every inbox event still to be worked on."""
        with self._database.reading() as connection:
            return unfinished_events(connection)

    @contextmanager
    def tokens(self) -> Iterator[TokenBook]:
        """Give the issued tokens inside a transaction for writing."""
        with self._database.writing() as connection:
            yield TokenBook(connection)

    def token(self, text: str, *, now: datetime) -> TokenRecord | None:
        """Return whose token this is, None for nobody's; when it was used is noted now and then."""
        with self._database.reading() as connection:
            record = TokenBook(connection).find(text, now=now)
        if record is not None and use_is_news(record, now):
            with self.tokens() as book:
                book.note_use(record, now=now)
        return record

    def counts(self) -> dict[tuple[str, str], int]:
        """Return how many rows wait for what, by (figure, shop): for a look from outside."""
        with self._database.reading() as connection:
            return waiting_counts(connection)

    def on_the_way(self) -> list[OutboxItem]:
        """Return every reply not yet delivered or given up."""
        with self._database.reading() as connection:
            return on_the_way(connection)

    def shop_of_reply(self, item_id: str) -> str | None:
        """Return the shop that a reply in the outbox belongs to."""
        with self._database.reading() as connection:
            return shop_of(connection, item_id)

    def answers(self) -> bool:
        """Return whether the database answers now."""
        return self._database.answers()

    def close(self) -> None:
        """Give the database's connections back."""
        self._database.close()
