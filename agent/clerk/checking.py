"""What the guards may know of a case: what was decided, what is private, what a fact may rest on."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from agent.clerk.briefing import private_data
from agent.domain.case import Case, CaseKind
from agent.domain.decision import Decision
from agent.domain.draft import Surface
from agent.domain.measure import measures
from agent.drafting.brief import Brief
from agent.guards.context import decided_from
from agent.guards.guard import GuardContext

_SECONDS_A_DAY = 86_400.0


def grounds_of(brief: Brief) -> tuple[str, ...]:
    """Return the texts that a fact in the draft may rest on: reasons, clauses, the order, deadlines, offers."""
    decision = brief.decision
    rows = [text for reason in decision.reasons for text in (reason.text, reason.citation.quote)]
    rows += [reason.citation.heading for reason in decision.reasons]
    rows += [f"{passage.heading} {passage.text}" for passage in (*brief.passages, *brief.charts)]
    rows += [one.said for text in brief.messages for one in measures(text)]
    rows += [offer.title for offer in brief.offers]
    zone = brief.now.tzinfo  # the shop's, in which a draft says its times
    rows += [f"{_spoken(row.due.astimezone(zone))} {row.source}" for row in decision.deadlines]
    if decision.amount:
        rows.append(decision.amount.value)
    rows += _order_rows(brief)
    rows += [brief.review.text] if brief.review else []  # quoted back, with the reviewer's figures
    return tuple(row for row in dict.fromkeys(rows) if row)


def _order_rows(brief: Brief) -> Iterable[str]:
    order = brief.order
    if order is None:
        return
    yield from order.titles
    if order.paid:
        yield order.paid.value
    for at in (order.placed_at, order.shipped_at, order.delivered_at, order.last_event_at):
        if at:
            yield _spoken(at)
    if order.last_event:
        yield order.last_event


def _spoken(at: datetime) -> str:
    """Return a time in the forms in which drafts say it."""
    return (
        f"{at:%Y-%m-%d %H:%M} {at.year}年{at.month}月{at.day}日 {at.month}月{at.day}日 "
        f"{at.hour}点{at.minute}分 {at:%H:%M} {at:%B} {at.day}, {at.year} {at.day} {at:%B} {at:%b}"
    )


def guard_context(
    case: Case, decision: Decision, grounds: Sequence[str], *, now: datetime, language: str
) -> GuardContext:
    """Return the context in which a text about this case is checked."""
    review, public = case.review, case.kind is CaseKind.REVIEW
    created = review.created_at if review else None
    return GuardContext(
        surface=Surface.PUBLIC_REVIEW if public else Surface.IM,
        language=language,
        platform=case.platform,
        decided=decided_from(decision),
        private=private_data(case),
        grounds=tuple(grounds),
        told=(review.text,) if public and review else tuple(case.buyer_texts),
        review_age_days=(now - created).total_seconds() / _SECONDS_A_DAY if created else None,
        appended=review.appended if review else False,
    )
