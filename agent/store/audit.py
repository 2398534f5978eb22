"""Append-only log of who did what and why, chained by hashes so that a changed or missing line shows.

The chain is per shop. Details hold versions, amounts, hashes of texts and staff's own reasons, never a buyer's words or
data: those stay in the case, where they can be erased without breaking the chain.
"""

import hashlib
import json
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlalchemy.dialects import postgresql, sqlite

from agent.store.records import AuditEntry
from agent.store.tables import audit, audit_heads

_START = "0" * 64


class Audit:
    """The audit of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop
        self._head: tuple[int, str] | None = None

    def append(
        self, action: str, *, actor: str, at: datetime, case_id: str | None = None, **detail: Any
    ) -> AuditEntry:
        """Add a line behind the last one; concurrent writers of one shop are put in an order."""
        seq, previous = self._head or self._locked_head()
        fields = {
            "seq": seq + 1,
            "at": at,
            "actor": actor,
            "action": action,
            "case_id": case_id,
            "detail": detail,
            "previous": previous,
        }
        entry = AuditEntry(**fields, hash=_hash(self._shop, fields))
        self._connection.execute(audit.insert(), {"shop": self._shop, **entry.model_dump()})
        self._connection.execute(
            update(audit_heads).where(audit_heads.c.shop == self._shop),
            {"seq": entry.seq, "hash": entry.hash},
        )
        self._head = (entry.seq, entry.hash)
        return entry

    def of_case(self, case_id: str) -> tuple[AuditEntry, ...]:
        """Return a case's lines, oldest first."""
        return self._lines(audit.c.case_id == case_id)

    def entries(self) -> tuple[AuditEntry, ...]:
        """Return the whole log, oldest first."""
        return self._lines()

    def behind(self, seq: int, *, limit: int) -> tuple[AuditEntry, ...]:
        """Return up to `limit` lines after number `seq`, oldest first."""
        return self._lines(audit.c.seq > seq, audit.c.seq <= seq + limit)

    def verify(self) -> int | None:
        """Return None when the chain is whole, else the number of the first line that is missing or was changed."""
        previous, expected = _START, 1
        for entry in self.entries():
            fields = entry.model_dump(exclude={"hash"})
            if (
                entry.seq != expected
                or entry.previous != previous
                or _hash(self._shop, fields) != entry.hash
            ):
                return expected
            previous, expected = entry.hash, expected + 1
        head = self._connection.scalar(
            select(audit_heads.c.hash).where(audit_heads.c.shop == self._shop)
        )
        return None if (head or _START) == previous else expected

    def _locked_head(self) -> tuple[int, str]:
        """Return number and hash of the last line, and keep every other writer behind until this transaction ends."""
        insert = (sqlite if self._connection.dialect.name == "sqlite" else postgresql).insert
        start = insert(audit_heads).values(shop=self._shop, seq=0, hash=_START)
        self._connection.execute(start.on_conflict_do_nothing())
        query = select(audit_heads).where(audit_heads.c.shop == self._shop).with_for_update()
        head: RowMapping = self._connection.execute(query).mappings().one()
        return head["seq"], head["hash"]

    def _lines(self, *conditions: Any) -> tuple[AuditEntry, ...]:
        query = select(audit).where(audit.c.shop == self._shop, *conditions).order_by(audit.c.seq)
        rows = self._connection.execute(query).mappings()
        return tuple(
            AuditEntry(**{name: row[name] for name in AuditEntry.model_fields}) for row in rows
        )


def text_hash(text: str | None) -> str | None:
    """Return a short fingerprint of a text for the audit, which never holds the text itself."""
    return None if text is None else hashlib.sha256(text.encode()).hexdigest()[:16]


def _hash(shop: str, fields: dict[str, Any]) -> str:
    at: datetime = fields["at"]
    content = {**fields, "shop": shop, "at": at.astimezone(UTC).isoformat(timespec="microseconds")}
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
