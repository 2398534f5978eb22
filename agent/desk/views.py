"""What the desk shows: a page of the queue, everything about one case."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from datetime import datetime

from agent.domain.approval import Approval
from agent.domain.decision import DeadlineKind, Lane
from agent.domain.finding import Finding
from agent.domain.value import Value
from agent.errors import InvalidInput, MoveNotAllowed
from agent.proposal import Proposal
from agent.store.records import (
    AuditEntry,
    CaseRecord,
    ChannelState,
    DraftRecord,
    InboxEvent,
    OutboxItem,
)
from agent.store.unit_of_work import UnitOfWork


class QueuePage(Value):
    """A page of the queue; `next_cursor` is None on the last one. `now` is the moment times to breach count from."""

    items: tuple[CaseRecord, ...] = ()
    next_cursor: str | None = None
    now: datetime


class CaseDetail(Value):
    """Everything about one case. `draft` is the newest version, `proposal` what it was made from."""

    record: CaseRecord
    proposal: Proposal | None = None
    draft: DraftRecord | None = None
    drafts: tuple[DraftRecord, ...] = ()
    approvals: tuple[Approval, ...] = ()
    replies: tuple[OutboxItem, ...] = ()
    audit: tuple[AuditEntry, ...] = ()
    now: datetime

    @property
    def findings(self) -> tuple[Finding, ...]:
        """What the guards found in the newest draft."""
        return () if self.draft is None else self.draft.findings


class DeadLetters(Value):
    """What needs a person because a machine gave up."""

    replies: tuple[OutboxItem, ...] = ()
    events: tuple[InboxEvent, ...] = ()
    channels: tuple[ChannelState, ...] = ()


class Due(Value):
    """What comes due next in a case; `kind` and `source` as the decision has them, or the channel's own window."""

    case_id: str
    kind: str
    due: datetime
    source: str
    status: str
    lane: str | None = None
    priority: int = 0


def due_of(record: CaseRecord) -> Due:
    """Return the deadline that puts a case where it stands in the queue."""
    named = () if record.proposal is None else kept_proposal(record).decision.deadlines
    found = next((one for one in named if one.due == record.queue_at), None)
    return Due(
        case_id=record.case.id,
        kind=found.kind.value if found else DeadlineKind.SEND_WINDOW.value,
        due=record.queue_at,
        source=found.source if found else f"channel {record.channel}",
        status=record.status.value,
        lane=record.lane and record.lane.value,
        priority=record.priority,
    )


def detail(work: UnitOfWork, case_id: str, now: datetime) -> CaseDetail:
    """Gather everything about a case; NotFound names it."""
    record = work.cases.get(case_id)
    drafts = work.drafts.of_case(case_id)
    return CaseDetail(
        record=record,
        proposal=None if record.proposal is None else kept_proposal(record),
        draft=next((one for one in drafts if one.version == record.draft_version), None),
        drafts=drafts,
        approvals=work.approvals.of_case(case_id),
        replies=work.outbox.of_case(case_id),
        audit=work.audit.of_case(case_id),
        now=now,
    )


def kept_proposal(record: CaseRecord) -> Proposal:
    """Return the newest proposal of a case; MoveNotAllowed where there is none yet."""
    if record.proposal is None:
        raise MoveNotAllowed(f"case {record.case.id} has no draft yet")
    return Proposal.model_validate(record.proposal)


def read_lane(lane: Lane | str | None) -> Lane | None:
    """Return the lane; an unknown word is InvalidInput naming the known ones."""
    if lane is None or isinstance(lane, Lane):
        return lane
    try:
        return Lane(lane)
    except ValueError:
        raise InvalidInput(f"no lane {lane[:40]!r}; there are {', '.join(Lane)}") from None


def cursor_behind(record: CaseRecord) -> str:
    """Return the place in the queue behind a case, for the next page."""
    return urlsafe_b64encode(f"{record.queue_at.isoformat()} {record.case.id}".encode()).decode()


def read_cursor(cursor: str | None) -> tuple[datetime, str] | None:
    """Return (deadline, case id) of a cursor; one that this desk did not give is InvalidInput."""
    if cursor is None:
        return None
    try:
        due, case_id = urlsafe_b64decode(cursor.encode()).decode().split(" ", 1)
        moment = datetime.fromisoformat(due)
        if moment.tzinfo is not None:
            return moment, case_id
    except ValueError:
        pass
    raise InvalidInput("the cursor cannot be read; take the one that the last page gave")
