"""Saying no: warmly, with the clause, and with the best that can be offered instead."""

import re

from agent.domain.reading import CLAIM_WANTS, Problem, Want
from agent.drafting.asking import ask
from agent.drafting.cite import source_name
from agent.drafting.details import Details
from agent.drafting.opening import opening
from agent.drafting.remedy import listed, names_source, spoken_reason
from agent.drafting.voice import Voice

_APOLOGY = re.compile(r"抱歉|谅解|諒解|见谅|見諒|sorry|apolog", re.IGNORECASE)


def declined(voice: Voice, details: Details) -> list[tuple[int, str]]:
    """Return the sentences of a refusal, each with its weight."""
    way_out = _alternative(voice)
    return [
        (9, opening(voice, details)),
        (9, _refusal(voice)),
        (3, "" if _sorry(voice) else voice.say("decline.sorry")),
        (8, way_out),
        (8, ask(voice)),
        (2 if way_out else 7, voice.say("decline.open")),
    ]


def _sorry(voice: Voice) -> bool:
    """Whether the rule's own sentence already says sorry."""
    reasons = voice.brief.decision.reasons
    return bool(reasons) and bool(_APOLOGY.search(reasons[0].text))


def _refusal(voice: Voice) -> str:
    brief = voice.brief
    want = brief.reading.wants
    dropped = brief.reading.problem is Problem.PRICE_DROP and want is Want.COMPENSATE
    about = "price_drop" if dropped else want.value if want in CLAIM_WANTS else "any"
    no = voice.say(f"decline.{about}")
    reasons = brief.decision.reasons
    if not reasons:
        return voice.say("decline.none", no=no)
    cite = source_name(voice, reasons[0].citation.path, reasons[0].citation.heading)
    reason = spoken_reason(voice, reasons[0].text)
    if reason:
        slot = "own" if names_source(reason) else "reason"
        return voice.say(f"decline.{slot}", no=no, cite=cite, reason=reason)
    return voice.say("decline.bare", no=no, cite=cite)


def _alternative(voice: Voice) -> str:
    """Return what is offered instead; goods on offer are named only where they are in stock."""
    brief = voice.brief
    titles = [voice.short(offer.title) for offer in brief.offers[:2]]
    titles = list(dict.fromkeys(title for title in titles if title))
    offers = voice.say("alternative.offers", offers=listed(voice, titles)) if titles else ""
    key = brief.decision.alternative
    return voice.join(voice.say(f"alternative.{key}") if key else "", offers)
