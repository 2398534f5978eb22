"""From the desk's values to what the page shows: plain JSON, times in the shop's zone, texts as texts."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from agent.console.happened import happened
from agent.desk.views import CaseDetail
from agent.domain.case import Case, CaseKind
from agent.domain.draft import Surface
from agent.guards.courtesy import tone_of
from agent.proposal import Proposal
from agent.store.records import TO_SEND_BY_HAND, AuditEntry, CaseRecord, OutboxItem, OutboxState

_PREVIEW = 90
_HIGH_RISK = 2
_IM_CHARS = 600  # what the guards call too long for a chat
_REVIEW_CHARS = 500  # taobao.traderate.explain.add
_LISTED_AUDIT = 60
_NOTED = ("reason", "override_reason", "error", "outcome")


def queue_row(record: CaseRecord, now: datetime) -> dict[str, Any]:
    """Return one row of the queue."""
    texts = record.case.buyer_texts
    locked = record.locked_by if (record.locked_until or now) > now else None
    review = record.case.review
    return {
        "id": record.case.id,
        "kind": record.case.kind.value,
        "buyer": _buyer(record.case),
        "goods": _goods(record.case),
        "preview": " ".join((texts[-1] if texts else "").split())[:_PREVIEW],
        "outcome": record.outcome,
        "lane": record.lane,
        "status": record.status,
        "by_hand": record.alert == TO_SEND_BY_HAND,
        "platform": record.case.platform,
        "stars": review.stars if review else None,
        "risk": record.priority >= _HIGH_RISK,
        "low_risk": record.priority == 0,
        "version": record.draft_version,
        "due": record.due.isoformat() if record.due else None,
        "snoozed": _later(record.snoozed_until, now),
        "reply_by": record.reply_by.isoformat() if record.reply_by else None,
        "locked_by": locked,
        "quota_left": record.quota_left,
    }


def case_page(detail: CaseDetail, zone: ZoneInfo) -> dict[str, Any]:
    """Return everything that the page shows of one case."""
    record, draft = detail.record, detail.draft
    case = record.case
    locked = (record.locked_until or detail.now) > detail.now
    return {
        **said(case, zone),
        "version": record.draft_version,
        "status": record.status,
        "by_hand": record.alert == TO_SEND_BY_HAND,
        "lane": record.lane,
        "state": draft.state.value if draft else "none",
        "state_note": (draft.void_reason or "") if draft else "",
        "locked_by": record.locked_by if locked else None,
        "snoozed": _later(record.snoozed_until, detail.now),
        "reply_by": record.reply_by.isoformat() if record.reply_by else None,
        "quota_left": record.quota_left,
        "changed": {
            "by": record.changed_by,
            "what": record.change,
            "at": clock(record.updated_at, zone),
        },
        "findings": [finding.model_dump(mode="json") for finding in detail.findings],
        **_drafted(detail),
        "replies": [
            {
                "state": _reply_state(one, record),
                "holding": one.holding,
                "at": clock(one.updated_at, zone),
                "error": one.last_error,
            }
            for one in detail.replies
        ],
        "audit": [_audit_line(entry, zone) for entry in detail.audit[-_LISTED_AUDIT:]],
        **decided(detail.proposal),
    }


def _reply_state(reply: OutboxItem, record: CaseRecord) -> str:
    waits = reply.state is OutboxState.QUEUED and not reply.holding
    return record.alert if waits and record.alert == TO_SEND_BY_HAND else reply.state.value


def said(case: Case, zone: ZoneInfo) -> dict[str, Any]:
    """Return what the buyer brought: the conversation, the review, the order and what happened to the parcel."""
    public = case.kind is CaseKind.REVIEW
    return {
        "id": case.id,
        "kind": case.kind.value,
        "platform": case.platform,
        "buyer": _buyer(case),
        "surface": (Surface.PUBLIC_REVIEW if public else Surface.IM).value,
        "max_chars": _REVIEW_CHARS if public else _IM_CHARS,
        "messages": _messages(case, zone),
        "review": _review(case, zone),
        "order": _order(case, zone),
        "timeline": happened(case, zone),
        "evidence": _evidence(case),
    }


def decided(proposal: Proposal | None) -> dict[str, Any]:
    """Return the decision and what it rests on, empty where nothing was proposed yet."""
    if proposal is None:
        return {
            "outcome": "none", "amount": None, "freight": None, "missing": [], "reasons": [], "pending": False,
            "conditions": [], "alternative": None, "deadlines": [], "tried": [], "reading": None, "answerable": True,
            "proofs": [], "heed": [],
        }  # fmt: skip
    decision, reading = proposal.decision, proposal.reading
    flags = [
        name for name in ("injection", "claimed_promise", "must_escalate") if getattr(reading, name)
    ]
    return {
        "outcome": decision.outcome,
        "amount": str(decision.amount) if decision.amount else None,
        "freight": decision.freight,
        "pending": decision.pending,
        "answerable": decision.answerable,
        "missing": list(decision.missing),
        "conditions": list(decision.conditions),
        "alternative": decision.alternative,
        "reasons": [
            {
                "rule": reason.rule,
                "text": reason.text,
                "note": reason.note,
                **reason.citation.model_dump(),
            }
            for reason in decision.reasons
        ],
        "proofs": [proof.model_dump(mode="json") for proof in decision.proofs],
        "heed": [{"text": one.text, "source": one.source} for one in decision.cautions],
        "deadlines": [
            {"kind": row.kind, "due": row.due.isoformat(), "source": row.source}
            for row in sorted(decision.deadlines, key=lambda row: row.due)
        ],
        "tried": [
            {
                "rule": trial.rule,
                "title": trial.title,
                "applied": trial.applied,
                "failed_on": trial.failed_on,
            }
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


def clock(at: datetime | None, zone: ZoneInfo) -> str:
    """Return a moment as the shop's own clock shows it, "" for none."""
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def _drafted(detail: CaseDetail) -> dict[str, Any]:
    draft = detail.draft.draft if detail.draft else None
    text = draft.text if draft else None
    return {
        "text": text,
        "writer": draft.writer if draft else "template",
        "fallback": draft.fallback if draft else None,
        "strategy": draft.strategy if draft else None,
        "tone": tone_of(text or ""),
        "citations": [citation.model_dump() for citation in draft.citations] if draft else [],
        "drafts": [
            {"version": one.version, "state": one.state.value, "text": one.draft.text}
            for one in detail.drafts[-5:]
        ],
    }


