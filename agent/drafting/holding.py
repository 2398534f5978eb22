"""The reply while a lead takes over: care first, then calm, and no word on how it will end."""

from agent.domain.decision import DeadlineKind
from agent.domain.reading import Problem, Risk, Want
from agent.drafting.details import Details
from agent.drafting.mood import emotion
from agent.drafting.opening import opening
from agent.drafting.remedy import follow_up
from agent.drafting.voice import Voice

CARE_FIRST = (Risk.SELF_HARM, Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE)
_THEN = (
    Risk.COUNTERFEIT, Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA, Risk.BLACKMAIL, Risk.MINOR,
    Risk.ABUSE_BY_STAFF, Risk.REPEAT_CONTACT,
)  # fmt: skip
KEPT = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.COUNTERFEIT})


def holding_text(voice: Voice, details: Details) -> str:
    """Return the holding reply; it promises a follow-up only where the decision has one."""
    risks = voice.brief.reading.risks
    first = next((risk for risk in CARE_FIRST if risk in risks), None)
    felt = 0 if Risk.BLACKMAIL in risks else emotion(voice.brief)
    of_us = Risk.BLACKMAIL in risks or about(voice, first) == "human"
    start = (
        voice.join(voice.greeting, _sentence(voice, voice.say(f"feel.any.{felt}")) if felt else "")
        if of_us and not first
        else voice.join(voice.greeting, _sentence(voice, voice.say(f"hold.care.{first.value}")))
        if first
        else opening(voice, details, neutral=True)
    )
    matter = voice.say(f"hold.about.{about(voice, first)}")
    keep = (
        voice.say("hold.keep") if KEPT.intersection(risks) and first is not Risk.SELF_HARM else ""
    )
    stay = "" if keep else voice.say("hold.stay")
    return voice.join(start, f"{matter}{_handed(voice)}", keep, stay)


def about(voice: Voice, first: Risk | None) -> str:
    """Return what the second sentence speaks to: the gravest risk, a promise said to be made, the wish for a lead."""
    reading = voice.brief.reading
    if first:
        return first.value
    if Risk.BLACKMAIL in reading.risks:
        return Risk.BLACKMAIL.value
    if reading.claimed_promise:
        return "promise"
    if reading.problem is Problem.COUNTERFEIT:
        return Risk.COUNTERFEIT.value
    risk = next((risk for risk in _THEN if risk in reading.risks), None)
    if risk:
        return risk.value
    return "human" if Want.HUMAN in (reading.wants, *reading.all_wants) else "any"


def _handed(voice: Voice) -> str:
    handed = voice.say("hold.handed")
    if any(risk in voice.brief.reading.risks for risk in CARE_FIRST):
        return voice.say("hold.now", handed=handed)
    by = follow_up(voice)
    known = any(one.kind is DeadlineKind.FOLLOW_UP for one in voice.brief.decision.deadlines)
    if known and by:
        return voice.say("hold.follow", handed=handed, by=by)
    return voice.say("hold.nofollow", handed=handed)


def _sentence(voice: Voice, clause: str) -> str:
    if not clause or clause[-1] in "。！？.!?":
        return clause
    return clause + ("." if voice.english else "。")
