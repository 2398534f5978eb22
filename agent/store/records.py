"""What the store keeps, as frozen values: cases at the desk, drafts, deliveries, events, the audit's lines."""

from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from pydantic import AwareDatetime

from agent.domain.case import Case, CaseStatus
from agent.domain.decision import Lane
from agent.domain.draft import Draft
from agent.domain.finding import Finding
from agent.domain.value import Value

NO_DEADLINE = datetime(9999, 12, 31, tzinfo=UTC)
"""Sorts behind every real deadline; a case with none carries it."""


class DraftState(StrEnum):
    """Where one version of a draft stands."""

    WAITING = "waiting"
    APPROVED = "approved"
    REJECTED = "rejected"
    VOIDED = "voided"  # something changed: a new message, another release, a newer draft


class OutboxState(StrEnum):
    """Where a reply stands on its way out."""

    QUEUED = "queued"
    SENDING = "sending"
    DELIVERED = "delivered"
    FAILED = "failed"
    CANCELLED = "cancelled"  # undone within the undo window


TO_SEND_BY_HAND = "by_hand"
"""The `alert` of a case whose approved text no channel takes: a person puts it into the chat."""


class CaseRecord(Value):
    """A case as it lies at the desk.

    `version` counts every change of the row, `body_version` every change of what the buyer said, `draft_version` is the
    newest draft. `queue_at` is the next deadline (`NO_DEADLINE` if none). `changed_by`/`change` name the last change.
    `thread` is where the channel answers, `reply_by` and `quota_left` how long and how often it still may, `follow_up_at`
    when somebody must look again. `asked_at` is since when the buyer waits for an answer, `held_at` when a holding text was
    queued meanwhile; both are None once the buyer is answered.
    """

    shop: str
    case: Case
    version: int = 1
    status: CaseStatus = CaseStatus.OPEN
    channel: str = "api"
    lane: Lane | None = None
    outcome: str | None = None
    priority: int = 0
    queue_at: AwareDatetime = NO_DEADLINE
    alert: str = ""
    draft_version: int = 0
    body_version: int = 1
    proposal: dict[str, Any] | None = None
    locked_by: str | None = None
    locked_until: AwareDatetime | None = None
    snoozed_until: AwareDatetime | None = None
    created_at: AwareDatetime
    updated_at: AwareDatetime
    answered_at: AwareDatetime | None = None
    changed_by: str
    change: str
    thread: dict[str, Any] = {}
    reply_by: AwareDatetime | None = None
    quota_left: int | None = None
    follow_up_at: AwareDatetime | None = None
    asked_at: AwareDatetime | None = None
    held_at: AwareDatetime | None = None

    @property
    def due(self) -> datetime | None:
        """The next deadline, None if there is none."""
        return None if self.queue_at >= NO_DEADLINE else self.queue_at


class DraftRecord(Value):
    """One version of a draft, never overwritten; `made_with` names writer, model and prompt."""

    case_id: str
    version: int
    body_version: int
    state: DraftState = DraftState.WAITING
    release: str | None = None
    draft: Draft
    findings: tuple[Finding, ...] = ()
    blocked: bool = False
    made_with: dict[str, Any] = {}
    created_at: AwareDatetime
    void_reason: str | None = None


class OutboxItem(Value):
    """A reply on its way; `attempts` counts tries, `send_after` is the earliest next one.

    `holding`: it is a text that a lead approved beforehand, put out while draft `draft_version` waits for a person.
    """

    id: str
    shop: str
    case_id: str
    approval_id: str
    draft_version: int
    channel: str
    payload: dict[str, Any]
    state: OutboxState = OutboxState.QUEUED
    attempts: int = 0
    send_after: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    provider_id: str | None = None
    last_error: str | None = None
    holding: bool = False

    @property
    def surface(self) -> str:
        """Where the text will stand: im (a chat) or public_review."""
        return str(self.payload.get("surface", "im"))


class InboxEvent(Value):
    """An event of a channel as it came; `state` is received, done or failed."""

    id: str
    shop: str
    channel: str
    event_id: str
    type: str
    payload: dict[str, Any]
    state: str = "received"
    error: str | None = None
    case_id: str | None = None
    received_at: AwareDatetime
    meta: dict[str, Any] = {}


class ChannelState(Value):
    """What is remembered of a shop's channel: how far it was read, how far it was told, whether it is stopped and why."""

    shop: str
    channel: str
    cursor: str | None = None
    told: int = 0
    stopped_at: AwareDatetime | None = None
    stopped_why: str | None = None


class TokenRecord(Value):
    """An issued API token; its text is nowhere. No `shops` means all of them."""

    id: str
    name: str
    role: str
    scopes: frozenset[str] = frozenset()
    shops: tuple[str, ...] = ()
    hash: str = ""
    created_at: AwareDatetime
    expires_at: AwareDatetime | None = None
    last_used_at: AwareDatetime | None = None
    revoked_at: AwareDatetime | None = None


class AuditEntry(Value):
    """One line of the audit. `hash` covers the line and `previous`, so a changed or missing line shows."""

    seq: int
    at: AwareDatetime
    actor: str
    action: str
    case_id: str | None = None
    detail: dict[str, Any] = {}
    previous: str
    hash: str
