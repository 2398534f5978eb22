"""The order's days and the decision's times, in words; "" where there is none."""

from datetime import timedelta

from agent.domain.decision import DeadlineKind
from agent.drafting.remedy import find_deadline, spoken_when
from agent.drafting.voice import Voice
from agent.drafting.words import dated, day


def day_of(voice: Voice, at: str) -> str:
    """Return the day of one of the order's moments (`delivered_at`, `last_event_at` …)."""
    order = voice.brief.order
    moment = getattr(order, at) if order else None
    return day(moment, voice.brief.now, voice.language) if moment else ""


def placed(voice: Voice) -> str:
    """Return the day the order was placed, where that is a day ago at least."""
    order = voice.brief.order
    recent = order and order.placed_at and (voice.brief.now - order.placed_at).days < 1
    return "" if recent else day_of(voice, "placed_at")


def due(voice: Voice, kind: DeadlineKind) -> str:
    """Return by when something is due."""
    deadline = find_deadline(voice, kind)
    if deadline and kind is DeadlineKind.REFUND_BY:  # banks know days, not hours
        last = deadline.due - timedelta(minutes=1)
        return day(last, voice.brief.now, voice.language)
    if deadline and kind is DeadlineKind.SHIP_BY:
        return dated(deadline.due, voice.brief.now, voice.language)
    return spoken_when(voice, deadline) if deadline else ""
