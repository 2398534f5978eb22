"""What the reply speaks to while a lead takes over: care first, then the gravest matter."""

from agent.domain.reading import Problem, Risk, Want
from agent.drafting.voice import Voice

CARE_FIRST = (Risk.SELF_HARM, Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE)
_THEN = (
    Risk.COUNTERFEIT, Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA, Risk.BLACKMAIL, Risk.MINOR,
    Risk.ABUSE_BY_STAFF, Risk.REPEAT_CONTACT,
)  # fmt: skip
KEPT = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.COUNTERFEIT})


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