def _later(moment: datetime | None, now: datetime) -> str | None:
    return moment.isoformat() if moment and moment > now else None


def _pairs(**values: str | None) -> list[tuple[str, str]]:
    return [(name, str(value)) for name, value in values.items() if value]


def _messages(case: Case, zone: ZoneInfo) -> list[dict[str, Any]]:
    shown = [
        {
            "role": message.role.value,
            "text": message.text,
            "at": clock(message.at, zone),
            "attachments": [
                {"kind": item.kind, "note": item.note or ""} for item in message.attachments
            ],
        }
        for message in case.messages
    ]
    if case.claim:
        amount = f" {case.claim.amount}" if case.claim.amount else ""
        shown.append(
            {
                "role": "claim",
                "claim": case.claim.type.value,
                "text": f"{case.claim.reason or ''}{amount}".strip(),
                "at": "",
                "attachments": [],
            }
        )
    return shown


def _review(case: Case, zone: ZoneInfo) -> dict[str, Any] | None:
    if case.kind is not CaseKind.REVIEW or case.review is None:
        return None
    review = case.review
    return {
        "stars": review.stars,
        "text": review.text,
        "photos": review.photos,
        "appended": review.appended,
        "at": clock(review.created_at, zone),
    }


def _order(case: Case, zone: ZoneInfo) -> list[tuple[str, str]]:
    order = case.order
    if order is None:
        return []
    items = "; ".join(f"{item.title or item.sku} × {item.qty}" for item in order.items)
    return _pairs(
        buyer=_buyer(case),
        items=items,
        sku="; ".join(item.sku for item in order.items if item.sku),
        order_id=order.order_id,
        paid=str(order.paid) if order.paid else None,
        status=order.status,
        placed=clock(order.placed_at, zone),
        tier=order.buyer.tier if order.buyer else None,
    )


def _buyer(case: Case) -> str | None:
    return case.order.buyer.name if case.order and case.order.buyer else None


def _goods(case: Case) -> str:
    """Return the first of the goods by name, and how many more there are."""
    titles = [item.title or item.sku or "" for item in case.order.items] if case.order else []
    more = f" +{len(titles) - 1}" if len(titles) > 1 else ""
    return titles[0] + more if titles else ""


def _evidence(case: Case) -> list[dict[str, str]]:
    items = case.claim.evidence if case.claim else ()
    return [{"kind": item.kind, "note": item.note or ""} for item in items]


def _audit_line(entry: AuditEntry, zone: ZoneInfo) -> dict[str, Any]:
    detail = entry.detail
    return {
        "at": clock(entry.at, zone),
        "by": entry.actor,
        "action": entry.action,
        "version": detail.get("draft_version"),
        "note": str(next((detail[name] for name in _NOTED if detail.get(name)), "")),
    }
