"""The replies of a case inside one transaction, and how the case itself is written down."""

from datetime import datetime, timedelta
from typing import Any

from agent.domain.case import CaseStatus
from agent.store.records import (
    TO_SEND_BY_HAND,
    CaseRecord,
    DraftState,
    OutboxItem,
    OutboxState,
)
from agent.store.unit_of_work import UnitOfWork


class Replies:
    """What `by` does to replies at the moment `now`, within the transaction `work`; each change has its line in the audit."""

    def __init__(
        self,
        work: UnitOfWork,
        *,
        by: str,
        now: datetime,
        follow_up: timedelta = timedelta(hours=24),
    ) -> None:
        self._work = work
        self._by = by
        self._now = now
        self._follow_up = follow_up

    def recall(self, record: CaseRecord, reason: str) -> bool:
        """Take back a reply that was approved and has not begun to leave; whether there was one."""
        queued = self.queued(record.case.id)
        if queued is None or not self._work.outbox.move(
            queued.id, from_=[OutboxState.QUEUED], to=OutboxState.CANCELLED, updated_at=self._now
        ):
            return False
        version = queued.draft_version
        self._work.drafts.move(record.case.id, version, DraftState.VOIDED, reason=reason)
        self.log("reply.recalled", record.case.id, draft_version=version, reason=reason)
        return True

    def queued(self, case_id: str) -> OutboxItem | None:
        """Return the answer to the case that waits to leave, if there is one."""
        return next((one for one in self._queued(case_id) if not one.holding), None)

    def drop_holding(self, case_id: str, reason: str) -> None:
        """Let a holding text that has not left stay here: the buyer has, or gets, something better."""
        for item in self._queued(case_id):
            if item.holding and self._work.outbox.move(
                item.id, from_=[OutboxState.QUEUED], to=OutboxState.CANCELLED, updated_at=self._now
            ):
                self.log("holding.dropped", case_id, reply=item.id, reason=reason)

    def _queued(self, case_id: str) -> list[OutboxItem]:
        replies = self._work.outbox.of_case(case_id)
        return [one for one in replies if one.state is OutboxState.QUEUED]

    def _is_ours(self, record: CaseRecord, text: str, provider_id: str | None) -> bool:
        said = "".join(text.split())
        for reply in self._work.outbox.of_case(record.case.id):
            if reply.state is OutboxState.CANCELLED and reply.attempts == 0:
                continue
            same = "".join(str(reply.payload.get("text", "")).split()) == said
            if same or (provider_id and reply.provider_id == provider_id):
                return True
        return False

    def save(self, record: CaseRecord, change: str, **changes: Any) -> CaseRecord:
        """Write the case with who changed it, when and how; every touch moves the next follow-up."""
        closed = changes.get("status", record.status) is CaseStatus.CLOSED
        changes.setdefault("follow_up_at", None if closed else self._now + self._follow_up)
        if (
            record.alert == TO_SEND_BY_HAND
            and changes.get("status", record.status) is not record.status
        ):
            changes.setdefault("alert", "")  # the text that a person was to send is no longer meant
        return self._work.cases.save(
            record, updated_at=self._now, changed_by=self._by, change=change, **changes
        )

    def log(self, action: str, case_id: str | None, **detail: Any) -> None:
        """Add a line to the audit."""
        given = {key: value for key, value in detail.items() if value is not None}
        self._work.audit.append(action, actor=self._by, at=self._now, case_id=case_id, **given)
