"""Saying no: warmly, with the clause in a clerk's words, and with the best that can be offered instead."""

import re

from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.drafting.asking import ask
from agent.drafting.cite import source_name
from agent.drafting.details import Details
from agent.drafting.opening import opening
from agent.drafting.remedy import capital, follow_up, listed, spoken_reason
from agent.drafting.voice import Voice, uncapital
from agent.drafting.wish import wished_size
from agent.drafting.words import day

_OF_TASTE = frozenset({Problem.CHANGED_MIND, Problem.SIZE, Problem.NONE})


_WAY_OUT = re.compile(
    r"^(?P<no>.{4,}?)[，,；;] ?(?:不过|不過|但是?|but )?(?P<rest>[^，,；;]{0,8}(?:还可以|還可以|可以先|可以换|可以換|可以为您|可以為您|we can|you can still).*)$"
)


_LATE = re.compile(r"超过|超過|(时间|時間|期|已经|已經)(过|過)了|期限|\bover\b|expired|passed")
_SIGNED = re.compile(r"^(签收|簽收|付款)(?=已|超)")


def parted(reason: str) -> tuple[str, str]:
    """Return why it can't be done, and what the same rule still allows ("" where it allows nothing)."""
    match = _WAY_OUT.match(reason)
    return (match["no"], match["rest"]) if match else (reason, "")


def declined(voice: Voice, details: Details) -> list[tuple[int, str]]:
    """Return the sentences of a refusal, each with its weight."""
    stated = any(
        _WAY_OUT.match(spoken_reason(voice, one.text)) for one in voice.brief.decision.reasons[:1]
    )
    way_out = _alternative(voice, stated=stated)
    return [
        (9, opening(voice, details)),
        (9, _refusal(voice)),
        (8, way_out),
        (8, ask(voice)),
        (8, "" if way_out or stated else _left_open(voice)),
        (8, follow_up(voice, "choice") if way_out or stated else ""),
    ]


def _refusal(voice: Voice) -> str:
    brief = voice.brief
    want = brief.reading.wants
    dropped = brief.reading.problem is Problem.PRICE_DROP and want is Want.COMPENSATE
    about = "price_drop" if dropped else want.value if want in CLAIM_WANTS else "any"
    no = voice.say(f"decline.{about}")
    reasons = brief.decision.reasons
    if not reasons:
        return voice.say("decline.none", no=no)
    reason, rest = parted(spoken_reason(voice, reasons[0].text))
    if reason:
        reason = _dated(voice, uncapital(reason) if voice.english else reason)
        said = voice.say("decline.reason", no=no, reason=reason)
        return voice.join(
            said, voice.say("alternative.stated", rest=capital(voice, rest)) if rest else ""
        )
    cite = source_name(voice, reasons[0].citation.path, reasons[0].citation.heading)
    return voice.say("decline.bare", no=no, cite=cite)


def _dated(voice: Voice, reason: str) -> str:
    """Return the reason with the day it counts from: the buyer should not have to look it up."""
    order, now = voice.brief.order, voice.brief.now
    if order is None or not _LATE.search(reason):
        return reason
    paid = voice.brief.reading.problem is Problem.PRICE_DROP
    at = order.placed_at if paid else order.delivered_at
    if at is None:
        return reason
    slot = "decline.bought" if paid else "decline.signed"
    return voice.say(slot, day=day(at, now, voice.language), reason=_SIGNED.sub("", reason))


def _left_open(voice: Voice) -> str:
    """Return what the buyer can still do: show a fault where only the taste was spoken of, tell what we have not seen."""
    taste = voice.brief.reading.problem in _OF_TASTE and voice.brief.reading.wants in {
        Want.RETURN_REFUND, Want.REFUND, Want.EXCHANGE,
    }  # fmt: skip
    slot = "fault" if taste else "open"
    by = follow_up(voice)
    size = wished_size(voice)
    if by and size and voice.brief.reading.wants is Want.EXCHANGE:
        return voice.say("decline.size", size=size, by=by)
    return voice.say(f"decline.{slot}", by=by) if by else voice.say(f"decline.{slot}_undated")


def _alternative(voice: Voice, *, stated: bool) -> str:
    """Return what is offered instead; goods on offer are named only where they are in stock."""
    brief = voice.brief
    titles = [voice.short(offer.title) for offer in brief.offers[:2]]
    titles = list(dict.fromkeys(title for title in titles if title))
    offers = voice.say("alternative.offers", offers=listed(voice, titles)) if titles else ""
    key = brief.decision.alternative
    return voice.join(voice.say(f"alternative.{key}") if key and not stated else "", offers)
