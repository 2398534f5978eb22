"""The desk: everything the product can do with a case, one method each.

What holds here: nothing enters the outbox without an approval row in the same transaction; every act names the draft
version that the person saw, and a version that is no longer current is refused with who changed it; guards, authority
and the release in force are checked again at the moment of approval. The methods are many and each is short, so this
file may be longer than its neighbours.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from pydantic import ValidationError

from agent.desk.case_file import CaseFile, same_release
from agent.desk.delivery import Delivery
from agent.desk.views import (
    CaseDetail,
    QueuePage,
    cursor_behind,
    detail,
    kept_proposal,
    read_cursor,
    read_lane,
)
from agent.domain.approval import Act
from agent.domain.authority import ACTING, LEAD, LEADS, refusal
from agent.domain.case import Case, CaseStatus
from agent.domain.clock import Clock
from agent.domain.conversation import checked_id
from agent.domain.decision import Lane
from agent.domain.finding import Finding, Severity
from agent.domain.shop import Shop
from agent.errors import InvalidInput, MoveNotAllowed, NotApproved, VersionConflict
from agent.proposal import Proposal, Proposer
from agent.store.cases import FILTERS, HIGH_RISK
from agent.store.records import (
    CaseRecord,
    DraftRecord,
    DraftState,
    InboxEvent,
    OutboxItem,
    OutboxState,
)
from agent.store.unit_of_work import Store

MAX_PAGE = 200
MAX_TEXT = 20_000
_PROPOSE_TRIES = 4


class Desk:
    """The use cases. `shop` always names whose rows are meant; no method reaches across shops."""

    def __init__(
        self,
        *,
        store: Store,
        proposer: Proposer,
        clock: Clock,
        shop: Callable[[str], Shop],
        release: Callable[[str], str | None],
        undo: timedelta = timedelta(seconds=8),
        lock_for: timedelta = timedelta(seconds=60),
    ) -> None:
        """Take the parts: `shop` gives a shop's settings, `release` the id of its active release."""
        self.delivery = Delivery(store=store, clock=clock)
        self._store = store
        self._proposer = proposer
        self._clock = clock
        self._shop = shop
        self._release = release
        self._undo = undo
        self._lock_for = lock_for
        self.connect()

    def connect(
        self,
        *,
        on_queued: Callable[[OutboxItem], None] | None = None,
        on_event: Callable[[InboxEvent], None] | None = None,
    ) -> None:
        """Say who carries replies out and works events off; without them rows wait in the store, nothing is lost."""
        self._on_queued = on_queued
        self._on_event = on_event

    # What comes in.

    def draft(self, case: Case, *, shop: str, writer: str = "auto") -> Proposal:
        """Return a proposal for a case without storing anything."""
        return self._proposer.propose(case, shop=shop, version=1, writer=writer)

    def take_event(
        self, *, shop: str, channel: str, event_id: str, type: str, payload: dict[str, Any]
    ) -> InboxEvent | None:
        """Keep an event of a channel and have it worked off later; None when it was brought before."""
        self._shop(shop)
        with self._store.writing(shop) as work:
            event = work.inbox.add(
                channel=channel, event_id=event_id, type=type, payload=payload, at=self._clock.now()
            )
        if event is not None and self._on_event is not None:
            self._on_event(event)
        return event

    def work_off(self, event_row: str, *, shop: str) -> str | None:
        """Bring a kept event, and all before it, to their cases, in the order they came.

        Returns the case's id, None for an event that is no case: it is marked as failed and stops nothing. Doing it twice
        changes nothing.
        """
        with self._store.writing(shop) as work:
            file = CaseFile(work, by="buyer", now=self._clock.now())
            for event in work.inbox.to_work_off():
                try:
                    case = checked_id(Case.model_validate(event.payload))
                except (ValidationError, InvalidInput) as error:
                    # The error's own text may quote the buyer.
                    work.inbox.finish(event.id, error=f"no case ({type(error).__name__})")
                    continue
                file.take_in(case, channel=event.channel)
                work.inbox.finish(event.id, case_id=case.id)
            return work.inbox.get(event_row).case_id

    def receive(
        self,
        case: Case,
        *,
        shop: str,
        channel: str = "api",
        by: str = "buyer",
        propose: bool = True,
    ) -> CaseRecord:
        """Open the case, or add what is new to it; anything new voids the waiting draft. Then propose (again)."""
        self._shop(shop)
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=self._clock.now())
            record = file.take_in(case, channel=channel)
        return self.propose(case.id, shop=shop) if propose else record

    def propose(
        self,
        case_id: str,
        *,
        shop: str,
        by: str = "desk",
        style: str | None = None,
        again: bool = False,
    ) -> CaseRecord:
        """Make a draft from what the case says now; one that is up to date stays unless `again`.

        The proposal is made outside any transaction; when the buyer wrote meanwhile, it is made again.
        """
        for _ in range(_PROPOSE_TRIES):
            with self._store.reading(shop) as work:
                seen = work.cases.get(case_id)
                file = CaseFile(work, by=by, now=self._clock.now())
                if not again and file.up_to_date(seen, self._release(shop)):
                    return seen
            version = seen.draft_version + 1
            proposal = self._proposer.propose(
                seen.case, shop=shop, version=version, writer=style or "auto"
            )
            with self._store.writing(shop) as work:
                current = work.cases.get(case_id, for_change=True)
                if (current.body_version, current.draft_version) == (
                    seen.body_version,
                    seen.draft_version,
                ):
                    return CaseFile(work, by=by, now=self._clock.now()).add_draft(current, proposal)
        raise VersionConflict(
            f"case {case_id[:80]} keeps changing while it is drafted; try again in a moment"
        )

    # What a person sees.

    def queue(
        self,
        shop: str,
        *,
        lane: Lane | str | None = None,
        filter: str | None = None,
        search: str | None = None,
        by: str | None = None,
        limit: int = 50,
        cursor: str | None = None,
    ) -> QueuePage:
        """Return a page of cases, the one that breaches first on top; `by` is who looks (for the filter "mine")."""
        if filter is not None and filter not in FILTERS:
            raise InvalidInput(f"no filter {filter[:40]!r}; there are {', '.join(FILTERS)}")
        if not 1 <= limit <= MAX_PAGE:
            raise InvalidInput(f"limit must be between 1 and {MAX_PAGE}")
        now = self._clock.now()
        with self._store.reading(shop) as work:
            found = work.cases.page(
                now=now,
                lane=read_lane(lane),
                filter=filter,
                search=search,
                by=by,
                limit=limit + 1,
                after=read_cursor(cursor),
            )
        items = tuple(found[:limit])
        more = cursor_behind(items[-1]) if len(found) > limit else None
        return QueuePage(items=items, next_cursor=more, now=now)

    def case(self, case_id: str, *, shop: str) -> CaseDetail:
        """Return everything about a case."""
        with self._store.reading(shop) as work:
            return detail(work, case_id, self._clock.now())

    def findings(self, case_id: str, *, shop: str, text: str) -> tuple[Finding, ...]:
        """Return what the guards would say to this wording of the newest draft; changes nothing."""
        with self._store.reading(shop) as work:
            record = work.cases.get(case_id)
        return self._proposer.check_edit(record.case, kept_proposal(record), text, shop=shop)

    def audit_broken_at(self, shop: str) -> int | None:
        """Return None when the shop's audit is whole, else the first line that is missing or was changed."""
        with self._store.reading(shop) as work:
            return work.audit.verify()

    # What a person decides.

    def approve(self, case_id: str, *, shop: str, version: int, by: str, role: str) -> OutboxItem:
        """Approve the draft as it stands; it goes out after the undo window."""
        return self._send(case_id, None, shop=shop, version=version, by=by, role=role, reason=None)

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
        return self._send(
            case_id, text, shop=shop, version=version, by=by, role=role, reason=reason
        )

    def reject(
        self, case_id: str, *, shop: str, version: int, by: str, role: str, reason: str
    ) -> CaseRecord:
        """Refuse the draft, saying why; `regenerate` makes another."""
        if not reason.strip():
            raise InvalidInput("a rejection needs a reason; say what is wrong with the draft")
        _may_act(role)
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=self._clock.now())
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
            file = CaseFile(work, by=by, now=self._clock.now())
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
        """Make another draft; `style` is the writer: auto, template or model."""
        with self._store.reading(shop) as work:
            CaseFile(work, by=by, now=self._clock.now()).current(case_id, version)
        return self.propose(case_id, shop=shop, by=by, style=style, again=True)

    def undo(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Take an approval back while its reply has not begun to leave; the approval stays on record."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=now)
            record = work.cases.get(case_id, for_change=True)
            replies = work.outbox.of_case(case_id)
            queued = next((one for one in replies if one.state is OutboxState.QUEUED), None)
            if queued is None or not work.outbox.move(
                queued.id,
                from_=[OutboxState.QUEUED],
                to=OutboxState.CANCELLED,
                updated_at=now,
            ):
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

    def snooze(self, case_id: str, *, shop: str, until: datetime, by: str) -> CaseRecord:
        """Hide the case from the open queue until then; its deadlines go on."""
        now = self._clock.now()
        if until <= now:
            raise InvalidInput("a case can be put aside only until a moment that is still to come")
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=now)
            record = work.cases.get(case_id, for_change=True)
            file.log("case.snoozed", case_id, until=until.isoformat())
            return file.save(record, "snoozed", snoozed_until=until)

    def lock(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Show others that somebody works on the case; it lapses after a minute unless taken again."""
        now = self._clock.now()
        with self._store.writing(shop) as work:
            record = work.cases.get(case_id, for_change=True)
            if record.locked_by not in (None, by) and (record.locked_until or now) > now:
                raise MoveNotAllowed(f"{record.locked_by} is working on case {case_id[:80]}")
            return work.cases.save(record, locked_by=by, locked_until=now + self._lock_for)

    def unlock(self, case_id: str, *, shop: str, by: str) -> CaseRecord:
        """Give the case free, if it is one's own."""
        with self._store.writing(shop) as work:
            record = work.cases.get(case_id, for_change=True)
            if record.locked_by != by:
                return record
            return work.cases.save(record, locked_by=None, locked_until=None)

    def close(self, case_id: str, *, shop: str, by: str, reason: str | None = None) -> CaseRecord:
        """End the case; a new message of the buyer opens it again."""
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=self._clock.now())
            record = work.cases.get(case_id, for_change=True)
            file.void(record, "the case was closed")
            file.log("case.closed", case_id, reason=reason)
            return file.save(record, "closed", status=CaseStatus.CLOSED, alert="")

    # What approving and editing share.

    def _send(
        self,
        case_id: str,
        text: str | None,
        *,
        shop: str,
        version: int,
        by: str,
        role: str,
        reason: str | None,
    ) -> OutboxItem:
        _may_act(role)
        seen, draft = self._still_in_force(case_id, shop=shop, version=version, by=by)
        original = draft.draft.text
        if original is None:
            raise NotApproved(
                f"case {case_id[:80]}: nothing may be published{_named(draft.findings)}"
            )
        wording = text or original
        self._allow(seen, draft, wording, role=role)
        act = Act.APPROVE if wording == original else Act.EDIT
        now = self._clock.now()
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=now)
            record, draft = file.waiting(case_id, version)
            approval_id = file.decide(draft, act, role=role, reason=reason, text=wording)
            item = work.outbox.put(
                case_id=case_id,
                approval_id=approval_id,
                draft_version=version,
                channel=record.channel,
                payload=_reply(record, draft, wording),
                send_after=now + self._undo,
                now=now,
            )
            work.drafts.move(case_id, version, DraftState.APPROVED)
            change = "draft approved" if act is Act.APPROVE else "draft edited and approved"
            file.save(record, change, status=CaseStatus.APPROVED, snoozed_until=None)
        if self._on_queued is not None:
            self._on_queued(item)
        return item

    def _still_in_force(
        self, case_id: str, *, shop: str, version: int, by: str
    ) -> tuple[CaseRecord, DraftRecord]:
        active = self._release(shop)
        with self._store.writing(shop) as work:
            file = CaseFile(work, by=by, now=self._clock.now())
            record, draft = file.waiting(case_id, version)
            if same_release(draft.release, active):
                return record, draft
            file.void(record, "the release changed")
            file.save(record, "draft voided: the release changed")
        raise VersionConflict(f"case {case_id[:80]}: the release changed; draft again")

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
        if record.status is CaseStatus.ESCALATED and role not in LEADS:
            raise NotApproved(f"case {record.case.id} was escalated; it needs the role {LEAD}")
        refused = refusal(self._shop(record.shop), role=role, amount=proposal.decision.amount)
        if refused:
            raise NotApproved(f"case {record.case.id}: {refused}")


def _may_act(role: str) -> None:
    if role not in ACTING:
        raise NotApproved(
            f"the role {role[:40]} only looks; deciding needs {', '.join(sorted(ACTING))}"
        )


def _reply(record: CaseRecord, draft: DraftRecord, text: str) -> dict[str, Any]:
    return {
        "case_id": record.case.id,
        "draft_version": draft.version,
        "text": text,
        "surface": draft.draft.surface.value,
        "language": draft.draft.language,
        "platform": record.case.platform,
        "kind": record.case.kind.value,
        "channel": record.channel,
        "shop": record.shop,
    }


def _named(findings: tuple[Finding, ...] | list[Finding]) -> str:
    return "".join(f"; {finding.kind.value}: {finding.message}" for finding in findings)
