"""Asking for what is missing, and saying what follows once it is there."""

from agent.domain.decision import DeadlineKind
from agent.domain.shop import Tone
from agent.drafting.deed import freight, ground
from agent.drafting.remedy import capital, find_deadline, listed, spoken_when
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
    """Return the request with its time; "" where nothing is missing."""
    if not voice.brief.decision.missing:
        return ""
    return voice.join(voice.say(f"ask.alone.{_manner(voice)}", things=things(voice)), until(voice))


def ask_then(voice: Voice) -> str:
    """Return the request and what follows; promises nothing beyond the decision."""
    because = why_clause(voice)
    if not voice.brief.decision.missing:
        return voice.say("pending_bare", then=then(voice), why=because)
    return voice.join(
        voice.say("pending", ask=asked(voice), then=then(voice), why=because), until(voice)
    )


def why_clause(voice: Voice) -> str:
    """Return ground and freight as the rest of a sentence, so that they stay under its condition."""
    said = [part for part in (ground(voice), freight(voice)) if part]
    if voice.english:
        return " ".join(f"{capital(voice, part)}." for part in said)
    return "".join(f"，{part}" for part in said)


def asked(voice: Voice) -> str:
    """Return the request as a clause."""
    photo = all(word in _SHOWN for word in voice.brief.decision.missing)
    slot = f"ask.lead.{_manner(voice)}" if photo else f"ask.more.{_manner(voice)}"
    return voice.say(slot, things=things(voice))


def then(voice: Voice) -> str:
    """Return what follows once it is there, as a clause."""
    return voice.say(f"then.{voice.brief.decision.outcome.value}")


def until(voice: Voice) -> str:
    """Return by when it must be there; "" where nothing says so."""
    deadline = find_deadline(voice, DeadlineKind.EVIDENCE_BY)
    return voice.say("by.evidence_by", when=spoken_when(voice, deadline)) if deadline else ""


_SHOWN = frozenset({"photo", "video", "nameplate", "label_photo", "screenshot"})


def _manner(voice: Voice) -> str:
    return "formal" if voice.tone is not Tone.WARM else "warm"
