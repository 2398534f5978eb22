"""Asking for what is missing, and saying what follows once it is there."""

from agent.domain.decision import DeadlineKind
from agent.domain.shop import Tone
from agent.drafting.remedy import find_deadline, listed, spoken_when
from agent.drafting.voice import Voice


def things(voice: Voice) -> str:
    """Return the missing things as a spoken list."""
    said = [
        voice.say_first(
            f"ask.things.{word}_{voice.brief.reading.problem.value}",
            f"ask.things.{word}",
            "ask.things.other",
        )
        for word in voice.brief.decision.missing
    ]
    return listed(voice, list(dict.fromkeys(said)))


def ask(voice: Voice) -> str:
    """Return the request with its way and its time; "" where nothing is missing."""
    if not voice.brief.decision.missing:
        return ""
    return voice.join(voice.say(f"ask.alone.{_manner(voice)}", things=things(voice)), _until(voice))


def ask_then(voice: Voice) -> str:
    """Return the request and what follows; promises nothing beyond the decision."""
    brief = voice.brief
    if not brief.decision.missing:
        return voice.say("pending", ask="", then=_then(voice))
    lead = voice.say(f"ask.lead.{_manner(voice)}", things=things(voice))
    return voice.join(voice.say("pending", ask=lead, then=_then(voice)), _until(voice))


def _then(voice: Voice) -> str:
    return voice.say(f"then.{voice.brief.decision.outcome.value}")


def _manner(voice: Voice) -> str:
    return "formal" if voice.brief.tone is not Tone.WARM else "warm"


def _until(voice: Voice) -> str:
    deadline = find_deadline(voice, DeadlineKind.EVIDENCE_BY)
    return voice.say("by.evidence_by", when=spoken_when(voice, deadline)) if deadline else ""
