"""What people decided: rows that are only ever added."""

from uuid import uuid4

from sqlalchemy import Connection, select

from agent.domain.approval import Approval
from agent.store.tables import approvals


class Approvals:
    """The approvals of one shop, over one transaction."""

    def __init__(self, connection: Connection, shop: str) -> None:
        self._connection = connection
        self._shop = shop

    def add(self, approval: Approval, *, role: str) -> str:
        """Keep what a person decided, with the role they had; returns the row's id."""
        approval_id = uuid4().hex
        values = approval.model_dump(exclude={"act"})
        self._connection.execute(
            approvals.insert().values(
                shop=self._shop, id=approval_id, role=role, act=approval.act.value, **values
            )
        )
        return approval_id

    def of_case(self, case_id: str) -> tuple[Approval, ...]:
        """Return what was decided about a case, oldest first."""
        query = select(approvals).where(
            approvals.c.shop == self._shop, approvals.c.case_id == case_id
        )
        rows = self._connection.execute(query.order_by(approvals.c.at)).mappings()
        return tuple(
            Approval(**{name: row[name] for name in Approval.model_fields}) for row in rows
        )
