"""What a person decides about a draft. Every act names the draft version that the person saw.

At the moment of approval everything is looked at again: version, guards, authority, the channel's limits, and whether
the decision would still be the same; a draft that no longer holds is voided and the person is told what changed.
"""

from typing import Any

from agent.channels.channel import StaffAct
from agent.desk.intake import Intake
from agent.desk.outgoing import Outgoing
from agent.desk.views import kept_proposal
from agent.domain.approval import Act
from agent.domain.authority import ACTING, LEAD, LEADS, refusal
from agent.domain.case import CaseStatus
from agent.domain.decision import Lane
from agent.domain.finding import Finding, Severity
from agent.domain.value import Value
from agent.errors import AftersalesError, InvalidInput, MoveNotAllowed, NotApproved, VersionConflict
from agent.store.cases import HIGH_RISK
from agent.store.records import (
    CaseRecord,
    DraftRecord,
    DraftState,
    InboxEvent,
    OutboxItem,
    OutboxState,
)

MAX_TEXT = 20_000


class _Wording(Value):
    """What a person wants to send and why it differs from the draft; `text` None: the draft as it stands."""

    version: int
    by: str
    role: str
    text: str | None = None
    reason: str | None = None


class Decisions(Intake, Outgoing):
    """Approve, edit, reject, escalate, regenerate, undo."""

    def approve(self, case_id: str, *, shop: str, version: int, by: str, role: str) -> OutboxItem:
        """Approve the draft as it stands; it goes out after the undo window."""
        return self._send(case_id, _Wording(version=version, by=by, role=role), shop=shop)

    def edit(
        self,
        case_id: str,
        *,
        shop: str,
        version: int,
        text: str,
        by: str,
        role: str,
        reason: str | None = None,
    ) -> OutboxItem:
        """Approve another wording, after the guards have passed it; the original is kept beside it."""
        text = text.replace("\0", "").strip()
        if not text:
            raise InvalidInput("the text is empty; write the reply, or reject the draft")
        if len(text) > MAX_TEXT:
            raise InvalidInput(f"the text has {len(text)} characters; at most {MAX_TEXT} are taken")
        wording = _Wording(version=version, by=by, role=role, text=text, reason=reason)
        return self._send(case_id, wording, shop=shop)

    def reject(
        self, case_id: str, *, shop: str, version: int, by: str, role: str, reason: str
    ) -> CaseRecord:
        """Refuse the draft, saying why; `regenerate` makes another."""
        if not reason.strip():
            raise InvalidInput("a rejection needs a reason; say what is wrong with the draft")
        _may_act(role)
        with self._store.writing(shop) as work:
            file = self._file(work, by)
            record, draft = file.waiting(case_id, version)
            file.decide(draft, Act.REJECT, role=role, reason=reason)
            work.drafts.move(case_id, version, DraftState.REJECTED)
            return file.save(record, "draft rejected", status=CaseStatus.REJECTED)

    def escalate(
        self,
        case_id: str,
        *,
        shop: str,
        version: int,
        by: str,
        role: str,
        reason: str | None = None,
    ) -> CaseRecord:
        """Hand the case to a lead; its draft stays, and only a lead can approve it now."""
        _may_act(role)
        with self._store.writing(shop) as work:
            file = self._file(work, by)
            record, draft = file.waiting(case_id, version)
            file.decide(draft, Act.ESCALATE, role=role, reason=reason)
            return file.save(
                record,
                "escalated",
                status=CaseStatus.ESCALATED,
                lane=Lane.ESCALATION,
                priority=max(record.priority, HIGH_RISK),
            )

    def regenerate(
        self, case_id: str, *, shop: str, version: int, by: str, style: str | None = None
    ) -> CaseRecord:
        """Make another draft; `style` is a writer (auto, template, model) or a wish for other words (shorter, warmer …)."""
        with self._store.reading(shop) as work:
            self._file(work, by).current(case_id, version)
        return self.propose(case_id, shop=shop, by=by, style=style, again=True)

    def undo(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Take an approval back while its reply has not begun to leave; the approval stays on record."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            file = self._file(work, by, now)
            record = work.cases.get(case_id, for_change=True)
            queued = file.queued(case_id)
            if queued is None or not work.outbox.move(
                queued.id,
                from_=[OutboxState.QUEUED],
                to=OutboxState.CANCELLED,
                updated_at=now,
            ):
                replies = work.outbox.of_case(case_id)
                why = f"its last reply is {replies[-1].state}" if replies else "it has no reply"
                raise MoveNotAllowed(f"case {case_id[:80]}: nothing to undo, {why}")
            version = queued.draft_version
            draft = work.drafts.get(case_id, version)
            if file.newest(record, draft) and record.status is CaseStatus.APPROVED:
                work.drafts.move(case_id, version, DraftState.WAITING)
            else:
                work.drafts.move(
                    case_id, version, DraftState.VOIDED, reason="the buyer wrote again"
                )
            file.log("reply.undone", case_id, draft_version=version)
            return file.save(record, "approval undone", status=CaseStatus.WAITING)

    def carry_out(self, event: InboxEvent) -> None:
        """Do what a member of staff decided in the chat tool; a refusal is kept with the event, for a person to see."""
        act = StaffAct.model_validate(event.payload)
        who: dict[str, Any] = {
            "shop": event.shop,
            "version": act.draft_version,
            "by": act.by,
            "role": act.role,
        }
        try:
            if act.act == "approve":
                self.approve(act.case_id, **who)
            elif act.act == "edit":
                self.edit(act.case_id, text=act.text or "", reason=act.reason, **who)
            elif act.act == "reject":
                self.reject(act.case_id, reason=act.reason or "-", **who)
            else:
                self.escalate(act.case_id, reason=act.reason, **who)
        except AftersalesError as error:
            self.finish_act(event, error=str(error))
            return
        self.finish_act(event)

    # What approving and editing share.

    def _send(self, case_id: str, wanted: _Wording, *, shop: str) -> OutboxItem:
        _may_act(wanted.role)
        seen, draft = self._still_in_force(case_id, shop=shop, version=wanted.version, by=wanted.by)
        original = draft.draft.text
        if original is None:
            raise NotApproved(
                f"case {case_id[:80]}: nothing may be published{_named(draft.findings)}"
            )
        wording = wanted.text or original
        self._allow(seen, draft, wording, role=wanted.role)
        refused = self._beyond_limits(seen, wording)
        if refused is not None:
            raise refused
        act = Act.APPROVE if wording == original else Act.EDIT
        now = self._clock.now()
        with self._store.writing(shop) as work:
            file = self._file(work, wanted.by, now)
            record, draft = file.waiting(case_id, wanted.version)
            _may_take(record, wanted.role)  # somebody may have handed it to a lead since
            approval_id = file.decide(
                draft, act, role=wanted.role, reason=wanted.reason, text=wording
            )
            file.drop_holding(case_id, "a person answered")
            item = self._put_out(
                work,
                record,
                draft,
                wording,
                approval_id=approval_id,
                send_after=now + self._undo,
                now=now,
            )
            work.drafts.move(case_id, wanted.version, DraftState.APPROVED)
            change = "draft approved" if act is Act.APPROVE else "draft edited and approved"
            hand = self._waits_for_a_hand(record, draft)
            file.save(record, change, status=CaseStatus.APPROVED, snoozed_until=None, **hand)
        if self._on_queued is not None:
            self._on_queued(item)
        return item

    def _still_in_force(
        self, case_id: str, *, shop: str, version: int, by: str
    ) -> tuple[CaseRecord, DraftRecord]:
        with self._store.reading(shop) as work:
            record, draft = self._file(work, by).waiting(case_id, version)
        moved = self._proposer.moved(
            record.case, kept_proposal(record), made_at=draft.created_at, shop=shop
        )
        if not moved:
            return record, draft
        what = "; ".join(moved)
        with self._store.writing(shop) as work:
            file = self._file(work, by)
            record, draft = file.waiting(case_id, version)
            file.void(record, what)
            record = file.save(record, "draft voided: it no longer holds")
        if self._on_stale is not None:
            self._on_stale(record)
        raise VersionConflict(f"case {case_id[:80]}: {what}; draft again")

    def _allow(self, record: CaseRecord, draft: DraftRecord, text: str, *, role: str) -> None:
        proposal = kept_proposal(record)
        found = self._proposer.check_edit(record.case, proposal, text, shop=record.shop)
        if text == draft.draft.text:
            found = (*draft.findings, *(one for one in found if one not in draft.findings))
        blocking = [finding for finding in found if finding.severity is Severity.BLOCK]
        if blocking:
            raise NotApproved(
                f"case {record.case.id}: the guards block this text{_named(blocking)}"
            )
        _may_take(record, role)
        refused = refusal(self._shop(record.shop), role=role, amount=proposal.decision.amount)
        if refused:
            raise NotApproved(f"case {record.case.id}: {refused}")


def _may_act(role: str) -> None:
    if role not in ACTING:
        raise NotApproved(
            f"the role {role[:40]} only looks; deciding needs {', '.join(sorted(ACTING))}"
        )


def _may_take(record: CaseRecord, role: str) -> None:
    if record.status is CaseStatus.ESCALATED and role not in LEADS:
        raise NotApproved(f"case {record.case.id} was escalated; it needs the role {LEAD}")


def _named(findings: tuple[Finding, ...] | list[Finding]) -> str:
    return "".join(f"; {finding.kind.value}: {finding.message}" for finding in findings)
