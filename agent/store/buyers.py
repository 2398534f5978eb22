"""Everything the desk keeps about one buyer: to hand over, or to erase (PIPL art. 45 and 47)."""

from typing import Any

from sqlalchemy import Connection, Table, delete, select

from agent.store.tables import answers, approvals, cases, drafts, inbox, outbox


class Buyers:
    """Rows of one shop that belong to a buyer, found by an order number or a phone."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def case_ids(self, key: str) -> tuple[str, ...]:
        """Return the ids of the buyer's cases."""
        rows = self._connection.execute(
            select(cases.c.id, cases.c.body).where(cases.c.shop == self._shop)
        )
        return tuple(case_id for case_id, body in rows if key in _keys(body))

    def export(self, key: str) -> dict[str, list[dict[str, Any]]]:
        """Return every row about the buyer by table; times as ISO 8601 text."""
        ids = self.case_ids(key)
        return {
            table.name: [
                {name: _plain(value) for name, value in row.items()}
                for row in self._connection.execute(
                    select(table).where(table.c.shop == self._shop, _case_column(table).in_(ids))
                ).mappings()
            ]
            for table in (cases, drafts, approvals, outbox, inbox)
        }

    def erase(self, key: str) -> int:
        """Delete every row about the buyer and return how many cases there were.

        The audit stays: it holds hashes and versions, no words. Kept answers to repeated requests go altogether, for they
        may quote a case.
        """
        ids = self.case_ids(key)
        if not ids:
            return 0
        if self._connection.dialect.name == "sqlite":
            # Deleted bytes would stay in free pages of the file.
            self._connection.exec_driver_sql("PRAGMA secure_delete = ON")
        for table in (outbox, approvals, drafts, inbox, cases):
            self._connection.execute(
                delete(table).where(table.c.shop == self._shop, _case_column(table).in_(ids))
            )
        self._connection.execute(delete(answers).where(answers.c.shop == self._shop))
        return len(ids)


def _case_column(table: Table) -> Any:
    return table.c.id if table is cases else table.c.case_id


def _keys(body: dict[str, Any]) -> set[str]:
    """Return the order numbers and phones that a stored case names."""
    found: set[str] = set()
    for order in (body.get("order"), *(body.get("orders") or ())):
        if order:
            buyer = order.get("buyer") or {}
            found |= {order.get("order_id") or "", buyer.get("phone") or ""}
    return found - {""}


def _plain(value: Any) -> Any:
    return value.isoformat() if hasattr(value, "isoformat") else value
