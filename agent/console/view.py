"""From the desk's values to what the page shows: plain JSON, times in the shop's zone, texts as texts."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.desk.views import CaseDetail
from agent.domain.case import Case, CaseKind
from agent.proposal import Proposal
from agent.store.records import AuditEntry, CaseRecord

_PREVIEW = 90
_HIGH_RISK = 2
_IM_CHARS = 500


def queue_row(record: CaseRecord, now: datetime) -> dict[str, Any]:
    """Return one row of the queue."""
    texts = record.case.buyer_texts
    locked = record.locked_by if (record.locked_until or now) > now else None
    return {
        "id": record.case.id,
        "preview": " ".join((texts[-1] if texts else "").split())[:_PREVIEW],
        "outcome": record.outcome,
        "lane": record.lane,
        "status": record.status,
        "platform": record.case.platform,
        "risk": record.priority >= _HIGH_RISK,
        "due": record.due.isoformat() if record.due else None,
        "locked_by": locked,
    }


def case_page(detail: CaseDetail, zone: ZoneInfo) -> dict[str, Any]:
    """Return everything that the page shows of one case."""
    case, draft, proposal = detail.record.case, detail.draft, detail.proposal
    return {
        "id": case.id,
        "platform": case.platform,
        "messages": _messages(case, zone),
        "version": detail.record.draft_version,
        "state": draft.state.value if draft else "none",
        "state_note": (draft.void_reason or "") if draft else "",
        "text": draft.draft.text if draft else None,
        "writer": draft.draft.writer if draft else "template",
        "strategy": draft.draft.strategy if draft else None,
        "max_chars": _IM_CHARS,
        "findings": [finding.model_dump(mode="json") for finding in detail.findings],
        "citations": [f"{c.path} › {c.heading}" for c in draft.draft.citations] if draft else [],
        "order": _order(case, zone),
        "logistics": _logistics(case, zone),
        "evidence": _evidence(case),
        "audit": [_audit_line(entry, zone) for entry in detail.audit],
        **_decided(proposal),
        "lane": detail.record.lane,
    }


def _decided(proposal: Proposal | None) -> dict[str, Any]:
    if proposal is None:
        return {
            "outcome": "none", "amount": None, "freight": None, "missing": [], "reasons": [],
            "deadlines": [], "tried": [], "reading": None,
        }  # fmt: skip
    decision, reading = proposal.decision, proposal.reading
    flags = [
        name for name in ("injection", "claimed_promise", "must_escalate") if getattr(reading, name)
    ]
    return {
        "outcome": decision.outcome,
        "amount": str(decision.amount) if decision.amount else None,
        "freight": decision.freight,
        "missing": list(decision.missing),
        "reasons": [
            {
                "text": reason.text,
                "path": reason.citation.path,
                "heading": reason.citation.heading,
                "quote": reason.citation.quote,
            }
            for reason in decision.reasons
        ],
        "deadlines": [
            {"kind": row.kind, "due": row.due.isoformat(), "source": row.source}
            for row in sorted(decision.deadlines, key=lambda row: row.due)
        ],
        "tried": [
            {"title": trial.title, "applied": trial.applied, "failed_on": trial.failed_on}
            for trial in sorted(decision.tried, key=lambda trial: not trial.applied)
        ],
        "reading": {
            "wants": list(reading.all_wants or (reading.wants,)),
            "problem": reading.problem,
            "emotion": reading.emotion,
            "risks": [*reading.risks, *flags],
            "language": reading.language,
            "confidence": reading.confidence,
        },
    }


def _pairs(**values: str | None) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in values.items() if value]


def _messages(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    shown = [
        {
            "role": message.role.value,
            "text": message.text,
            "at": _clock(message.at, zone),
            "attachments": [
                f"[{item.kind}] {item.note or ''}".strip() for item in message.attachments
            ],
        }
        for message in case.messages
    ]
    if case.kind is CaseKind.REVIEW and case.review:
        stars = "★" * (case.review.stars or 0)
        at = _clock(case.review.created_at, zone)
        shown.append(
            {"role": "review", "text": f"{stars} {case.review.text}", "at": at, "attachments": []}
        )
    if case.claim:
        shown.append(
            {
                "role": "claim",
                "text": f"{case.claim.type} {case.claim.reason or ''}".strip(),
                "at": "",
                "attachments": [],
            }
        )
    return shown


def _order(case: Case, zone: ZoneInfo) -> list[tuple[str, str]]:
    order = case.order
    if order is None:
        return []
    items = "; ".join(f"{item.title or item.sku} × {item.qty}" for item in order.items)
    return _pairs(
        items=items,
        paid=str(order.paid) if order.paid else None,
        status=order.status,
        placed=_clock(order.placed_at, zone),
        shipped=_clock(order.shipped_at, zone),
        delivered=_clock(order.delivered_at, zone),
    )


def _logistics(case: Case, zone: ZoneInfo) -> list[str]:
    events = case.order.logistics if case.order else ()
    return [f"{_clock(event.at, zone)} {event.text}".strip() for event in events]


def _evidence(case: Case) -> list[str]:
    items = case.claim.evidence if case.claim else ()
    return [f"[{item.kind}] {item.note or ''}".strip() for item in items]


def _clock(at: datetime | None, zone: ZoneInfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def _audit_line(entry: AuditEntry, zone: ZoneInfo) -> str:
    version = entry.detail.get("draft_version")
    shown = f" (v{version})" if version else ""
    return f"{_clock(entry.at, zone)} {entry.actor}: {entry.action}{shown}"
