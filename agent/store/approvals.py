"""What people decided: rows that are only ever added."""

from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, select

from agent.domain.approval import Act, Approval
from agent.store.tables import approvals, cases, drafts


class ApprovedReply(NamedTuple):
    """A text that was approved, with the draft it was and the case it answers."""

    text: str
    draft: dict[str, Any]
    case: dict[str, Any]


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

    def replies(self, outcome: str, *, most: int) -> tuple[ApprovedReply, ...]:
        """Return the newest approved texts of cases with this outcome; rejected and escalated ones never."""
        same_draft = (
            (drafts.c.shop == approvals.c.shop)
            & (drafts.c.case_id == approvals.c.case_id)
            & (drafts.c.version == approvals.c.draft_version)
        )
        same_case = (cases.c.shop == approvals.c.shop) & (cases.c.id == approvals.c.case_id)
        query = (
            select(approvals.c.text, drafts.c.draft, cases.c.body)
            .join(drafts, same_draft)
            .join(cases, same_case)
            .where(
                approvals.c.shop == self._shop,
                approvals.c.act.in_([Act.APPROVE.value, Act.EDIT.value]),
                approvals.c.text.is_not(None),
                cases.c.outcome == outcome,
            )
            .order_by(approvals.c.at.desc())
            .limit(most)
        )
        return tuple(ApprovedReply(*row) for row in self._connection.execute(query))
