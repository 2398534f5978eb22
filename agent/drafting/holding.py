"""What the reply speaks to while a lead takes over: care first, then the gravest matter."""

import re

from agent.domain.reading import Problem, Risk, Want
from agent.drafting.family import doubted
from agent.drafting.voice import Voice

CARE_FIRST = (Risk.SELF_HARM, Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE)
_THEN = (
    Risk.COUNTERFEIT, Risk.LEGAL, Risk.REGULATOR, Risk.MEDIA, Risk.BLACKMAIL, Risk.MINOR,
    Risk.ABUSE_BY_STAFF, Risk.REPEAT_CONTACT,
)  # fmt: skip
# Goods on a plug or a battery: where they hurt somebody, the plug comes first.
_PLUGGED = re.compile(
    r"插[上着著头頭座电電]|充[电電]|[冒有]\S{0,3}烟|[冒有]\S{0,3}煙|着火|著火|起火|火花|漏[电電]|触[电電]|觸[电電]"
    r"|\b(plug\w*|charg\w*|smok\w*|spark\w*|fire|flames?)\b",
    re.IGNORECASE,
)
_KEPT = frozenset({Risk.INJURY, Risk.FOOD_SAFETY, Risk.FIRE, Risk.COUNTERFEIT})


def kept(voice: Voice, first: Risk | None) -> bool:
    """Whether goods and packaging are to be kept as they are: somebody was hurt by them, or they are said to be fake."""
    risks = _KEPT.intersection(voice.brief.reading.risks)
    if not doubted(voice.brief):
        risks -= {Risk.COUNTERFEIT}
    return bool(risks) and first is not Risk.SELF_HARM


def care(voice: Voice) -> Risk | None:
    """Return which care is spoken of first; None where nobody is in danger."""
    risks = voice.brief.reading.risks
    first = next((risk for risk in CARE_FIRST if risk in risks), None)
    plugged = any(_PLUGGED.search(text) for text in voice.brief.messages)
    return Risk.FIRE if first is Risk.INJURY and plugged else first


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
        return Risk.COUNTERFEIT.value if doubted(voice.brief) else "fraud"
    risk = next((risk for risk in _THEN if risk in reading.risks), None)
    if risk:
        return risk.value
    return "human" if Want.HUMAN in (reading.wants, *reading.all_wants) else "any"
