"""Answers already given, by the caller's Idempotency-Key, so that a repeated request changes nothing.

Follows draft-ietf-httpapi-idempotency-key-header-07: a key with another request is refused, a finished one is replayed.
"""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, or_, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.domain.value import Value
from agent.store.tables import answers

KEPT = timedelta(hours=24)
LONGEST = timedelta(minutes=2)
"""No request takes longer; an unfinished one that is older was cut off."""


class GivenAnswer(Value):
    """What was answered; `status` None means that the first request is still being worked on."""

    request: str
    status: int | None = None
    body: Any = None


class Answers:
    """The answers given to callers of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def claim(self, caller: str, key: str, *, request: str, now: datetime) -> GivenAnswer | None:
        """Take the key for this request (a hash of it); None when it was free, else what is known of its first use."""
        ended = or_(
            answers.c.created_at < now - KEPT,
            # Its process died: whoever asks again under this key may go on.
            and_(answers.c.status.is_(None), answers.c.created_at < now - LONGEST),
        )
        self._connection.execute(delete(answers).where(answers.c.shop == self._shop, ended))
        insert = (sqlite if self._connection.dialect.name == "sqlite" else postgresql).insert
        row = {
            "shop": self._shop,
            "caller": caller,
            "key": key,
            "request": request,
            "created_at": now,
        }
        claimed = insert(answers).values(**row).on_conflict_do_nothing().returning(answers.c.key)
        if self._connection.execute(claimed).first() is not None:
            return None
        found = (
            self._connection.execute(select(answers).where(*self._one(caller, key)))
            .mappings()
            .one()
        )
        return GivenAnswer(request=found["request"], status=found["status"], body=found["body"])

    def keep(self, caller: str, key: str, *, status: int, body: Any) -> None:
        """Remember the answer for replay."""
        self._connection.execute(
            update(answers).where(*self._one(caller, key)).values(status=status, body=body)
        )

    def release(self, caller: str, key: str) -> None:
        """Give a key free whose request came to nothing, so that it can be tried again."""
        self._connection.execute(delete(answers).where(*self._one(caller, key)))

    def _one(self, caller: str, key: str) -> tuple[Any, ...]:
        return answers.c.shop == self._shop, answers.c.caller == caller, answers.c.key == key
