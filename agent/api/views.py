"""What the API shows of cases: stable names, money and times as in the contract."""

from datetime import datetime
from typing import Any

from agent.desk import CaseDetail
from agent.store.records import CaseRecord, InboxEvent, OutboxItem


def case_row(record: CaseRecord, now: datetime) -> dict[str, Any]:
    """Return a line of the queue."""
    due = record.due
    texts = record.case.buyer_texts
    return {
        "id": record.case.id,
        "kind": record.case.kind.value,
        "platform": record.case.platform,
        "channel": record.channel,
        "status": record.status.value,
        "lane": record.lane.value if record.lane else None,
        "outcome": record.outcome,
        "priority": record.priority,
        "alert": record.alert or None,
        "due": due.isoformat() if due else None,
        "seconds_to_breach": round((due - now).total_seconds()) if due else None,
        "draft_version": record.draft_version,
        "locked_by": record.locked_by
        if record.locked_until is not None and record.locked_until > now
        else None,
        "reply_by": record.reply_by.isoformat() if record.reply_by else None,
        "quota_left": record.quota_left,
        "preview": texts[-1][:120] if texts else "",
        "created_at": record.created_at.isoformat(),
        "updated_at": record.updated_at.isoformat(),
        "changed_by": record.changed_by,
        "change": record.change,
    }


def case_page(detail: CaseDetail) -> dict[str, Any]:
    """Return everything about a case."""
    draft = detail.draft
    return {
        **case_row(detail.record, detail.now),
        "case": detail.record.case.model_dump(mode="json", exclude_none=True),
        "proposal": detail.proposal.to_contract() if detail.proposal else None,
        "draft_state": draft.state.value if draft else None,
        "drafts": [one.model_dump(mode="json") for one in detail.drafts],
        "approvals": [one.model_dump(mode="json") for one in detail.approvals],
        "replies": [reply(one) for one in detail.replies],
        "audit": [one.model_dump(mode="json") for one in detail.audit],
    }


def reply(item: OutboxItem) -> dict[str, Any]:
    """Return a reply on its way."""
    return {
        "id": item.id,
        "case_id": item.case_id,
        "draft_version": item.draft_version,
        "state": item.state.value,
        "holding": item.holding,
        "send_after": item.send_after.isoformat(),
        "attempts": item.attempts,
        "provider_id": item.provider_id,
        "last_error": item.last_error,
    }


def event_row(event: InboxEvent) -> dict[str, Any]:
    """Return a kept event without what the buyer said."""
    return event.model_dump(mode="json", exclude={"payload", "meta"})
