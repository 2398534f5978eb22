"""A reply in Chinese: what is to be said is planned, the grammar words it, the surface sees that it fits the chat."""

import re

from agent.domain.decision import Outcome
from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.drafting.brief import Brief
from agent.drafting.declining import parted
from agent.drafting.details import Details
from agent.drafting.facts import Facts
from agent.drafting.family import blameless, family
from agent.drafting.remedy import listed, on_its_way, spoken_reason, to_be_shown, unseen
from agent.drafting.voice import Voice
from agent.drafting.wish import wished_size

_SENT_BACK = frozenset({Outcome.RETURN_REFUND, Outcome.EXCHANGE, Outcome.REPAIR})
_LATE = re.compile(r"超过|超過|(时间|時間|期|已经|已經)(过|過)了|期限")
_SINCE = re.compile(r"^(签收|簽收|付款)(?=已|超)")
# A reason that says itself that it can't be done.
_REFUSES = re.compile(r"没法|沒辦法|没办法|无法|無法|不了|不支持|不适用|不適用|不能|不可以|不在\S{0,10}[内裡里]")
_OF_TASTE = frozenset({Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE})


def granted(voice: Voice, details: Details) -> str:
    """Return the reply that agrees to a remedy, or asks for what it still hangs on."""
    facts = Facts(voice, details)
    return facts.say(*_granted_slots(voice))


def _granted_slots(voice: Voice) -> list[str]:
    brief = voice.brief
    outcome = brief.decision.outcome
    if brief.decision.pending or brief.decision.missing:
        return _pending_slots(voice)
    root = f"reply.{outcome.value}"
    if outcome is Outcome.RETURN_REFUND and on_its_way(voice):
        return [f"{root}.on_its_way"]
    if to_be_shown(voice):
        return [f"{root}.check", f"{root}.any"]
    if brief.reading.wants is Want.CANCEL or _not_sent_yet(brief):
        return [f"{root}.cancel", f"{root}.any", f"{root}.easy"]
    kind = "easy" if blameless(brief) else "fault"
    return [f"{root}.{kind}", f"{root}.any"]


def _not_sent_yet(brief: Brief) -> bool:
    order = brief.order
    waits = order is not None and not order.shipped_at and not order.last_event
    return waits and family(brief) in {"mind", "any"}


def _pending_slots(voice: Voice) -> list[str]:
    brief = voice.brief
    if unseen(voice):
        return ["reply.pending.order"]
    if brief.decision.outcome is Outcome.INFORM:
        return ["reply.pending.told"]
    if brief.decision.missing == ("size",):
        return ["reply.pending.size"]
    back = brief.decision.outcome in _SENT_BACK
    return ["reply.pending.sent_back" if back else "reply.pending.money"]


def declined(voice: Voice, details: Details) -> str:
    """Return the reply that says no, why, and what can be done instead."""
    facts = Facts(voice, details)
    brief = voice.brief
    reasons = brief.decision.reasons
    reason, rest = parted(spoken_reason(voice, reasons[0].text)) if reasons else ("", "")
    facts.add(cause=_SINCE.sub("", reason) if _LATE.search(reason) else reason)
    dropped = brief.reading.problem is Problem.PRICE_DROP
    dated = facts.say("why.bought" if dropped else "why.signed") if _LATE.search(reason) else ""
    why, refuses = dated or reason, _REFUSES.search(reason)
    want = brief.reading.wants
    about = "price" if dropped else want.value if want in CLAIM_WANTS else "any"
    facts.add(
        rest=rest,
        why="" if refuses else why,
        why_no=why if refuses else "",
        refused=facts.say(f"refused.{about}"),
    )
    facts.add(alt=_alternative(voice, facts, rest))
    return facts.say("reply.decline")


def _alternative(voice: Voice, facts: Facts, rest: str) -> str:
    """Return the best that can be offered instead; goods on offer are named only where they are in stock."""
    brief = voice.brief
    titles = [voice.short(offer.title) for offer in brief.offers[:2]]
    facts.add(offers=listed(voice, list(dict.fromkeys(filter(None, titles)))))
    offers = facts.say("alt.offers")
    if rest:
        return facts.say("alt.stated") + offers
    stated = facts.say(f"alt.{brief.decision.alternative}") if brief.decision.alternative else ""
    if stated or offers:
        return stated + offers
    if brief.reading.wants is Want.EXCHANGE and wished_size(voice):
        return facts.say("alt.size", "alt.open")
    return facts.say("alt.fault" if brief.reading.problem in _OF_TASTE else "alt.open")
