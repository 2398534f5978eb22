"""A case that was answered becomes an exercise: the buyer masked, dates told as days, numbers of orders left out."""

from datetime import datetime
from hashlib import sha256

from agent.domain.case import Case, CaseKind
from agent.domain.claim import Claim
from agent.domain.message import Attachment, Message, Role
from agent.domain.order import Order
from agent.domain.reading import Problem
from agent.guards.guard import Private
from agent.guards.pii import mask
from agent.practice.exercise import Exercise, Scan, Sketch, Turn

_DAY = 86_400.0


def exercise_of(
    case: Case, *, answer: str, opened: datetime, problem: Problem, language: str
) -> Exercise | None:
    """Return the case as an exercise, None where the buyer said nothing. `opened` is when it came in.

    Its id is a digest: a case's own id may be an order's number.
    """
    private = _private(case)
    turns = _turns(case, private)
    if not turns:
        return None
    now = case.now or opened
    digest = sha256(case.id.encode()).hexdigest()[:10]
    return Exercise(
        id=f"own-{digest}",
        topic=problem,
        language=language,
        platform=case.platform,
        kind=case.kind,
        order=_sketch(case.order, now, private) if case.order else None,
        claim=_claim(case.claim, private) if case.claim else None,
        stars=case.review.stars if case.review else None,
        turns=turns,
        answer=mask(answer, private),
        own=True,
    )


def _turns(case: Case, private: Private) -> tuple[Turn, ...]:
    """Return what the buyer said between two answers as one turn each."""
    if case.kind is CaseKind.REVIEW:
        text = case.review.text.strip() if case.review else ""
        return (Turn(text=mask(text, private)),) if text else ()
    turns: list[Turn] = []
    open_ = False
    for message in case.messages:
        if message.role is Role.SELLER:
            open_ = False
        elif message.text.strip() or message.attachments:
            said = _said(message, private)
            turns = [*turns[:-1], _joined(turns[-1], said)] if open_ else [*turns, said]
            open_ = True
    if not turns and case.claim and case.claim.reason:
        return (Turn(text=mask(case.claim.reason, private)),)
    return tuple(turns)


def _said(message: Message, private: Private) -> Turn:
    sends = tuple(Attachment(kind=item.kind) for item in message.attachments)
    return Turn(text=mask(message.text, private), sends=sends)


def _joined(turn: Turn, more: Turn) -> Turn:
    return Turn(text=f"{turn.text}\n{more.text}".strip(), sends=(*turn.sends, *more.sends))


def _sketch(order: Order, now: datetime, private: Private) -> Sketch:
    def days(at: datetime | None) -> float | None:
        return None if at is None else (now - at).total_seconds() / _DAY

    return Sketch(
        items=order.items,
        paid=order.paid,
        status=order.status,
        placed=days(order.placed_at),
        shipped=days(order.shipped_at),
        delivered=days(order.delivered_at),
        scans=tuple(
            Scan(days=since, text=mask(event.text, private))
            for event in order.logistics
            if (since := days(event.at)) is not None
        ),
    )


def _claim(claim: Claim, private: Private) -> Claim:
    return claim.model_copy(
        update={
            "reason": mask(claim.reason, private) if claim.reason else None,
            "evidence": tuple(one.model_copy(update={"note": None}) for one in claim.evidence),
        }
    )


def _private(case: Case) -> Private:
    orders = [order for order in (case.order, *case.orders) if order is not None]
    buyer = next((order.buyer for order in orders if order.buyer), None)
    return Private(
        name=buyer.name if buyer else None,
        phone=buyer.phone if buyer else None,
        address=buyer.address if buyer else None,
        numbers=tuple(order.order_id for order in orders if order.order_id),
    )
