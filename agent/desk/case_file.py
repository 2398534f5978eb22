"""One case inside one transaction: opened, grown, drafted, decided, each change with its line in the audit."""

from datetime import datetime
from typing import Any

from agent.domain.approval import Act, Approval
from agent.domain.case import Case, CaseStatus
from agent.domain.conversation import checked_id, grown
from agent.domain.decision import Lane
from agent.domain.urgency import next_deadline, priority
from agent.errors import MoveNotAllowed, VersionConflict
from agent.proposal import Proposal
from agent.store.audit import text_hash
from agent.store.records import NO_DEADLINE, CaseRecord, DraftRecord, DraftState
from agent.store.unit_of_work import UnitOfWork


class CaseFile:
    """What `by` does to cases at the moment `now`, within the transaction `work`."""

    def __init__(self, work: UnitOfWork, *, by: str, now: datetime) -> None:
        self._work = work
        self._by = by
        self._now = now

    def take_in(self, case: Case, *, channel: str) -> CaseRecord:
        """Open the case, or add what is new to the known one."""
        known = self._work.cases.find(checked_id(case).id, for_change=True)
        return self._open(case, channel=channel) if known is None else self._grow(known, case)

    def _open(self, case: Case, *, channel: str) -> CaseRecord:
        record = CaseRecord(
            shop=self._work.shop,
            case=case,
            channel=channel,
            created_at=self._now,
            updated_at=self._now,
            changed_by=self._by,
            change="opened",
        )
        self._work.cases.add(record)
        self.log("case.opened", case.id, kind=case.kind.value, channel=channel)
        return record

    def _grow(self, known: CaseRecord, arrived: Case) -> CaseRecord:
        # Anything new voids the waiting draft; nothing new changes nothing.
        body = grown(known.case, arrived)
        if body == known.case:
            return known
        self.void(known, "the buyer wrote again")
        self.log("case.grown", known.case.id, body_version=known.body_version + 1)
        return self.save(
            known,
            "new message",
            case=body,
            body_version=known.body_version + 1,
            snoozed_until=None,
            answered_at=None,
        )

    def add_draft(self, record: CaseRecord, proposal: Proposal) -> CaseRecord:
        """Keep a proposal as the case's newest draft and put the case in its queue."""
        version, decision = record.draft_version + 1, proposal.decision
        self.void(record, "a newer draft is there")
        self._work.drafts.add(_draft_record(record, proposal, version, self._now))
        self.log(
            "draft.proposed",
            record.case.id,
            draft_version=version,
            release=proposal.release,
            outcome=decision.outcome.value,
            writer=proposal.draft.writer,
            blocked=proposal.blocked,
            text=text_hash(proposal.draft.text),
        )
        due = next_deadline(decision, at=self._now)
        held = record.status is CaseStatus.ESCALATED
        return self.save(
            record,
            "drafted",
            status=CaseStatus.ESCALATED if held else CaseStatus.WAITING,
            lane=Lane.ESCALATION if held else decision.lane,
            outcome=decision.outcome.value,
            priority=priority(proposal.reading, decision),
            queue_at=due.due if due else NO_DEADLINE,
            draft_version=version,
            proposal=proposal.model_dump(mode="json"),
            alert="",
        )

    def current(self, case_id: str, version: int) -> tuple[CaseRecord, DraftRecord]:
        """Return case and draft, held for change; a version that is not the newest is a VersionConflict saying why."""
        record = self._work.cases.get(case_id, for_change=True)
        if record.draft_version == 0:
            raise MoveNotAllowed(f"case {case_id[:80]} has no draft yet")
        if record.draft_version != version:
            raise VersionConflict(
                f"case {case_id[:80]}: draft {version} is no longer current, draft "
                f"{record.draft_version} is; {_last_change(record)}"
            )
        return record, self._work.drafts.get(case_id, version)

    def waiting(self, case_id: str, version: int) -> tuple[CaseRecord, DraftRecord]:
        """Return case and draft; a draft that waits no more is a VersionConflict saying who decided what and when."""
        record, draft = self.current(case_id, version)
        if draft.state is not DraftState.WAITING:
            why = f" ({draft.void_reason})" if draft.void_reason else ""
            raise VersionConflict(
                f"case {case_id[:80]}: draft {version} is {draft.state.value}{why}; {_last_change(record)}"
            )
        return record, draft

    def up_to_date(self, record: CaseRecord, release: str | None) -> bool:
        """Whether the newest draft was made from what the case says now and from the release in force."""
        if record.draft_version == 0:
            return False
        draft = self._work.drafts.get(record.case.id, record.draft_version)
        fresh = self.newest(record, draft) and same_release(draft.release, release)
        return fresh and draft.state in (DraftState.WAITING, DraftState.APPROVED)

    def newest(self, record: CaseRecord, draft: DraftRecord) -> bool:
        """Whether this is the newest draft and the buyer has said nothing since."""
        return (draft.version, draft.body_version) == (record.draft_version, record.body_version)

    def void(self, record: CaseRecord, reason: str) -> None:
        """Make the waiting draft, if there is one, impossible to approve."""
        if record.draft_version == 0:
            return
        draft = self._work.drafts.get(record.case.id, record.draft_version)
        if draft.state is DraftState.WAITING:
            self._work.drafts.move(record.case.id, draft.version, DraftState.VOIDED, reason=reason)
            self.log("draft.voided", record.case.id, draft_version=draft.version, reason=reason)

    def decide(
        self,
        draft: DraftRecord,
        act: Act,
        *,
        role: str,
        reason: str | None = None,
        text: str | None = None,
    ) -> str:
        """Put on record what the person decided; returns the approval's id."""
        approval = Approval(
            act=act,
            case_id=draft.case_id,
            draft_version=draft.version,
            by=self._by,
            at=self._now,
            text=text,
            original=draft.draft.text,
            reason=reason,
        )
        approval_id = self._work.approvals.add(approval, role=role)
        self.log(
            f"draft.{act.value}",
            draft.case_id,
            draft_version=draft.version,
            approval=approval_id,
            role=role,
            text=text_hash(text),
        )
        return approval_id

    def save(self, record: CaseRecord, change: str, **changes: Any) -> CaseRecord:
        """Write the case with who changed it, when and how."""
        return self._work.cases.save(
            record, updated_at=self._now, changed_by=self._by, change=change, **changes
        )

    def log(self, action: str, case_id: str, **detail: Any) -> None:
        """Add a line to the audit."""
        given = {key: value for key, value in detail.items() if value is not None}
        self._work.audit.append(action, actor=self._by, at=self._now, case_id=case_id, **given)


def same_release(one: str | None, other: str | None) -> bool:
    """Whether two releases are the same; a shop without any has None or an empty name."""
    return (one or None) == (other or None)


def _draft_record(
    record: CaseRecord, proposal: Proposal, version: int, now: datetime
) -> DraftRecord:
    return DraftRecord(
        case_id=record.case.id,
        version=version,
        body_version=record.body_version,
        release=proposal.release,
        draft=proposal.draft.model_copy(update={"version": version}),
        findings=proposal.findings,
        blocked=proposal.blocked,
        made_with={
            **proposal.origin,
            "writer": proposal.draft.writer,
            "fallback": proposal.draft.fallback,
        },
        created_at=now,
    )


def _last_change(record: CaseRecord) -> str:
    return f"{record.change} by {record.changed_by} at {record.updated_at.isoformat(timespec='seconds')}"
