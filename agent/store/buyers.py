"""Everything the desk keeps about one buyer: to hand over, or to erase (PIPL art. 45 and 47)."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, delete, or_, select

from agent.domain.case import CaseStatus
from agent.store.tables import answers, approvals, cases, drafts, inbox, outbox

_AT_ONCE = 500
"""Ids in one statement; databases limit its parameters."""


class Buyers:
    """Rows of one shop that belong to a buyer, found by an order number, a phone, or the id of a case."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def case_ids(self, key: str) -> tuple[str, ...]:
        """Return the ids of the buyer's cases."""
        rows = self._connection.execute(
            select(cases.c.id, cases.c.body).where(cases.c.shop == self._shop)
        )
        return tuple(case_id for case_id, body in rows if key == case_id or key in _keys(body))

    def event_ids(self, key: str) -> tuple[str, ...]:
        """Return the kept events of the buyer that lead to no case: unread ones, and those that could not be read."""
        rows = self._connection.execute(
            select(inbox.c.id, inbox.c.payload).where(
                inbox.c.shop == self._shop, inbox.c.case_id.is_(None)
            )
        )
        return tuple(row for row, payload in rows if key in _words(payload))

    def export(self, key: str) -> dict[str, list[dict[str, Any]]]:
        """Return every row about the buyer by table; times as ISO 8601 text."""
        ids, events = self.case_ids(key), self.event_ids(key)
        return {
            table.name: [
                {name: _plain(value) for name, value in row.items()}
                for row in self._connection.execute(
                    select(table).where(
                        table.c.shop == self._shop, self._theirs(table, ids, events)
                    )
                ).mappings()
            ]
            for table in (cases, drafts, approvals, outbox, inbox)
        }

    def erase(self, key: str) -> int:
        """Delete every row about the buyer and return how many cases there were.

        The audit stays: it holds hashes and versions, no words of a buyer. Kept answers to repeated requests go altogether, for they
        may quote a case.
        """
        ids, events = self.case_ids(key), self.event_ids(key)
        if ids or events:
            self._delete(ids, events)
        return len(ids)

    def expire(self, *, before: datetime) -> int:
        """Delete closed cases that nobody touched since `before`; returns how many."""
        query = select(cases.c.id).where(
            cases.c.shop == self._shop,
            cases.c.status == CaseStatus.CLOSED.value,
            cases.c.updated_at < before,
        )
        ids = tuple(self._connection.scalars(query))
        for start in range(0, len(ids), _AT_ONCE):
            self._delete(ids[start : start + _AT_ONCE], ())
        return len(ids)

    def _delete(self, ids: tuple[str, ...], events: tuple[str, ...]) -> None:
        if self._connection.dialect.name == "sqlite":
            # Deleted bytes would stay in free pages of the file.
            self._connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for table in (outbox, approvals, drafts, inbox, cases):
            self._connection.execute(
                delete(table).where(table.c.shop == self._shop, self._theirs(table, ids, events))
            )
        self._connection.execute(delete(answers).where(answers.c.shop == self._shop))

    def _theirs(self, table: Table, ids: Iterable[str], events: Iterable[str]) -> Any:
        if table is cases:
            return table.c.id.in_(list(ids))
        of_case = table.c.case_id.in_(list(ids))
        return or_(of_case, table.c.id.in_(list(events))) if table is inbox else of_case


def _keys(body: dict[str, Any]) -> set[str]:
    """Return the order numbers and phones that a stored case names."""
    found: set[str] = set()
    for order in (body.get("order"), *(body.get("orders") or ())):
        if order:
            buyer = order.get("buyer") or {}
            found |= {order.get("order_id") or "", buyer.get("phone") or ""}
    return found - {""}


def _words(value: Any) -> set[str]:
    """Return every text inside a JSON value."""
    if isinstance(value, dict):
        return set().union(*(_words(one) for one in value.values())) if value else set()
    if isinstance(value, list):
        return set().union(*(_words(one) for one in value)) if value else set()
    return {value} if isinstance(value, str) else set()


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
