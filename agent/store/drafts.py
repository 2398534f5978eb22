"""Every version of every draft, with the release, the writer and the findings; only a version's state changes."""

from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update

from agent.errors import NotFound
from agent.store.records import DraftRecord, DraftState
from agent.store.tables import drafts


class Drafts:
    """The drafts of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def add(self, record: DraftRecord) -> None:
        """Keep a new version."""
        values = record.model_dump(mode="json", exclude={"created_at"})
        self._connection.execute(
            drafts.insert(), {"shop": self._shop, "created_at": record.created_at, **values}
        )

    def get(self, case_id: str, version: int) -> DraftRecord:
        """Return one version; NotFound names it."""
        row = (
            self._connection.execute(select(drafts).where(*self._one(case_id, version)))
            .mappings()
            .first()
        )
        if row is None:
            raise NotFound(f"case {case_id[:80]!r} has no draft {version}")
        return _record(row)

    def of_case(self, case_id: str) -> tuple[DraftRecord, ...]:
        """Return all versions, oldest first."""
        query = select(drafts).where(drafts.c.shop == self._shop, drafts.c.case_id == case_id)
        rows = self._connection.execute(query.order_by(drafts.c.version)).mappings()
        return tuple(_record(row) for row in rows)

    def move(
        self, case_id: str, version: int, state: DraftState, *, reason: str | None = None
    ) -> None:
        """Put one version into another state; `reason` says why it was voided."""
        self._connection.execute(
            update(drafts).where(*self._one(case_id, version)),
            {"state": state.value, "void_reason": reason},
        )

    def made_between(self, start: datetime, end: datetime) -> tuple[DraftRecord, ...]:
        """Return the versions made in [start, end), oldest first: the material for edit rates."""
        query = select(drafts).where(
            drafts.c.shop == self._shop, drafts.c.created_at >= start, drafts.c.created_at < end
        )
        rows = self._connection.execute(
            query.order_by(drafts.c.created_at, drafts.c.case_id)
        ).mappings()
        return tuple(_record(row) for row in rows)

    def _one(self, case_id: str, version: int) -> tuple[Any, ...]:
        return drafts.c.shop == self._shop, drafts.c.case_id == case_id, drafts.c.version == version


def _record(row: RowMapping) -> DraftRecord:
    return DraftRecord(**{name: row[name] for name in DraftRecord.model_fields})
