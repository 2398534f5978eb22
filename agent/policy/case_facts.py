"""What a case tells beside its order: when it was asked, and what the buyer's words alone say."""

from datetime import date, datetime
from typing import Any

from agent.domain.case import Case
from agent.domain.message import Role
from agent.domain.order import Order
from agent.domain.shop import Shop
from agent.policy.charges import charges_in
from agent.policy.dislikes import says_disliked
from agent.policy.visits import harmed_home, missed_days


def asked_at(case: Case) -> datetime | None:
    """Return when the buyer last wrote, if the case says so."""
    return max((m.at for m in case.messages if m.role is Role.BUYER and m.at), default=None)


def clocks(case: Case, order: Order | None, shop: Shop) -> dict[str, Any]:
    """Return the shop's zone and hours and the moments of the case, as Facts names them."""
    return {
        "timezone": shop.timezone,
        "hours": shop.working_hours,
        "asked_at": asked_at(case),
        "answer_by": case.claim.answer_by if case.claim else None,
        "placed_at": order.placed_at if order else None,
        "reviewed_at": case.review.created_at if case.review else None,
    }


def told(case: Case, order: Order | None, day: date) -> dict[str, Any]:
    """Return what the buyer's words alone tell; `day` is the day they were written on."""
    texts = case.buyer_texts
    said = "\n".join(texts)
    return {
        "said": said,
        "charges": tuple(sorted(charges_in(said))),
        "days_missed": missed_days(order, texts, day),
        "harmed_home": harmed_home(texts),
        "disliked": says_disliked(texts),
    }
