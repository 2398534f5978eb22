"""One case inside one transaction: opened, grown, drafted, decided, each change with its line in the audit."""

from datetime import datetime
from typing import Any

from agent.connectors.connector import Known
from agent.desk.arrival import Arrival
from agent.desk.change import Growth, growth
from agent.desk.replies import Replies
from agent.desk.views import kept_proposal
from agent.domain.approval import Act, Approval
from agent.domain.case import Case, CaseStatus
from agent.domain.conversation import checked_id, grown
from agent.domain.decision import Lane
from agent.domain.urgency import next_deadline, priority
from agent.errors import MoveNotAllowed, VersionConflict
from agent.proposal import Proposal
from agent.store.audit import text_hash
from agent.store.records import (
    NO_DEADLINE,
    CaseRecord,
    DraftRecord,
    DraftState,
)

_REOPENED = frozenset({
    CaseStatus.APPROVED, CaseStatus.ANSWERED, CaseStatus.CLOSED, CaseStatus.REJECTED, CaseStatus.FAILED,
})  # fmt: skip
"""Where a case leaves for the queue as soon as the buyer says something."""
_WANTS_DRAFT = frozenset({CaseStatus.OPEN, CaseStatus.WAITING, CaseStatus.ESCALATED})


class CaseFile(Replies):
    """What `by` does to cases at the moment `now`, within the transaction `work`."""

    def take_in(self, case: Case, arrival: Arrival) -> CaseRecord:
        """Open the case, or add what is new to the known one."""
        known = self._work.cases.find(checked_id(case).id, for_change=True)
        return self._open(case, arrival) if known is None else self._grow(known, case, arrival)

    def _open(self, case: Case, arrival: Arrival) -> CaseRecord:
        # A conversation that staff began has nothing to answer yet.
        silent = bool(case.messages) and not case.buyer_texts and not (case.claim or case.review)
        record = CaseRecord(
            shop=self._work.shop,
            case=case,
            status=CaseStatus.ANSWERED if silent else CaseStatus.OPEN,
            answered_at=self._now if silent else None,
            asked_at=None if silent else self._now,
            channel=arrival.channel,
            created_at=self._now,
            updated_at=self._now,
            changed_by=self._by,
            change="opened",
            follow_up_at=self._now + self._follow_up,
            **arrival.address,
        )
        self._work.cases.add(record)
        self.log("case.opened", case.id, kind=case.kind.value, channel=arrival.channel)
        return record

    def _grow(self, known: CaseRecord, arrived: Case, arrival: Arrival) -> CaseRecord:
        body = grown(known.case, arrived)
        new = growth(known.case, body)
        if body == known.case:
            return known
        strangers = [
            one for one in new.of_shop if not self._is_ours(known, one.text, arrival.provider_id)
        ]
        if new.shop_last and strangers:
            return self._taken_over(known, body, arrival)
        if not (new.by_buyer or new.facts or strangers):
            return self.save(known, "reply seen in the chat tool", case=body, **arrival.address)
        return self._moved_on(known, body, new, arrival)

    def _moved_on(self, known: CaseRecord, body: Case, new: Growth, arrival: Arrival) -> CaseRecord:
        """Take what is new: a draft that was made without it holds no more, and an approved reply does not leave."""
        self.void(known, new.reason)
        stopped = self.recall(known, new.reason)
        self.log("case.grown", known.case.id, body_version=known.body_version + 1, why=new.reason)
        reopened = known.status in _REOPENED and new.by_buyer
        changes: dict[str, Any] = {"status": CaseStatus.WAITING} if reopened or stopped else {}
        if new.by_buyer:
            changes |= {"snoozed_until": None, "answered_at": None}
            if known.status is CaseStatus.APPROVED and not stopped:  # the answer is on its way
                changes |= {"asked_at": self._now, "held_at": None}
            else:
                changes["asked_at"] = known.asked_at or self._now
        return self.save(
            known,
            "new message" if new.by_buyer else new.reason[:60],
            case=body,
            body_version=known.body_version + 1,
            **changes,
            **arrival.address,
        )

    def _taken_over(self, known: CaseRecord, body: Case, arrival: Arrival) -> CaseRecord:
        """A person answered in the chat tool: what the desk had prepared ends here."""
        why = "answered in the chat tool"
        self.void(known, why)
        self.recall(known, why)
        self.drop_holding(known.case.id, why)
        self.log("case.taken_over", known.case.id, channel=arrival.channel)
        closed = known.status is CaseStatus.CLOSED
        return self.save(
            known,
            why,
            case=body,
            body_version=known.body_version + 1,
            status=known.status if closed else CaseStatus.ANSWERED,
            answered_at=self._now,
            asked_at=None,
            held_at=None,
            alert="",
            queue_at=NO_DEADLINE,
            **arrival.address,
        )

    def learn(
        self, record: CaseRecord, known: Known, *, source: str, named_by: str = "channel"
    ) -> CaseRecord:
        """Keep an order that was looked up, and what stands open on it; a draft made without it holds no more.

        `named_by` is who named the order: the channel, which knows whose it is, or the buyer's words, which may name any.
        """
        body = record.case.model_copy(update=known.facts(record.case.claim))
        why = "the order became known"
        self.void(record, why)
        self.log(
            "case.order_found",
            record.case.id,
            source=source,
            named_by=named_by,
            as_of=_iso(known.as_of),
        )
        return self.save(record, why, case=body, body_version=record.body_version + 1)

    def answered(self, record: CaseRecord, change: str, **changes: Any) -> CaseRecord:
        """Record that the buyer has the reply. One who wrote meanwhile has a new draft waiting: not answered then."""
        if record.status in (CaseStatus.APPROVED, CaseStatus.FAILED):
            due = next_deadline(kept_proposal(record).decision, answered_at=self._now)
            changes |= {
                "status": CaseStatus.ANSWERED,
                "answered_at": self._now,
                "asked_at": None,
                "held_at": None,
                "queue_at": due.due if due else NO_DEADLINE,
            }
        return self.save(record, change, alert="", **changes)

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
        moments = [due.due] if due is not None else []
        moments += [record.reply_by] if record.reply_by is not None else []
        held = record.status is CaseStatus.ESCALATED
        return self.save(
            record,
            "drafted",
            status=CaseStatus.ESCALATED if held else CaseStatus.WAITING,
            lane=Lane.ESCALATION if held else decision.lane,
            outcome=decision.outcome.value,
            priority=priority(proposal.reading, decision),
            queue_at=min(moments, default=NO_DEADLINE),
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

    def needs_draft(self, record: CaseRecord, release: str | None) -> bool:
        """Whether a draft is missing, or was made from what the case said before; with `release` also from another one."""
        if record.status not in _WANTS_DRAFT:
            return False
        if record.draft_version == 0:
            return True
        draft = self._work.drafts.get(record.case.id, record.draft_version)
        fresh = self.newest(record, draft) and (
            release is None or same_release(draft.release, release)
        )
        return not (fresh and draft.state in (DraftState.WAITING, DraftState.APPROVED))

    def newest(self, record: CaseRecord, draft: DraftRecord) -> bool:
        """Whether this is the newest draft and the buyer has said nothing since."""
        return (draft.version, draft.body_version) == (record.draft_version, record.body_version)

    def void(self, record: CaseRecord, reason: str) -> None:
        """Make the waiting draft, if there is one, impossible to approve."""
        if record.draft_version == 0:
            return
        draft = self._work.drafts.get(record.case.id, record.draft_version)
        if draft.state is DraftState.WAITING:
            reason = reason[:200]
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
        **detail: Any,
    ) -> str:
        """Put on record what the person decided, with more `detail` for the audit; returns the approval's id."""
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
            **detail,
        )
        return approval_id


def _iso(at: datetime | None) -> str | None:
    return None if at is None else at.isoformat(timespec="minutes")


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
