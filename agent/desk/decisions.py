"""What a person decides about a draft. Every act names the draft version that the person saw.

At the moment of approval everything is looked at again: version, guards, authority, the channel's limits, and whether
the decision would still be the same; a draft that no longer holds is voided and the person is told what changed. What the
guards block leaves only by a lead's override, which names each finding that it takes for a false alarm.
"""

from typing import Any

from agent.channels.channel import StaffAct
from agent.desk.case_file import CaseFile
from agent.desk.clearance import Clearance, may_act, may_take, named
from agent.desk.intake import Intake
from agent.desk.outgoing import Outgoing
from agent.desk.views import kept_proposal
from agent.domain.approval import Act
from agent.domain.case import CaseStatus
from agent.domain.decision import Lane
from agent.domain.override import Override
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
    """What a person wants to send, why it differs from the draft, and what of the guards' findings they overrule.

    `text` None: the draft as it stands.
    """

    version: int
    by: str
    role: str
    text: str | None = None
    reason: str | None = None
    override: Override | None = None


class Decisions(Intake, Outgoing, Clearance):
    """Approve, edit, reject, escalate, regenerate, undo."""

    def approve(
        self,
        case_id: str,
        *,
        shop: str,
        version: int,
        by: str,
        role: str,
        override: Override | None = None,
    ) -> OutboxItem:
        """Approve the draft as it stands; it goes out after the undo window."""
        wording = _Wording(version=version, by=by, role=role, override=override)
        return self._send(case_id, wording, shop=shop)

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
        override: Override | None = None,
    ) -> OutboxItem:
        """Approve another wording, after the guards have passed it; the original is kept beside it."""
        text = text.replace("\0", "").strip()
        if not text:
            raise InvalidInput("the text is empty; write the reply, or reject the draft")
        if len(text) > MAX_TEXT:
            raise InvalidInput(f"the text has {len(text)} characters; at most {MAX_TEXT} are taken")
        wording = _Wording(
            version=version, by=by, role=role, text=text, reason=reason, override=override
        )
        return self._send(case_id, wording, shop=shop)

    def reject(
        self, case_id: str, *, shop: str, version: int, by: str, role: str, reason: str
    ) -> CaseRecord:
        """Refuse the draft, saying why; `regenerate` makes another."""
        if not reason.strip():
            raise InvalidInput("a rejection needs a reason; say what is wrong with the draft")
        may_act(role)
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
        may_act(role)
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
        may_act(wanted.role)
        seen, draft = self._still_in_force(case_id, shop=shop, version=wanted.version, by=wanted.by)
        original = draft.draft.text
        if original is None:
            raise NotApproved(
                f"case {case_id[:80]}: nothing may be published{named(draft.findings)}"
            )
        wording = wanted.text or original
        override = self._cleared(seen, draft, wording, role=wanted.role, override=wanted.override)
        refused = self._beyond_limits(seen, wording)
        if refused is not None:
            raise refused
        now = self._clock.now()
        with self._store.writing(shop) as work:
            file = self._file(work, wanted.by, now)
            record, draft = file.waiting(case_id, wanted.version)
            may_take(record, wanted.role)  # somebody may have handed it to a lead since
            approval_id = _decided(file, draft, wording, wanted, override)
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
            change = "draft approved" if wording == original else "draft edited and approved"
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


def _decided(
    file: CaseFile, draft: DraftRecord, text: str, wanted: _Wording, override: Override | None
) -> str:
    """Put the approval on record, an override with what it overrules and why; returns the approval's id."""
    if override is None:
        act = Act.APPROVE if text == draft.draft.text else Act.EDIT
        return file.decide(draft, act, role=wanted.role, reason=wanted.reason, text=text)
    return file.decide(
        draft,
        Act.OVERRIDE,
        role=wanted.role,
        reason="\n".join(filter(None, (override.reason, wanted.reason))),
        text=text,
        override_reason=override.reason,
        kinds=list(override.kinds),
    )
